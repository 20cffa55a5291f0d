"""Lists of practice ask the database as often for three rows as for one."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from courses.practice.domain import claiming, handing_in, posted
from courses.practice.enums import PostState
from courses.practice.models import MirroredTicket, Post
from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.factories.people import MONDAY, signed_in
from tests.factories.people import make_person as somebody
from tests.factories.practice import make_assignment, make_source, mirror, read_ticket, work
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
BOARD, MINE, FRONT, QUEUE, TICKET = 6, 6, 20, 18, 22


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def mentor(make_person: Callable[..., Person]) -> Person:
    return make_person("Marta", Role.SUPPORT)


@pytest.fixture
def alicia(db: None) -> Client:
    make_site()
    return signed_in(somebody("Alicia"))


def lay_out(mentor: Person, rows: int) -> list[MirroredTicket]:
    """Tickets with an assignment; Alicia works on each, and Beto waits for a review of the same."""
    tickets = mirror(make_source(), *[read_ticket(str(number)) for number in range(rows)])
    alicia = Person.objects.get(email="alicia@example.org")
    for ticket in tickets:
        assignment = make_assignment(mentor, ticket, most_in_parallel=3)
        claiming.claim(assignment=assignment, person=alicia, now=MONDAY)
        learner = somebody(f"Beto{ticket.number}")
        claim = claiming.claim(assignment=assignment, person=learner, now=MONDAY)
        handing_in.hand_in(claim=claim, person=learner, work=work(claim), now=MONDAY)
    for post in Post.objects.all():
        posted.set_post_state(post, PostState.FAILED, ended_at=MONDAY)
    return tickets


def page_of(browser: Client, path: str) -> None:
    """Once before, so that nothing is counted that is kept for the next request."""
    assert browser.get(path).status_code == 200
    cache.clear()


@pytest.mark.parametrize("rows", [1, 3])
def test_board(alicia: Client, mentor: Person, rows: int, django_assert_num_queries: Any) -> None:
    lay_out(mentor, rows)
    page_of(alicia, "/en/practice/")
    with django_assert_num_queries(BOARD):
        alicia.get("/en/practice/")


@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 3])
def test_mine(alicia: Client, mentor: Person, rows: int, django_assert_num_queries: Any) -> None:
    lay_out(mentor, rows)
    page_of(alicia, "/en/practice/mine/")
    with django_assert_num_queries(MINE):
        alicia.get("/en/practice/mine/")


@pytest.fixture
def desk(alicia: Client, mentor: Person, enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(Client(), mentor)


@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 3])
def test_front_of_the_desk(desk: Client, mentor: Person, rows: int, django_assert_num_queries: Any) -> None:
    lay_out(mentor, rows)
    page_of(desk, "/cms/support/?which=every")
    with django_assert_num_queries(FRONT):
        desk.get("/cms/support/?which=every")


@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 3])
def test_queue(desk: Client, mentor: Person, rows: int, django_assert_num_queries: Any) -> None:
    lay_out(mentor, rows)
    page_of(desk, "/cms/support/reviews/")
    with django_assert_num_queries(QUEUE):
        desk.get("/cms/support/reviews/")


@pytest.mark.parametrize("looks", [1, 3])
def test_ticket(desk: Client, mentor: Person, looks: int, django_assert_num_queries: Any) -> None:
    [ticket] = lay_out(mentor, 1)
    for number in range(looks):
        ticket.openings.create(person=somebody(f"Nora{number}"), at=MONDAY)
    page = reverse("practice_desk:ticket", args=[ticket.key])
    page_of(desk, page)
    with django_assert_num_queries(TICKET):
        desk.get(page)
