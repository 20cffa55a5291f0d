"""Who gets in: no role but the support team opens a raw ticket, and each look is written down."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from courses.practice.domain import claiming, handing_in
from courses.practice.models import TicketAssignment
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.core.jobs.models import Job
from tests.factories.people import MONDAY, later, signed_in
from tests.factories.people import make_person as somebody
from tests.factories.practice import make_assignment, make_mentor, make_source, mirror, read_ticket, work
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
SECRET = "Ana Robles wrote this"
LED_TO = {Role.COMMITTEE: "/cms/support/numbers/", Role.ADMIN: "/cms/support/trackers/"}
SENT_AWAY = (302, "/cms/")  # Wagtail's answer inside the editor


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def assignment(db: None) -> TicketAssignment:
    make_site()
    [ticket] = mirror(make_source(), read_ticket(text=SECRET))
    return make_assignment(make_mentor(), ticket)


@pytest.fixture
def as_role(
    make_person: Callable[..., Person], enter_editor: Callable[[Client, Person], Client]
) -> Callable[..., Client]:
    def enter(*roles: Role) -> Client:
        return enter_editor(Client(), make_person("".join(roles), *roles))

    return enter


def pages_of_the_desk(assignment: TicketAssignment) -> dict[str, str]:
    beto = somebody("Beto")
    claim = claiming.claim(assignment=assignment, person=beto, now=MONDAY)
    attempt = handing_in.hand_in(claim=claim, person=beto, work=work(claim), now=MONDAY)
    ticket = assignment.ticket
    assert ticket is not None
    post = ticket.posts.order_by("pk")[0]
    names = {"front": [], "queue": [], "review": [attempt.pk], "post": [post.pk]}
    names |= {name: [ticket.key] for name in ("ticket", "redact", "assign")}
    return {name: reverse(f"practice_desk:{name}", args=given) for name, given in names.items()}


@pytest.mark.parametrize("role", [Role.TRAINER, Role.EDITOR, Role.COMMITTEE, Role.ADMIN])
def test_no_other_role_opens_a_ticket(assignment: TicketAssignment, as_role: Callable[..., Client], role: Role) -> None:
    browser = as_role(role)
    pages = pages_of_the_desk(assignment)
    front = browser.get(pages.pop("front"))
    assert (front.status_code, front.get("Location")) == (302, LED_TO.get(role, "/cms/"))
    for name, path in pages.items():
        page = browser.get(path)
        assert (page.status_code, page.get("Location")) == SENT_AWAY, name
    ticket = assignment.ticket
    assert ticket is not None
    for name, given in (("ask", []), ("refresh", []), ("change_state", ["close"])):
        answer = browser.post(reverse(f"practice_desk:{name}", args=[ticket.key, *given]))
        assert (answer.status_code, answer.get("Location")) == SENT_AWAY, name
    assert not ticket.openings.exists()


@pytest.mark.slow
def test_the_support_team_opens_it_and_everybody_of_them_sees_who(
    assignment: TicketAssignment, as_role: Callable[..., Client]
) -> None:
    ticket = assignment.ticket
    assert ticket is not None
    browser = as_role(Role.SUPPORT)
    for name, path in pages_of_the_desk(assignment).items():
        assert browser.get(path).status_code == 200, name
    assert ticket.openings.count() == 1  # the same look
    page = reverse("practice_desk:ticket", args=[ticket.key])
    with time_machine.travel(later(11), tick=False):
        browser.get(page)
    assert ticket.openings.count() == 2
    assert "support, " in as_role(Role.SUPPORT, Role.TRAINER).get(page).content.decode()


def test_the_committee_reads_numbers_and_administrators_connect_trackers(
    assignment: TicketAssignment, as_role: Callable[..., Client]
) -> None:
    committee, admin = as_role(Role.COMMITTEE), as_role(Role.ADMIN)
    numbers, trackers = reverse("practice_desk:numbers"), reverse("practice_desk:trackers")
    assert [one.get(numbers).status_code for one in (committee, admin)] == [200, 302]
    assert [one.get(trackers).status_code for one in (committee, admin)] == [302, 200]


def test_a_learner_sees_their_own_work_and_nobody_elses(assignment: TicketAssignment) -> None:
    alicia, beto = somebody("Alicia"), somebody("Beto")
    claim = claiming.claim(assignment=assignment, person=alicia, now=MONDAY)
    path = reverse("practice:work", args=[claim.key])
    assert signed_in(alicia).get(path).status_code == 200
    for act in ("hint", "hand-back", "more-time", "credit"):
        assert signed_in(beto).post(reverse("practice:act", args=[claim.key, act])).status_code == 404
    assert signed_in(beto).get(path).status_code == 404
    claim.refresh_from_db()
    assert claim.ended_at is None


def test_a_draft_is_nobodys(db: None) -> None:
    make_site()
    mentor = make_mentor()
    assignment = make_assignment(mentor)
    TicketAssignment.objects.update(state="draft")
    browser = signed_in(somebody("Alicia"))
    assert browser.get(reverse("practice:assignment", args=[assignment.key])).status_code == 404
    assert "The site is down" not in browser.get(reverse("practice:board")).content.decode()


def test_hooks_that_are_not_signed(assignment: TicketAssignment) -> None:
    ticket = assignment.ticket
    assert ticket is not None
    Job.objects.all().delete()
    answer = Client().post(f"/hooks/trackers/{ticket.source.key}/", b"{}", content_type="application/json")
    assert (answer.status_code, answer.content) == (401, b"")
    assert not Job.objects.filter(task="practice.poll").exists()


def test_who_did_not_sign_in_is_asked_to(assignment: TicketAssignment) -> None:
    for path in (reverse("practice:board"), reverse("practice:assignment", args=[assignment.key])):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_login"))
