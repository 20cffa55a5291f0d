"""Two trainers, two people and one seat, two answers to one request: at once, and still each thing happens once."""

from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from courses.domain import cohorts, requests, reviewing
from courses.domain.cohorts import join_cohort, save_cohort
from courses.domain.requests import approve, ask_to_join, decline
from courses.domain.reviewing import Said, give_review
from courses.domain.submissions import Given, hand_in, save_draft
from courses.domain.terms import NewCourseTerms, NewUnitTerms, set_terms
from courses.enums import EnrolmentPolicy
from courses.errors import AlreadyDecided, AlreadyHandedIn, Circle, CohortFull
from courses.models import Cohort, CohortMember, Enrolment, JoinRequest, Prerequisite, Review, Submission
from lms.accounts.domain import grant_role
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.mail.models import Message
from lms.records.models import Statement
from tests.factories.blocks import block_id
from tests.factories.people import MONDAY, make_person
from tests.factories.site import MadeCourse, assignment, forget_pages, lesson, make_course, make_site
from tests.races.together import meet_around, meet_before, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROW = block_id("work", "one")


@pytest.fixture
def course() -> Any:
    make_site()
    yield make_course("web", [lesson("read"), lesson("more"), assignment("work", "one")])
    forget_pages()


def trainers(*names: str) -> list[Person]:
    return [grant_role(person=make_person(name), role=Role.TRAINER, by=None, now=MONDAY) for name in names]


def work_of(person: Person, course: MadeCourse) -> dict[str, Any]:
    return {
        "person": person,
        "unit_key": course.unit("work"),
        "number": 1,
        "given": Given(text="Mine."),
        "language": "en",
        "now": MONDAY,
    }


def outcomes_of(outcomes: list[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in outcomes)


def test_a_work_decided_by_two_trainers_at_once_is_decided_once(
    course: MadeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    alicia, (hugo, irma) = make_person("Alicia"), trainers("Hugo", "Irma")
    work = hand_in(**work_of(alicia, course))
    meet_before(monkeypatch, reviewing, "_keep", people=2)
    say = partial(give_review, submission_id=work.pk, words="", now=MONDAY)

    outcomes = together(
        partial(say, reviewer=hugo, rows={ROW: Said("done")}),
        partial(say, reviewer=irma, rows={ROW: Said("again", "More.")}),
    )

    assert outcomes_of(outcomes) == sorted([AlreadyDecided.__name__, Submission.__name__])
    assert Review.objects.count() == 1
    assert Message.objects.filter(template="work_decided").count() == 1
    assert Statement.objects.filter(verb="reviewed").count() == 1
    is_done = Submission.objects.get().state == "done"
    assert Statement.objects.filter(verb="completed", object_key=f"unit:{course.unit('work')}").count() == is_done


def test_a_work_handed_in_by_two_tabs_at_once_is_handed_in_once(course: MadeCourse) -> None:
    alicia = make_person("Alicia")
    save_draft(**work_of(alicia, course))

    outcomes = together(*[partial(hand_in, **work_of(alicia, course))] * 2)

    assert outcomes_of(outcomes) == sorted([AlreadyHandedIn.__name__, Submission.__name__])
    assert Submission.objects.get().state == "handed_in"


def test_a_draft_begun_by_several_tabs_at_once_is_one(course: MadeCourse) -> None:
    alicia = make_person("Alicia")
    assert outcomes_of(together(*[partial(save_draft, **work_of(alicia, course))] * 4)) == ["Submission"] * 4
    assert Submission.objects.count() == 1


def last_seat(course: MadeCourse) -> Cohort:
    return save_cohort(
        course_key=course.key, cohort=None, name="Spring", starts_on=None, ends_on=None, capacity=1,
        needs_approval=False, trainers=[],
    )  # fmt: skip


def test_the_last_seat_is_given_once(course: MadeCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = last_seat(course)
    meet_before(monkeypatch, cohorts, "let_in", people=2)
    people = [make_person(name) for name in ("Alicia", "Beto")]

    outcomes = together(*[partial(join_cohort, person=one, token=cohort.token, now=MONDAY) for one in people])

    assert outcomes_of(outcomes) == sorted([CohortFull.__name__, CohortMember.__name__])
    assert CohortMember.objects.count() == Enrolment.objects.count() == 1


def test_without_the_lock_on_the_cohort_postgresql_gives_the_last_seat_twice(
    course: MadeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why it is there. SQLite lets one writer in at a time."""
    cohort = last_seat(course)
    is_postgresql = connection.vendor == "postgresql"
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    meet_around(monkeypatch, cohorts, "let_in", people=2, seconds=30 if is_postgresql else 0.5)
    people = [make_person(name) for name in ("Alicia", "Beto")]

    together(*[partial(join_cohort, person=one, token=cohort.token, now=MONDAY) for one in people])

    assert CohortMember.objects.count() == (2 if is_postgresql else 1)


def test_a_request_answered_twice_at_once_is_answered_once(course: MadeCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    set_terms(course_key=course.key, course=NewCourseTerms(enrolment=EnrolmentPolicy.APPROVAL))
    hugo, irma = trainers("Hugo", "Irma")
    asked = ask_to_join(person=make_person("Alicia"), course_key=course.key, cohort=None, message="", now=MONDAY)
    meet_before(monkeypatch, requests, "_set_state", people=2)

    outcomes = together(
        partial(approve, request_id=asked.pk, by=hugo, words="", now=MONDAY),
        partial(decline, request_id=asked.pk, by=irma, words="", now=MONDAY),
    )

    assert outcomes_of(outcomes) == sorted([AlreadyDecided.__name__, JoinRequest.__name__])
    assert Message.objects.filter(template__in=["join_approved", "join_declined"]).count() == 1
    assert Enrolment.objects.count() == (JoinRequest.objects.get().state == "approved")


def test_asked_in_several_tabs_at_once_is_one_request(course: MadeCourse) -> None:
    alicia = make_person("Alicia")
    ask = partial(ask_to_join, person=alicia, course_key=course.key, cohort=None, message="", now=MONDAY)
    assert outcomes_of(together(*[ask] * 4)) == ["JoinRequest"] * 4
    assert JoinRequest.objects.count() == 1


def test_two_halves_of_a_circle_added_at_once_do_not_make_one(course: MadeCourse) -> None:
    def needs(of: str, needed: str) -> Any:
        units = {course.unit(of): NewUnitTerms(needs=frozenset({course.unit(needed)}))}
        return partial(set_terms, course_key=course.key, units=units)

    outcomes = together(needs("read", "more"), needs("more", "read"))

    assert outcomes_of(outcomes) == sorted([Circle.__name__, "NoneType"])
    assert Prerequisite.objects.count() == 1
