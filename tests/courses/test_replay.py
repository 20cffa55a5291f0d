"""Whatever happens, in whatever language: the record derives again exactly what is stored, and nothing counts twice."""

import random
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.domain.caches import PROGRESS
from courses.domain.learning import complete_unit, enrol, settle_course
from courses.domain.quizzes import Given as Answer
from courses.domain.quizzes import hand_in as hand_in_quiz
from courses.domain.reviewing import Said, give_review
from courses.domain.submissions import Given, hand_in
from courses.domain.terms import NewUnitTerms, set_terms
from courses.errors import UnitLocked
from courses.models import Completion, Enrolment, Submission, UnitProgress
from courses.queries.outline import course_of_unit
from lms.accounts.domain import grant_role
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.content.queries.published import published_number
from lms.core.errors import DomainError
from lms.records.domain.settling import differences, settle
from tests.factories.blocks import block_id, true_false
from tests.factories.examples import undone
from tests.factories.people import MONDAY, later, make_person, signed_in
from tests.factories.site import MadeCourse, add_unit, assignment, forget_pages, lesson, make_course, quiz, take_down

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
QUESTION = true_false("q", answer=True)
ACTS = st.sampled_from(["one", "two", "check", "work", "review-done", "review-again", "add", "remove", "lock", "move"])


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("one"), lesson("two"), quiz("check", QUESTION), assignment("work", "row")])


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return make_person("Alicia")


@pytest.fixture
def carmen(course: MadeCourse) -> Person:
    return grant_role(person=make_person("Carmen"), role=Role.TRAINER, by=None, now=MONDAY)


def act(name: str, language: str, minute: int, alicia: Person, carmen: Person, course: MadeCourse) -> None:
    now = later(minute)
    if name == "add":
        if "extra" not in course.unit_pages:
            add_unit(course, lesson("extra"))
    elif name == "remove":
        take_down(course, "two")
        settle_course(course_key=course.key, now=now)
    elif name == "move":
        course.pages["en"].refresh_from_db()
        first = course.unit_pages["check"]["en"]
        first.refresh_from_db()
        first.move(course.pages["en"], pos="first-child")
    elif name == "lock":
        set_terms(course_key=course.key, units={course.unit("one"): NewUnitTerms(opens_after_days=30)})
    else:
        _learn(name, language, now, alicia, carmen, course)


def _learn(name: str, language: str, now: datetime, alicia: Person, carmen: Person, course: MadeCourse) -> None:
    mine = {"person": alicia, "language": language, "now": now}
    if name == "check":
        answer = Answer(QUESTION.id, ("true",))
        hand_in_quiz(unit_key=course.unit("check"), number=1, given=[answer], **mine)
    elif name == "work":
        number = Submission.objects.filter(person=alicia).exclude(state="handed_in").count() + 1
        hand_in(unit_key=course.unit("work"), number=number, given=Given(text="x"), **mine)
    elif name.startswith("review"):
        rows = {block_id("work", "row"): Said(name.removeprefix("review-"), "So.")}
        for work in Submission.objects.filter(state="handed_in"):
            give_review(submission_id=work.pk, reviewer=carmen, rows=rows, words="", now=now)
    else:
        complete_unit(unit_key=course.unit(name), happened_at=now, **mine)


def stored(person: Person) -> list[Any]:
    return [
        sorted(Enrolment.objects.filter(person=person).values_list("course_key", "enrolled_at")),
        sorted(UnitProgress.objects.filter(person=person, done_at__isnull=False).values_list("unit_key", "done_at")),
        sorted(Completion.objects.filter(person=person).values_list("course_key", "completed_at")),
    ]


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(ACTS, st.sampled_from(["en", "es"])), max_size=12))
def test_the_record_derives_again_what_is_stored(
    alicia: Person, carmen: Person, course: MadeCourse, acts: list[tuple[str, str]]
) -> None:
    with undone():
        copy = MadeCourse(course.slug, dict(course.pages), dict(course.unit_pages))
        earned: set[Any] = set()
        for minute, (name, language) in enumerate(acts):
            with suppress(DomainError):  # refused, and nothing of it kept
                act(name, language, minute, alicia, carmen, copy)
            now_done = {*stored(alicia)[1], *stored(alicia)[2]}
            assert earned <= now_done, "something earned was taken away or dated anew"
            earned = now_done
        before = stored(alicia)
        assert list(differences(alicia.pk)) == []

        UnitProgress.objects.filter(person=alicia).update(done_at=None)
        Enrolment.objects.filter(person=alicia).delete()
        Completion.objects.filter(person=alicia).delete()
        PROGRESS.settle(person_id=alicia.pk, now=later(99))
        assert stored(alicia) == before
        settle(person_id=alicia.pk, now=later(99))
        assert stored(alicia) == before
    for page in (*course.pages.values(), *(p for sides in course.unit_pages.values() for p in sides.values())):
        page.refresh_from_db()
    forget_pages()


def test_two_hundred_language_switches_leave_one_completion_a_unit(
    alicia: Person, carmen: Person, course: MadeCourse
) -> None:
    """Through the pages. Resume opens each unit in the language in which it was read last."""
    chance, browser = random.Random(7), signed_in(alicia)
    enrol(person=alicia, course_key=course.key, now=MONDAY)
    last: dict[str, str] = {}
    slugs = ["one", "two", "check", "work"]
    for turn in range(200):
        slug, language = chance.choice(slugs), chance.choice(["en", "es"])
        assert browser.get(course.page(slug, language).path_on_site).status_code == 200
        last[slug] = language
        current = browser.get(f"/{chance.choice(['en', 'es'])}/learn/courses/{course.key}/continue/")["Location"]
        open_units = [one for one in slugs if not _is_done(alicia, course, one)]
        if slug in open_units:
            assert current == course.page(slug, language).path_on_site
        if turn % 10 == 9:
            _do(browser, slug, language, course, carmen)
    for slug in slugs:
        _do(browser, slug, "es", course, carmen)
        _do(browser, slug, "en", course, carmen)

    rows = UnitProgress.objects.filter(person=alicia)
    assert {row.unit_key: bool(row.done_at) for row in rows} == dict.fromkeys(course.units, True)
    assert rows.count() == 4
    assert {course.unit(slug): language for slug, language in last.items()} == {r.unit_key: r.language for r in rows}
    told = alicia.statements.filter(verb="completed").values_list("object_key", flat=True)
    assert sorted(told) == sorted([*(f"unit:{key}" for key in course.units), course.object_key])
    assert Completion.objects.filter(person=alicia).count() == 1
    assert list(differences(alicia.pk)) == []


def _is_done(person: Person, course: MadeCourse, slug: str) -> bool:
    return UnitProgress.objects.filter(person=person, unit_key=course.unit(slug), done_at__isnull=False).exists()


def _do(browser: Any, slug: str, language: str, course: MadeCourse, carmen: Person) -> None:
    """Finishes a unit in a language; again is harmless."""
    key = course.unit(slug)
    if slug in ("one", "two"):
        browser.post(f"/{language}/learn/units/{key}/done/")
    elif slug == "check":
        fields = {"attempt": 1, "asked": QUESTION.id, f"q-{QUESTION.id}": "true", "hand_in": "1"}
        browser.post(f"/{language}/learn/quizzes/{key}/answers/", fields)
    else:
        browser.post(f"/{language}/learn/assignments/{key}/work/", {"number": 1, "text": "x", "hand_in": "1"})
        for work in Submission.objects.filter(state="handed_in"):
            rows = {block_id("work", "row"): Said("done")}
            give_review(submission_id=work.pk, reviewer=carmen, rows=rows, words="", now=later(5))


def test_a_locked_unit_keeps_nothing(alicia: Person, course: MadeCourse) -> None:
    set_terms(course_key=course.key, units={course.unit("two"): NewUnitTerms(needs=frozenset({course.unit("one")}))})
    assert course_of_unit(published_number(), course.unit("two"))
    with pytest.raises(UnitLocked):
        complete_unit(person=alicia, unit_key=course.unit("two"), language="en", happened_at=MONDAY, now=MONDAY)
    assert stored(alicia) == [[], [], []]
