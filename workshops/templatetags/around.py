"""What the page of a session leads on to, for whoever reads it just then."""

from typing import Any, NamedTuple

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from lms.core import clock
from workshops.enums import TAKING_PLACE, FeedbackMoment
from workshops.models import Session
from workshops.queries.certificates import attended_session
from workshops.queries.feedback import has_answered
from workshops.queries.materials import materials_visible_to
from workshops.queries.sessions import registration_of
from workshops.rules.attending import is_open, may_take_attendance
from workshops.rules.feedback import may_answer
from workshops.rules.managing import may_manage, may_schedule

register = template.Library()


class Way(NamedTuple):
    """``is_next``: what most people came to the page for, a button."""

    words: str
    href: str
    is_next: bool = False


@register.simple_tag(takes_context=True)
def around_session(context: dict[str, Any], session: Session) -> list[Way]:
    """Each page that is of use now: the code, the questions, the certificate, materials, the roster, the desk."""
    person, now = context["request"].user, clock.now()
    ways: list[Way] = []
    registration = registration_of(person, session)
    state = registration.state if registration else ""
    takes_place = session.state in TAKING_PLACE
    if takes_place and state == "confirmed" and is_open(session, now):
        ways.append(
            Way(gettext("Sign in with the code"), reverse("workshops:sign_in", args=[session.key]), is_next=True)
        )
    for moment, words in (
        (FeedbackMoment.BEFORE, gettext("Say what you expect: three questions")),
        (FeedbackMoment.AFTER, gettext("Say how it was: a few questions")),
    ):
        asks = takes_place and may_answer(session, moment, state, now)
        if asks and not has_answered(session, person.pk, moment):
            ways.append(Way(words, reverse("workshops:feedback", args=[session.key, moment.value])))
    if state in ("attended", "partial") and attended_session(person, session.key):
        href = reverse("workshops:session_certificate", args=[session.key])
        ways.append(Way(gettext("Your certificate of attendance"), href))
    if materials_visible_to(person, session).exists():
        ways.append(Way(gettext("Materials and recordings"), reverse("workshops:materials", args=[session.key])))
    if person.is_authenticated and may_take_attendance(person, session):
        href = reverse("workshops:roster", args=[session.key])
        ways.append(Way(gettext("For those who run it: who comes"), href))
        if may_schedule(person) and may_manage(person, session.series):
            href = reverse("workshops_desk:session", args=[session.key])
            ways.append(Way(gettext("For those who plan it: the desk"), href))
    return ways
