"""Two trainers at the same roster, and many telephones at the same code: one statement each."""

from functools import partial
from typing import Any

import pytest
from django.db import connection

from lms.records.enums import Verb
from lms.records.models import Statement
from tests.factories.around import after, before, seat
from tests.factories.people import make_person
from tests.factories.workshops import make_session
from tests.races.together import meet_around, meet_before, together
from workshops.domain import attendance, reminders
from workshops.domain.attendance import Given, take_attendance
from workshops.domain.reminders import plan_rounds, send_round
from workshops.domain.sign_in import sign_in
from workshops.domain.sign_in_codes import code_at
from workshops.enums import RegistrationState, TickedHow
from workshops.errors import NotInThatState
from workshops.models import Registration, Reminder, ReminderRound, Session, Tick

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def session() -> Session:
    return make_session()


def by_two(session: Session, registration: Registration, one: str, other: str) -> list[Any]:
    hugo, irma = make_person("Hugo"), make_person("Irma")
    say = partial(take_attendance, session=session, how=TickedHow.ROOM, now=after(session, 1))
    return together(
        partial(say, participants=[Given(registration.pk, one, 30 if one == "partial" else None)], by=hugo),
        partial(say, participants=[Given(registration.pk, other)], by=irma),
    )


def test_two_trainers_who_tick_the_same_person_at_once_write_one_statement(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    alicia = seat(session, "Alicia")
    meet_before(monkeypatch, attendance, "last_tick", people=2)

    assert sorted(by_two(session, alicia, "attended", "attended")) == [0, 1]

    assert Tick.objects.count() == 1
    assert Statement.objects.filter(verb=Verb.ATTENDED, object_key=f"session:{session.key}").count() == 1


def test_where_they_differ_the_last_word_stands_and_both_are_kept(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    alicia = seat(session, "Alicia")
    meet_before(monkeypatch, attendance, "last_tick", people=2)

    assert by_two(session, alicia, "attended", "absent") == [1, 1]

    last = Tick.objects.latest("pk")
    alicia.refresh_from_db()
    assert (alicia.state, Tick.objects.count()) == (last.outcome, 2)
    stands = Statement.objects.standing().filter(verb=Verb.ATTENDED, object_key=f"session:{session.key}").count()
    assert stands == (last.outcome == RegistrationState.ATTENDED)


def test_without_the_lock_the_second_word_is_lost(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both saw a confirmed seat, so the one who comes second finds another state and is refused. On SQLite there is one
    writer at a time, lock or no lock."""
    alicia = seat(session, "Alicia")
    monkeypatch.setattr(attendance, "lock_session", lambda pk: Session.objects.get(pk=pk))
    meet_around(monkeypatch, attendance, "last_tick", people=2, seconds=3)

    outcomes = by_two(session, alicia, "attended", "absent")

    refused = [one for one in outcomes if isinstance(one, NotInThatState)]
    assert len(refused) == (1 if connection.vendor == "postgresql" else 0)


def test_a_telephone_that_sends_the_code_three_times_signs_in_once(session: Session) -> None:
    alicia, now = seat(session, "Alicia"), session.starts_at
    send = partial(sign_in, session=session, person=alicia.person, typed=code_at(session, now), now=now)

    outcomes = together(send, send, send)

    assert [type(one).__name__ for one in outcomes] == ["Registration"] * 3
    assert Tick.objects.count() == 1


def test_two_workers_at_the_same_round_remind_once(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "AT_ONCE", 2)
    for name in ("Alicia", "Beto", "Carmen"):
        seat(session, name)
    plan_rounds(now=before(session, 30 * 24 * 60))
    one = ReminderRound.objects.get(minutes=60)
    send = partial(send_round, round_id=one.pk, now=before(session, 60))

    assert sum(together(send, send)) == 3

    assert Reminder.objects.count() == 3
