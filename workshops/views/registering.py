"""Registering, changing one's answers, giving up one's seat. Two taps for a member who is asked nothing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.queries import display_name, person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain import leaving, registering
from workshops.enums import RegistrationState
from workshops.errors import ManyAtOnce
from workshops.forms.registering import AnswersForm, RegistrationForm
from workshops.models import Registration, Session
from workshops.queries.own import past_of, upcoming_of
from workshops.queries.questions import questions_of
from workshops.queries.sessions import pools_of, registration_of, said, seats_of, session_with_words
from workshops.views.public import found, language, opened, zone_of_reader

RETRY_AFTER = 2  # seconds


@audience(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, key: UUID) -> HttpResponse:
    """What many do at the same moment: a submit reads no more than it needs."""
    session, person, now = opened(request, key), person_in(request), clock.now()
    if request.method != "POST" and _lives(registration_of(person, session)):
        return redirect("workshops:session", session.key)
    form = RegistrationForm(
        request.POST if request.method == "POST" else None,
        session=session,
        person=person,
        questions=questions_of(session.pk, language()),
        pools=pools_of(session),
    )
    if request.method != "POST" or not form.is_valid():
        return _register_page(request, session, form)
    try:
        registration = registering.register(
            person=person,
            session_id=session.pk,
            pool=form.pool,
            listens_in=form.listens_in,
            answers=form.answers,
            submit_key=form.cleaned_data["submit_key"],
            now=now,
        )
    except DomainError as error:
        return _register_page(request, session, form, error)
    _say(request, registration)
    return redirect("workshops:session", session.key)


def _register_page(
    request: HttpRequest, session: Session, form: RegistrationForm, error: DomainError | None = None
) -> HttpResponse:
    seats = seats_of([session])[session.pk]
    form.say_what_is_free(seats)
    is_full = not any(one.free for one in seats)
    session = session_with_words(session.pk)
    return _page(request, "register", session, form, error=error, status=400 if form.errors else 200, is_full=is_full)


@audience(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, key: UUID) -> HttpResponse:
    session, person, now = found(request, key), person_in(request), clock.now()
    registration = registration_of(person, session)
    if registration is None or not _lives(registration):
        return redirect("workshops:session", session.key)
    form = AnswersForm(
        request.POST if request.method == "POST" else None,
        session=session,
        person=person,
        questions=questions_of(session.pk, language()),
        initial=AnswersForm.initial_of(registration),
    )
    if request.method != "POST" or not form.is_valid():
        return _page(request, "answers", session, form, status=400 if form.errors else 200)
    try:
        registering.change_answers(
            person=person, session_id=session.pk, listens_in=form.listens_in, answers=form.answers, now=now
        )
    except DomainError as error:
        return _page(request, "answers", session, form, error=error)
    messages.success(request, gettext("Your answers are saved."))
    return redirect("workshops:session", session.key)


@audience(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    session, person, now = found(request, key), person_in(request), clock.now()
    registration = registration_of(person, session)
    if registration is None or (request.method != "POST" and not _lives(registration)):
        return redirect("workshops:session", session.key)
    extra: dict[str, Any] = {"registration": registration, "last_cancel": leaving.last_cancel(session)}
    if request.method != "POST":
        return _page(request, "cancel", session, None, **extra)
    try:
        leaving.cancel_registration(person=person, session_id=session.pk, now=now)
    except DomainError as error:
        return _page(request, "cancel", session, None, error=error, **extra)
    messages.success(request, gettext("You are no longer registered. Thank you for saying so: others may be waiting."))
    return redirect("workshops:session", session.key)


@audience(Audience.SIGNED_IN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    person, now = person_in(request), clock.now()
    context = {
        "upcoming": upcoming_of(person, now, language()),
        "past": past_of(person, now, language()),
        "name": display_name(person),
        "reader_zone": zone_of_reader(request),
    }
    return render(request, "workshops/mine.html", context)


def _lives(registration: Registration | None) -> bool:
    return registration is not None and registration.state in registering.CHANGEABLE


def _page(
    request: HttpRequest,
    name: str,
    session: Session,
    form: AnswersForm | None,
    *,
    error: DomainError | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    """With what was typed, and what does not work now."""
    context = {
        "session": session,
        "words": said(session, language()),
        "form": form,
        "reader_zone": zone_of_reader(request),
        "error": error.message if error else "",
        **extra,
    }
    response = render(request, f"workshops/{name}.html", context, status=error.status if error else status)
    if isinstance(error, ManyAtOnce):
        response["Retry-After"] = str(RETRY_AFTER)
    return response


def _say(request: HttpRequest, registration: Registration) -> None:
    match registration.state:
        case RegistrationState.CONFIRMED:
            messages.success(request, gettext("You have a seat. See you there!"))
        case RegistrationState.WAITLISTED:
            messages.warning(request, gettext("You are on the waitlist. We write to you when a seat is free for you."))
        case RegistrationState.REQUESTED:
            messages.warning(request, gettext("Your request is on its way. You get a mail with the answer."))
