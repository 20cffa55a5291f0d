from datetime import date, datetime, time, timedelta

import pytest

from lms.core.walls import SkippedTime
from tests.factories.people import MONDAY, make_person
from tests.factories.workshops import MEXICO_CITY, SIX_WEEKS, make_series
from tests.workshops.domain.test_rescheduling import FRIDAY, commit, register
from workshops.domain.duplicating import duplicate_series, duplicate_session, duplicate_term
from workshops.domain.rescheduling import move_session, rearrange_session
from workshops.domain.scheduling import Plan
from workshops.domain.series_changes import change_series
from workshops.domain.session_states import announce_session
from workshops.enums import Format, Frequency, SessionState, StaffRole
from workshops.models import (
    Around,
    PackItem,
    Question,
    QuestionText,
    Series,
    SessionText,
    StaffNeed,
    Steward,
    Venue,
)
from workshops.queries.terms import series_of_term
from workshops.rules.recurrence import Rule

pytestmark = pytest.mark.django_db


def lively() -> Series:
    """Six Thursdays in Mexico City with everything that a series gathers; the second one is somewhere else."""
    series = make_series(zone=MEXICO_CITY, organisers=[make_person("Carmen")], minutes=60)
    for session in series.sessions.all():
        announce_session(session=session, now=MONDAY)
    venue = Venue.objects.create(name="Casa Refugio", address="Citlaltépetl 25", time_zone=MEXICO_CITY)
    second = series.sessions.get(number=2)
    room = {"venue": venue, "format": Format.BOTH, "room_seats": 12, "online_seats": 8}
    rearrange_session(session=second, arranged=room, now=MONDAY)
    SessionText.objects.create(session=second, language="en", theme="Copies that survive", note="Bring a disk.")
    move_session(session=series.sessions.get(number=3), start=FRIDAY, zone=MEXICO_CITY, minutes=90, now=MONDAY)
    register(second)
    commit(second, make_person("Dalia"))
    question = Question.objects.create(series=series, is_required=True)
    QuestionText.objects.create(question=question, language="es", label="¿Qué traes?", options="disco\nlaptop")
    Around.objects.create(series=series, reminders=[60])
    Steward.objects.create(series=series, person=make_person("Elena"), named_at=MONDAY - timedelta(days=300))
    StaffNeed.objects.create(series=series, role=StaffRole.HELPER, people=2)
    StaffNeed.objects.create(session=second, role=StaffRole.HOST, people=3)
    PackItem.objects.create(series=series, kind="glossary", language="es", title="Glosario", words="a", added_at=MONDAY)
    return series


def starts(series: Series) -> list[str]:
    return list(series.sessions.order_by("starts_at").values_list("start", flat=True))


def test_a_series_again_has_its_clock_words_questions_and_places_and_nobody_in_it() -> None:
    series = lively()

    copy = duplicate_series(series=series, starts_on=date(2027, 9, 2), now=MONDAY)

    assert starts(copy) == [f"2027-{day}T18:00" for day in ("09-02", "09-09", "09-16", "09-23", "09-30", "10-07")]
    assert (copy.zone, copy.minutes, copy.made_at) == (MEXICO_CITY, 60, MONDAY)
    assert [one.title for one in copy.texts.order_by("language")] == ["Look after your site", "Cuida tu sitio"]
    assert [one.chosen_name for one in copy.organisers.all()] == ["Carmen"]
    question = copy.questions.get()
    assert (question.is_required, question.texts.get().options) == (True, "disco\nlaptop")
    second = copy.sessions.get(number=2)
    assert (second.venue.name, second.room_seats, second.online_seats) == ("Casa Refugio", 12, 8)
    assert second.own == ["format", "online_seats", "room_seats", "venue"]
    assert (second.texts.get().theme, second.sequence) == ("Copies that survive", 0)
    assert {one.state for one in copy.sessions.all()} == {SessionState.DRAFT}
    assert copy.around.reminders == [60]
    assert [(one.person.chosen_name, one.named_at) for one in copy.stewards.all()] == [("Elena", MONDAY)]
    assert [(one.role, one.people) for one in (copy.staff_needs.get(), second.staff_needs.get())] == [
        ("helper", 2),
        ("host", 3),
    ]
    assert [one.title for one in copy.pack_items.all()] == ["Glosario"]
    assert not {one.uid for one in copy.sessions.all()} & {one.uid for one in series.sessions.all()}
    assert not second.registrations.exists()
    assert not second.assignments.exists()
    assert series.questions.count() == series.sessions.get(number=2).registrations.count() == 1


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule(Frequency.WEEKLY, until=date(2027, 2, 18)), ["09-02", "09-09", "09-16"]),
        (Rule(Frequency.DATES, dates=(date(2027, 2, 4), date(2027, 5, 8))), ["09-02", "12-04"]),
        (Rule(Frequency.MONTHLY_WEEKDAY, weekdays=(3,), nth=1, count=2), ["09-02", "10-07"]),
        (Rule(), ["09-02"]),
    ],
)
def test_every_kind_of_rule_moves_along(rule: Rule, expected: list[str]) -> None:
    copy = duplicate_series(series=make_series(rule), starts_on=date(2027, 9, 2), now=MONDAY)
    assert starts(copy) == [f"2027-{day}T18:00" for day in expected]


def test_a_series_that_was_changed_in_the_middle_has_as_many_sessions_again() -> None:
    series = make_series()
    plan = Plan("America/New_York", date(2027, 2, 24), time(17, 0), Rule(Frequency.WEEKLY, count=3))
    change_series(series=series, plan=plan, since=series.sessions.get(number=4), now=MONDAY)
    series.refresh_from_db()
    copy = duplicate_series(series=series, starts_on=date(2027, 9, 1), now=MONDAY)
    assert len(starts(copy)) == 6
    assert starts(copy)[0] == "2027-09-01T17:00"


def test_a_session_again_is_a_series_of_its_own() -> None:
    second = lively().sessions.get(number=2)

    copy = duplicate_session(session=second, start=datetime(2027, 9, 4, 10, 30), now=MONDAY, organisers=[])

    assert (copy.start, copy.zone, copy.room_seats, copy.state) == ("2027-09-04T10:30", MEXICO_CITY, 12, "draft")
    assert copy.series_id != second.series_id
    assert copy.series.rule == {"frequency": "once"}
    assert copy.series.questions.count() == 1
    assert copy.texts.get().note == "Bring a disk."
    assert not copy.series.organisers.exists()


def test_an_hour_that_does_not_exist_is_refused_and_nothing_is_made() -> None:
    session = make_series().sessions.get(number=2)
    with pytest.raises(SkippedTime):
        duplicate_session(session=session, start=datetime(2027, 3, 14, 2, 30), now=MONDAY)
    assert Series.objects.count() == 1


def test_a_term_moves_by_whole_weeks_and_keeps_its_order_and_weekdays() -> None:
    thursdays = make_series(SIX_WEEKS, first=date(2027, 2, 4))
    saturdays = make_series(Rule(Frequency.WEEKLY, interval=2, count=3), first=date(2027, 2, 13), at=time(10, 0))
    make_series(Rule(Frequency.WEEKLY), first=date(2027, 1, 5))  # goes on
    make_series(Rule(), first=date(2026, 12, 3))  # another term

    term = series_of_term(first=date(2027, 2, 1), last=date(2027, 3, 13))
    copies = duplicate_term(series=term, starts_on=date(2027, 9, 7), now=MONDAY)

    assert [one.starts_on for one in copies] == [date(2027, 9, 9), date(2027, 9, 18)]
    assert [starts(one)[-1] for one in copies] == ["2027-10-14T18:00", "2027-10-16T10:00"]
    assert [len(starts(one)) for one in copies] == [len(starts(thursdays)), len(starts(saturdays))] == [6, 3]


def test_a_term_without_anything_that_ends_is_empty() -> None:
    make_series(Rule(Frequency.WEEKLY))
    assert duplicate_term(series=Series.objects.all(), starts_on=date(2027, 9, 7), now=MONDAY) == []


def test_the_days_of_a_term_include_its_last_evening() -> None:
    series = make_series(Rule(), first=date(2027, 3, 13), at=time(23, 30))
    assert list(series_of_term(first=date(2027, 3, 13), last=date(2027, 3, 13))) == [series]
    assert not series_of_term(first=date(2027, 3, 14), last=date(2027, 3, 20)).exists()
