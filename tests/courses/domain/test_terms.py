"""What comes first, when it opens, when it is done: said by terms, shown by evidence, never taking anything away."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.domain.attending import ATTENDANCE
from courses.domain.dates import move_dates, set_dates
from courses.domain.learning import complete_unit, enrol
from courses.domain.terms import NewCourseTerms, NewUnitTerms, set_terms
from courses.enums import EnrolmentPolicy, RuleKind
from courses.errors import AskFirst, Circle, DateOutOfReach, ImpossibleTerms, NotPublished, UnitLocked
from courses.models import Completion, Prerequisite, UnitProgress
from courses.queries.dates import due_dates
from courses.queries.evidence import evidence_of
from courses.queries.outline import current_course
from courses.queries.progress import progress_in
from courses.queries.terms import Rule
from courses.rules.learning import LockKind, check_rules, circle_in, is_met, locks_on
from lms.accounts.models import Person
from lms.records.domain.settling import differences, settle
from lms.records.domain.statements import record
from lms.records.enums import Verb
from tests.factories.people import MONDAY, make_person
from tests.factories.site import MadeCourse, lesson, make_course

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("one"), lesson("two"), lesson("three")])


@pytest.fixture(scope="module")
def other(course: MadeCourse) -> MadeCourse:
    return make_course("mail", [lesson("first")])


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return make_person("Alicia")


def needs(*keys: UUID) -> NewUnitTerms:
    return NewUnitTerms(needs=frozenset(keys))


def finish(person: Person, unit: UUID, at: Any = MONDAY) -> Any:
    return complete_unit(person=person, unit_key=unit, language="en", happened_at=at, now=at)


def locks(person: Person, course: MadeCourse, slug: str, at: Any = MONDAY) -> list[LockKind]:
    found = current_course(course.key)
    assert found
    unit = found.units[found.position(course.unit(slug))]
    return [lock.kind for lock in locks_on(unit, progress_in(person, found), at)]


@pytest.mark.slow
def test_a_unit_waits_for_another_and_opens_when_that_is_done(alicia: Person, course: MadeCourse) -> None:
    set_terms(course_key=course.key, units={course.unit("two"): needs(course.unit("one"))})

    with pytest.raises(UnitLocked):
        finish(alicia, course.unit("two"))
    assert not UnitProgress.objects.exists()
    finish(alicia, course.unit("one"))
    assert locks(alicia, course, "two") == []
    finish(alicia, course.unit("two"))
    assert UnitProgress.objects.filter(done_at__isnull=False).count() == 2


@pytest.mark.slow
def test_a_course_waits_for_another_course(alicia: Person, course: MadeCourse, other: MadeCourse) -> None:
    set_terms(course_key=course.key, course=NewCourseTerms(needs=frozenset({other.key})))
    assert locks(alicia, course, "one") == [LockKind.NEEDS]

    finish(alicia, other.unit("first"))

    assert locks(alicia, course, "one") == []


def test_what_is_done_stays_open_whatever_the_terms_say_later(alicia: Person, course: MadeCourse) -> None:
    for unit in course.units:
        finish(alicia, unit)
    later = {unit: NewUnitTerms(opens_at=MONDAY + 99 * DAY) for unit in course.units}
    set_terms(course_key=course.key, course=NewCourseTerms(enrolment=EnrolmentPolicy.APPROVAL), units=later)

    assert [locks(alicia, course, slug) for slug in ("one", "two", "three")] == [[], [], []]
    assert Completion.objects.filter(person=alicia).count() == 1
    settle(person_id=alicia.pk, now=MONDAY)
    assert Completion.objects.filter(person=alicia).count() == 1


def test_days_are_counted_from_the_day_on_which_somebody_begins(alicia: Person, course: MadeCourse) -> None:
    set_terms(course_key=course.key, units={course.unit("two"): NewUnitTerms(opens_after_days=3)})
    assert locks(alicia, course, "two") == [LockKind.BEGIN]
    enrol(person=alicia, course_key=course.key, now=MONDAY)
    assert locks(alicia, course, "two", MONDAY + 3 * DAY - timedelta(seconds=1)) == [LockKind.OPENS]
    assert locks(alicia, course, "two", MONDAY + 3 * DAY) == []


def test_a_circle_is_refused_over_units_and_courses_and_nothing_is_kept(course: MadeCourse, other: MadeCourse) -> None:
    set_terms(course_key=course.key, units={course.unit("two"): needs(course.unit("one"))})
    for attempt in (
        {"units": {course.unit("one"): needs(course.unit("two"))}},
        {"units": {course.unit("one"): needs(course.unit("one"))}},
        {"units": {course.unit("one"): needs(course.key)}},
        {"course": NewCourseTerms(needs=frozenset({course.unit("three")}))},
    ):
        with pytest.raises(Circle):
            set_terms(course_key=course.key, **attempt)  # type: ignore[arg-type]
    set_terms(course_key=other.key, units={other.unit("first"): needs(course.key)})
    with pytest.raises(Circle):
        set_terms(course_key=course.key, course=NewCourseTerms(needs=frozenset({other.key})))
    assert Prerequisite.objects.count() == 2


@pytest.mark.parametrize(
    "terms",
    [
        NewUnitTerms(rules=(Rule(RuleKind.PASSED),)),
        NewUnitTerms(rules=(Rule(RuleKind.ATTENDED),)),
        NewUnitTerms(rules=(Rule(RuleKind.READ, "x"),)),
        NewUnitTerms(opens_after_days=-1),
        NewUnitTerms(due_after_days=9999),
    ],
)
def test_terms_that_cannot_be_met_are_refused(course: MadeCourse, terms: NewUnitTerms) -> None:
    with pytest.raises(ImpossibleTerms):
        set_terms(course_key=course.key, units={course.unit("one"): terms})
    with pytest.raises(ImpossibleTerms):
        set_terms(course_key=course.key, units={uuid4(): NewUnitTerms()})


def test_read_and_attended_are_both_needed_in_either_order(alicia: Person, course: MadeCourse) -> None:
    session = Rule(RuleKind.ATTENDED, "session:1")
    set_terms(course_key=course.key, units={course.unit("one"): NewUnitTerms(rules=(Rule(RuleKind.READ), session))})
    beto = make_person("Beto")

    finish(alicia, course.unit("one"))
    attend(beto, "session:1")
    assert not UnitProgress.objects.filter(done_at__isnull=False).exists()
    attend(alicia, "session:1")
    finish(beto, course.unit("one"))

    assert UnitProgress.objects.filter(done_at__isnull=False).count() == 2
    for person in (alicia, beto):
        settle(person_id=person.pk, now=MONDAY + DAY)
        assert list(differences(person.pk)) == []


def attend(person: Person, key: str) -> None:
    record(
        person=person, verb=Verb.ATTENDED, object_key=key, happened_at=MONDAY, now=MONDAY, source="tests",
        source_key=f"{key}:{person.pk}",
    )  # fmt: skip
    ATTENDANCE.settle(person_id=person.pk, now=MONDAY + DAY)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(met=st.sets(st.sampled_from(["read", "session:1", "session:2"])))
def test_meeting_what_is_listed_as_missing_is_enough(course: MadeCourse, met: set[str]) -> None:
    rules = (
        Rule(RuleKind.READ),
        Rule(RuleKind.ATTENDED, "session:1"),
        Rule(RuleKind.ATTENDED, "session:2"),
    )
    set_terms(course_key=course.key, units={course.unit("one"): NewUnitTerms(rules=rules)})
    found = current_course(course.key)
    assert found
    unit = found.units[0]
    evidence = {rule: MONDAY for rule in rules if (rule.object_key or "read") in met}

    checked = check_rules(unit, evidence)

    assert {one.rule.object_key or "read" for one in checked if one.is_met} == met
    missing = {one.rule: MONDAY for one in checked if not one.is_met}
    assert is_met(check_rules(unit, evidence | missing))
    assert is_met(checked) == (len(met) == 3)


def test_the_usual_rule_of_a_lesson_is_met_by_marking_it(alicia: Person, course: MadeCourse) -> None:
    found = current_course(course.key)
    assert found
    assert evidence_of(alicia.pk, found.units[0]) == {}
    finish(alicia, course.unit("one"))
    assert evidence_of(alicia.pk, found.units[0]) == {Rule(RuleKind.READ): MONDAY}


def test_a_course_with_approval_lets_nobody_begin_alone(alicia: Person, course: MadeCourse) -> None:
    set_terms(course_key=course.key, course=NewCourseTerms(enrolment=EnrolmentPolicy.APPROVAL))
    with pytest.raises(AskFirst):
        enrol(person=alicia, course_key=course.key, now=MONDAY)
    with pytest.raises(UnitLocked):
        finish(alicia, course.unit("one"))


def test_dates_are_suggested_moved_and_taken_away_by_oneself(alicia: Person, course: MadeCourse) -> None:
    set_terms(
        course_key=course.key,
        course=NewCourseTerms(due_after_days=30),
        units={course.unit("one"): NewUnitTerms(due_after_days=7)},
    )
    with pytest.raises(NotPublished):
        set_dates(person=alicia, course_key=course.key, dates={}, now=MONDAY)
    enrol(person=alicia, course_key=course.key, now=MONDAY)
    today = MONDAY.date()

    def shown() -> dict[UUID, int]:
        found = current_course(course.key)
        assert found
        return {key: (due.on - today).days for key, due in due_dates(alicia, [progress_in(alicia, found)]).items()}

    assert shown() == {course.unit("one"): 7, course.key: 30}
    move_dates(person=alicia, course_key=course.key, days=7, now=MONDAY)
    assert shown() == {course.unit("one"): 14, course.key: 37}
    wanted = {course.unit("one"): None, course.unit("two"): today + 2 * DAY}
    set_dates(person=alicia, course_key=course.key, dates=wanted, now=MONDAY)
    assert shown() == {course.unit("two"): 2, course.key: 37}
    finish(alicia, course.unit("two"))
    assert shown() == {course.key: 37}
    with pytest.raises(DateOutOfReach):
        set_dates(person=alicia, course_key=course.key, dates={course.key: today + 9999 * DAY}, now=MONDAY)


@pytest.mark.slow
@settings(max_examples=200, deadline=None, derandomize=True)
@given(edges=st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16))
def test_a_circle_is_found_exactly_where_something_reaches_itself(edges: set[tuple[int, int]]) -> None:
    keys = [UUID(int=i) for i in range(8)]
    needs = {key: {keys[b] for a, b in edges if keys[a] == key} for key in keys}
    reach = {key: set(found) for key, found in needs.items()}
    for _ in keys:
        reach = {key: found.union(*(reach[one] for one in found)) for key, found in reach.items()}

    circle = circle_in(needs)

    assert bool(circle) == any(key in found for key, found in reach.items())
    for here, there in zip(circle, [*circle[1:], *circle[:1]], strict=True):
        assert there in needs[here]
