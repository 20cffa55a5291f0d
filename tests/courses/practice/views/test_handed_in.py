"""What a terminal showed goes along with what is handed in, as its owner leaves it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from courses.practice.domain import handing_in, machines
from courses.practice.models import Claim, Try
from courses.sandbox.domain import machines as sandbox_machines
from courses.sandbox.domain import working
from courses.sandbox.models import Machine
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.core import clock
from tests.courses.sandbox.daemon.support import Daemon
from tests.factories.people import signed_in
from tests.factories.practice import work

pytestmark = pytest.mark.django_db
SHOWN = "what-luz-saw"


@pytest.fixture
def attempt(sandboxd: Daemon, with_machine: Claim) -> Try:
    luz = with_machine.claimants.get().person
    machine = machines.open_machine(claim=with_machine, person=luz, language="en", now=clock.now())
    working.run_command(machine=machine, command=f"say {SHOWN}", now=clock.now())
    machines.look_at(claim=with_machine, person=luz, now=clock.now())
    return handing_in.hand_in(claim=with_machine, person=luz, work=work(with_machine), now=clock.now())


@pytest.fixture
def mentor(make_person: Callable[..., Person], enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(Client(), make_person("Nora", Role.SUPPORT))


def places(attempt: Try) -> list[str]:
    return [reverse(f"practice:{name}", args=[attempt.pk]) for name in ("recording", "cast")]


def test_a_mentor_sees_what_the_terminal_showed(attempt: Try, mentor: Client) -> None:
    page, cast = places(attempt)
    assert page in mentor.get(reverse("practice_desk:review", args=[attempt.pk])).content.decode()
    shown = mentor.get(page)
    assert SHOWN in shown.content.decode()
    assert f'data-cast="{cast}"' in shown.content.decode()
    assert "'nonce-" in shown["Content-Security-Policy"]
    content = mentor.get(cast)
    assert (content["Content-Type"], content["X-Content-Type-Options"]) == ("application/x-asciicast", "nosniff")
    assert SHOWN.encode() in content.content


def test_nobody_else_does(attempt: Try, make_person: Callable[..., Person]) -> None:
    people = [attempt.claim.claimants.get().person, make_person("Beto"), make_person("Eva", Role.EDITOR)]
    for path in places(attempt):
        assert Client().get(path).status_code == 302
        assert [signed_in(one).get(path).status_code for one in people] == [403] * len(people)


def test_what_its_owner_deleted_is_gone_for_mentors_too(attempt: Try, mentor: Client) -> None:
    page, cast = places(attempt)
    machine = Machine.objects.get()
    working.delete_recording(machine=machine, now=clock.now())
    assert "Nothing is recorded." in mentor.get(page).content.decode()
    sandbox_machines.forget(machine=machine, now=clock.now())
    assert "no machine" in mentor.get(page).content.decode()
    assert mentor.get(cast).status_code == mentor.get(page).status_code == 409


def test_where_no_machine_runs_it_is_said(attempt: Try, mentor: Client, sandboxd: Daemon) -> None:
    sandboxd.__exit__()
    answers = [mentor.get(path) for path in places(attempt)]
    assert [one.status_code for one in answers] == [503, 503]
    assert all("machine" in one.content.decode() for one in answers)
