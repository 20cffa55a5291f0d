from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from lms.accounts.models import Person
from tests.factories.people import MONDAY, make_person, signed_in
from tests.workshops.domain.test_polls import option, poll_of_three, say
from workshops.models import DatePoll, Session

pytestmark = pytest.mark.django_db
NEW = {
    "title_en": "A look at backups",
    "title_es": "Una mirada a las copias",
    "summary_en": "",
    "summary_es": "",
    "zone": "America/Mexico_City",
    "starts": "2027-03-18 18:00\n2027-03-20 10:00\n",
    "minutes": "60",
    "online_seats": "12",
}


@pytest.fixture(autouse=True)
def on_monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


def address(name: str, poll: DatePoll | None = None, language: str = "en") -> str:
    with override(language):
        return reverse(f"workshops:{name}", args=[poll.key] if poll else [])


def test_a_trainer_opens_a_poll_and_finds_it_again(
    client: Client, trainer: Person, enter_editor: Callable[[Client, Person], Client]
) -> None:
    enter_editor(client, trainer)
    answer = client.post(address("poll_new"), NEW)
    poll = DatePoll.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, address("poll", poll))
    assert (poll.by, poll.minutes, poll.online_seats, poll.options.count()) == (trainer, 60, 12, 2)
    assert "A look at backups" in client.get(address("poll_new")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"starts": "2027-03-18 18:00"}, "Give between two and twenty different dates to choose from."),
        ({"starts": "2027-03-18 18:00\ntomorrow"}, "One of these is no date with a time."),
        ({"starts": "2027-03-14 02:30\n2027-03-18 18:00", "zone": "America/New_York"}, "There is no 02:30"),
        ({"starts": "2020-03-14 02:30\n2027-03-18 18:00"}, "That would be in the past."),
        ({"title_en": " ", "title_es": ""}, "It needs a title in at least one of the two languages."),
        ({"online_seats": "-1"}, "1"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    client: Client,
    trainer: Person,
    enter_editor: Callable[[Client, Person], Client],
    wrong: dict[str, str],
    told: str,
) -> None:
    enter_editor(client, trainer)
    answer = client.post(address("poll_new"), NEW | wrong)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert 'value="60"' in answer.content.decode()
    assert not DatePoll.objects.exists()


def test_learners_open_none(client: Client, learner: Person, sign_in: Callable[..., Client]) -> None:
    assert sign_in(client, learner).get(address("poll_new")).status_code == 403
    assert Client().get(address("poll", poll_of_three())).status_code == 302


@pytest.mark.parametrize(
    ("language", "shown", "asked", "kept"),
    [
        (
            "en",
            "Thursday 18 March 2027, 20:00 (your time, New York) · 18:00 in Mexico City",
            "Register me if a date is chosen on which I can",
            "Thank you, that is kept.",
        ),
        (
            "es",
            "jueves 18 de marzo de 2027, 20:00 (tu hora, Nueva York) · 18:00 en Ciudad de México",
            "Regístrame si se elige una fecha en la que puedo",
            "Gracias, quedó guardado.",
        ),
    ],
)
def test_everybody_with_the_link_answers_on_their_own_clock(language: str, shown: str, asked: str, kept: str) -> None:
    poll = poll_of_three()
    alicia = make_person("Alicia", time_zone="America/New_York", language=language)
    browser = signed_in(alicia)
    page = browser.get(address("poll", poll, language)).content.decode()
    assert shown in page
    assert asked in page

    answers = {f"option-{one.pk}": "maybe" for one in poll.options.all()} | {"may_register": "on"}
    done = browser.post(address("poll", poll, language), answers, follow=True)

    assert kept in done.content.decode()
    voter = poll.voters.get()
    assert (voter.person, voter.may_register, voter.votes.filter(answer="maybe").count()) == (alicia, True, 3)


def test_an_answer_that_is_missing_is_asked_for() -> None:
    poll = poll_of_three()
    answer = signed_in(make_person("Alicia")).post(address("poll", poll), {"may_register": "on"})
    assert answer.status_code == 400
    assert not poll.voters.exists()


def test_only_whoever_opened_it_sees_names_and_sets_the_date() -> None:
    poll = poll_of_three()
    alicia = say(poll, "Alicia")
    option_pk = {"option": str(option(poll, 18).pk)}

    page = signed_in(alicia).get(address("poll", poll)).content.decode()
    assert "1 person can" in page
    assert "Take this date" not in page
    assert signed_in(alicia).post(address("poll_decide", poll), option_pk).status_code == 403

    owner = signed_in(poll.by)
    assert "<dd>Alicia</dd>" in owner.get(address("poll", poll)).content.decode()
    assert owner.post(address("poll_decide", poll), {"option": "987654"}).status_code == 404
    assert owner.get(address("poll_decide", poll)).status_code == 405
    decided = owner.post(address("poll_decide", poll), option_pk)

    session = Session.objects.get()
    assert decided.headers["Location"] == address("session", session)
    assert session.registrations.get().person == alicia
    over = signed_in(alicia)
    assert address("session", session) in over.get(address("poll", poll)).content.decode()
    late = over.post(address("poll", poll), {f"option-{one.pk}": "no" for one in poll.options.all()})
    assert late.status_code == 409
    assert "This poll is over." in late.content.decode()


def test_a_poll_is_closed_without_a_date() -> None:
    poll = poll_of_three()
    page = signed_in(poll.by).post(address("poll_decide", poll), follow=True).content.decode()
    assert "This poll was closed without a date." in page
    assert not Session.objects.exists()


def test_a_poll_that_is_not_there_is_not_found() -> None:
    with override("en"):
        there = reverse("workshops:poll", args=[uuid4()])
    assert signed_in(make_person("Alicia")).get(there).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_answers() -> None:
    poll = poll_of_three()
    browser = signed_in(poll.by)
    say(poll, "Alicia")
    browser.get(address("poll", poll))
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(address("poll", poll))
    for name in ("Beto", "Dalia"):
        say(poll, name)
    with CaptureQueriesContext(connection) as many:
        browser.get(address("poll", poll))
    assert len(few) == len(many)


@pytest.mark.slow
def test_the_list_of_one_s_polls_asks_as_often_for_three_as_for_one(
    client: Client, trainer: Person, enter_editor: Callable[[Client, Person], Client]
) -> None:
    enter_editor(client, trainer)
    poll_of_three(by=trainer)
    client.get(address("poll_new"))
    with CaptureQueriesContext(connection) as few:
        client.get(address("poll_new"))
    for _again in range(2):
        poll_of_three(by=trainer)
    with CaptureQueriesContext(connection) as many:
        client.get(address("poll_new"))
    assert len(few) == len(many)
