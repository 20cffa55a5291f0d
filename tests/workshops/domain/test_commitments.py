from datetime import date, time, timedelta
from typing import Any

import pytest

from lms.mail.models import Message
from tests.factories.people import MONDAY, later, make_person
from tests.factories.staffing import ask, take
from tests.factories.workshops import make_session
from tests.workshops.seats import register
from workshops.domain.commitments import Reseated, reseat_assignments
from workshops.domain.confirming import set_rule
from workshops.domain.scheduling import derive
from workshops.domain.session_states import lock_session
from workshops.domain.staffing import accept
from workshops.enums import AssignmentState, Format, RuleKind, RuleLevel, StaffRole
from workshops.errors import Busy, ReasonNeeded
from workshops.models import Assignment, Session

pytestmark = pytest.mark.django_db


def move(session: Session, start: str) -> Reseated:
    row = lock_session(session.pk)
    row.start = start
    derive(row)
    row.save()
    return reseat_assignments(session=row, now=later(60))


def test_a_moved_session_takes_its_people_along_and_asks_those_again_who_cannot() -> None:
    alicia, beto = make_person("Alicia", language="es"), make_person("Beto")
    session = make_session()
    free, taken = take(session, beto, StaffRole.HELPER), take(session, alicia)
    take(make_session(first=date(2027, 2, 5)), alicia)

    moved = move(session, "2027-02-05T18:30")

    assert [row.pk for row in moved.asked_again] == [taken.pk]
    kept, asked = Assignment.objects.get(pk=free.pk), Assignment.objects.get(pk=taken.pk)
    assert (kept.state, kept.holds, kept.busy_from.hour, kept.busy_from.day) == ("accepted", True, 23, 5)
    assert (asked.state, asked.holds, asked.asked_at) == ("asked", False, later(60))
    [message] = Message.objects.filter(template="workshops/moved")
    assert (message.to, message.language) == ("alicia@example.org", "es")


def test_participants_keep_their_seat_when_a_moved_session_meets_something_else() -> None:
    alicia = make_person("Alicia")
    session = make_session()
    seat = Assignment.objects.create(
        session=session, person=alicia, role=StaffRole.ATTENDEE, state=AssignmentState.ACCEPTED, holds=True,
        busy_from=session.starts_at, busy_until=session.ends_at, asked_at=MONDAY,
    )  # fmt: skip
    take(make_session(first=date(2027, 2, 5)), alicia)

    moved = move(session, "2027-02-05T18:30")

    assert [row.pk for row in moved.clashing] == [seat.pk]
    assert Assignment.objects.values_list("state", "holds").get(pk=seat.pk) == ("accepted", False)
    assert not Message.objects.filter(template="workshops/moved").exists()


def test_who_takes_part_may_help_in_the_same_session() -> None:
    """A clash is with something else, whichever came first."""
    alicia, beto = make_person("Alicia"), make_person("Beto")
    session = make_session()
    register(alicia, session)
    take(session, beto, StaffRole.HOST)

    take(session, alicia, StaffRole.HELPER)
    register(beto, session)

    both = Assignment.objects.filter(session=session, state=AssignmentState.ACCEPTED)
    assert sorted(both.values_list("person__chosen_name", "role")) == [
        ("Alicia", "attendee"), ("Alicia", "helper"), ("Beto", "attendee"), ("Beto", "host"),
    ]  # fmt: skip
    move(session, "2027-02-05T18:30")
    assert both.count() == 4
    assert sorted(both.filter(holds=True).values_list("person__chosen_name")) == [("Alicia",), ("Beto",)]


def test_who_takes_part_cannot_teach_elsewhere_at_that_time() -> None:
    alicia = make_person("Alicia")
    session = make_session()
    Assignment.objects.create(
        session=session, person=alicia, role=StaffRole.ATTENDEE, state=AssignmentState.ACCEPTED, holds=True,
        busy_from=session.starts_at, busy_until=session.ends_at, asked_at=MONDAY,
    )  # fmt: skip
    [row] = ask(make_session(at=time(19, 0)), alicia)

    with pytest.raises(Busy):
        accept(assignments=[row], now=MONDAY)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("level", "outcome"),
    [
        (RuleLevel.BLOCK, None),
        (RuleLevel.PUBLISHING, ("accepted", False, "")),
        (RuleLevel.WARN, ("accepted", False, "")),
        (RuleLevel.IGNORE, ("accepted", False, "We are three streets apart.")),
    ],
)
@pytest.mark.parametrize("kind", [RuleKind.OVERLAP, RuleKind.TRAVEL])
def test_a_house_decides_how_strict_it_is(kind: RuleKind, level: RuleLevel, outcome: tuple[str, bool, str]) -> None:
    alicia = make_person("Alicia")
    set_rule(kind=kind, level=level, reason="We are three streets apart.", by=alicia, now=MONDAY)
    take(make_session(minutes=60), alicia)
    start = time(18, 30) if kind == RuleKind.OVERLAP else time(19, 10)
    [row] = ask(make_session(at=start, format=Format.ROOM, room_seats=5, online_seats=0), alicia)

    if outcome is None:
        with pytest.raises(Busy):
            accept(assignments=[row], now=MONDAY)
        return
    accept(assignments=[row], now=MONDAY)
    assert Assignment.objects.values_list("state", "holds", "reason").get(pk=row.pk) == outcome


def test_not_to_look_at_something_wants_a_written_reason() -> None:
    with pytest.raises(ReasonNeeded):
        set_rule(kind=RuleKind.ROLE, level=RuleLevel.IGNORE, reason=" ", by=make_person("Alicia"), now=MONDAY)


def test_a_minute_apart_is_apart() -> None:
    alicia = make_person("Alicia")
    first = make_session(minutes=60)
    assert take(first, alicia).holds is True
    second = make_session(at=time(19, 0))
    assert second.starts_at - first.ends_at == timedelta(0)
    assert take(second, alicia).holds is True


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 30])
def test_moving_a_full_session_asks_the_database_as_often_as_moving_an_empty_one(
    count: int, django_assert_num_queries: Any
) -> None:
    session = make_session(online_seats=40)
    Assignment.objects.bulk_create(
        Assignment(
            session=session, person=make_person(f"Person{number}"), role=StaffRole.ATTENDEE,
            state=AssignmentState.ACCEPTED, holds=True, busy_from=session.starts_at, busy_until=session.ends_at,
            asked_at=MONDAY,
        )
        for number in range(count)
    )  # fmt: skip
    row = lock_session(session.pk)
    row.start = "2027-02-05T18:30"
    derive(row)
    row.save()

    with django_assert_num_queries(QUERIES):
        reseat_assignments(session=row, now=later(60))

    assert Assignment.objects.filter(holds=True, busy_from=row.starts_at, busy_until=row.ends_at).count() == count


# The rules, a savepoint and its end, letting go, the rows with two kinds of texts, the people, the times, who is taken,
# and holding again within a savepoint of its own.
QUERIES = 13
