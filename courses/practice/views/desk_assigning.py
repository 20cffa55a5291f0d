"""Writing an assignment from a ticket, and showing it to learners."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.log_actions import log

from courses.practice.domain import assigning, guides, redacting
from courses.practice.enums import SHOWN, AssignmentState, Difficulty, Size, Supervision
from courses.practice.errors import LooksIdentifying
from courses.practice.forms.assignments import AssignmentForm, initial_of
from courses.practice.models import MirroredTicket, TicketAssignment
from courses.practice.queries.desk import assignment_of, consent_of, has_approved
from courses.practice.rules.reading import is_stale
from courses.practice.views.desk_gate import at_desk, ticket_on_desk
from lms.accounts.models import Person
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private


@private(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, key: UUID) -> HttpResponse:
    ticket, person, language = ticket_on_desk(request, key), at_desk(request), get_language() or ""
    assignment = assignment_of(ticket)
    if request.method != "POST":
        initial = initial_of(assignment) if assignment else _begun(ticket)
        return _page(request, ticket, assignment, AssignmentForm(initial=initial, language=language))
    form = AssignmentForm(request.POST, language=language)
    if not form.is_valid():
        return _page(request, ticket, assignment, form, status=400)
    try:
        assigning.write_assignment(
            ticket=ticket,
            written=form.written(),
            is_invented=form.cleaned_data["is_invented"],
            by=person,
            now=clock.now(),
        )
    except DomainError as error:
        return _page(request, ticket, assignment, form, error, status=error.status)
    log(ticket, "practice.write_assignment", user=request.user, data={})
    messages.success(request, gettext("Saved. Learners see it when you open it."))
    return redirect("practice_desk:assign", ticket.key)


@private(Audience.STAFF)
@require_POST
def change_state(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    ticket, person = ticket_on_desk(request, key), at_desk(request)
    assignment = assignment_of(ticket)
    change = {
        "open": assigning.open_assignment,
        "close": assigning.close_assignment,
        "keep": assigning.keep_as_exercise,
        "guide": _draft_guide(person),
    }.get(act)
    if change is None or assignment is None:
        raise Http404
    try:
        change(assignment=assignment, now=clock.now())
    except DomainError as error:
        form = AssignmentForm(initial=initial_of(assignment), language=get_language() or "")
        return _page(request, ticket, assignment, form, error, status=error.status)
    log(ticket, f"practice.{act}_assignment", user=request.user, data={})
    messages.success(request, SAID[act]())
    return redirect("practice_desk:assign", ticket.key)


def _draft_guide(person: Person) -> Callable[..., object]:
    def draft(*, assignment: TicketAssignment, now: datetime) -> object:
        return guides.draft_from(assignment=assignment, by=person)

    return draft


SAID = {
    "guide": lambda: gettext("A guide is drafted from what was worked out. An editor finishes it."),
    "open": lambda: gettext("Learners see it on the board now."),
    "close": lambda: gettext("It is closed: nobody new begins with it."),
    "keep": lambda: gettext("It stays on the board as an exercise."),
}


def _begun(ticket: MirroredTicket) -> dict[str, Any]:
    """A new one begins with the redacted ticket, in the language in which it was written."""
    parts = redacting.read(ticket).redacted()
    return {
        "difficulty": Difficulty.FIRST,
        "supervision": Supervision.MENTOR,
        "size": Size.SMALL,
        "days": 7,
        "most_in_parallel": 1,
        "is_sensitive": ticket.is_private,
        "is_tidying": is_stale(ticket.changed_at, clock.now(), ticket.source.stale_days),
        f"title_{ticket.language}": parts[0][:160],
        f"story_{ticket.language}": "\n\n".join(part for part in parts[1:] if part.strip()),
    }


def _page(
    request: HttpRequest,
    ticket: MirroredTicket,
    assignment: TicketAssignment | None,
    form: AssignmentForm,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "ticket": ticket,
        "assignment": assignment,
        "form": form,
        "error": error.message if error else "",
        "asks_again": isinstance(error, LooksIdentifying),
        "consent": consent_of(ticket),
        "is_shown": assignment is not None and assignment.state in SHOWN,
        "can_open": assignment is not None and assignment.state in (AssignmentState.DRAFT, AssignmentState.CLOSED),
        "can_keep": assignment is not None and assignment.state == AssignmentState.CLOSED,
        "can_draft": assignment is not None and assignment.guide_key is None and has_approved(assignment),
        "has_guide": assignment is not None and assignment.guide_key is not None,
    }
    return render(request, "practice/desk/assign.html", context, status=status)
