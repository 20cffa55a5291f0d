"""Documents as the bytes that are kept and served."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def frozen(document: Mapping[str, Any]) -> bytes:
    """UTF-8 without anything that need not be there; members in the order in which they were made."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(content: bytes) -> str:
    """SHA-256 in hexadecimal, of the very bytes."""
    return hashlib.sha256(content).hexdigest()
