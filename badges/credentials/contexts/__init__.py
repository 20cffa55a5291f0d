"""The JSON-LD contexts that signatures are made and checked under: these copies, and never what an address serves today.

1EdTech changed context-3.0.3.json twice under the same address; a fetched context would let its host change what a signature
covers. ``NOTICE.md`` says where each copy is from.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from badges.credentials.errors import CredentialError

CREDENTIALS_2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CLR_2 = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
DATA_INTEGRITY_2 = "https://w3id.org/security/data-integrity/v2"
MULTIKEY_1 = "https://w3id.org/security/multikey/v1"
DID_1 = "https://www.w3.org/ns/did/v1"

Contexts = Mapping[str, str]  # address to JSON text: text cannot be altered by who reads it

_HERE = Path(__file__).parent

BUNDLED: Contexts = MappingProxyType(
    {
        address: (_HERE / name).read_text(encoding="utf-8")
        for address, name in {
            CREDENTIALS_2: "credentials-v2.json",
            OPEN_BADGES_3: "ob-v3p0-3.0.3.json",
            OPEN_BADGES_EXTENSIONS: "ob-v3p0-extensions.json",
            CLR_2: "clr-v2p0-2.0.1.json",
            DATA_INTEGRITY_2: "data-integrity-v2.json",
            MULTIKEY_1: "multikey-v1.json",
            DID_1: "did-v1.json",
        }.items()
    }
)


class UnknownContext(CredentialError):
    """``address`` is none of ours. ``code``: ``unknown_context``."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__("unknown_context")


def load(address: str, contexts: Contexts = BUNDLED) -> dict[str, Any]:
    """A fresh document ``{"@context": …}``: the caller may alter it. Raises UnknownContext; compares letter by letter."""
    if address not in contexts:
        raise UnknownContext(address)
    document: dict[str, Any] = json.loads(contexts[address])
    return document
