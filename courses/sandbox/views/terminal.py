"""The ways into a terminal: a ticket for the browser's WebSocket, the page of an invited mentor, a look at a port."""

import secrets
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from courses.sandbox.domain import machines
from courses.sandbox.enums import Mode
from courses.sandbox.models import Machine
from courses.sandbox.queries.machines import invitation_for, machine_of
from courses.sandbox.views.showing import lab_words
from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.headers import SITE, policy
from lms.core.policy import Audience, private


def may_open_terminals(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page on which a terminal can be opened: it alone may speak with sandboxd, and xterm writes styles of its own."""
    nonce = secrets.token_urlsafe(16)
    answer = render(request, template, context | {"socket": _socket(), "style_nonce": nonce}, status=status)
    if settings.SANDBOX_URL:
        answer["Content-Security-Policy"] = policy(
            SITE, connect_src=f"'self' {settings.SANDBOX_URL}", style_src=f"'self' 'nonce-{nonce}'"
        )
    return answer


@private(Audience.SIGNED_IN)
@require_POST
def ticket(request: HttpRequest, key: UUID) -> HttpResponse:
    """For one WebSocket, within a minute. One's own machine is typed into; another's as its owner allows."""
    person = person_in(request)
    found = machine_of(person, key) or _invited_to(request, key)
    try:
        order = machines.terminal_order(machine=found, person=person, now=clock.now())
    except DomainError as error:
        return JsonResponse({"error": str(error.message)}, status=error.status)
    return JsonResponse({"ticket": order})


@private(Audience.SIGNED_IN)
@require_safe
def join(request: HttpRequest, key: UUID) -> HttpResponse:
    """For whoever is invited, as long as they are."""
    invitation = invitation_for(person_in(request), key)
    if invitation is None:
        raise Http404
    found = invitation.machine
    context = {
        "machine": found,
        "person": found.person,
        "may_type": invitation.mode == Mode.TYPE,
        "words": lab_words(found.lab_text, found.seed, get_language() or ""),
    }
    return may_open_terminals(request, "labs/join.html", context)


@private(Audience.SIGNED_IN)
@require_safe
def preview(request: HttpRequest, key: UUID, port: int) -> HttpResponse:
    found = machine_of(person_in(request), key)
    if found is None:
        raise Http404
    try:
        address = machines.preview_address(machine=found, port=port, now=clock.now())
    except DomainError as error:
        raise Http404 from error
    return redirect(address)


def _socket() -> str:
    return f"{settings.SANDBOX_URL}/terminal" if settings.SANDBOX_URL else ""


def _invited_to(request: HttpRequest, key: UUID) -> Machine:
    invitation = invitation_for(person_in(request), key)
    if invitation is None:
        raise Http404
    return invitation.machine
