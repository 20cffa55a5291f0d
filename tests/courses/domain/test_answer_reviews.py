"""Open questions: kept as they are written, read by whoever teaches, done or try again, and decided once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from courses.domain.answer_reviews import give_answer_review, tend_answers
from courses.domain.quizzes import LONGEST_OPEN, Given, hand_in, save_answers
from courses.domain.reviewing import LONGEST_WORDS, Said
from courses.enums import AttemptState
from courses.errors import (
    AlreadyDecided,
    AlreadyHandedIn,
    FeedbackMissing,
    ForeignOption,
    NothingAnswered,
    NotPublished,
    OpenAnswerTooLong,
    WorkTooLong,
)
from courses.models import Completion, QuizAnswer, QuizAttempt, ReviewedAnswer, UnitProgress
from lms.accounts.models import Person
from lms.core.errors import DomainError
from lms.core.jobs.models import Job
from lms.mail.models import Message
from lms.records.domain.settling import settle
from lms.records.models import Statement
from tests.factories.blocks import one_choice, open_question
from tests.factories.people import MONDAY, later, make_person
from tests.factories.site import MadeCourse, make_course, quiz

pytestmark = pytest.mark.django_db

PORT = one_choice("port", "443", "80")
WHY = open_question("why", words=50)
HOW = open_question("how")
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [quiz("check", PORT, WHY, HOW)])


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return make_person("Alicia")


@pytest.fixture
def unit(course: MadeCourse) -> UUID:
    return course.unit("check")


@pytest.fixture
def post(alicia: Person, unit: UUID) -> Callable[..., QuizAttempt]:
    def post(
        *, why: str = "Because.", how: str = "So.", port: str = "443", number: int = 1, act: Any = hand_in, **more: Any
    ) -> QuizAttempt:
        given = [
            Given(PORT.id, (PORT.option(port),)),
            Given(WHY.id, text=why, is_open=True),
            Given(HOW.id, text=how, is_open=True),
        ]
        options = {"person": alicia, "language": "es", "now": MONDAY} | more
        return act(unit_key=unit, number=number, given=given, **options)

    return post


def say(reviewer: Person, attempt: QuizAttempt, why: str, how: str, *, at: Any = None, words: str = "More.") -> Any:
    rows = {
        key: Said(verdict, words if verdict == "again" else "")
        for key, verdict in ((WHY.id, why), (HOW.id, how))
        if verdict
    }
    return give_answer_review(attempt_id=attempt.pk, reviewer=reviewer, rows=rows, now=at or later(10))


def told(template: str) -> list[tuple[str, str, str]]:
    """(to whom, subject, words)"""
    rows = Message.objects.filter(template=template).order_by("pk")
    return [(message.person.chosen_name, message.subject, message.text) for message in rows]


@pytest.mark.slow
def test_it_waits_until_somebody_who_teaches_finds_every_answer_good_and_is_done_once(
    alicia: Person, trainer: Person, unit: UUID, course: MadeCourse, post: Callable[..., QuizAttempt]
) -> None:
    attempt = post(why="Two\n\n\n\nlines\u202e ", how="So.")
    assert (attempt.state, attempt.right, attempt.asked) == (AttemptState.WAITING, 1, 3)
    assert QuizAnswer.objects.get(question_id=WHY.id).text == "Two\n\nlines"
    assert not UnitProgress.objects.filter(person=alicia, done_at__isnull=False).exists()

    decided = say(trainer, attempt, "done", "done", at=later(60))

    assert (decided.state, decided.right, decided.decided_at) == (AttemptState.PASSED, 3, later(60))
    assert UnitProgress.objects.get(person=alicia).done_at == later(60)
    assert Completion.objects.get(person=alicia).course_key == course.key
    completed = Statement.objects.filter(person=alicia, verb="completed", object_key=f"unit:{unit}")
    assert [(one.language, one.happened_at) for one in completed] == [("es", later(60))]
    assert Statement.objects.filter(person=trainer, verb="reviewed", object_key=f"unit:{unit}").count() == 1
    ((name, subject, words),) = told("answers_decided")
    assert (name, subject) == ("Alicia", "Read and passed: check en")
    assert "http://testserver/en/courses/web/check/" in words
    with pytest.raises(AlreadyDecided):
        say(trainer, attempt, "again", "again")
    settle(person_id=alicia.pk, now=later(90))
    assert completed.count() == 1
    assert UnitProgress.objects.get(person=alicia).done_at == later(60)


def test_one_answer_that_needs_another_try_decides_for_another_try_in_which_the_good_one_is_not_read_again(
    alicia: Person, trainer: Person, unit: UUID, post: Callable[..., QuizAttempt]
) -> None:
    first = say(trainer, post(), "again", "done")
    assert (first.state, first.right) == (AttemptState.AGAIN, 2)
    assert [subject for _name, subject, _words in told("answers_decided")] == ["Your answers were read: check en"]

    second = post(number=2, why="Because of this.", now=later(20))

    assert (second.state, second.right) == (AttemptState.WAITING, 2)
    waiting = ReviewedAnswer.objects.filter(answer__attempt=second, verdict="")
    assert [review.answer.question_id for review in waiting] == [WHY.id]
    assert say(trainer, second, "done", "").state == AttemptState.PASSED
    assert UnitProgress.objects.get(person=alicia).done_at == later(10)


def test_the_same_words_again_wait_again_where_they_were_not_found_good(
    trainer: Person, post: Callable[..., QuizAttempt]
) -> None:
    say(trainer, post(), "again", "done")

    assert post(number=2, now=later(20)).state == AttemptState.WAITING


@pytest.mark.slow
def test_where_all_words_were_found_good_before_it_is_decided_at_once(
    alicia: Person, trainer: Person, site: Any
) -> None:
    made = make_course("mail", [quiz("both", PORT, WHY, pass_at=2)])
    given = [Given(PORT.id, (PORT.option("80"),)), Given(WHY.id, text="Because.", is_open=True)]
    right = [Given(PORT.id, (PORT.option("443"),)), given[1]]
    what: dict[str, Any] = {"person": alicia, "unit_key": made.unit("both"), "language": "en"}

    assert hand_in(**what, number=1, given=given, now=MONDAY).state == AttemptState.AGAIN
    waiting = hand_in(**what, number=2, given=right, now=later(1))
    give_answer_review(attempt_id=waiting.pk, reviewer=trainer, rows={WHY.id: Said("done")}, now=later(2))

    assert ReviewedAnswer.objects.count() == 1, "nothing that cannot pass is read"
    with pytest.raises(AlreadyHandedIn):
        hand_in(**what, number=3, given=right, now=later(3))


def test_where_too_much_else_is_not_right_nobody_is_asked_to_read(post: Callable[..., QuizAttempt]) -> None:
    attempt = post(port="80")

    assert (attempt.state, attempt.right) == (AttemptState.AGAIN, 0)
    assert not ReviewedAnswer.objects.exists()
    assert not Job.objects.filter(task="courses.tend_answers").exists()


def test_while_it_waits_nothing_can_be_changed_and_no_other_try_begun(post: Callable[..., QuizAttempt]) -> None:
    post()
    for number in (1, 2):
        for act in (save_answers, hand_in):
            with pytest.raises(AlreadyHandedIn):
                post(number=number, why="Other words.", act=act)

    assert QuizAnswer.objects.get(question_id=WHY.id).text == "Because."
    assert QuizAttempt.objects.count() == 1


@pytest.mark.parametrize("nothing", ["", "  \n \u200b\n", "\x00"])
def test_an_open_question_without_words_has_no_answer(post: Callable[..., QuizAttempt], nothing: str) -> None:
    with pytest.raises(NothingAnswered):
        post(why=nothing)

    assert QuizAttempt.objects.get().state == AttemptState.OPEN
    assert set(QuizAnswer.objects.values_list("question_id", flat=True)) == {PORT.id, HOW.id}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (Given(WHY.id, text="x" * (LONGEST_OPEN + 1), is_open=True), OpenAnswerTooLong),
        (Given(WHY.id, text="one line"), ForeignOption),
        (Given(WHY.id, ("true",), is_open=True), ForeignOption),
        (Given(PORT.id, text="words", is_open=True), ForeignOption),
    ],
    ids=["too long", "as a short text", "an option", "words for a choice"],
)
def test_what_does_not_fit_is_refused_whole(alicia: Person, unit: UUID, given: Given, error: type[DomainError]) -> None:
    good = Given(HOW.id, text="So.", is_open=True)
    with pytest.raises(error):
        save_answers(person=alicia, unit_key=unit, number=1, given=[good, given], language="en", now=MONDAY)

    assert not QuizAnswer.objects.exists()
    assert not QuizAttempt.objects.exists()


@pytest.mark.parametrize(
    ("why", "words", "error"),
    [
        ("", "", FeedbackMissing),
        ("again", " \n ", FeedbackMissing),
        ("again", "\u200b\u202e", FeedbackMissing),
        ("excellent", "", FeedbackMissing),
        ("again", "x" * (LONGEST_WORDS + 1), WorkTooLong),
    ],
    ids=["no verdict", "no words", "words that nobody sees", "a mark", "too many words"],
)
def test_a_review_that_lacks_something_decides_nothing(
    trainer: Person, post: Callable[..., QuizAttempt], why: str, words: str, error: type[DomainError]
) -> None:
    attempt = post()
    with pytest.raises(error):
        say(trainer, attempt, why, "done", words=words)

    attempt.refresh_from_db()
    assert attempt.state == AttemptState.WAITING
    assert set(ReviewedAnswer.objects.values_list("verdict", flat=True)) == {""}
    assert told("answers_decided") == []


def test_only_whoever_teaches_the_course_reads_and_nobody_their_own(
    alicia: Person, trainer: Person, course: MadeCourse, post: Callable[..., QuizAttempt]
) -> None:
    hers = post()
    own = post(person=trainer)

    for person, attempt in ((alicia, hers), (make_person("Beto"), hers), (trainer, own)):
        with pytest.raises(NotPublished):
            say(person, attempt, "done", "done")
    assert set(QuizAttempt.objects.values_list("state", flat=True)) == {AttemptState.WAITING}
    assert say(trainer, hers, "done", "done").state == AttemptState.PASSED


def test_an_open_attempt_is_nobodys_to_read(trainer: Person, post: Callable[..., QuizAttempt]) -> None:
    attempt = post(act=save_answers)

    with pytest.raises(NotPublished):
        say(trainer, attempt, "done", "done")


def test_trainers_are_told_after_three_days_and_again_after_three_more(
    trainer: Person, unit: UUID, post: Callable[..., QuizAttempt]
) -> None:
    attempt = post()
    assert Job.objects.filter(task="courses.tend_answers", args=[str(unit)]).count() == 1

    heard = []
    for days in (0, 2, 3, 4, 6, 7):
        for _again in range(2):
            tend_answers(unit_key=unit, now=MONDAY + days * DAY)
        heard.append(len(told("reviews_wait")))
    assert heard == [0, 0, 1, 1, 2, 2]
    assert told("reviews_wait")[0][0] == "Carmen"

    say(trainer, attempt, "done", "done")
    tend_answers(unit_key=unit, now=MONDAY + 30 * DAY)
    assert len(told("reviews_wait")) == 2
