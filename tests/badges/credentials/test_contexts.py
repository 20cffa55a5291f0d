"""The copies are what was published, each has its licence, and nothing else is served."""

import hashlib
import importlib.util
import json
from pathlib import Path

import pytest

from badges.credentials import contexts
from badges.credentials.canonical import nquads
from badges.credentials.contexts import BUNDLED, CREDENTIALS_2, OPEN_BADGES_3, UnknownContext, load
from tests.badges.credentials.making import OLDER_OPEN_BADGES, badge

FOLDER = Path(contexts.__file__).parent
COPIES = {path.name for path in FOLDER.glob("*.json")}


def test_copies_are_what_they_were() -> None:
    listed = [line.split("  ") for line in (FOLDER / "SHA256SUMS").read_text().splitlines()]

    assert {hashlib.sha256((FOLDER / name).read_bytes()).hexdigest(): name for name in COPIES} == dict(listed)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        # Verifiable Credentials Data Model 2.0, appendix B.1
        ("credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"),
        # Verifiable Credential Data Integrity 1.0, section 2.4 (Contexts and Vocabularies)
        ("data-integrity-v2.json", "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4"),
        ("multikey-v1.json", "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597"),
    ],
)
def test_copies_have_the_sums_that_their_standards_print(name: str, printed: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == printed


def test_every_copy_is_told_of_and_served() -> None:
    notice = (FOLDER / "NOTICE.md").read_text()

    assert all(f"`{name}`" in notice for name in COPIES)
    assert sorted(BUNDLED.values()) == sorted((FOLDER / name).read_text() for name in COPIES)
    assert all(address in notice for address in BUNDLED)


def test_terms_have_no_colon() -> None:
    """``canonical`` takes a name with one for an IRI."""

    def names(value: object) -> set[str]:
        if isinstance(value, list):
            return set().union(*map(names, value))
        return set(value).union(*map(names, value.values())) if isinstance(value, dict) else set()

    assert {name for address in BUNDLED for name in names(load(address)) if ":" in name} == set()


def test_a_loaded_context_belongs_to_who_asked() -> None:
    load(CREDENTIALS_2)["@context"]["name"] = "https://evil.example/name"

    assert load(CREDENTIALS_2)["@context"]["name"] == "https://schema.org/name"


@pytest.mark.parametrize(
    "address", ["https://www.w3.org/ns/credentials/v2/", "http://www.w3.org/ns/credentials/v2", "/etc/passwd", ""]
)
def test_an_unknown_address_is_refused(address: str) -> None:
    with pytest.raises(UnknownContext) as refused:
        load(address)

    assert (refused.value.code, refused.value.address) == ("unknown_context", address)


def test_both_copies_of_open_badges_see_the_same_badge() -> None:
    """1EdTech added terms under the same address. What we issue means the same to who has not noticed."""
    assert nquads(badge(), OLDER_OPEN_BADGES) == nquads(badge())


def test_copies_of_open_badges_differ_in_two_terms() -> None:
    older = json.loads(OLDER_OPEN_BADGES[OPEN_BADGES_3])["@context"]
    newer = load(OPEN_BADGES_3)["@context"]

    assert {name: term for name, term in newer.items() if older.get(name) != term}.keys() == {"endorsementJwt", "jti"}
    assert older.keys() < newer.keys()


def test_others_verify_with_the_same_contexts() -> None:
    """openbadgeslib carries its own copies."""
    library = importlib.util.find_spec("openbadgeslib")
    assert library is not None
    assert library.submodule_search_locations is not None
    folder = Path(library.submodule_search_locations[0]) / "ob3" / "contexts"

    assert json.loads((folder / "ob-v3p0-context-3.0.3.json").read_text()) == load(OPEN_BADGES_3)
    assert json.loads((folder / "ob-v3p0-extensions.json").read_text()) == load(contexts.OPEN_BADGES_EXTENSIONS)
    assert json.loads((folder / "clr_context_2.0.1.json").read_text()) == load(contexts.CLR_2)
