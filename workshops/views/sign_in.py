"""Signing in to a session: the learner's page, the trainer's screen, and a device that goes round."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain import sign_in as signing
from workshops.domain.sign_in_codes import code_at, seconds_left
from workshops.exports.qr import qr_picture
from workshops.models import Session
from workshops.queries.sessions import registration_of, said
from workshops.rules.attending import is_open
from workshops.views.gate import session_for, session_run_by
from workshops.views.public import language, zone_of_reader

LOOK_AGAIN = 30  # seconds, while nobody can sign in yet


@audience(Audience.EVERYBODY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, key: UUID) -> HttpResponse:
    """The code is typed, or comes with the link of the QR picture; nothing is written before the button is pressed."""
    session, given = session_for(request, key), request.POST if request.method == "POST" else request.GET
    typed, proof = given.get("code", "")[:40], given.get("proof", "")[:200]
    if not request.user.is_authenticated:
        return _log_in_first(request, session, typed, proof)
    error: DomainError | None = None
    try:
        if request.method == "POST":
            now = clock.now()
            signing.sign_in(session=session, person=person_in(request), typed=typed, proof=proof, now=now)
            messages.success(request, gettext("You are signed in. It is in your record now."))
            return redirect("workshops:session", session.key)
        if typed and not proof:
            proof = signing.check_code(session=session, typed=typed, now=clock.now())
    except DomainError as refused:
        error, proof = refused, ""
    registration = registration_of(request.user, session)
    context = {
        "session": session,
        "words": said(session, language()),
        "reader_zone": zone_of_reader(request),
        "proof": proof,
        "typed": typed,
        "error": error.message if error else "",
        "is_signed_in": registration is not None and registration.ticks.exists() and registration.state != "absent",
    }
    return render(request, "workshops/attendance/sign_in.html", context, status=error.status if error else 200)


def _log_in_first(request: HttpRequest, session: Session, typed: str, proof: str) -> HttpResponse:
    """A code that is good now is remembered over the log-in."""
    if typed and not proof:
        try:
            proof = signing.check_code(session=session, typed=typed, now=clock.now())
        except DomainError:
            proof = ""  # the page says why, once we know who asks
    kept = {"proof": proof} if proof else {"code": typed} if typed else {}
    return redirect_to_login(f"{request.path}?{urlencode(kept)}" if kept else request.path, settings.LOGIN_URL)


@audience(Audience.EVERYBODY)
@never_cache
@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """An address that can be typed from a screen: the code alone says which session it is."""
    typed = request.GET.get("code", "")[:40]
    error: DomainError | None = None
    if typed:
        try:
            session, proof = signing.session_of_code(typed=typed, now=clock.now())
        except DomainError as refused:
            error = refused
        else:
            return redirect(f"{reverse('workshops:sign_in', args=[session.key])}?{urlencode({'proof': proof})}")
    context = {"typed": typed, "error": error.message if error else ""}
    return render(request, "workshops/attendance/here.html", context, status=error.status if error else 200)


@audience(Audience.RUNS_IT)
@never_cache
@require_safe
def screen(request: HttpRequest, key: UUID) -> HttpResponse:
    """Shown to the room, and new by itself whenever the code changes: the browser is told to, no script is needed."""
    session, now = session_run_by(request, key), clock.now()
    code, is_open_now = code_at(session, now), is_open(session, now)
    link = settings.SITE_URL + reverse("workshops:sign_in", args=[session.key])
    context = {
        "session": session,
        "words": said(session, language()),
        "reader_zone": zone_of_reader(request),
        "is_open": is_open_now,
        "first": code[:3],
        "second": code[3:],
        "link": (settings.SITE_URL + reverse("workshops:here")).partition("://")[2],
        "picture": qr_picture(f"{link}?code={code}") if is_open_now else "",
    }
    response = render(request, "workshops/attendance/screen.html", context)
    response["Refresh"] = str(seconds_left(now) if is_open_now else LOOK_AGAIN)
    return response


@audience(Audience.RUNS_IT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def device(request: HttpRequest, key: UUID) -> HttpResponse:
    """A trainer's device that goes round: each types their name, and hands it on."""
    session, typed = session_run_by(request, key), request.POST.get("who", "")[:200]
    error: DomainError | None = None
    if request.method == "POST":
        try:
            signing.sign_in_on_device(session=session, typed=typed, by=person_in(request), now=clock.now())
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, gettext("Thank you, you are signed in. Hand it to the next person."))
            return redirect(request.path)
    context = {
        "session": session,
        "words": said(session, language()),
        "typed": typed,
        "error": error.message if error else "",
    }
    return render(request, "workshops/attendance/device.html", context, status=error.status if error else 200)
