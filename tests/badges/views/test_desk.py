"""Badges are taken back by those who may, with a reason, and given again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from badges.enums import AwardState
from badges.models import Award
from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.factories.awards import award, make_achievement
from tests.factories.harm import harm_in
from tests.factories.people import signed_in
from tests.factories.signing import make_keys, sign_what_waits

pytestmark = pytest.mark.django_db
LIST = "/cms/awards/"


@pytest.fixture(autouse=True)
def house(site: Any) -> None:
    """The editor stands beside a site."""


@pytest.fixture
def held(make_person: Callable[..., Person], settings: Any) -> Award:
    make_keys(settings)
    make_achievement()
    award(make_person("Alicia"))
    sign_what_waits()
    return Award.objects.get()


@pytest.fixture
def committee(make_person: Callable[..., Person], enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(Client(), make_person("Eva", Role.COMMITTEE))


def page(held: Award) -> str:
    return reverse("badges_desk:award", args=[held.pk])


def test_the_committee_takes_back_with_a_reason_and_gives_again(held: Award, committee: Client) -> None:
    assert LIST in committee.get("/cms/").content.decode()
    refused = committee.post(page(held), {"reason": " "})
    assert (refused.status_code, "Say why" in refused.content.decode()) == (400, True)
    committee.post(page(held), {"reason": "It went to <b>somebody</b> else."})
    held.refresh_from_db()
    assert (held.state, held.reason) == (AwardState.REVOKED, "It went to <b>somebody</b> else.")
    assert str(held.revoked_by) == "Eva"
    shown = committee.get(page(held)).content.decode()
    assert "&lt;b&gt;somebody" in shown
    assert harm_in(shown[shown.index("nice-padding") :]) == []
    committee.post(page(held), {"reinstate": "1"})
    held.refresh_from_db()
    assert (held.state, held.reason, held.revoked_by) == (AwardState.STANDING, "", None)


@pytest.mark.parametrize("words", ["alic", "alicia@example.org", "web-keep", "Guarda de", "code"])
def test_it_is_found_by_whose_it_is_and_what(held: Award, committee: Client, words: str) -> None:
    typed = held.certificate.code.lower() if words == "code" else words
    assert page(held) in committee.get(LIST, {"q": typed}).content.decode()
    assert page(held) not in committee.get(LIST, {"q": "nobody of that name"}).content.decode()


def test_nobody_else_gets_in(
    held: Award, make_person: Callable[..., Person], enter_editor: Callable[[Client, Person], Client]
) -> None:
    for role in (Role.TRAINER, Role.EDITOR, Role.SUPPORT):
        browser = enter_editor(Client(), make_person(role, role))
        for path in (LIST, page(held)):
            answer = browser.get(path)
            assert (answer.status_code, answer.get("Location")) == (302, "/cms/")
        browser.post(page(held), {"reason": "x"})
        assert LIST not in browser.get("/cms/").content.decode()
    assert signed_in(held.person).get(LIST).status_code in (302, 403)
    held.refresh_from_db()
    assert held.state == AwardState.STANDING


def test_as_many_questions_for_three_as_for_one(
    held: Award, committee: Client, make_person: Callable[..., Person], django_assert_num_queries: Any
) -> None:
    committee.get(LIST)
    with CaptureQueriesContext(connection) as one:
        committee.get(LIST)
    for name in ("Beto", "Carmen"):
        award(make_person(name))
    with django_assert_num_queries(len(one)):
        committee.get(LIST)


def test_what_the_record_does_not_show_is_not_taken_back(held: Award, committee: Client) -> None:
    Award.objects.update(state=AwardState.WITHDRAWN)
    for post in ({"reason": "x"}, {"reinstate": "1"}):
        answer = committee.post(page(held), post)
        assert (answer.status_code, "not possible any more" in answer.content.decode()) == (409, True)
        assert Award.objects.get().state == AwardState.WITHDRAWN
