from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from courses.domain.guests import MOST_KEPT, adopt_guest_progress, complete_as_guest, done_as_guest
from courses.domain.learning import complete_unit
from courses.models import Completion, Enrolment, UnitProgress
from lms.accounts.models import Person
from lms.records.models import Statement
from tests.factories.people import MONDAY, later, make_person
from tests.factories.site import MadeCourse, lesson, make_course, take_down

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("one"), lesson("two")])


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return make_person("Alicia")


def done(session: dict[str, Any], unit: UUID, minute: int, language: str = "es") -> None:
    complete_as_guest(session=session, unit_key=unit, language=language, now=later(minute))


def adopt(session: dict[str, Any], person: Person, minute: int = 60) -> None:
    adopt_guest_progress(SimpleNamespace(session=session), person, later(minute))


@pytest.mark.slow
def test_what_a_guest_does_is_kept_in_their_session_alone(course: MadeCourse) -> None:
    session: dict[str, Any] = {}
    done(session, course.unit("one"), 1)

    assert done_as_guest(session) == {course.unit("one")}
    assert done_as_guest({}) == set()
    assert not UnitProgress.objects.exists()


def test_done_again_keeps_the_first_moment_and_language(course: MadeCourse) -> None:
    session: dict[str, Any] = {}
    done(session, course.unit("one"), 1, "es")
    before = dict(session)
    done(session, course.unit("one"), 9, "en")

    assert session == before


def test_a_session_keeps_no_more_than_a_guest_can_mean(course: MadeCourse) -> None:
    session: dict[str, Any] = {}
    for minute in range(MOST_KEPT + 20):
        done(session, uuid4(), minute)

    assert len(done_as_guest(session)) == MOST_KEPT


def test_it_becomes_theirs_with_the_original_moments_and_languages(alicia: Person, course: MadeCourse) -> None:
    session: dict[str, Any] = {}
    done(session, course.unit("two"), 2, "en")
    done(session, course.unit("one"), 5, "es")

    adopt(session, alicia)

    told = {
        s.object_key: (s.happened_at, s.language, s.recorded_at) for s in Statement.objects.filter(verb="completed")
    }
    assert told[f"unit:{course.unit('two')}"] == (later(2), "en", later(60))
    assert told[f"unit:{course.unit('one')}"] == (later(5), "es", later(60))
    assert Enrolment.objects.get(person=alicia).enrolled_at == later(2)
    assert Completion.objects.get(person=alicia).course_key == course.key


def test_the_session_is_emptied_so_that_the_next_person_gets_nothing(alicia: Person, course: MadeCourse) -> None:
    session: dict[str, Any] = {"other": "stays"}
    done(session, course.unit("one"), 1)

    adopt(session, alicia)
    adopt(session, make_person("Beto"))

    assert session == {"other": "stays"}
    assert set(UnitProgress.objects.values_list("person", flat=True)) == {alicia.pk}


def test_what_was_done_before_signing_out_stays_as_it_was(alicia: Person, course: MadeCourse) -> None:
    unit = course.unit("one")
    complete_unit(person=alicia, unit_key=unit, language="en", happened_at=MONDAY, now=MONDAY)
    session: dict[str, Any] = {}
    done(session, unit, 30)

    adopt(session, alicia)

    kept = UnitProgress.objects.get(person=alicia)
    assert (kept.done_at, kept.language) == (MONDAY, "en")


def test_a_unit_that_left_the_site_is_passed_over_and_the_rest_is_adopted(alicia: Person, course: MadeCourse) -> None:
    session: dict[str, Any] = {}
    done(session, course.unit("one"), 1)
    done(session, course.unit("two"), 2)
    take_down(course, "one")

    adopt(session, alicia)

    assert [u.unit_key for u in UnitProgress.objects.filter(person=alicia)] == [course.unit("two")]


def test_a_moment_that_has_not_come_yet_counts_as_now(alicia: Person, course: MadeCourse) -> None:
    session: dict[str, Any] = {}
    complete_as_guest(session=session, unit_key=course.unit("one"), language="en", now=MONDAY + timedelta(days=9))

    adopt(session, alicia, 60)

    assert UnitProgress.objects.get(person=alicia).done_at == later(60)
