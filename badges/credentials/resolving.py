"""Whose a key is: from the controller document of an issuer, and from nothing that the credential itself brings along.

Source: Controlled Identifiers 1.0, section 3.3 (retrieve a verification method); DID Core 1.0; did:web.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from badges.credentials.errors import CredentialError
from badges.credentials.findings import Code
from badges.credentials.keys import BadKey, PublicKey
from badges.credentials.reading import LARGEST, Document, Unreadable, read

_LIST = re.compile(r"https?://[^/?#]+/status/([0-9]{1,9})")


class Unresolved(CredentialError):
    """``code``: ``unknown_issuer`` (none that we know: no ``did:key`` is), ``unknown_key`` (the issuer has none of that
    name), ``not_for_assertions`` (it has, and does not sign credentials with it any more), ``controller`` (the key is
    somebody else's), ``bad_key``, ``bad_controller_document``, ``no_list``."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)


class Resolver(Protocol):
    """Where keys and lists are from: a folder, rows, a cache of what was fetched. It decides what may be fetched at all."""

    def key(self, method: str, issuer: str) -> PublicKey:
        """``method``: the absolute address of a key (``did:web:HOST#NAME``); ``issuer``: the id that must own it and let it
        make assertions. Raises Unresolved."""

    def status_list(self, url: str) -> bytes:
        """The signed list, as JSON, at most 256 KiB; nothing of it needs to be believed. Raises Unresolved."""


def key_in(controller: Document, method: str, issuer: str) -> PublicKey:
    """``controller``: a DID document, or another controller document of ``issuer``. The method stands in it exactly once,
    under its absolute address, as a Multikey, and among those for assertions. A fragment is a name and never a key by
    itself. Raises Unresolved."""
    if controller.get("id") != issuer:
        raise Unresolved(Code.UNKNOWN_ISSUER)
    found = [
        one for one in _list(controller, "verificationMethod") if isinstance(one, dict) and one.get("id") == method
    ]
    if len(found) != 1 or not _is_of(method, issuer):
        raise Unresolved(Code.UNKNOWN_KEY)
    if method not in _list(controller, "assertionMethod"):
        raise Unresolved(Code.NOT_FOR_ASSERTIONS)
    if found[0].get("controller") != issuer:
        raise Unresolved(Code.CONTROLLER)
    return _multikey(found[0])


def _list(controller: Document, member: str) -> list[Any]:
    value = controller.get(member)
    return value if isinstance(value, list) else []


def _is_of(method: str, issuer: str) -> bool:
    """Absolute, and of this issuer: a fragment of a DID, an address on the host of an https profile."""
    if issuer.startswith("did:"):
        return method.startswith(f"{issuer}#") and method.count("#") == 1
    there = urlsplit(issuer)
    return method.startswith(f"{there.scheme}://{there.netloc}/")


def _multikey(method: Document) -> PublicKey:
    text = method.get("publicKeyMultibase")
    if method.get("type") != "Multikey" or not isinstance(text, str):
        raise Unresolved(Code.BAD_KEY)
    try:
        return PublicKey.from_multibase(text)
    except BadKey as error:
        raise Unresolved(Code.BAD_KEY) from error


@dataclass(frozen=True)
class FolderResolver:
    """A kit for checking without a network: ``did.json``, ``status/N.json``, and for the issuer's https profile
    ``issuer.json`` and ``keys/*.json``. ``folder`` is believed: whoever holds it has it from the issuer."""

    folder: Path

    def key(self, method: str, issuer: str) -> PublicKey:
        """As ``Resolver.key``. Read anew each time."""
        for controller in self._controllers():
            if controller.get("id") == issuer:
                return key_in(controller, method, issuer)
        raise Unresolved(Code.UNKNOWN_ISSUER)

    def status_list(self, url: str) -> bytes:
        """As ``Resolver.status_list``, by its number; whether it is the list of this address says its own id."""
        named = _LIST.fullmatch(url)
        path = self.folder / "status" / f"{named[1]}.json" if named else None
        if path is None or not path.is_file():
            raise Unresolved(Code.NO_LIST)
        return _start_of(path)

    def _controllers(self) -> Iterator[Document]:
        did, profile = self._document("did.json"), self._document("issuer.json")
        if str(did.get("id")).startswith("did:web:"):
            yield did
        if re.match("https?://", str(profile.get("id"))):
            keys = sorted((self.folder / "keys").glob("*.json"))
            yield profile | {"verificationMethod": [self._document(f"keys/{one.name}") for one in keys]}

    def _document(self, name: str) -> Document:
        path = self.folder / name
        try:
            return read(_start_of(path)) if path.is_file() else {}
        except Unreadable as error:
            raise Unresolved(Code.BAD_CONTROLLER_DOCUMENT) from error


def _start_of(path: Path) -> bytes:
    """One byte more than ``read`` takes, so that it says so."""
    with path.open("rb") as opened:
        return opened.read(LARGEST + 1)
