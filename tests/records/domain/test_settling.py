"""Settling with the readers that the site really has: enrolments, finished units, completions and awards."""

from datetime import timedelta
from typing import Any

import pytest

from badges.domain.achievements import define_achievement
from badges.enums import AwardState
from badges.models import Award, Certificate
from courses.domain.learning import complete_unit, enrol, settle_course
from courses.models import Completion, Enrolment, UnitProgress
from lms.accounts.models import Person
from lms.core.jobs.models import Job
from lms.mail.models import Message
from lms.records.domain.settling import Difference, differences, everybody, readers, settle
from lms.records.domain.statements import void
from lms.records.models import Statement
from tests.factories.people import MONDAY, later, make_person
from tests.factories.site import MadeCourse, lesson, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    course = make_course("web", [lesson("one"), lesson("two")])
    names = {"en": "Keeper of a site", "es": "Guarda de un sitio"}
    define_achievement(key="web", object_key=course.object_key, names=names, criteria=names, now=MONDAY)
    return course


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    """Has finished the course; what follows from it is settled."""
    alicia = make_person("Alicia")
    enrol(person=alicia, course_key=course.key, now=later(0))
    for minute, unit in enumerate(course.units, start=1):
        complete_unit(person=alicia, unit_key=unit, language="es", happened_at=later(minute), now=later(minute))
    settle(person_id=alicia.pk, now=later(5))
    return alicia


def everything_of(person: Person) -> list[Any]:
    """Every cached row and every promise, as it stands."""
    tables = [Enrolment, UnitProgress, Completion, Award]
    rows = [list(table.objects.filter(person=person).order_by("pk").values()) for table in tables]
    rows.append(list(Certificate.objects.filter(award__person=person).order_by("pk").values()))
    rows.append(list(Message.objects.order_by("pk").values()))
    rows.append(list(Statement.objects.order_by("pk").values()))
    rows.append(list(Job.objects.order_by("pk").values("task", "args", "state")))
    return rows


def test_readers_are_those_that_settings_name_in_their_order() -> None:
    assert [reader.name for reader in readers()] == ["attendance", "courses", "badges"]


@pytest.mark.slow
def test_settle_gives_what_the_record_says(alicia: Person, course: MadeCourse) -> None:
    award = Award.objects.get(person=alicia)

    assert (award.achievement.object_key, award.state, award.earned_at) == (course.object_key, "standing", later(2))
    assert list(differences(alicia.pk)) == []


def test_settle_again_changes_nothing_at_all(alicia: Person) -> None:
    before = everything_of(alicia)
    for _ in range(3):
        settle(person_id=alicia.pk, now=later(60))

    assert everything_of(alicia) == before


def test_settle_of_one_person_touches_nobody_else(alicia: Person, course: MadeCourse) -> None:
    beto = make_person("Beto")
    enrol(person=beto, course_key=course.key, now=later(3))
    Enrolment.objects.filter(person=beto).delete()
    before = everything_of(beto)

    settle(person_id=alicia.pk, now=later(60))

    assert everything_of(beto) == before


def spoil_enrolment_gone(person: Person) -> None:
    Enrolment.objects.filter(person=person).delete()


def spoil_enrolment_moved(person: Person) -> None:
    Enrolment.objects.filter(person=person).update(enrolled_at=MONDAY - timedelta(days=3))


def spoil_done_forgotten(person: Person) -> None:
    UnitProgress.objects.filter(person=person).update(done_at=None)


def spoil_place_gone(person: Person) -> None:
    UnitProgress.objects.filter(person=person).delete()


def spoil_completion_gone(person: Person) -> None:
    Completion.objects.filter(person=person).delete()


def spoil_completion_dated_again(person: Person) -> None:
    Completion.objects.filter(person=person).update(completed_at=later(999))


def spoil_award_withdrawn(person: Person) -> None:
    Award.objects.filter(person=person).update(state=AwardState.WITHDRAWN)


def spoil_award_dated_again(person: Person) -> None:
    Award.objects.filter(person=person).update(earned_at=later(999))


@pytest.mark.parametrize(
    ("spoil", "facts"),
    [
        (spoil_enrolment_gone, [("courses", "enrolled")]),
        (spoil_enrolment_moved, [("courses", "enrolled")]),
        (spoil_done_forgotten, [("courses", "done")] * 2),
        (spoil_place_gone, [("courses", "done")] * 2),
        (spoil_completion_gone, [("courses", "completed")]),
        (spoil_completion_dated_again, [("courses", "completed")]),
        (spoil_award_withdrawn, [("badges", "award")]),
        (spoil_award_dated_again, [("badges", "award")]),
    ],
)
def test_differences_names_each_cache_that_lies_and_settle_mends_it(
    alicia: Person, spoil: Any, facts: list[tuple[str, str]]
) -> None:
    truth = [(r.name, r.held(alicia.pk)) for r in readers()]
    promises = (Message.objects.count(), Certificate.objects.count(), Statement.objects.count())
    spoil(alicia)

    assert [(found.reader, found.fact[0]) for found in differences(alicia.pk)] == facts
    settle(person_id=alicia.pk, now=later(60))

    assert list(differences(alicia.pk)) == []
    assert [(r.name, r.held(alicia.pk)) for r in readers()] == truth
    assert (Message.objects.count(), Certificate.objects.count(), Statement.objects.count()) == promises


def test_what_no_statement_tells_of_is_a_difference_and_settle_takes_it_away(course: MadeCourse) -> None:
    beto = make_person("Beto")
    Enrolment.objects.create(person=beto, course_key=course.key, enrolled_at=MONDAY)
    Completion.objects.create(person=beto, course_key=course.key, completed_at=MONDAY)
    UnitProgress.objects.create(
        person=beto, unit_key=course.unit("one"), language="en", opened_at=MONDAY, done_at=MONDAY
    )

    assert [found.fact[0] for found in differences(beto.pk)] == ["completed", "done", "enrolled"]
    settle(person_id=beto.pk, now=later(1))

    assert list(differences(beto.pk)) == []
    assert UnitProgress.objects.get(person=beto).done_at is None  # where they were reading is not earned: it stays


def test_everything_earned_can_be_derived_again_from_the_statements_alone(alicia: Person, course: MadeCourse) -> None:
    truth = [(r.name, r.held(alicia.pk)) for r in readers()]
    for table in (Enrolment, UnitProgress, Completion):
        table.objects.filter(person=alicia).delete()

    settle(person_id=alicia.pk, now=later(60))

    assert [(r.name, r.held(alicia.pk)) for r in readers()] == truth
    place = UnitProgress.objects.get(person=alicia, unit_key=course.unit("one"))
    assert (place.language, place.done_at) == ("es", later(1))


def test_a_voided_completion_goes_from_every_cache(alicia: Person, course: MadeCourse) -> None:
    void(
        statement=Statement.objects.get(object_key=course.object_key, verb="completed"),
        by=alicia,
        reason="x",
        now=later(9),
    )
    settle(person_id=alicia.pk, now=later(9))

    assert not Completion.objects.filter(person=alicia).exists()
    assert Award.objects.get(person=alicia).state == AwardState.WITHDRAWN
    assert UnitProgress.objects.filter(person=alicia, done_at=None).count() == 0
    assert list(differences(alicia.pk)) == []


def take_back(person: Person, object_key: str, minute: int) -> None:
    statement = Statement.objects.standing().get(person=person, verb="completed", object_key=object_key)
    void(statement=statement, by=person, reason="x", now=later(minute))
    settle(person_id=person.pk, now=later(minute))


def test_what_is_done_again_after_a_voiding_counts_again_each_time(alicia: Person, course: MadeCourse) -> None:
    unit = course.unit("one")
    for minute in (20, 30):
        take_back(alicia, f"unit:{unit}", minute - 5)
        assert UnitProgress.objects.get(person=alicia, unit_key=unit).done_at is None

        for replay in (0, 1):
            complete_unit(
                person=alicia, unit_key=unit, language="en", happened_at=later(minute + replay), now=later(minute)
            )
            settle(person_id=alicia.pk, now=later(minute + 2))

        assert UnitProgress.objects.get(person=alicia, unit_key=unit).done_at == later(minute)
        assert list(differences(alicia.pk)) == []
    assert Completion.objects.get(person=alicia).completed_at == later(2)  # nobody took the course back


def test_a_completion_that_a_person_took_back_comes_back_only_by_something_done_since(
    alicia: Person, course: MadeCourse
) -> None:
    one, two = course.units
    take_back(alicia, course.object_key, 9)

    complete_unit(person=alicia, unit_key=two, language="en", happened_at=later(10), now=later(10))  # done long ago
    assert settle_course(course_key=course.key, now=later(11)) == 0
    assert not Completion.objects.filter(person=alicia).exists()

    take_back(alicia, f"unit:{one}", 12)
    complete_unit(person=alicia, unit_key=one, language="en", happened_at=later(13), now=later(13))
    settle(person_id=alicia.pk, now=later(14))

    assert Completion.objects.get(person=alicia).completed_at == later(13)
    assert Award.objects.get(person=alicia).state == AwardState.STANDING
    assert (Certificate.objects.count(), Message.objects.count()) == (1, 1)
    assert list(differences(alicia.pk)) == []


def test_a_unit_that_left_the_site_can_still_be_derived_again(alicia: Person, course: MadeCourse) -> None:
    UnitProgress.objects.filter(person=alicia, unit_key=course.unit("two")).delete()
    for page in course.unit_pages["two"].values():
        page.refresh_from_db()
        page.unpublish()

    settle(person_id=alicia.pk, now=later(9))

    assert list(differences(alicia.pk)) == []


def test_everybody_is_everybody_also_those_without_a_statement(alicia: Person) -> None:
    beto = make_person("Beto")

    assert everybody() == [alicia.pk, beto.pk]


def test_a_difference_says_whose_which_and_both_sides() -> None:
    found = Difference("courses", 7, ("enrolled", "k"), None, "2026")

    assert str(found) == "courses person=7 enrolled k: holds None, record says 2026"
