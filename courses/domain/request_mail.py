"""What people are told about requests to join: each in their own language, each once."""

from datetime import datetime

from django.conf import settings

from courses.domain.review_mail import address_for
from courses.enums import RequestState
from courses.models import JoinRequest
from courses.queries.outline import Course
from courses.queries.teaching import trainers_of
from lms.mail.domain import promise_message


def tell_trainers(request: JoinRequest, course: Course, now: datetime) -> None:
    for person in trainers_of(course.key):
        promise_message(
            key=f"join-asked:{request.pk}:{person.pk}",
            to=person.email,
            language=person.language,
            template="join_asked",
            context={
                "name": person.chosen_name,
                "asker": request.person.chosen_name,
                "title": course.in_language(person.language).title,
                "link": address_for(person, "courses:desk"),
            },
            now=now,
            person=person,
        )


def tell_asker(request: JoinRequest, course: Course, now: datetime) -> None:
    person = request.person
    place = course.in_language(person.language)
    promise_message(
        key=f"join-decided:{request.pk}",
        to=person.email,
        language=person.language,
        template="join_approved" if request.state == RequestState.APPROVED else "join_declined",
        context={
            "name": person.chosen_name,
            "title": place.title,
            "words": request.words,
            "link": settings.SITE_URL + place.path,
        },
        now=now,
        person=person,
    )
