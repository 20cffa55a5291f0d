"""Two tabs, two phones, two workers: each of these happened at once, and the outcome is as if one had waited."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from badges.domain import awards
from badges.models import Award, Certificate
from courses.domain import learning, quizzes
from courses.domain.learning import complete_unit, enrol, open_unit, settle_course
from courses.domain.quizzes import Given, hand_in, save_answers
from courses.enums import AttemptState
from courses.errors import AlreadyHandedIn
from courses.models import Completion, Enrolment, QuizAnswer, QuizAttempt, UnitProgress
from lms.accounts.models import Person
from lms.core.jobs.models import Job
from lms.mail.models import Message
from lms.records.domain.settling import differences, settle
from lms.records.models import Statement
from tests.factories.awards import complete, make_achievement
from tests.factories.blocks import one_choice
from tests.factories.people import MONDAY, later, make_person
from tests.factories.site import MadeCourse, forget_pages, lesson, make_course, make_site, quiz, take_down
from tests.races.together import meet_around, meet_before, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PORT = one_choice("port", "443", "80")


@pytest.fixture
def course() -> Any:
    make_site()
    yield make_course("web", [lesson("one"), lesson("two"), quiz("check", PORT)])
    forget_pages()


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    person = make_person("Alicia")
    enrol(person=person, course_key=course.key, now=MONDAY)
    return person


def finish(person: Person, course: MadeCourse, slug: str, minute: int = 0) -> Completion | None:
    return complete_unit(
        person=person, unit_key=course.unit(slug), language="en", happened_at=later(minute), now=later(minute)
    )


# --- The last two units, at once ---------------------------------------------------------------------------------


def finish_the_last_two_at_once(person: Person, course: MadeCourse, meet: Callable[[Any, str], None]) -> list[Any]:
    """Both have marked their unit, neither has committed, and now each counts what is missing."""
    finish(person, course, "check")
    meet(learning, "complete_course_if_nothing_is_missing")
    return together(partial(finish, person, course, "one", 1), partial(finish, person, course, "two", 2))


def test_two_last_units_finished_at_once_complete_the_course_exactly_once(
    alicia: Person, course: MadeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = finish_the_last_two_at_once(alicia, course, partial(meet_before, monkeypatch, people=2))

    completion = Completion.objects.get()
    assert [outcome for outcome in outcomes if outcome] == [completion]
    assert Statement.objects.filter(object_key=course.object_key, verb="completed").count() == 1
    assert list(differences(alicia.pk)) == []


def test_without_the_lock_on_the_enrolment_postgresql_loses_the_completion(
    alicia: Person, course: MadeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why it is there. SQLite lets one writer in at a time and loses nothing either way."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)

    patience = 30 if connection.vendor == "postgresql" else 0.5

    outcomes = finish_the_last_two_at_once(
        alicia, course, partial(meet_around, monkeypatch, people=2, seconds=patience)
    )

    assert UnitProgress.objects.filter(done_at__isnull=False).count() == 3
    kept = 0 if connection.vendor == "postgresql" else 1
    assert Completion.objects.count() == kept
    assert len([outcome for outcome in outcomes if outcome]) == kept


def test_the_last_unit_finished_while_another_leaves_the_course_completes_it(
    alicia: Person, course: MadeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """She misses ``two``, which leaves while she finishes ``one``: whoever comes second sees that nothing is missing."""
    finish(alicia, course, "check")
    Job.objects.all().delete()
    meet_before(monkeypatch, learning, "complete_course_if_nothing_is_missing", people=2)

    def leave() -> None:
        take_down(course, "two")
        settle_course(course_key=course.key, now=later(5))

    outcomes = together(partial(finish, alicia, course, "one", 1), leave)

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert Completion.objects.count() == 1


# --- The same thing, several times at once -----------------------------------------------------------------------


def test_enrolled_by_several_tabs_at_once_is_enrolled_once(course: MadeCourse) -> None:
    beto = make_person("Beto")
    act = partial(enrol, person=beto, course_key=course.key, now=MONDAY)

    outcomes = together(*[act] * 6)

    assert outcomes == [Enrolment.objects.get()] * 6
    assert Statement.objects.count() == 1
    assert Job.objects.filter(task="records.settle").count() == 1


def test_one_unit_marked_done_by_several_tabs_at_once_is_done_once(alicia: Person, course: MadeCourse) -> None:
    Statement.objects.all().delete()

    outcomes = together(*[partial(finish, alicia, course, "one", minute) for minute in range(6)])

    assert outcomes == [None] * 6
    statement = Statement.objects.get(verb="completed")
    assert UnitProgress.objects.get().done_at == statement.happened_at


def test_a_lesson_opened_and_finished_in_several_tabs_at_once_is_one_row(alicia: Person, course: MadeCourse) -> None:
    unit = course.unit("one")
    opened = [partial(open_unit, person=alicia, unit_key=unit, language=code, now=MONDAY) for code in ("en", "es") * 2]

    outcomes = together(*opened, partial(finish, alicia, course, "one", 1))

    assert outcomes == [None] * 5
    kept = UnitProgress.objects.get()
    assert (kept.done_at, kept.language in ("en", "es")) == (later(1), True)


def test_settled_while_units_are_finished_nothing_is_lost(alicia: Person, course: MadeCourse) -> None:
    acts = [partial(finish, alicia, course, slug) for slug in ("one", "two", "check")]
    settling = [partial(settle, person_id=alicia.pk, now=later(1))] * 3

    outcomes = together(*acts, *settling)

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert Completion.objects.count() == 1
    assert list(differences(alicia.pk)) == []


# --- Quizzes -----------------------------------------------------------------------------------------------------


def answer(act: Any, person: Person, course: MadeCourse, option: str) -> QuizAttempt:
    given = [Given(PORT.id, (PORT.option(option),))]
    return act(person=person, unit_key=course.unit("check"), number=1, given=given, language="en", now=later(1))


@pytest.mark.parametrize("options", [("443", "443"), ("443", "80"), ("80", "80")], ids="-".join)
def test_a_quiz_handed_in_twice_at_once_is_decided_once(
    alicia: Person, course: MadeCourse, monkeypatch: pytest.MonkeyPatch, options: tuple[str, str]
) -> None:
    meet_before(monkeypatch, quizzes, "set_state", people=2, seconds=0.5)

    outcomes = together(*[partial(answer, hand_in, alicia, course, option) for option in options])

    attempt = QuizAttempt.objects.get()
    decided = [outcome for outcome in outcomes if isinstance(outcome, QuizAttempt)]
    assert decided == [attempt]
    assert [type(outcome) for outcome in outcomes if outcome not in decided] == [AlreadyHandedIn]
    assert attempt.state != AttemptState.OPEN
    right = QuizAnswer.objects.get().chosen == [PORT.option("443")]
    assert (attempt.state, attempt.right) == ((AttemptState.PASSED, 1) if right else (AttemptState.AGAIN, 0))
    assert Statement.objects.filter(verb="completed").count() == (1 if right else 0)


def test_answers_first_saved_by_several_tabs_at_once_are_one_attempt(alicia: Person, course: MadeCourse) -> None:
    outcomes = together(*[partial(answer, save_answers, alicia, course, option) for option in ("443", "80") * 3])

    assert outcomes == [QuizAttempt.objects.get()] * 6
    assert QuizAnswer.objects.count() == 1


# --- Awards ------------------------------------------------------------------------------------------------------


def test_an_award_settled_by_several_workers_at_once_is_one_award_one_certificate_one_mail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_achievement()
    beto = make_person("Beto")
    complete(beto)
    meet_before(monkeypatch, awards, "_give", people=5)

    outcomes = together(*[partial(settle, person_id=beto.pk, now=later(minute)) for minute in range(5)])

    assert outcomes == [None] * 5
    assert (Award.objects.count(), Certificate.objects.count(), Message.objects.count()) == (1, 1, 1)
    assert Job.objects.filter(task="badges.render_certificate").count() == 1
    assert list(differences(beto.pk)) == []
