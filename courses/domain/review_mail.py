"""What people are told about work and reviews: each in their own language, each once."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from courses.enums import AttemptState, SubmissionState
from courses.models import QuizAttempt, Review, Submission
from courses.queries.outline import Course, Unit
from courses.queries.teaching import trainers_of
from lms.accounts.models import Person
from lms.mail.domain import promise_message


def tell_author(submission: Submission, unit: Unit, now: datetime) -> None:
    person = submission.person
    place = unit.in_language(person.language)
    promise_message(
        key=f"work-decided:{submission.pk}",
        to=person.email,
        language=person.language,
        template="work_decided",
        context={
            "name": person.chosen_name,
            "title": place.title,
            "is_done": submission.state == SubmissionState.DONE,
            "link": settings.SITE_URL + place.path,
        },
        now=now,
        person=person,
    )


def tell_about_answers(attempt: QuizAttempt, unit: Unit, now: datetime) -> None:
    person = attempt.person
    place = unit.in_language(person.language)
    promise_message(
        key=f"answers-decided:{attempt.pk}",
        to=person.email,
        language=person.language,
        template="answers_decided",
        context={
            "name": person.chosen_name,
            "title": place.title,
            "is_passed": attempt.state == AttemptState.PASSED,
            "link": settings.SITE_URL + place.path,
        },
        now=now,
        person=person,
    )


def ask_participant(review: Review, unit: Unit, now: datetime) -> None:
    person = review.reviewer
    promise_message(
        key=f"review-asked:{review.pk}",
        to=person.email,
        language=person.language,
        template="review_asked",
        context={
            "name": person.chosen_name,
            "title": unit.in_language(person.language).title,
            "link": address_for(person, "courses:review", review.submission_id),
        },
        now=now,
        person=person,
    )


def tell_trainers(*, course: Course, unit: Unit, works: Sequence[Submission | QuizAttempt], now: datetime) -> None:
    """One mail to each for all that waits in a unit. Whoever wrote one of them is not asked to review it."""
    for person in trainers_of(course.key):
        waiting = [work for work in works if work.person_id != person.pk]
        if not waiting:
            continue
        promise_message(
            key=f"reviews-wait:{unit.key}:{person.pk}:{now.isoformat()}",
            to=person.email,
            language=person.language,
            template="reviews_wait",
            context={
                "name": person.chosen_name,
                "title": unit.in_language(person.language).title,
                "count": len(waiting),
                "link": address_for(person, "courses:desk"),
            },
            now=now,
            person=person,
        )


def address_for(person: Person, name: str, *arguments: object) -> str:
    with override(person.language):
        return settings.SITE_URL + reverse(name, args=arguments)
