from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.urls import reverse

from lms.accounts.models import Person

register = template.Library()

# Where allauth keeps the half of a sign-up that is done: the code it mailed, and the sign-in that waits for it.
CODE_KEY = "account_email_verification_code"


class PendingConfirmation(NamedTuple):
    email: str
    href: str


@register.simple_tag(takes_context=True)
def pending_confirmation(context: dict[str, Any]) -> PendingConfirmation | None:
    """The address that waits for its code, and the page that takes it; None for everybody else.

    ``{% load accounts %}{% pending_confirmation as pending %}{% if pending %}<a href="{{ pending.href }}">…``
    A stranger's page stays free of their session: without the cookie nothing is asked.
    """
    request = context.get("request")
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    waiting = request.session.get(CODE_KEY)
    if not waiting:
        return None
    return PendingConfirmation(email=waiting.get("email", ""), href=reverse("account_email_verification_sent"))


@register.simple_tag(takes_context=True)
def profile_is_thin(context: dict[str, Any]) -> bool:
    """Whether the signed-in person has still to give a name or confirm their time zone."""
    person = getattr(context.get("request"), "user", None)
    return isinstance(person, Person) and not (person.chosen_name and person.time_zone_confirmed)
