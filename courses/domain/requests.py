"""Asking to join a course, and being answered. Lock order: request, cohort, enrolment."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from courses.domain.cohorts import take_place
from courses.domain.learning import let_in
from courses.domain.request_mail import tell_asker, tell_trainers
from courses.enums import REQUEST_TRANSITIONS, RequestState
from courses.errors import AlreadyDecided, NotPublished
from courses.models import Cohort, JoinRequest
from courses.queries.outline import current_course
from lms.core.html import clean_line

if TYPE_CHECKING:
    from lms.accounts.models import Person

LONGEST = 500


def ask_to_join(
    *, person: "Person", course_key: UUID, cohort: Cohort | None, message: str, now: datetime
) -> JoinRequest:
    """One open request for a person and course; again gives back the same one."""
    course = current_course(course_key)
    if course is None or (cohort and cohort.course_key != course_key) or (course.terms.is_private and cohort is None):
        raise NotPublished
    message = clean_line(" ".join(message.split()), most=LONGEST)
    asked = JoinRequest.objects.filter(person=person, course_key=course_key, state=RequestState.ASKED)
    if known := asked.first():
        return known
    try:
        with transaction.atomic():
            request = JoinRequest.objects.create(
                person=person, course_key=course_key, cohort=cohort, message=message, asked_at=now
            )
            tell_trainers(request, course, now)
            return request
    except IntegrityError:  # the same form a moment earlier, from another tab
        return asked.get()


def approve(*, request_id: int, by: "Person", words: str, now: datetime) -> JoinRequest:
    """Lets somebody in, with a place in the cohort that they asked for. Where it is full, nothing is decided."""
    return _decide(request_id, RequestState.APPROVED, by, words, now)


def decline(*, request_id: int, by: "Person", words: str, now: datetime) -> JoinRequest:
    return _decide(request_id, RequestState.DECLINED, by, words, now)


def _decide(request_id: int, state: RequestState, by: "Person", words: str, now: datetime) -> JoinRequest:
    words = clean_line(" ".join(words.split()), most=LONGEST)
    with transaction.atomic():
        request = JoinRequest.objects.select_for_update().get(pk=request_id)
        course = current_course(request.course_key)
        if course is None:
            raise NotPublished
        _set_state(request, state)
        request.decided_at, request.decided_by, request.words = now, by, words
        if state == RequestState.APPROVED and request.cohort:
            take_place(person=request.person, cohort=request.cohort, course=course, now=now)
        elif state == RequestState.APPROVED:
            let_in(request.person, course, now)
        request.save()
        tell_asker(request, course, now)
    return request


def _set_state(request: JoinRequest, state: RequestState) -> None:
    if state not in REQUEST_TRANSITIONS[RequestState(request.state)]:
        raise AlreadyDecided
    request.state = state
