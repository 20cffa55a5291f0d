"""What the page of a session leads on to, for whoever reads it just then."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from lms.core import clock
from workshops.enums import FeedbackMoment
from workshops.models import Session
from workshops.queries.certificates import attended_session
from workshops.queries.feedback import has_answered
from workshops.queries.materials import materials_visible_to
from workshops.queries.sessions import registration_of
from workshops.rules.attending import is_open, may_take_attendance
from workshops.rules.feedback import may_answer

register = template.Library()


@register.simple_tag(takes_context=True)
def around_session(context: dict[str, Any], session: Session) -> list[tuple[str, str]]:
    """(words, address) of each page that is of use now: the code, the questions, the certificate, materials, the roster."""
    person, now = context["request"].user, clock.now()
    links: list[tuple[str, str]] = []
    registration = registration_of(person, session)
    state = registration.state if registration else ""
    if state == "confirmed" and is_open(session, now):
        links.append((gettext("Sign in with the code"), reverse("workshops:sign_in", args=[session.key])))
    for moment, words in (
        (FeedbackMoment.BEFORE, gettext("Say what you expect: three questions")),
        (FeedbackMoment.AFTER, gettext("Say how it was: a few questions")),
    ):
        if may_answer(session, moment, state, now) and not has_answered(session, person.pk, moment):
            links.append((words, reverse("workshops:feedback", args=[session.key, moment.value])))
    if state in ("attended", "partial") and attended_session(person, session.key):
        links.append(
            (gettext("Your certificate of attendance"), reverse("workshops:session_certificate", args=[session.key]))
        )
    if materials_visible_to(person, session).exists():
        links.append((gettext("Materials and recordings"), reverse("workshops:materials", args=[session.key])))
    if person.is_authenticated and may_take_attendance(person, session):
        links.append((gettext("For those who run it: who comes"), reverse("workshops:roster", args=[session.key])))
    return links
