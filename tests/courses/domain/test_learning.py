"""Enrolling, finishing, completing. What is arithmetic is said as a property of every order and every repetition."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from courses.domain import learning
from courses.domain.learning import complete_unit, enrol, open_unit, settle_course
from courses.errors import NotPublished
from courses.models import Completion, Enrolment, UnitProgress
from courses.queries.outline import current_course
from courses.queries.progress import Progress, progress_in, progress_of
from lms.accounts.models import Person
from lms.content.queries.published import published_number
from lms.core import jobs
from lms.core.jobs.models import Job
from lms.records.models import Statement
from tests.factories.blocks import true_false
from tests.factories.examples import undone
from tests.factories.people import MONDAY, later, make_person
from tests.factories.site import MadeCourse, add_unit, lesson, make_course, quiz, take_down

pytestmark = pytest.mark.django_db
PROPERTY = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SLUGS = ("one", "two", "three", "check")
LANGUAGES = st.sampled_from(["en", "es"])


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    question = true_false("q", answer=True)
    return make_course("web", [lesson("one"), lesson("two"), lesson("three"), quiz("check", question)])


@pytest.fixture(scope="module")
def other_course(course: MadeCourse) -> MadeCourse:
    return make_course("mail", [lesson("alone", languages=("es",)), lesson("both")], languages=("es", "en"))


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return make_person("Alicia")


def finish(person: Person, unit: UUID, *, minute: int = 0, language: str = "en") -> Completion | None:
    moment = later(minute)
    return complete_unit(person=person, unit_key=unit, language=language, happened_at=moment, now=moment)


def progress(person: Person, course: MadeCourse) -> Progress:
    found = current_course(course.key)
    assert found
    return progress_in(person, found)


def rows(person: Person) -> list[Any]:
    tables = [Enrolment, UnitProgress, Completion, Statement]
    return [list(table.objects.filter(person=person).order_by("pk").values()) for table in tables]


# --- Enrolling ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_enrol_enrols_and_tells_the_record(alicia: Person, course: MadeCourse) -> None:
    enrolment = enrol(person=alicia, course_key=course.key, now=MONDAY)

    assert (enrolment.course_key, enrolment.enrolled_at) == (course.key, MONDAY)
    told = Statement.objects.get(person=alicia)
    assert (told.verb, told.object_key, told.happened_at) == ("enrolled", course.object_key, MONDAY)


def test_enrol_again_changes_nothing(alicia: Person, course: MadeCourse) -> None:
    enrol(person=alicia, course_key=course.key, now=MONDAY)
    before = rows(alicia)

    enrol(person=alicia, course_key=course.key, now=later(60))

    assert rows(alicia) == before


def test_enrol_in_what_is_not_there_is_refused(alicia: Person) -> None:
    with pytest.raises(NotPublished):
        enrol(person=alicia, course_key=uuid4(), now=MONDAY)


def test_finishing_a_unit_enrols_at_the_moment_it_was_done(alicia: Person, course: MadeCourse) -> None:
    complete_unit(person=alicia, unit_key=course.unit("one"), language="es", happened_at=later(3), now=later(9))

    assert Enrolment.objects.get(person=alicia).enrolled_at == later(3)


def test_finishing_what_is_not_there_is_refused_and_keeps_nothing(alicia: Person) -> None:
    with pytest.raises(NotPublished):
        finish(alicia, uuid4())

    assert rows(alicia) == [[], [], [], []]


# --- Completing --------------------------------------------------------------------------------------------------


@pytest.mark.slow
@PROPERTY
@given(
    first=st.lists(st.tuples(st.sampled_from(SLUGS), LANGUAGES), max_size=8),
    order=st.permutations(SLUGS),
    languages=st.lists(LANGUAGES, min_size=4, max_size=4),
)
def test_finishing_exactly_what_is_missing_completes_in_any_order(
    alicia: Person, course: MadeCourse, first: list[tuple[str, str]], order: list[str], languages: list[str]
) -> None:
    with undone():
        for minute, (slug, language) in enumerate(first):
            finish(alicia, course.unit(slug), minute=minute, language=language)

        missing = [unit.key for unit in progress(alicia, course).missing]
        assert set(missing) == {course.unit(slug) for slug in SLUGS} - {course.unit(slug) for slug, _ in first}
        assert Completion.objects.filter(person=alicia).exists() == (not missing)
        rest = [course.unit(slug) for slug in order if course.unit(slug) in missing]
        for left, (unit, language) in enumerate(zip(rest, languages, strict=False), start=1):
            earned = finish(alicia, unit, minute=20 + left, language=language)
            assert bool(earned) == (left == len(rest))

        assert progress(alicia, course).missing == []
        assert progress(alicia, course).completed_at is not None


@pytest.mark.slow
@PROPERTY
@given(acts=st.lists(st.tuples(st.sampled_from(SLUGS), LANGUAGES), min_size=1, max_size=12))
def test_done_twice_changes_nothing(alicia: Person, course: MadeCourse, acts: list[tuple[str, str]]) -> None:
    with undone():
        for minute, (slug, language) in enumerate(acts):
            finish(alicia, course.unit(slug), minute=minute, language=language)
        before, promised = rows(alicia), Job.objects.count()

        for slug, language in reversed(acts):
            finish(alicia, course.unit(slug), minute=500, language=language)

        assert rows(alicia) == before
        assert Job.objects.count() == promised
        assert UnitProgress.objects.filter(person=alicia).count() == len({slug for slug, _ in acts})


@pytest.mark.slow
@PROPERTY
@given(languages=st.lists(LANGUAGES, min_size=4, max_size=4))
def test_either_language_finishes_the_same_unit(alicia: Person, course: MadeCourse, languages: list[str]) -> None:
    with undone():
        for slug, language in zip(SLUGS, languages, strict=True):
            finish(alicia, course.unit(slug), language=language)

        assert Completion.objects.filter(person=alicia, course_key=course.key).count() == 1
        told = {s.object_key: s.language for s in Statement.objects.filter(object_key__startswith="unit:")}
        assert told == {f"unit:{course.unit(slug)}": code for slug, code in zip(SLUGS, languages, strict=True)}


def test_the_completion_is_dated_when_the_last_unit_was_done_and_tells_the_record(
    alicia: Person, course: MadeCourse
) -> None:
    for minute, unit in enumerate(course.units):
        finish(alicia, unit, minute=minute)

    assert Completion.objects.get(person=alicia).completed_at == later(3)
    told = Statement.objects.get(person=alicia, object_key=course.object_key, verb="completed")
    assert (told.happened_at, told.source) == (later(3), "courses")


def test_a_course_without_units_is_never_complete(alicia: Person, course: MadeCourse) -> None:
    empty = make_course("empty")
    enrol(person=alicia, course_key=empty.key, now=MONDAY)

    assert settle_course(course_key=empty.key, now=MONDAY) == 0
    assert not Completion.objects.filter(person=alicia).exists()


@pytest.mark.slow
def test_courses_are_counted_apart_also_when_their_originals_are_in_different_languages(
    alicia: Person, course: MadeCourse, other_course: MadeCourse
) -> None:
    for unit in other_course.units:
        finish(alicia, unit)

    assert [c.course_key for c in Completion.objects.filter(person=alicia)] == [other_course.key]
    assert len(progress(alicia, course).missing) == 4


# --- Earned stays earned -----------------------------------------------------------------------------------------


@pytest.fixture
def finished(alicia: Person, course: MadeCourse) -> Person:
    for unit in course.units:
        complete_unit(person=alicia, unit_key=unit, language="en", happened_at=MONDAY - timedelta(days=9), now=MONDAY)
    Completion.objects.filter(person=alicia).update(completed_at=MONDAY - timedelta(days=9))
    return alicia


def with_one_more(course: MadeCourse, slug: str = "later") -> MadeCourse:
    """The course with a unit that is published now, in a copy: the module's own stays as it is."""
    copy = MadeCourse(course.slug, dict(course.pages), dict(course.unit_pages))
    add_unit(copy, lesson(slug))
    return copy


def test_a_unit_added_later_takes_no_completion_away_and_is_shown_as_new(finished: Person, course: MadeCourse) -> None:
    more = with_one_more(course)

    assert settle_course(course_key=course.key, now=later(5)) == 0
    found = progress(finished, more)
    assert found.completed_at == MONDAY - timedelta(days=9)
    assert [unit.key for unit in found.new_since_completion] == [more.unit("later")]
    assert found.current
    assert found.current.key == more.unit("later")


def test_finishing_the_new_unit_does_not_date_the_completion_again(finished: Person, course: MadeCourse) -> None:
    more = with_one_more(course)
    before = list(Completion.objects.filter(person=finished).values())

    earned = finish(finished, more.unit("later"), minute=90)

    assert earned == Completion.objects.get(person=finished)
    assert list(Completion.objects.filter(person=finished).values()) == before
    assert progress(finished, more).new_since_completion == []


def test_nothing_is_new_to_somebody_who_has_not_finished(alicia: Person, course: MadeCourse) -> None:
    finish(alicia, course.unit("one"))
    more = with_one_more(course)

    found = progress(alicia, more)
    assert found.new_since_completion == []
    assert more.unit("later") in {unit.key for unit in found.missing}


def nearly(course: MadeCourse, *names: str) -> list[Person]:
    """People who miss only the unit ``three``."""
    people = [make_person(name) for name in names]
    for person in people:
        for slug in ("one", "two", "check"):
            finish(person, course.unit(slug))
    return people


def run_jobs_of_courses() -> None:
    """Only those: what else was promised is not the business of these tests."""
    Job.objects.exclude(task="courses.settle_course").delete()
    assert set(jobs.drain()) <= {"done"}


def test_a_unit_unpublished_lets_those_complete_who_miss_nothing(course: MadeCourse) -> None:
    alicia, beto = nearly(course, "Alicia", "Beto")
    carmen = make_person("Carmen")
    finish(carmen, course.unit("one"))

    take_down(course, "three", "en")
    run_jobs_of_courses()
    assert not Completion.objects.exists()  # the Spanish side still asks for it
    take_down(course, "three", "es")
    run_jobs_of_courses()

    assert set(Completion.objects.values_list("person", flat=True)) == {alicia.pk, beto.pk}
    assert Statement.objects.filter(object_key=course.object_key, verb="completed").count() == 2
    run_jobs_of_courses()
    assert settle_course(course_key=course.key, now=later(99)) == 0


def test_a_unit_deleted_lets_those_complete_who_miss_nothing(course: MadeCourse) -> None:
    (alicia,) = nearly(course, "Alicia")

    for page in course.unit_pages["three"].values():
        Page.objects.get(pk=page.pk).specific.delete()
    run_jobs_of_courses()

    assert [c.person for c in Completion.objects.all()] == [alicia]


def test_a_unit_that_leaves_just_before_the_last_one_is_counted_is_not_missing(
    course: MadeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the course was read and before the enrolment is locked, everybody was settled, but not for this unit."""
    (alicia,) = nearly(course, "Alicia")
    UnitProgress.objects.filter(unit_key=course.unit("one")).delete()
    Statement.objects.filter(object_key=f"unit:{course.unit('one')}").delete()
    read = learning.course_of_unit

    def read_and_then_it_leaves(*given: Any) -> Any:
        found = read(*given)
        monkeypatch.setattr(learning, "course_of_unit", read)
        take_down(course, "three")
        run_jobs_of_courses()
        return found

    monkeypatch.setattr(learning, "course_of_unit", read_and_then_it_leaves)
    finish(alicia, course.unit("one"))

    assert Completion.objects.filter(person=alicia).exists()


def test_one_language_of_a_course_unpublished_lets_those_complete_who_miss_nothing(
    alicia: Person, course: MadeCourse, other_course: MadeCourse
) -> None:
    finish(alicia, other_course.unit("both"))

    page = Page.objects.get(pk=other_course.pages["es"].pk).specific
    page.unpublish()  # and with it the unit that is in Spanish alone
    run_jobs_of_courses()

    assert [c.course_key for c in Completion.objects.all()] == [other_course.key]


def test_a_unit_that_changes_places_within_its_course_settles_nothing(course: MadeCourse) -> None:
    page = Page.objects.get(pk=course.page("three").pk).specific
    page.move(Page.objects.get(pk=course.pages["en"].pk), pos="first-child")

    assert not Job.objects.filter(task="courses.settle_course").exists()


def test_a_unit_moved_to_another_course_lets_those_complete_who_miss_nothing(
    course: MadeCourse, other_course: MadeCourse
) -> None:
    (alicia,) = nearly(course, "Alicia")

    move(course, "three", other_course)
    run_jobs_of_courses()

    assert [(c.person, c.course_key) for c in Completion.objects.all()] == [(alicia, course.key)]


def test_what_was_done_before_a_unit_moved_counts_where_it_stands_now(
    alicia: Person, course: MadeCourse, other_course: MadeCourse
) -> None:
    finish(alicia, course.unit("three"))
    move(course, "three", other_course)

    found = progress(alicia, other_course)
    assert [unit.key for unit in found.missing] == other_course.units
    for unit in found.missing:
        finish(alicia, unit.key)

    assert Completion.objects.get(person=alicia).course_key == other_course.key
    assert progress(alicia, other_course).missing == []


def move(course: MadeCourse, slug: str, to: MadeCourse) -> None:
    for code, page in course.unit_pages[slug].items():
        Page.objects.get(pk=page.pk).specific.move(Page.objects.get(pk=to.pages[code].pk), pos="last-child")


# --- Two languages, one place ------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(st.sampled_from(["open", "open", "done"]), st.sampled_from(SLUGS), LANGUAGES), min_size=2, max_size=10
)


@pytest.mark.slow
@settings(PROPERTY, max_examples=200)
@given(steps=STEPS)
def test_200_random_ways_through_two_languages_keep_one_row_per_unit_and_its_last_language(
    alicia: Person, course: MadeCourse, steps: list[tuple[str, str, str]]
) -> None:
    with undone():
        last: dict[UUID, str] = {}
        opened: list[UUID] = []
        for minute, (act, slug, language) in enumerate(steps):
            unit = course.unit(slug)
            open_unit(person=alicia, unit_key=unit, language=language, now=later(minute))
            last[unit] = language
            opened.append(unit)
            if act == "done":
                finish(alicia, unit, minute=minute, language=language)

        kept = UnitProgress.objects.filter(person=alicia)
        assert {row.unit_key: row.language for row in kept} == last
        assert kept.count() == len(last)
        found = progress(alicia, course)
        done = {course.unit(slug) for act, slug, _ in steps if act == "done"}
        waiting = [unit for unit in opened if unit not in done]
        resumed = waiting[-1] if waiting else next((u for u in course.units if u not in done), None)
        assert (found.current.key if found.current else None) == resumed
        if found.current and waiting:
            assert found.language_of(found.current, "neither") == last[waiting[-1]]


def test_progress_of_lists_the_course_touched_last_first(
    alicia: Person, course: MadeCourse, other_course: MadeCourse
) -> None:
    enrol(person=alicia, course_key=course.key, now=later(1))
    enrol(person=alicia, course_key=other_course.key, now=later(2))
    open_unit(person=alicia, unit_key=course.unit("two"), language="es", now=later(3))

    found = progress_of(alicia, published_number())

    assert [p.course.key for p in found] == [course.key, other_course.key]
    assert found[0].current
    assert found[0].current.key == course.unit("two")
    assert [set(p.by_unit) for p in found] == [{course.unit("two")}, set()]
