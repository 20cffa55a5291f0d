"""Mail about help in labs: to the support team when somebody asks, to the learner when there is an answer."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from courses.sandbox.models import HelpRequest
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.accounts.queries import people_with_role
from lms.mail.domain import promise_message


def tell_mentors(request: HelpRequest, *, now: datetime) -> None:
    """All of the support team but the one who asks; once a question. A mentor who has it already is the only one told."""
    mentors = [request.mentor] if request.mentor else list(people_with_role(Role.SUPPORT))
    for mentor in mentors:
        if mentor.pk != request.machine.person_id:
            _tell(mentor, request, "help_asked", "labs:request", request.pk, now)


def tell_learner(request: HelpRequest, *, now: datetime) -> None:
    _tell(request.machine.person, request, "help_answered", "labs:machine", request.machine.key, now)


def _tell(person: Person, request: HelpRequest, what: str, page: str, place: object, now: datetime) -> None:
    card = request.machine.lab_text.card["title"]
    with override(person.language):
        link = settings.SITE_URL + reverse(page, args=[place])
    promise_message(
        key=f"labs.{what}:{request.pk}:{person.pk}:{request.asked_at.isoformat()}",
        to=person.email,
        language=person.language,
        template=f"labs/{what}",
        context={"name": person.chosen_name, "title": card.get(person.language) or card["en"], "link": link},
        now=now,
        person=person,
    )
