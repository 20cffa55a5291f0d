"""The trainer's desk: who wants to be in a session. Requests are answered here, and seats taken back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain import leaving, registering
from workshops.enums import RegistrationState
from workshops.models import Registration, Session
from workshops.queries.people import people_of, wish_in
from workshops.queries.sessions import said
from workshops.views.desk_gate import session_on_desk
from workshops.views.public import language


@audience(Audience.STAFF)
@require_safe
def people(request: HttpRequest, key: UUID) -> HttpResponse:
    return _page(request, session_on_desk(request, key))


def _page(
    request: HttpRequest, session: Session, error: DomainError | None = None, at: Registration | None = None
) -> HttpResponse:
    """``at``: whom an error is about; what was typed for them is shown again."""
    now = clock.now()
    context: dict[str, Any] = {
        "session": session,
        "words": said(session, language()),
        "people": people_of(session, now, language()),
        "reader_zone": person_in(request).time_zone,
        "is_over": session.ends_at <= now,
        "error": error.message if error else "",
        "error_at": at.pk if at else None,
        "typed": request.POST.get("reason", "") if error else "",
    }
    return render(request, "workshops/desk/people.html", context, status=error.status if error else 200)


def _wish(session: Session, pk: int) -> Registration:
    registration = wish_in(session, pk)
    if registration is None:
        raise Http404
    return registration


@audience(Audience.STAFF)
@require_POST
def answer_request(request: HttpRequest, key: UUID, pk: int) -> HttpResponse:
    """Yes, or no with a reason."""
    session = session_on_desk(request, key)
    wish, me, now = _wish(session, pk), person_in(request), clock.now()
    is_yes = request.POST.get("do") == "approve"
    try:
        if is_yes:
            wish = registering.approve_request(registration=wish, by=me, now=now)
        else:
            reason = request.POST.get("reason", "")
            wish = registering.decline_request(registration=wish, by=me, reason=reason, now=now)
    except DomainError as error:
        return _page(request, session, error, wish)
    log(session, f"workshops.{'approve' if is_yes else 'decline'}_request", user=request.user, data={})
    messages.success(request, _said_of(wish))
    return redirect("workshops_desk:people", session.key)


def _said_of(wish: Registration) -> str:
    match wish.state:
        case RegistrationState.CONFIRMED:
            text = gettext("%(name)s has a seat, and gets a mail that says so.")
        case RegistrationState.WAITLISTED:
            text = gettext("All seats are taken: %(name)s is on the waitlist now, and gets a mail that says so.")
        case _:
            text = gettext("%(name)s gets a mail with your reason.")
    return text % {"name": wish.person.chosen_name or "–"}


@audience(Audience.STAFF)
@require_POST
def take_back(request: HttpRequest, key: UUID, pk: int) -> HttpResponse:
    """A seat, an offer, or a place on the list, with a reason."""
    session = session_on_desk(request, key)
    wish = _wish(session, pk)
    try:
        leaving.remove_registration(
            registration=wish, by=person_in(request), reason=request.POST.get("reason", ""), now=clock.now()
        )
    except DomainError as error:
        return _page(request, session, error, wish)
    log(session, "workshops.take_seat_back", user=request.user, data={})
    messages.success(request, gettext("It is taken back. They get a mail with your reason; what is free goes on."))
    return redirect("workshops_desk:people", session.key)
