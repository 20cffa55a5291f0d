"""All that it takes to check badges without this site, in a folder: keys, lists, contexts, and a program of one file."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from badges.credentials import documents
from badges.domain.keys import issuer, published_keys
from badges.models import StatusList

CREDENTIALS = Path(documents.__file__).resolve().parent


def write_kit(folder: Path) -> list[Path]:
    """What was written. What lies there already is written over; nothing else is touched."""
    us, keys = issuer(), published_keys()
    written = [
        _write(folder / "did.json", documents.did_document(us, keys)),
        _write(folder / "issuer.json", documents.profile(us, keys)),
        *(_write(folder / "keys" / f"{one.name}.json", documents.key_document(us, one)) for one in keys),
    ]
    for one in StatusList.objects.exclude(content=None).order_by("number"):
        written.append(_place(folder / "status" / f"{one.number}.json"))
        written[-1].write_bytes(bytes(one.content or b""))
    copied = {one: folder / "contexts" / one.name for one in sorted((CREDENTIALS / "contexts").glob("*.json"))}
    copied[CREDENTIALS / "offline.py"] = folder / "verify.py"
    return [*written, *(Path(shutil.copyfile(source, _place(place))) for source, place in copied.items())]


def _write(path: Path, made: Mapping[str, Any]) -> Path:
    _place(path).write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def _place(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
