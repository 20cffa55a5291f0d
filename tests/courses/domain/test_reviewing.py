"""Reviews among participants, in the database: asked, replaced, told, decided."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from courses.domain.reviewing import Said, give_review
from courses.domain.submissions import Given, hand_in
from courses.domain.tending import tend
from courses.models import Review, Submission, UnitProgress
from lms.accounts.models import Person
from lms.core.jobs.models import Job
from lms.mail.models import Message
from lms.records.models import Statement
from tests.factories.blocks import block_id
from tests.factories.people import MONDAY, make_person
from tests.factories.site import MadeCourse, assignment, make_course

pytestmark = pytest.mark.django_db
ROW = block_id("essay", "one")
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [assignment("essay", "one", review_by="peers", peers=2)])


@pytest.fixture
def write(course: MadeCourse) -> Callable[..., Submission]:
    def write(person: Person, *, at: datetime = MONDAY, number: int = 1) -> Submission:
        unit = course.unit("essay")
        work = hand_in(person=person, unit_key=unit, number=number, given=Given(text="Mine."), language="en", now=at)
        tend(unit_key=unit, now=at)
        return work

    return write


def say(reviewer: Person, work: Submission, verdict: str, *, at: datetime = MONDAY) -> Submission:
    said = {ROW: Said(verdict, "So." if verdict == "again" else "")}
    return give_review(submission_id=work.pk, reviewer=reviewer, rows=said, words="", now=at)


def told(template: str) -> list[str]:
    return sorted(Message.objects.filter(template=template).values_list("person__chosen_name", flat=True))


@pytest.mark.slow
def test_three_participants_read_one_another(course: MadeCourse, write: Callable[..., Submission]) -> None:
    people = [make_person(name) for name in ("Alicia", "Beto", "Dora")]
    works = [write(person) for person in people]

    asked = {(one.submission.person_id, one.reviewer_id) for one in Review.objects.select_related("submission")}
    assert asked == {(a.pk, b.pk) for a in people for b in people if a != b}
    assert told("review_asked") == ["Alicia", "Alicia", "Beto", "Beto", "Dora", "Dora"]
    assert say(people[1], works[0], "done").state == "handed_in"
    assert say(people[2], works[0], "done").state == "done"
    assert UnitProgress.objects.get(person=people[0]).done_at == MONDAY
    assert Statement.objects.filter(verb="reviewed", object_key=f"unit:{course.unit('essay')}").count() == 2
    assert told("work_decided") == ["Alicia"]


def test_where_participants_disagree_a_trainer_is_told_once_and_decides(
    trainer: Person, write: Callable[..., Submission], course: MadeCourse
) -> None:
    people = [make_person(name) for name in ("Alicia", "Beto", "Dora")]
    works = [write(person) for person in people]
    say(people[1], works[0], "done", at=MONDAY + DAY)
    say(people[2], works[0], "again", at=MONDAY + DAY)

    for _again in range(2):
        tend(unit_key=course.unit("essay"), now=MONDAY + DAY)

    assert told("reviews_wait") == ["Carmen"]
    assert say(trainer, works[0], "done", at=MONDAY + DAY).state == "done"


def test_alone_the_trainer_is_told_after_three_days_and_again_after_three_more(
    trainer: Person, write: Callable[..., Submission], course: MadeCourse
) -> None:
    write(make_person("Alicia"))
    job = Job.objects.get(dedupe=f"reviews:{course.unit('essay')}")
    assert job.due_at <= MONDAY + 3 * DAY

    for day, mails in ((2, 0), (3, 1), (3, 1), (5, 1), (6, 2)):
        tend(unit_key=course.unit("essay"), now=MONDAY + day * DAY)
        assert Message.objects.filter(template="reviews_wait", person=trainer).count() == mails


def test_who_does_not_answer_is_replaced_and_may_still_help(
    write: Callable[..., Submission], course: MadeCourse
) -> None:
    alicia, beto, dora = (make_person(name) for name in ("Alicia", "Beto", "Dora"))
    work = write(alicia)
    write(beto)
    write(dora, at=MONDAY + 2 * DAY)
    tend(unit_key=course.unit("essay"), now=MONDAY + 3 * DAY)

    states = dict(Review.objects.filter(submission=work).values_list("reviewer__chosen_name", "state"))
    assert states == {"Beto": "lapsed", "Dora": "asked"}
    say(beto, work, "done", at=MONDAY + 4 * DAY)
    assert say(dora, work, "done", at=MONDAY + 4 * DAY).state == "done"


def test_a_trainer_decides_alone_at_any_time(trainer: Person, write: Callable[..., Submission]) -> None:
    alicia = make_person("Alicia")
    assert say(trainer, write(alicia), "again").state == "again"
    assert say(trainer, write(alicia, number=2), "done").state == "done"
