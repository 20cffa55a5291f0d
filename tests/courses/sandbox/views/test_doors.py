"""Whose machine it is, and who may help: everybody else is told nothing."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from courses.sandbox.models import Lab, Machine
from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.factories.labs import make_lab, make_machine
from tests.factories.people import signed_in
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
READ = ("machine", "files", "transcript", "recording", "cast", "afresh", "join")
ACTS = ("start", "stop", "run", "check", "hint", "help", "more", "close", "invite", "revoke", "extend", "delete")


@pytest.fixture
def machine(learner: Person) -> Machine:
    make_site()
    return make_machine(learner)


def paths(machine: Machine) -> list[str]:
    found = [reverse(f"labs:{name}", args=[machine.key]) for name in (*READ, "ticket")]
    return [*found, reverse("labs:preview", args=[machine.key, 80])]


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.SUPPORT, Role.ADMIN])
def test_a_machine_is_its_owners(machine: Machine, make_person: Callable[..., Person], role: Role | None) -> None:
    other = signed_in(make_person("Olga", *([role] if role else [])))

    for path in paths(machine):
        assert other.get(path).status_code in (404, 405), path
        assert other.post(path).status_code in (404, 405), path
    for act in ACTS:
        assert other.post(reverse("labs:act", args=[machine.key, act])).status_code == 404, act


def test_strangers_sign_in_first(client: Client, machine: Machine) -> None:
    for path in [*paths(machine), "/en/learn/labs/machines/", "/en/learn/labs/desk/"]:
        assert "/accounts/login/" in client.get(path)["Location"], path
    assert "/accounts/login/" in client.post("/en/learn/labs/words/start/")["Location"]
    assert client.get("/en/learn/labs/").status_code == 200
    assert client.get("/en/learn/labs/words/").status_code == 200


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, 403),
        (Role.COMMITTEE, 403),
        (Role.EDITOR, 403),
        (Role.ADMIN, 403),
        (Role.TRAINER, 200),
        (Role.SUPPORT, 200),
    ],
)
def test_who_helps(machine: Machine, make_person: Callable[..., Person], role: Role | None, status: int) -> None:
    somebody = signed_in(make_person("Olga", *([role] if role else [])))

    assert somebody.get("/en/learn/labs/desk/").status_code == status


def test_an_act_that_there_is_not(machine: Machine, learner: Person) -> None:
    assert signed_in(learner).post(reverse("labs:act", args=[machine.key, "explode"])).status_code == 404


def test_a_lab_that_was_taken_back_is_gone(client: Client, machine: Machine, learner: Person) -> None:
    Lab.objects.update(is_shown=False)

    assert client.get("/en/learn/labs/words/").status_code == 404
    assert signed_in(learner).get(reverse("labs:machine", args=[machine.key])).status_code == 200


def test_without_machines_labs_can_be_read(machine: Machine, other_learner: Person) -> None:
    make_lab("other")
    other = signed_in(other_learner)

    page = other.get("/en/learn/labs/other/").content.decode()

    assert "This site has no machines." in page
    assert "Start the machine" not in page
    assert other.post("/en/learn/labs/other/start/").status_code == 503
