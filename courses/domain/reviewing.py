"""Reviews, row by row. Lock order: submission, then enrolment; several submissions by their keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from courses.domain.learning import finish_if_met
from courses.domain.review_mail import tell_author
from courses.domain.work_states import set_state
from courses.enums import REVIEW_TRANSITIONS, ReviewBy, ReviewState, SubmissionState, Verdict
from courses.errors import AlreadyDecided, FeedbackMissing, NotPublished, WorkTooLong
from courses.models import Review, ReviewedRow, Submission
from courses.queries.assignments import Assignment, current_assignment
from courses.queries.outline import Unit, course_of_unit
from courses.queries.teaching import reviewable_by, teaches
from lms.content.queries.published import published_number
from lms.core import jobs
from lms.records.domain.statements import record
from lms.records.enums import Verb

if TYPE_CHECKING:
    from lms.accounts.models import Person

LONGEST_WORDS = 4000


@dataclass(frozen=True)
class Said:
    """What a reviewer says to one row."""

    verdict: str
    words: str = ""


def give_review(
    *, submission_id: int, reviewer: "Person", rows: Mapping[UUID, Said], words: str, now: datetime
) -> Submission:
    """A trainer's review decides; a participant's counts with those of the others. What was decided is not decided again."""
    number = published_number()
    found = reviewable_by(reviewer, number).filter(pk=submission_id).first()
    course = course_of_unit(number, found.unit_key) if found else None
    assignment = current_assignment(found.unit_key) if found else None
    if found is None or course is None or assignment is None:
        raise NotPublished
    _check(assignment, rows, words)
    is_peer = not teaches(reviewer, course)
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=found.pk)
        if submission.state != SubmissionState.HANDED_IN:
            raise AlreadyDecided
        review = _keep(submission, reviewer, rows, words, is_peer=is_peer, now=now)
        record(
            person=reviewer,
            verb=Verb.REVIEWED,
            object_key=f"unit:{submission.unit_key}",
            happened_at=now,
            now=now,
            source="courses",
            source_key=f"reviewed:{review.pk}",
        )
        verdict = _verdict(submission, assignment, review)
        if verdict:
            unit = course.units[course.position(submission.unit_key)]
            _decide(submission, unit, verdict, now)
        jobs.enqueue("courses.tend_reviews", str(submission.unit_key), dedupe=f"reviews:{submission.unit_key}")
    return submission


def _check(assignment: Assignment, rows: Mapping[UUID, Said], words: str) -> None:
    for row in assignment.rubric:
        said = rows.get(row.id)
        if said is None or said.verdict not in Verdict.values:
            raise FeedbackMissing
        if said.verdict == Verdict.AGAIN and not said.words.strip():
            raise FeedbackMissing
    if len(words) > LONGEST_WORDS or any(len(said.words) > LONGEST_WORDS for said in rows.values()):
        raise WorkTooLong


def _keep(
    submission: Submission,
    reviewer: "Person",
    rows: Mapping[UUID, Said],
    words: str,
    *,
    is_peer: bool,
    now: datetime,
) -> Review:
    """The review that this person was asked for, or a new one."""
    review, _new = Review.objects.get_or_create(
        submission=submission, reviewer=reviewer, defaults={"asked_at": now, "is_peer": is_peer}
    )
    if ReviewState.GIVEN not in REVIEW_TRANSITIONS[ReviewState(review.state)]:
        raise AlreadyDecided
    review.state, review.given_at, review.words, review.is_peer = ReviewState.GIVEN, now, words.strip(), is_peer
    review.save(update_fields=["state", "given_at", "words", "is_peer"])
    ReviewedRow.objects.bulk_create(
        ReviewedRow(review=review, row_id=row_id, verdict=said.verdict, words=said.words.strip())
        for row_id, said in rows.items()
    )
    return review


def _verdict(submission: Submission, assignment: Assignment, review: Review) -> SubmissionState | None:
    """None while others are still asked, and where participants disagree: then a trainer decides."""
    if not review.is_peer:
        return _outcome([review])
    given = submission.reviews.filter(state=ReviewState.GIVEN, is_peer=True)
    outcomes = {_outcome([one]) for one in given}
    wanted = assignment.peers if assignment.review_by == ReviewBy.PEERS else 0
    return outcomes.pop() if len(given) >= wanted and len(outcomes) == 1 else None


def _outcome(reviews: list[Review]) -> SubmissionState:
    again = ReviewedRow.objects.filter(review__in=reviews, verdict=Verdict.AGAIN)
    return SubmissionState.AGAIN if again.exists() else SubmissionState.DONE


def _decide(submission: Submission, unit: Unit, state: SubmissionState, now: datetime) -> None:
    set_state(submission, state, decided_at=now)
    if state == SubmissionState.DONE:
        finish_if_met(person=submission.person, unit=unit, language=submission.language, now=now)
    tell_author(submission, unit, now)
