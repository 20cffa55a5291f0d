import logging
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from lms.accounts.models import Person
from lms.mail.models import Message
from tests.factories.people import MONDAY, later, make_person
from tests.factories.workshops import make_session
from workshops.domain.cases import (
    answer_case,
    ask_for_support,
    forget_words,
    name_steward,
    release_steward,
    withdraw_case,
)
from workshops.domain.session_states import cancel_session
from workshops.enums import CaseKind, CaseState
from workshops.errors import CaseNotKept, NoSteward, NoSuchCase, NotInThatState, NoWords, TooLate
from workshops.models import Case, Session, Steward
from workshops.queries.cases import Blind, blind_totals, cases_of_steward

pytestmark = pytest.mark.django_db
NEED, ANSWER, NOTE = "Ramps and a quiet corner", "The door at the side has a ramp", "Call the landlord on Friday"


@pytest.fixture
def session() -> Session:
    session = make_session()
    name_steward(series=session.series, person=make_person("Hugo"), now=MONDAY)
    return session


@pytest.fixture
def steward(session: Session) -> Person:
    return Person.objects.get(email="hugo@example.org")


def ask(session: Session, name: str = "Alicia", kind: CaseKind = CaseKind.ACCESS, **more: Any) -> Case:
    person = Person.objects.filter(email=f"{name.lower()}@example.org").first() or make_person(name)
    return ask_for_support(session=session, person=person, kind=kind, **{"text": NEED, "now": MONDAY} | more)


def answer(case: Case, steward: Person, state: CaseState = CaseState.MET, **more: Any) -> Case:
    given = {"answer": ANSWER, "notes": NOTE, "now": later(60)}
    return answer_case(steward=steward, number=case.pk, state=state, **given | more)


def test_a_request_has_a_steward_a_state_and_a_deadline(session: Session, steward: Person) -> None:
    case = ask(session)
    assert (case.state, case.steward, case.deadline_on) == (CaseState.OPEN, None, date(2027, 1, 28))

    kept = answer(case, steward, CaseState.TAKEN, deadline_on=date(2027, 1, 20))
    assert (kept.state, kept.steward, kept.deadline_on) == (CaseState.TAKEN, steward, date(2027, 1, 20))
    assert answer(case, steward).state == CaseState.MET
    assert answer(case, steward, CaseState.UNMET).state == CaseState.UNMET


def test_near_the_session_the_deadline_is_tomorrow_or_the_day_itself(session: Session) -> None:
    assert ask(session, now=session.starts_at - timedelta(days=3)).deadline_on == date(2027, 2, 2)
    late = ask(session, "Beto", now=session.starts_at - timedelta(hours=2))
    assert late.deadline_on == date(2027, 2, 4)


def test_asking_again_opens_it_again_and_is_one_request(session: Session, steward: Person) -> None:
    answer(ask(session), steward)
    again = ask(session, text="Also a sign at the door")

    assert (Case.objects.count(), again.state, again.text) == (1, CaseState.OPEN, "Also a sign at the door")
    ask(session, kind=CaseKind.CHILDCARE)
    assert Case.objects.count() == 2


def test_taken_back_it_is_forgotten_at_once_and_can_be_asked_for_anew(session: Session, steward: Person) -> None:
    case = ask(session)
    answer(case, steward)
    for _again in range(2):
        withdraw_case(person=case.person, session=session, number=case.pk, now=later(90))

    assert Case.objects.values_list("state", "text", "answer", "notes").get() == ("withdrawn", "", "", "")
    assert blind_totals(session) == []
    assert ask(session).pk != case.pk
    with pytest.raises(NoSuchCase):
        answer(case, steward)


def test_only_the_person_takes_it_back_and_only_stewards_of_the_series_answer(
    session: Session, steward: Person
) -> None:
    case, beto = ask(session), make_person("Beto")
    other = make_session()
    name_steward(series=other.series, person=beto, now=MONDAY)

    with pytest.raises(NoSuchCase):
        withdraw_case(person=beto, session=session, number=case.pk, now=MONDAY)
    with pytest.raises(NoSuchCase):
        withdraw_case(person=case.person, session=other, number=case.pk, now=MONDAY)
    with pytest.raises(NoSuchCase):
        answer(case, beto)
    release_steward(series=other.series, number=Steward.objects.get(series=session.series).pk)
    assert answer(case, steward)
    release_steward(series=session.series, number=Steward.objects.get(series=session.series).pk)
    with pytest.raises(NoSuchCase):
        answer(case, steward)


def test_nobody_answers_or_reads_what_is_noted_about_their_own_request(session: Session, steward: Person) -> None:
    with pytest.raises(NoSteward):
        ask(session, "Hugo")
    name_steward(series=session.series, person=make_person("Irma"), now=MONDAY)
    case = ask(session, "Hugo")

    assert not cases_of_steward(steward).exists()
    assert [one.to for one in Message.objects.all()] == ["irma@example.org"]
    with pytest.raises(NoSuchCase):
        answer(case, steward)


def test_what_cannot_be_is_named(session: Session, steward: Person) -> None:
    with pytest.raises(NoWords):
        ask(session, text=" \n ")
    with pytest.raises(NoSteward):
        ask(make_session())
    with pytest.raises(TooLate):
        ask(session, now=session.starts_at)
    case = answer(ask(session), steward)
    with pytest.raises(NotInThatState):
        answer(case, steward, CaseState.OPEN)
    cancel_session(session=session, reason="", now=MONDAY)
    with pytest.raises(TooLate):
        ask(session)


def test_trainers_see_numbers(session: Session, steward: Person) -> None:
    for name in ("Alicia", "Beto"):
        answer(ask(session, name), steward)
    ask(session, "Carmen", CaseKind.STIPEND)

    assert blind_totals(session) == [Blind(CaseKind.ACCESS, 2, 2), Blind(CaseKind.STIPEND, 1, 0)]


def test_mails_say_that_there_is_something_and_nothing_of_it(session: Session, steward: Person) -> None:
    case = ask(session)
    answer(case, steward)
    answer(case, steward, notes="Another note", now=later(70))  # nothing changed for the person

    assert list(Message.objects.order_by("pk").values_list("to", "template")) == [
        ("hugo@example.org", "workshops/case_asked"),
        ("alicia@example.org", "workshops/case_answered"),
    ]
    for message in Message.objects.all():
        said = f"{message.subject}{message.text}{message.html}{message.key}"
        for word in (NEED, ANSWER, NOTE, "Access", "Alicia" if message.to.startswith("hugo") else NEED):
            assert word not in said


def test_ninety_days_later_the_words_are_forgotten_and_the_numbers_stay(session: Session, steward: Person) -> None:
    answer(ask(session), steward)

    assert forget_words(now=session.ends_at + timedelta(days=90)) == 0
    assert forget_words(now=session.ends_at + timedelta(days=90, seconds=1)) == 1
    assert forget_words(now=session.ends_at + timedelta(days=91)) == 0
    assert Case.objects.values_list("text", "answer", "notes").get() == ("", "", "")
    assert blind_totals(session) == [Blind(CaseKind.ACCESS, 1, 1)]


def test_what_the_database_refuses_is_logged_without_words(session: Session, caplog: pytest.LogCaptureFixture) -> None:
    """PostgreSQL says “Failing row contains (…)” with everything that stands in the row."""
    caplog.set_level(logging.DEBUG)
    person = make_person("Alicia")

    with pytest.raises(CaseNotKept) as refused:
        ask_for_support(session=session, person=person, kind="palace", text=NEED, now=MONDAY)  # type: ignore[arg-type]

    assert (refused.value.__cause__, refused.value.__suppress_context__) == (None, True)
    assert caplog.messages == ["A request for support was not kept"]
    assert NEED not in caplog.text
    assert connection.needs_rollback is False
