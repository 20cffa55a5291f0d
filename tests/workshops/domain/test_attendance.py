"""Who was there, and what the learning record says of it."""

from datetime import date, timedelta

import pytest

from lms.accounts.models import Person
from lms.records.enums import Verb
from lms.records.models import Statement
from tests.factories.around import after, before, seat, works
from tests.factories.people import make_person
from tests.factories.workshops import make_series, make_session
from workshops.domain.attendance import Given, mark_the_rest_absent, take_attendance
from workshops.domain.endings import end_session, end_sessions
from workshops.domain.session_states import announce_session, cancel_session
from workshops.enums import RegistrationState, StaffRole, TickedHow
from workshops.errors import NotInThatState, SayTheMinutes, TooEarlyForThat
from workshops.models import Around, Registration, Session, Tick

pytestmark = pytest.mark.django_db
ATTENDED, PARTIAL, ABSENT = RegistrationState.ATTENDED, RegistrationState.PARTIAL, RegistrationState.ABSENT


@pytest.fixture
def session() -> Session:
    """90 minutes."""
    return make_session()


@pytest.fixture
def trainer() -> Person:
    return make_person("Tomasa")


def say(session: Session, by: Person, *rows: tuple[Registration, str, int | None], **more: object) -> int:
    given = [Given(row.pk, outcome, minutes) for row, outcome, minutes in rows]
    options = {"how": TickedHow.ROOM, "now": after(session, 5)} | more
    return take_attendance(session=session, participants=given, by=by, **options)


def told(person: Person, verb: Verb = Verb.ATTENDED) -> list[tuple[str, str]]:
    """What stands: kind of thing, evidence."""
    rows = Statement.objects.standing().filter(person=person, verb=verb).order_by("pk")
    return [(row.object_key.partition(":")[0], row.evidence) for row in rows]


def state(registration: Registration) -> str:
    registration.refresh_from_db()
    return registration.state


def test_a_tick_is_the_state_the_row_and_the_statement_together(session: Session, trainer: Person) -> None:
    alicia = seat(session, "Alicia")

    assert say(session, trainer, (alicia, ATTENDED, None)) == 1
    assert say(session, trainer, (alicia, ATTENDED, None)) == 0

    assert state(alicia) == ATTENDED
    assert told(alicia.person) == [("session", "90/90 min"), ("series", "1/1")]
    statement = Statement.objects.get(object_key=f"session:{session.key}")
    assert (statement.happened_at, statement.recorded_by) == (session.starts_at, trainer)
    assert Tick.objects.count() == 1


@pytest.mark.parametrize(
    ("minutes", "becomes", "record"),
    [
        (90, ATTENDED, ["90/90 min"]),
        (68, PARTIAL, ["68/90 min"]),
        (67, PARTIAL, []),
        (1, PARTIAL, []),
        (0, ABSENT, []),
    ],
)
def test_three_quarters_of_the_time_count(
    session: Session, trainer: Person, minutes: int, becomes: str, record: list[str]
) -> None:
    alicia = seat(session, "Alicia")

    say(session, trainer, (alicia, PARTIAL, minutes))

    assert state(alicia) == becomes
    assert [evidence for kind, evidence in told(alicia.person) if kind == "session"] == record


def test_a_series_says_itself_how_much_counts(session: Session, trainer: Person) -> None:
    Around.objects.create(series=session.series, whole_percent=50)
    alicia = seat(session, "Alicia")

    say(session, trainer, (alicia, PARTIAL, 45))

    assert told(alicia.person)[0] == ("session", "45/90 min")


def test_a_correction_takes_back_and_writes_anew_with_who_and_why(session: Session, trainer: Person) -> None:
    alicia, other = seat(session, "Alicia"), make_person("Ulises")
    say(session, trainer, (alicia, ATTENDED, None))
    say(session, other, (alicia, PARTIAL, 80), reason="Left early")
    say(session, other, (alicia, ABSENT, None), reason="It was her sister")
    say(session, trainer, (alicia, ATTENDED, None), reason="It was her")

    assert told(alicia.person) == [("session", "90/90 min"), ("series", "1/1")]
    assert [(one.outcome, one.minutes, one.by, one.reason) for one in Tick.objects.order_by("pk")] == [
        (ATTENDED, None, trainer, ""),
        (PARTIAL, 80, other, "Left early"),
        (ABSENT, None, other, "It was her sister"),
        (ATTENDED, None, trainer, "It was her"),
    ]
    taken_back = Statement.objects.filter(verb=Verb.VOIDED, object_key=f"session:{session.key}").order_by("pk")
    assert [(one.recorded_by, one.reason) for one in taken_back] == [
        (other, "Left early"),
        (other, "It was her sister"),
    ]


def test_two_who_type_in_the_same_sheet_add_to_each_other(session: Session, trainer: Person) -> None:
    rows = [seat(session, name) for name in ("Alicia", "Beto", "Carmen")]
    ulises = make_person("Ulises")
    say(session, trainer, (rows[0], ATTENDED, None), (rows[1], ATTENDED, None), how=TickedHow.SHEET)
    say(session, ulises, (rows[1], PARTIAL, 30), (rows[2], ABSENT, None), how=TickedHow.SHEET)

    assert [state(row) for row in rows] == [ATTENDED, PARTIAL, ABSENT]
    assert [(one.by, one.registration.pk) for one in Tick.objects.order_by("pk")] == [
        (trainer, rows[0].pk),
        (trainer, rows[1].pk),
        (ulises, rows[1].pk),
        (ulises, rows[2].pk),
    ]


def test_all_or_none_and_only_of_this_session(session: Session, trainer: Person) -> None:
    alicia, beto = seat(session, "Alicia"), seat(session, "Beto")
    elsewhere = seat(make_session(first=date(2027, 3, 1)), make_person("Carmen"))
    waiting = seat(session, "Dora", state=RegistrationState.WAITLISTED, place=1)
    for wrong in ((elsewhere, ATTENDED, None), (waiting, ATTENDED, None), (beto, "confirmed", None)):
        with pytest.raises(NotInThatState):
            say(session, trainer, (alicia, ATTENDED, None), wrong)
    with pytest.raises(SayTheMinutes):
        say(session, trainer, (alicia, ATTENDED, None), (beto, PARTIAL, None))

    assert state(alicia) == RegistrationState.CONFIRMED
    assert not Tick.objects.exists()
    assert not Statement.objects.exists()


def test_nobody_was_there_before_it_opens_or_when_it_is_cancelled(session: Session, trainer: Person) -> None:
    alicia = seat(session, "Alicia")
    with pytest.raises(TooEarlyForThat):
        say(session, trainer, (alicia, ATTENDED, None), now=before(session, 31))
    cancel_session(session=session, reason="", now=before(session, 30))
    with pytest.raises(NotInThatState):
        say(session, trainer, (alicia, ATTENDED, None))


def test_the_rest_was_not_there(session: Session, trainer: Person) -> None:
    alicia, beto = seat(session, "Alicia"), seat(session, "Beto")
    waiting = seat(session, "Dora", state=RegistrationState.WAITLISTED, place=1)
    say(session, trainer, (alicia, PARTIAL, 80))

    assert mark_the_rest_absent(session=session, by=trainer, now=after(session, 5)) == 1
    assert [state(one) for one in (alicia, beto, waiting)] == [PARTIAL, ABSENT, RegistrationState.WAITLISTED]


def test_a_series_is_attended_once_enough_of_it_is(trainer: Person) -> None:
    """Four sessions: three are three quarters. One less when a tick is corrected; enough again when one is cancelled."""
    alicia = make_person("Alicia")
    sessions = list(make_series().sessions.order_by("starts_at")[:4])
    for extra in sessions[0].series.sessions.order_by("starts_at")[4:]:
        extra.delete()
    for one in sessions:
        announce_session(session=one, now=before(one, 9000))
    seats = [seat(one, alicia, submit_key=str(one.key)) for one in sessions]

    for one, row in zip(sessions[:2], seats, strict=False):
        say(one, trainer, (row, ATTENDED, None))
    assert ("series", "3/4") not in told(alicia)
    say(sessions[2], trainer, (seats[2], ATTENDED, None))
    assert ("series", "3/4") in told(alicia)

    say(sessions[2], trainer, (seats[2], ABSENT, None))
    assert [kind for kind, _ in told(alicia)] == ["session", "session"]

    cancel_session(session=sessions[3], reason="", now=before(sessions[3], 60))
    assert end_session(session_id=sessions[2].pk, now=after(sessions[2], 40))
    assert "series" not in [kind for kind, _ in told(alicia)]  # two of three are not three quarters
    Around.objects.create(series=sessions[0].series, enough_percent=60)
    say(sessions[2], trainer, (seats[2], PARTIAL, 10))
    assert ("series", "2/3") in told(alicia)


def test_who_taught_and_interpreted_is_told_when_it_is_over(session: Session, trainer: Person) -> None:
    irma, helper = make_person("Irma"), make_person("Hugo")
    rows = [
        works(session, trainer, StaffRole.LEAD),
        works(session, irma, StaffRole.INTERPRETER),
        works(session, helper, StaffRole.HELPER),
    ]
    given = [Given(row.pk, ATTENDED) for row in rows]
    take_attendance(
        session=session, participants=[], staff=given, by=trainer, how=TickedHow.ROOM, now=before(session, 0)
    )
    assert told(trainer, Verb.TAUGHT) == []

    assert end_sessions(now=after(session, 29)) == 0
    assert end_sessions(now=after(session, 31)) == 1
    assert end_sessions(now=after(session, 32)) == 0

    assert told(trainer, Verb.TAUGHT) == [("session", "")]
    assert told(irma, Verb.INTERPRETED) == [("session", "both")]
    assert not Statement.objects.filter(person=helper).exists()

    take_attendance(
        session=session,
        participants=[],
        staff=[Given(rows[1].pk, ABSENT)],
        by=trainer,
        how=TickedHow.ROOM,
        now=after(session, 90),
    )
    assert told(irma, Verb.INTERPRETED) == []


def test_two_days_have_the_minutes_of_both(trainer: Person) -> None:
    session = make_session(days=2, minutes=300)
    alicia = seat(session, "Alicia")

    say(session, trainer, (alicia, PARTIAL, 450), now=session.ends_at + timedelta(minutes=1))

    assert told(alicia.person)[0] == ("session", "450/600 min")
