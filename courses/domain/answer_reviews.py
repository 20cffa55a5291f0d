"""Open answers of a quiz are read by whoever teaches: *done* or *try again*, never a mark. Lock order: attempt, then
enrolment; several attempts by their keys."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from courses.domain.allocation import PATIENCE, next_look
from courses.domain.learning import complete_unit
from courses.domain.quizzes import set_state
from courses.domain.review_mail import tell_about_answers, tell_trainers
from courses.domain.reviewing import LONGEST_WORDS, Said
from courses.enums import AttemptState, Verdict
from courses.errors import AlreadyDecided, FeedbackMissing, NotPublished, WorkTooLong
from courses.models import QuizAttempt, ReviewedAnswer
from courses.queries.outline import course_of_unit
from courses.queries.teaching import answers_reviewable_by
from lms.content.queries.published import published_number
from lms.core import jobs
from lms.core.html import clean_text
from lms.records.domain.statements import record
from lms.records.enums import Verb

if TYPE_CHECKING:
    from lms.accounts.models import Person


def give_answer_review(*, attempt_id: int, reviewer: "Person", rows: Mapping[UUID, Said], now: datetime) -> QuizAttempt:
    """Decides the whole attempt at once: every answer that waits has its verdict in ``rows``, by its question."""
    number = published_number()
    found = answers_reviewable_by(reviewer, number).filter(pk=attempt_id).first()
    course = course_of_unit(number, found.unit_key) if found else None
    if found is None or course is None:
        raise NotPublished
    unit = course.units[course.position(found.unit_key)]
    with transaction.atomic():
        attempt = QuizAttempt.objects.select_for_update().get(pk=found.pk)
        if attempt.state != AttemptState.WAITING:
            raise AlreadyDecided
        waiting = list(ReviewedAnswer.objects.filter(answer__attempt=attempt, verdict="").select_related("answer"))
        language = waiting[0].answer.language if waiting else reviewer.language
        _decide(waiting, rows, reviewer, now)
        done = sum(review.verdict == Verdict.DONE for review in waiting)
        attempt.right, attempt.decided_at = (attempt.right or 0) + done, now
        set_state(attempt, AttemptState.PASSED if done == len(waiting) else AttemptState.AGAIN)
        record(
            person=reviewer,
            verb=Verb.REVIEWED,
            object_key=f"unit:{attempt.unit_key}",
            happened_at=now,
            now=now,
            source="courses",
            source_key=f"reviewed-answers:{attempt.pk}",
        )
        if attempt.state == AttemptState.PASSED:
            complete_unit(person=attempt.person, unit_key=attempt.unit_key, language=language, happened_at=now, now=now)
        tell_about_answers(attempt, unit, now)
    return attempt


def _decide(waiting: list[ReviewedAnswer], rows: Mapping[UUID, Said], reviewer: "Person", now: datetime) -> None:
    for review in waiting:
        said = rows.get(review.answer.question_id)
        if said is None or said.verdict not in Verdict.values:
            raise FeedbackMissing
        if len(said.words) > LONGEST_WORDS:
            raise WorkTooLong
        words = clean_text(said.words, most=LONGEST_WORDS).strip()
        if said.verdict == Verdict.AGAIN and not words:
            raise FeedbackMissing
        review.verdict, review.words, review.reviewer, review.decided_at = said.verdict, words, reviewer, now
    ReviewedAnswer.objects.bulk_update(waiting, ["verdict", "words", "reviewer", "decided_at"])


def tend_answers(*, unit_key: UUID, now: datetime) -> None:
    """Whoever teaches is told of what has waited for three days, and again after three more. Safe at any time, any number
    of times."""
    course = course_of_unit(published_number(), unit_key)
    if course is None:
        return
    unit = course.units[course.position(unit_key)]
    with transaction.atomic():
        waiting = QuizAttempt.objects.filter(unit_key=unit_key, state=AttemptState.WAITING)
        attempts = list(waiting.order_by("pk").select_for_update())
        unheard = [attempt for attempt in attempts if now - _told(attempt) >= PATIENCE]
        if unheard:
            tell_trainers(course=course, unit=unit, works=unheard, now=now)
            for attempt in unheard:
                attempt.told_at = now
            QuizAttempt.objects.filter(pk__in=[attempt.pk for attempt in unheard]).update(told_at=now)
        due = next_look(_told(attempt) for attempt in attempts)
        if due:
            jobs.enqueue("courses.tend_answers", str(unit_key), due=due, dedupe=f"answers:{unit_key}")


def _told(attempt: QuizAttempt) -> datetime:
    moment = attempt.told_at or attempt.handed_in_at
    assert moment is not None, "an attempt that waits was handed in"  # noqa: S101
    return moment
