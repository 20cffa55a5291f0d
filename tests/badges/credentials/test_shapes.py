"""Whom a credential is about: whoever knows the address can tell, and nobody else."""

from dataclasses import replace
from typing import Any

import pytest

from badges.credentials.documents import Holder
from badges.credentials.shapes import is_about, name_of
from tests.badges.credentials.kits import BADGE, EARNED, badge

# printf 'alicia@example.orgc2FsIHkgcGltaWVudGE' | sha256sum
HASH = "sha256$6e3dfc1b9b134cbe587ef2f814dc3742cd849598a69925729b7bb26ccba1c716"


@pytest.mark.parametrize(
    ("address", "is_hers"),
    [
        ("alicia@example.org", True),
        (" Alicia@Example.ORG ", True),
        ("alicia+x@example.org", False),
        ("beto@example.org", False),
        ("Alicia Ñandú", False),
        ("", False),
    ],
)
def test_it_is_about_whoever_has_the_address(address: str, is_hers: bool) -> None:
    assert BADGE["credentialSubject"]["identifier"][1]["identityHash"] == HASH
    assert is_about(BADGE, address) is is_hers


def test_an_address_in_the_open_counts_too() -> None:
    identity = {"hashed": False, "identityHash": "Beto@example.org", "identityType": "emailAddress"}
    document = {"credentialSubject": {"identifier": [identity]}}

    assert is_about(document, "beto@example.org")
    assert not is_about(document, "alicia@example.org")


def test_the_name_is_there_only_if_it_is_told() -> None:
    silent = badge(replace(EARNED, holder=Holder("alicia@example.org", "x")))

    assert name_of(BADGE) == "Alicia Ñandú"
    assert name_of(silent) == ""


IN_THE_OPEN = {"hashed": False, "identityHash": "alicia@example.org", "identityType": "emailAddress"}


@pytest.mark.parametrize(
    "subject",
    [
        7,
        [],
        {},
        {"identifier": 7},
        {"identifier": [7, {}, {"hashed": True}]},
        {"identifier": [IN_THE_OPEN | {"hashed": "false"}]},
        {"identifier": [IN_THE_OPEN | {"hashed": True}]},
        {"identifier": [IN_THE_OPEN | {"identityHash": 7}]},
        {"identifier": [{"hashed": False, "identityHash": "alicia@example.org"}]},
    ],
)
def test_of_nobody_is_said_nothing(subject: Any) -> None:
    document = {"credentialSubject": subject}

    assert (is_about(document, "alicia@example.org"), name_of(document)) == (False, "")
