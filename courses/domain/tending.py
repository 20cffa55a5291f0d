"""Sees to it that no work waits unseen: asks participants, replaces who does not answer, tells trainers after three days.

Runs after every hand-in and review, and as a job at the moment at which the next word is due. Safe at any time, any number
of times.
"""

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from courses.domain.allocation import PATIENCE, Waiting, allocate, next_look
from courses.domain.review_mail import ask_participant, tell_trainers
from courses.enums import ReviewBy, ReviewState, SubmissionState
from courses.models import Review, Submission
from courses.queries.assignments import Assignment, current_assignment, handed_in
from courses.queries.outline import Unit, course_of_unit
from lms.content.queries.published import published_number
from lms.core import jobs


def tend(*, unit_key: UUID, now: datetime) -> None:
    """Locks the works that wait, by their keys."""
    course, assignment = course_of_unit(published_number(), unit_key), current_assignment(unit_key)
    if course is None or assignment is None:
        return
    unit = course.units[course.position(unit_key)]
    with transaction.atomic():
        works = list(handed_in().filter(unit_key=unit_key).order_by("pk").select_for_update())
        if assignment.review_by == ReviewBy.PEERS:
            _replace_the_silent(works, now)
            _ask_participants(works, unit, assignment, now)
        unheard = [work for work in works if now - _told(work) >= PATIENCE or _is_split(work, assignment)]
        if unheard:
            tell_trainers(course=course, unit=unit, works=unheard, now=now)
            _note(unheard, now)
        due = next_look(_told(work) for work in works)
        if due:
            jobs.enqueue("courses.tend_reviews", str(unit_key), due=due, dedupe=f"reviews:{unit_key}")


def _told(work: Submission) -> datetime:
    moment = work.told_at or work.handed_in_at
    assert moment is not None, "a work that waits was handed in"  # noqa: S101
    return moment


def _note(works: list[Submission], now: datetime) -> None:
    for work in works:
        work.told_at = now
    Submission.objects.filter(pk__in=[work.pk for work in works]).update(told_at=now)


def _is_split(work: Submission, assignment: Assignment) -> bool:
    """Every participant who was wanted has answered, and still it waits: they disagree. Told once, then every three days."""
    if assignment.review_by != ReviewBy.PEERS:
        return False
    given = [review.given_at for review in work.reviews.all() if review.given_at]
    return len(given) >= assignment.peers and max(given) > _told(work)


def _replace_the_silent(works: list[Submission], now: datetime) -> None:
    late = Review.objects.filter(submission__in=works, state=ReviewState.ASKED, asked_at__lte=now - PATIENCE)
    late.update(state=ReviewState.LAPSED)


def _ask_participants(works: list[Submission], unit: Unit, assignment: Assignment, now: datetime) -> None:
    by_pk = {work.pk: work for work in works}
    waiting = [_waiting(work) for work in works]
    open_reviews = Review.objects.filter(
        submission__unit_key=unit.key, submission__state=SubmissionState.HANDED_IN, state=ReviewState.ASKED
    )
    load = Counter(open_reviews.values_list("reviewer_id", flat=True))
    plan = allocate(waiting, participants=participants_in(unit.key), load=load, wanted=assignment.peers)
    for key, reviewer in plan:
        review = Review.objects.create(submission=by_pk[key], reviewer_id=reviewer, is_peer=True, asked_at=now)
        ask_participant(review, unit, now)
    _note([by_pk[key] for key in dict.fromkeys(key for key, _reviewer in plan)], now)


def _waiting(work: Submission) -> Waiting:
    reviews = list(work.reviews.all())
    return Waiting(
        key=work.pk,
        author=work.person_id,
        since=_told(work) if work.handed_in_at is None else work.handed_in_at,
        asked=frozenset(one.reviewer_id for one in reviews if one.state != ReviewState.LAPSED),
        lapsed=frozenset(one.reviewer_id for one in reviews if one.state == ReviewState.LAPSED),
    )


def participants_in(unit_key: UUID) -> list[int]:
    """Whoever handed in something themselves and did not leave the last request of this unit unanswered."""
    later = Review.objects.filter(
        reviewer=OuterRef("reviewer"),
        submission__unit_key=unit_key,
        state=ReviewState.GIVEN,
        given_at__gt=OuterRef("asked_at"),
    )
    lapsed = Review.objects.filter(submission__unit_key=unit_key, state=ReviewState.LAPSED).exclude(Exists(later))
    handed = Submission.objects.filter(unit_key=unit_key, person__is_active=True).exclude(state=SubmissionState.DRAFT)
    silent = lapsed.values("reviewer")
    return list(handed.exclude(person__in=silent).order_by("person").values_list("person", flat=True).distinct())
