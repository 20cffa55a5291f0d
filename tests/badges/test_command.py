"""Keys as the operator makes, changes and loses them."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from badges.credentials.documents import Issuer
from badges.credentials.keys import PublicKey
from badges.credentials.proofs import check_proof
from badges.credentials.wrapping import WrongKey, unwrap
from badges.domain.keys import can_sign
from badges.enums import KeyPurpose
from badges.models import Credential, SigningKey, StatusList
from lms.accounts.models import Person
from tests.factories.awards import award, make_achievement
from tests.factories.signing import KEK, make_keys, sign_what_waits

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command("badges", *words, stdout=out)
    return out.getvalue()


def test_a_new_key_signs_and_the_one_before_retires(settings: Any) -> None:
    settings.BADGES_KEK = KEK
    first, second = (run("keys", "new").split()[0] for _ in range(2))
    assert [line.split()[:2] for line in run("keys", "list").splitlines()] == [[first, "retired"], [second, "active"]]
    assert run("keys", "new", "--purpose", "status").startswith("status-")


def test_a_key_is_worth_nothing_without_what_opens_it(settings: Any) -> None:
    settings.BADGES_KEK = KEK
    run("keys", "new")
    key = SigningKey.objects.get()
    assert len(unwrap(bytes(key.secret), KEK, key.name)) == 32
    for other, name in ((KEK + "x", key.name), (KEK, "key-1999-01")):
        with pytest.raises(WrongKey):
            unwrap(bytes(key.secret), other, name)


def test_without_it_no_key_is_made(settings: Any) -> None:
    settings.BADGES_KEK, settings.DEVELOPMENT = "", False
    with pytest.raises(CommandError, match="BADGES_KEK"):
        run("keys", "new")


def test_while_developing_it_lies_in_the_data_folder_for_its_owner_alone(settings: Any, tmp_path: Path) -> None:
    settings.BADGES_KEK, settings.BADGES_KEK_HERE = "", tmp_path / "signing" / "kek"
    run("keys", "ready")
    opener = settings.BADGES_KEK_HERE.read_text()
    assert all(can_sign(one, opener) for one in KeyPurpose)
    assert (settings.BADGES_KEK_HERE.stat().st_mode & 0o777, (tmp_path / "signing").stat().st_mode & 0o777) == (
        0o600,
        0o700,
    )
    run("keys", "ready")
    assert SigningKey.objects.count() == 2
    settings.BADGES_KEK_HERE.unlink()
    run("keys", "ready")  # the database was carried elsewhere, without the folder
    assert all(can_sign(one, settings.BADGES_KEK_HERE.read_text()) for one in KeyPurpose)


def test_a_lost_key_goes_and_all_that_it_signed_is_signed_anew(
    make_person: Callable[..., Person], settings: Any
) -> None:
    before = make_keys(settings)
    make_achievement()
    for name in ("Alicia", "Beto"):
        award(make_person(name))
    sign_what_waits()
    old = {one.pk: json.loads(bytes(one.content or b"")) for one in Credential.objects.all()}

    told = run("keys", "compromised", before[KeyPurpose.CREDENTIALS].name, "--since", "2026-11-20")
    lists = run("keys", "compromised", before[KeyPurpose.STATUS].name, "--since", "2026-11-20T10:00+00:00")
    assert "2 credentials and 0 status lists" in told
    assert "0 credentials and 1 status lists" in lists
    assert "2026-11-20 00:00 UTC" in told
    sign_what_waits()

    published = json.loads(Client().get("/.well-known/did.json").content)
    keys = {one["id"]: one["publicKeyMultibase"] for one in published["verificationMethod"]}
    us = Issuer("http://testserver", "")
    assert not {us.method(one.name) for one in before.values()} & set(keys)
    for one in Credential.objects.all():
        made = json.loads(bytes(one.content or b""))
        for proof in made["proof"]:
            check_proof(made, proof, PublicKey.from_multibase(keys[proof["verificationMethod"]]))
        assert made["id"] == old[one.pk]["id"]
        assert made["validFrom"] > old[one.pk]["validFrom"]
    listed = json.loads(bytes(StatusList.objects.get().content or b""))
    assert listed["proof"][0]["verificationMethod"] in keys


@pytest.mark.parametrize("words", [("key-1999-01", "--since", "2026-01-01"), ("key-1999-01", "--since", "yesterday")])
def test_a_key_that_is_not_there_is_said(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"key-1999-01|no day"):
        run("keys", "compromised", *words)
