"""A key counts if its issuer says that it is theirs, and makes assertions with it, and not otherwise."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from badges.credentials.findings import Code
from badges.credentials.resolving import Unresolved, key_in
from tests.badges.credentials.kits import LIST_URL, METHOD, NAME, OLD_NAME, OLD_SIGNER, SIGNER, STRANGER, US, Kit

DID = "did:web:learn.example.org"
PROFILE = "https://learn.example.org/issuer"


def refused(kit: Kit, method: str, issuer: str) -> str:
    with pytest.raises(Unresolved) as caught:
        kit.resolver.key(method, issuer)
    return caught.value.code


@pytest.mark.parametrize(("name", "signer"), [(NAME, SIGNER), (OLD_NAME, OLD_SIGNER)])
def test_a_listed_key_is_its_issuers(kit: Kit, name: str, signer: Any) -> None:
    assert kit.resolver.key(f"{DID}#{name}", DID) == signer.public
    assert kit.resolver.key(f"{PROFILE}/keys/{name}", PROFILE) == signer.public


def test_a_port_is_part_of_the_did(tmp_path: Path) -> None:
    did = "did:web:127.0.0.1%3A8000"
    method = {"id": f"{did}#a", "type": "Multikey", "controller": did, "publicKeyMultibase": SIGNER.public.multibase}
    kit = Kit(tmp_path)
    kit.write("did.json", {"id": did, "verificationMethod": [method], "assertionMethod": [f"{did}#a"]})

    assert kit.resolver.key(f"{did}#a", did) == SIGNER.public
    assert refused(kit, "did:web:127.0.0.1#a", "did:web:127.0.0.1") == Code.UNKNOWN_ISSUER


STRANGERS = STRANGER.public.multibase


@pytest.mark.parametrize(
    ("method", "issuer", "code"),
    [
        (f"did:key:{STRANGERS}#{STRANGERS}", f"did:key:{STRANGERS}", Code.UNKNOWN_ISSUER),
        (f"did:key:{STRANGERS}#{STRANGERS}", DID, Code.UNKNOWN_KEY),
        (f"{DID}#{STRANGERS}", DID, Code.UNKNOWN_KEY),
        (f"{DID}#{SIGNER.public.multibase}", DID, Code.UNKNOWN_KEY),
        (f"{DID}:members:7#key-1", f"{DID}:members:7", Code.UNKNOWN_ISSUER),
        (f"{DID}:members:7#key-1", DID, Code.UNKNOWN_KEY),
        (f"#{NAME}", DID, Code.UNKNOWN_KEY),
        (NAME, DID, Code.UNKNOWN_KEY),
        (DID, DID, Code.UNKNOWN_KEY),
        ("", DID, Code.UNKNOWN_KEY),
        (METHOD, "did:web:LEARN.example.org", Code.UNKNOWN_ISSUER),
        (METHOD, "", Code.UNKNOWN_ISSUER),
        (METHOD, PROFILE, Code.UNKNOWN_KEY),
        (f"{PROFILE}/keys/{NAME}", DID, Code.UNKNOWN_KEY),
        (f"{PROFILE}/keys/../keys/{NAME}", PROFILE, Code.UNKNOWN_KEY),
        (f"https://evil.example.org/issuer/keys/{NAME}", PROFILE, Code.UNKNOWN_KEY),
    ],
)
def test_what_is_not_listed_is_nobodys_key(kit: Kit, method: str, issuer: str, code: Code) -> None:
    assert refused(kit, method, issuer) == code


def test_a_fragment_that_looks_like_a_key_is_a_name_like_any_other(kit: Kit) -> None:
    """Listed it counts, and then as the key that the document gives, which is another one here."""
    document = kit.did()
    document["verificationMethod"][1]["id"] = document["assertionMethod"][1] = f"{DID}#{STRANGERS}"
    kit.write("did.json", document)

    assert kit.resolver.key(f"{DID}#{STRANGERS}", DID) == SIGNER.public


def _change_id(document: Any) -> None:
    document["id"] = "did:web:other.example.org"


def _become_did_key(document: Any) -> None:
    document["id"] = f"did:key:{STRANGERS}"


def _remove(document: Any) -> None:
    del document["verificationMethod"][1]


def _retire(document: Any) -> None:
    document["assertionMethod"].remove(METHOD)


def _retire_all(document: Any) -> None:
    del document["assertionMethod"]


def _one_text(document: Any) -> None:
    document["assertionMethod"] = f"{METHOD} and others"


def _give_away(document: Any) -> None:
    document["verificationMethod"][1]["controller"] = "did:web:other.example.org"


def _list_twice(document: Any) -> None:
    document["verificationMethod"].append(
        document["verificationMethod"][1] | {"publicKeyMultibase": STRANGER.public.multibase}
    )


def _relative(document: Any) -> None:
    document["verificationMethod"][1]["id"] = document["assertionMethod"][1] = f"#{NAME}"


def _other_type(document: Any) -> None:
    document["verificationMethod"][1]["type"] = "JsonWebKey"


def _other_curve(document: Any) -> None:
    """The P-256 key of the W3C's test vectors (vc-di-ecdsa, appendix A.1)."""
    document["verificationMethod"][1]["publicKeyMultibase"] = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"


def _no_text(document: Any) -> None:
    document["verificationMethod"][1]["publicKeyMultibase"] = 7


def _no_methods(document: Any) -> None:
    document["verificationMethod"] = {"id": METHOD}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_change_id, Code.UNKNOWN_ISSUER),
        (_become_did_key, Code.UNKNOWN_ISSUER),
        (_remove, Code.UNKNOWN_KEY),
        (_list_twice, Code.BAD_CONTROLLER_DOCUMENT),
        (_relative, Code.UNKNOWN_KEY),
        (_no_methods, Code.UNKNOWN_KEY),
        (_retire, Code.NOT_FOR_ASSERTIONS),
        (_retire_all, Code.NOT_FOR_ASSERTIONS),
        (_one_text, Code.NOT_FOR_ASSERTIONS),
        (_give_away, Code.CONTROLLER),
        (_other_type, Code.BAD_KEY),
        (_other_curve, Code.BAD_KEY),
        (_no_text, Code.BAD_KEY),
    ],
)
def test_what_the_document_does_not_say_is_not_so(kit: Kit, change: Callable[[Any], None], code: Code) -> None:
    document = kit.did()
    change(document)
    kit.write("did.json", document)

    assert refused(kit, METHOD, DID) == code


def test_a_relative_address_counts_in_no_credential_even_if_it_is_listed(kit: Kit) -> None:
    document = kit.did()
    _relative(document)
    kit.write("did.json", document)

    assert refused(kit, f"#{NAME}", DID) == Code.UNKNOWN_KEY


def test_an_address_has_one_fragment(kit: Kit) -> None:
    document = kit.did()
    document["verificationMethod"][1]["id"] = document["assertionMethod"][1] = f"{METHOD}#key"
    kit.write("did.json", document)

    assert refused(kit, f"{METHOD}#key", DID) == Code.UNKNOWN_KEY


def test_a_did_key_in_the_place_of_our_document_is_no_issuer(kit: Kit) -> None:
    did = f"did:key:{STRANGERS}"
    method = {"id": f"{did}#{STRANGERS}", "type": "Multikey", "controller": did, "publicKeyMultibase": STRANGERS}
    kit.write("did.json", {"id": did, "verificationMethod": [method], "assertionMethod": [method["id"]]})

    assert refused(kit, method["id"], did) == Code.UNKNOWN_ISSUER


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"id": "a", "id": "b"}', b" " * 300_000, b"\xff"])
def test_a_document_that_cannot_be_read_gives_no_key(kit: Kit, content: bytes) -> None:
    kit.write("did.json", content)

    assert refused(kit, METHOD, DID) == Code.BAD_CONTROLLER_DOCUMENT


def test_an_empty_folder_knows_nobody(tmp_path: Path) -> None:
    assert refused(Kit(tmp_path), METHOD, DID) == Code.UNKNOWN_ISSUER


def test_a_retired_key_document_is_not_read_by_its_file_name(kit: Kit) -> None:
    """The id inside counts, and the profile must name it."""
    (kit.folder / f"keys/{NAME}.json").rename(kit.folder / "keys/renamed.json")

    assert kit.resolver.key(f"{PROFILE}/keys/{NAME}", PROFILE) == SIGNER.public
    assert refused(kit, f"{PROFILE}/keys/renamed", PROFILE) == Code.UNKNOWN_KEY


def test_whoever_resolves_differently_asks_the_same_of_a_document(kit: Kit) -> None:
    document = kit.did()

    assert key_in(document, METHOD, US.did) == SIGNER.public
    with pytest.raises(Unresolved) as caught:
        key_in(document, METHOD, "did:web:other.example.org")
    assert caught.value.code == Code.UNKNOWN_ISSUER
    _list_twice(document)
    with pytest.raises(Unresolved) as caught:
        key_in(document, METHOD, US.did)
    assert caught.value.code == Code.UNKNOWN_KEY


def test_a_list_is_found_by_its_number(kit: Kit) -> None:
    assert kit.resolver.status_list(LIST_URL) == (kit.folder / "status/3.json").read_bytes()


@pytest.mark.parametrize(
    "url",
    [
        "https://learn.example.org/status/4",
        "https://learn.example.org/status/3/",
        "https://learn.example.org/status/3?x=1",
        "https://learn.example.org/status/3#list",
        "https://learn.example.org/status/../did",
        "https://learn.example.org/status/٣",
        "https://learn.example.org/status/" + "3" * 4000,
        "file:///status/3",
        "/status/3",
        "3",
        "",
    ],
)
def test_nothing_else_is_opened(kit: Kit, url: str) -> None:
    with pytest.raises(Unresolved) as caught:
        kit.resolver.status_list(url)
    assert caught.value.code == Code.NO_LIST
