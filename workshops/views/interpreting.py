"""What interpreters read and answer by the links in their mails, and where organisers put it together."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain import interpretation
from workshops.errors import ForeignLink, StaleLink
from workshops.forms.staffing import PackForm
from workshops.queries.interpretation import channels_of, pack_of, pack_states
from workshops.queries.sessions import said
from workshops.views.public import language, zone_of_reader
from workshops.views.staffing import found


@audience(Audience.EVERYBODY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pack(request: HttpRequest, token: str) -> HttpResponse:
    now = clock.now()
    try:
        assignment = interpretation.interpreter_by_token(token=token, now=now)
    except (ForeignLink, StaleLink) as error:
        return lost(request, error)
    if request.method == "POST":
        interpretation.acknowledge_pack(assignment=assignment, now=now)
        messages.success(request, gettext("Thank you. The trainers see that you are prepared."))
        return redirect(request.path)
    session = assignment.session
    context = {
        "session": session,
        "words": said(session, language()),
        "items": pack_of(session),
        "channels": channels_of(session, language()),
        "reader": assignment.person,
        "state": pack_states([session], now).get(assignment.pk),
    }
    return render(request, "workshops/pack.html", context)


@audience(Audience.EVERYBODY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, token: str) -> HttpResponse:
    now, wrong = clock.now(), None
    try:
        offer = interpretation.release_by_token(token=token, now=now)
    except (ForeignLink, StaleLink) as error:
        return lost(request, error)
    if request.method == "POST" and request.POST.get("answer") in ("go", "stay"):
        try:
            interpretation.answer_release(offer=offer, goes=request.POST["answer"] == "go", now=now)
        except DomainError as error:
            wrong = error
        else:
            return redirect(request.path)
    session = offer.assignment.session
    context = {
        "offer": offer,
        "session": session,
        "words": said(session, language()),
        "reader": offer.assignment.person,
        "error": wrong.message if wrong else "",
    }
    return render(request, "workshops/release.html", context, status=wrong.status if wrong else 200)


def lost(request: HttpRequest, error: DomainError) -> HttpResponse:
    return render(request, "workshops/asked_lost.html", {"error": error.message}, status=error.status)


@audience(Audience.STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pack_desk(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where organisers put together what the interpreters get."""
    session, form, status = found(request, key), PackForm(), 200
    if request.method == "POST":
        if "drop" in request.POST:
            number = request.POST["drop"]
            interpretation.drop_from_pack(session=session, number=int(number) if number.isdecimal() else 0)
            return redirect(request.path)
        form, status = PackForm(request.POST), 400
        if form.is_valid():
            try:
                interpretation.add_to_pack(session=session, now=clock.now(), **form.cleaned_data)
            except DomainError as error:
                form.add_error(None, str(error.message))
            else:
                messages.success(request, gettext("It is in the pack. Interpreters get it three days before."))
                return redirect(request.path)
    context: dict[str, Any] = {
        "session": session,
        "words": said(session, language()),
        "items": pack_of(session),
        "form": form,
        "reader_zone": zone_of_reader(request),
    }
    return render(request, "workshops/pack_desk.html", context, status=status)
