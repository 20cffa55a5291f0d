"""What a terminal showed to whoever handed in: for mentors, as its owner left it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from courses.practice.domain import machines
from courses.practice.queries.board import words_in
from courses.practice.views.desk_gate import try_at_desk
from courses.sandbox.views.kept import as_cast, moments_of, refused_cast
from courses.sandbox.views.terminal import may_open_terminals
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private


@private(Audience.STAFF)
@require_safe
def recording(request: HttpRequest, pk: int) -> HttpResponse:
    attempt = try_at_desk(request, pk)
    context: dict[str, Any] = {"attempt": attempt, "words": words_in(attempt.claim.assignment, get_language() or "")}
    try:
        events = moments_of(machines.recording_of(attempt=attempt, now=clock.now()))
    except DomainError as error:
        context["error"] = error.message
        return may_open_terminals(request, "practice/recording.html", context, status=error.status)
    return may_open_terminals(request, "practice/recording.html", context | {"events": events})


@private(Audience.STAFF)
@require_safe
def cast(request: HttpRequest, pk: int) -> HttpResponse:
    attempt = try_at_desk(request, pk)
    try:
        return as_cast(machines.recording_of(attempt=attempt, now=clock.now()), f"try-{attempt.pk}")
    except DomainError as error:
        return refused_cast(error)
