from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.people import MONDAY
from tests.factories.staffing import make_ready, take
from tests.factories.workshops import MEXICO_CITY, NEW_YORK, make_session
from workshops.domain.availability import add_exception, say_what_i_can
from workshops.enums import Direction, Spoken, StaffRole
from workshops.models import Session
from workshops.queries.staffing import Staffing, staffing_of
from workshops.rules.availability import Pattern, Says, says
from workshops.rules.candidates import who_could
from workshops.rules.staffing import Gap, covers, gaps_of, interpreters_needed, pairs_of


def staffing(spoken: str = Spoken.BOTH, minutes: int = 90, *, interpreted: bool = False, **more: object) -> Staffing:
    session = Session(spoken=spoken, is_interpreted=interpreted, minutes=minutes)
    return Staffing(session, {}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("minutes", "needed"), [(5, 1), (59, 1), (60, 1), (61, 2), (90, 2)])
def test_more_than_an_hour_in_both_languages_needs_two_interpreters(minutes: int, needed: int) -> None:
    assert interpreters_needed(staffing(minutes=minutes)) == needed
    assert interpreters_needed(staffing(Spoken.ENGLISH, minutes, interpreted=True)) == needed
    assert interpreters_needed(staffing(Spoken.ENGLISH, minutes)) == 0


@pytest.mark.parametrize(
    ("known", "pairs"),
    [
        (staffing(), ("en-es", "es-en")),
        (staffing(Spoken.ENGLISH), ()),
        (staffing(Spoken.ENGLISH, interpreted=True), ("en-es",)),
        (staffing(Spoken.SPANISH, interpreted=True), ("es-en",)),
        (staffing(Spoken.SPANISH, listeners={"en": 2}), ("es-en",)),
        (staffing(is_released=True), ()),
        (staffing(is_released=True, listeners={"es": 1}), ("en-es",)),
    ],
)
def test_pairs_follow_from_the_room_and_from_who_listens(known: Staffing, pairs: tuple[str, ...]) -> None:
    assert pairs_of(known) == pairs


@pytest.mark.parametrize(
    ("offered", "wanted", "does"),
    [("both", "en-es", True), ("en-es", "en-es", True), ("en-es", "es-en", False), ("es-en", "es-en", True)],
)
def test_who_interprets_both_ways_covers_either(offered: str, wanted: str, does: bool) -> None:
    assert covers(offered, wanted) is does


@pytest.mark.django_db
def test_gaps_name_the_pair_that_nobody_covers() -> None:
    session = make_session()
    alicia = make_ready("Alicia", direction=Direction.EN_ES)

    def gaps() -> list[Gap]:
        return gaps_of(staffing_of([session])[session.pk])

    assert gaps() == [Gap(StaffRole.INTERPRETER, "both", 2), Gap(StaffRole.LEAD, "", 1)]

    take(session, alicia, StaffRole.INTERPRETER)
    assert gaps()[0] == Gap(StaffRole.INTERPRETER, "es-en", 1)

    take(session, make_ready("Beto", direction=Direction.BOTH), StaffRole.INTERPRETER)
    take(session, make_ready("Carmen"))
    assert gaps() == []


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


THURSDAYS = Pattern(ZoneInfo(MEXICO_CITY), {3: [(17 * 60, 19 * 60), (19 * 60, 20 * 60)]})
NIGHTS = Pattern(ZoneInfo(NEW_YORK), {3: [(22 * 60, 24 * 60)], 4: [(0, 2 * 60)]})


@pytest.mark.parametrize(
    ("pattern", "start", "end", "answer"),
    [
        (THURSDAYS, "2027-02-04T23:00", "2027-02-05T02:00", Says.YES),  # 17:00 to 20:00 there, over two stretches
        (THURSDAYS, "2027-02-04T22:59", "2027-02-05T00:00", Says.NO),
        (THURSDAYS, "2027-02-04T23:00", "2027-02-05T02:01", Says.NO),
        (THURSDAYS, "2027-02-05T23:00", "2027-02-06T00:00", Says.NO),  # a Friday
        (NIGHTS, "2027-02-05T04:30", "2027-02-05T06:30", Says.YES),  # 23:30 to 01:30, over midnight
        (NIGHTS, "2027-02-05T04:30", "2027-02-05T07:30", Says.NO),
        (Pattern(ZoneInfo("UTC")), "2027-02-05T04:30", "2027-02-05T07:30", Says.UNKNOWN),
    ],
)
def test_time_is_read_on_the_persons_own_clock(pattern: Pattern, start: str, end: str, answer: Says) -> None:
    assert says(pattern, [(at(start), at(end))]) == answer


def test_the_same_wall_clock_is_kept_when_clocks_change() -> None:
    evenings = Pattern(ZoneInfo(NEW_YORK), {6: [(18 * 60, 20 * 60)]})

    assert says(evenings, [(at("2027-03-07T23:00"), at("2027-03-08T01:00"))]) == Says.YES  # before 14 March: UTC-5
    assert says(evenings, [(at("2027-03-14T22:00"), at("2027-03-15T00:00"))]) == Says.YES  # from then on: UTC-4
    assert says(evenings, [(at("2027-03-14T23:00"), at("2027-03-15T01:00"))]) == Says.NO


def test_who_is_away_is_away_whatever_else_is_said_of_that_day() -> None:
    day = date(2027, 2, 4)
    away = Pattern(ZoneInfo("UTC"), {3: [(0, 1440)]}, [(day, day, True), (day, day, False)])
    there = Pattern(ZoneInfo("UTC"), {}, [(day, day, True)])
    period = [(at("2027-02-04T10:00"), at("2027-02-04T12:00"))]

    assert (says(away, period), says(there, period)) == (Says.NO, Says.YES)
    assert says(Pattern(ZoneInfo("UTC"), {}, [(day, day, False)]), period) == Says.NO


@pytest.mark.django_db
def test_who_could_is_free_has_time_and_offers_it_and_stands_in_a_fair_order() -> None:
    """Thursday 4 February 2027, 18:00 in New York is 17:00 in Mexico City."""
    session = make_session(minutes=60)
    ready = {
        name: make_ready(name, direction=Direction.BOTH, time_zone=MEXICO_CITY)
        for name in ("Alicia", "Beto", "Carmen", "Diego", "Elena", "Fermín")
    }
    make_ready("Gala", StaffRole.HELPER)
    say_what_i_can(person=ready["Alicia"], weekly=[(3, 17 * 60, 19 * 60)], skills={"interpreter": "both"})
    say_what_i_can(person=ready["Beto"], weekly=[(3, 18 * 60, 19 * 60)], skills={"interpreter": "both"})
    day = date(2027, 2, 4)
    add_exception(person=ready["Carmen"], first_on=day, last_on=day, is_available=False, now=MONDAY)
    take(make_session(at=time(18, 30)), ready["Diego"], StaffRole.INTERPRETER)
    take(make_session(first=date(2027, 2, 9)), ready["Elena"], StaffRole.INTERPRETER)

    found = who_could(session, StaffRole.INTERPRETER, Direction.BOTH)

    assert [(one.person.chosen_name, one.has_said) for one in found] == [
        ("Alicia", True),
        ("Fermín", False),
        ("Elena", False),
    ]


HOURS = st.lists(st.integers(0, 48), min_size=4, max_size=4, unique=True).map(sorted)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    weekly=st.dictionaries(st.integers(0, 6), HOURS, min_size=1),
    zone=st.sampled_from(["UTC", MEXICO_CITY, "Asia/Kolkata", "Pacific/Kiritimati"]),
    start=st.integers(0, 14 * 48),
    length=st.integers(1, 60),
)
def test_yes_means_that_every_half_hour_is_inside(
    weekly: dict[int, list[int]], zone: str, start: int, length: int
) -> None:
    """Against the plain way: each half hour of the session, looked up on the person's own clock."""
    stretches = {
        day: [(30 * first, 30 * last) for first, last in zip(edges[::2], edges[1::2], strict=True)]
        for day, edges in weekly.items()
    }
    half, begins = timedelta(minutes=30), at("2027-02-01T00:00") + start * timedelta(minutes=30)
    local = [(begins + number * half).astimezone(ZoneInfo(zone)) for number in range(length)]
    inside = all(
        any(first <= one.hour * 60 + one.minute < last for first, last in stretches.get(one.weekday(), []))
        for one in local
    )

    answer = says(Pattern(ZoneInfo(zone), stretches), [(begins, begins + length * half)])

    assert answer == (Says.YES if inside else Says.NO)
