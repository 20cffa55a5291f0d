"""An offered seat, answered from the mail: the signed link says whose it is, and needs no sign-in.

Opening a link changes nothing, since scanners of mail open every one: the page has the button.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain import offers
from workshops.domain.offer_links import registration_of_token
from workshops.enums import RegistrationState
from workshops.errors import NotRegistered
from workshops.models import Registration
from workshops.queries.sessions import said, session_with_words
from workshops.views.public import language


@audience(Audience.EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def accept_offer(request: HttpRequest, token: str) -> HttpResponse:
    return _answer(request, token, "accept")


@audience(Audience.EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def decline_offer(request: HttpRequest, token: str) -> HttpResponse:
    return _answer(request, token, "decline")


def _answer(request: HttpRequest, token: str, answer: str) -> HttpResponse:
    try:
        registration = registration_of_token(token)
    except NotRegistered as error:
        raise Http404 from error
    if request.method != "POST":
        return _page(request, registration, token, answer)
    act = offers.accept_offer if answer == "accept" else offers.decline_offer
    try:
        act(registration_id=registration.pk, now=clock.now())
    except DomainError as error:
        return _page(request, registration_of_token(token), token, answer, error=error)
    return redirect(request.path)


def _page(
    request: HttpRequest, registration: Registration, token: str, answer: str, *, error: DomainError | None = None
) -> HttpResponse:
    session, now = session_with_words(registration.session_id), clock.now()
    is_open = registration.state == RegistrationState.OFFERED and (registration.offered_until or now) >= now
    context = {
        "registration": registration,
        "session": session,
        "words": said(session, language()),
        "reader_zone": registration.person.time_zone,
        "token": token,
        "answer": answer,
        "is_open": is_open and session.ends_at > now,
        "error": error.message if error else "",
    }
    response = render(request, "workshops/offer.html", context, status=error.status if error else 200)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response
