import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from lms.accounts.domain import current_code, set_totp
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.accounts.queries import roles_of
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_createsuperuser_makes_somebody_who_can_sign_in(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a path is made by walking it")
    call_command("createsuperuser", "--noinput", email="Root@example.org", verbosity=0)

    person = Person.objects.get()
    assert (person.email, roles_of(person), person.is_superuser) == ("root@example.org", {Role.ADMIN}, True)
    address = apps.get_model("account", "EmailAddress").objects.get()
    assert (address.email, address.verified, address.primary) == ("root@example.org", True, True)


def test_totp_prints_the_code_of_now(learner, capsys, time_machine):
    time_machine.move_to(NOW, tick=False)
    secret = set_totp(person=learner, now=NOW)

    call_command("totp", learner.email)

    assert capsys.readouterr().out.strip() == current_code(secret=secret, now=NOW)


def test_totp_says_when_there_is_none_and_nothing_outside_development(learner, settings):
    with pytest.raises(CommandError, match="no authenticator app"):
        call_command("totp", learner.email)
    with pytest.raises(CommandError, match="no authenticator app"):
        call_command("totp", "nobody@example.org")
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError, match="DEVELOPMENT=1"):
        call_command("totp", learner.email)
