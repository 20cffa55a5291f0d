"""The mentors' queue, and the page on which one try is reviewed and the answer to the member is approved."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.practice.domain import answering, machines, reviewing
from courses.practice.domain.opening import open_raw
from courses.practice.domain.reviewing import HELD, MOST_TAKEN, Judged, SaidOfRow
from courses.practice.domain.sealed import can_open
from courses.practice.enums import ClaimState, Place
from courses.practice.errors import SealedWithAnotherKey
from courses.practice.models import Try
from courses.practice.queries.board import rubric_in, words_in
from courses.practice.queries.machines import handed_in_with
from courses.practice.queries.work import (
    Paragraph,
    claimants_of,
    has_reviewed,
    is_held,
    passages_of,
    tries_of,
    waiting_tries,
)
from courses.practice.rules.redaction import looks_left
from courses.practice.views.desk_gate import at_desk, try_at_desk
from courses.sandbox.enums import MachineState
from courses.sandbox.models import CheckRun, Machine
from courses.sandbox.views.kept import shown as shown_change
from courses.sandbox.views.showing import check_rows
from lms.accounts.models import Person
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private

ON_A_PAGE = 50
MOST_NOTES = 60  # paragraphs of one text that can be spoken to


@private(Audience.STAFF)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The oldest first. What another mentor has taken lately is theirs."""
    person, now = at_desk(request), clock.now()
    rows = [
        {
            "attempt": one,
            "words": words_in(one.claim.assignment, get_language() or ""),
            "is_held": is_held(one, person, now, HELD),
            "is_mine": one.mentor_id == person.pk,
        }
        for one in waiting_tries(person)[:ON_A_PAGE]
        if one.claim.assignment.words.all()
    ]
    context = {"rows": rows, "most": MOST_TAKEN, "now": now}
    return render(request, "practice/desk/queue.html", context)


@private(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    attempt, person = try_at_desk(request, pk), at_desk(request)
    ticket = attempt.claim.assignment.ticket
    if ticket is not None and not can_open(ticket):
        messages.error(request, str(SealedWithAnotherKey.message))
        return redirect("practice_desk:queue")
    if request.method != "POST":
        return _page(request, attempt, person)
    judged = Judged(
        verdict=request.POST.get("verdict", ""),
        rows=_rows(request, attempt),
        words=request.POST.get("words", ""),
        notes=_notes(request),
        answer=request.POST.get("answer", "").replace("\r\n", "\n").replace("\x00", ""),
        token=request.POST.get("token", "").replace("\x00", "")[:200],
    )
    try:
        reviewing.give_review(attempt=attempt, mentor=person, judged=judged, now=clock.now())
    except DomainError as error:
        return _page(request, attempt, person, error=str(error.message), status=error.status, judged=judged)
    messages.success(request, gettext("Your review is sent. Whoever worked on it gets a mail."))
    return redirect("practice_desk:queue")


@private(Audience.STAFF)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes it from the queue, or gives it back."""
    attempt, person = try_at_desk(request, pk), at_desk(request)
    if request.POST.get("do") == "give-back":
        reviewing.give_back_review(attempt=attempt, mentor=person)
        return redirect("practice_desk:queue")
    try:
        reviewing.take_review(attempt=attempt, mentor=person, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("practice_desk:queue")
    return redirect("practice_desk:review", attempt.pk)


def _rows(request: HttpRequest, attempt: Try) -> dict[int, SaidOfRow]:
    return {
        pk: SaidOfRow(request.POST.get(f"verdict-{pk}", ""), request.POST.get(f"words-{pk}", ""))
        for pk, _words in rubric_in(attempt.claim.assignment, "")
        if f"verdict-{pk}" in request.POST
    }


def _notes(request: HttpRequest) -> dict[tuple[str, int], str]:
    """What stands in ``note-found-0`` and its like."""
    found = {}
    for place in Place.values:
        for number in range(MOST_NOTES):
            if words := request.POST.get(f"note-{place}-{number}", "").replace("\x00", "").strip():
                found[place, number] = words
    return found


def _passages(attempt: Try, typed: Mapping[tuple[str, int], str]) -> list[tuple[Place, list[tuple[Paragraph, str]]]]:
    """Each text with its paragraphs, and what was typed to them in a form that is shown again."""
    return [
        (one.place, [(part, typed.get((one.place, part.number), "")) for part in one.paragraphs[:MOST_NOTES]])
        for one in passages_of(attempt)
    ]


@private(Audience.STAFF)
@require_POST
def open_machine(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy of one's own, in exactly the state that was handed in."""
    attempt, person = try_at_desk(request, pk), at_desk(request)
    try:
        copy = machines.open_copy(attempt=attempt, mentor=person, now=clock.now())
    except DomainError as error:
        return _page(request, attempt, person, error=str(error.message), status=error.status)
    return redirect(f"{reverse('labs:machine', args=[copy.key])}#terminal")


def _machine(attempt: Try, language: str) -> dict[str, Any] | None:
    kept = handed_in_with(attempt)
    if kept is None:
        return None
    judged = Machine(lab_text=kept.lab_text, seed=kept.seed)
    run = CheckRun(results=kept.results) if kept.verdict else None
    return {
        "kept": kept,
        "rows": check_rows(judged, run, language),
        "changes": [shown_change(one) for one in kept.changes],
        "can_open": kept.machine is not None and kept.machine.state != MachineState.FORGOTTEN,
    }


def _page(
    request: HttpRequest,
    attempt: Try,
    person: Person,
    *,
    error: str = "",
    status: int = 200,
    judged: Judged | None = None,
) -> HttpResponse:
    claim, language = attempt.claim, get_language() or ""
    ticket = claim.assignment.ticket
    answer = judged.answer if judged else ""
    if claim.is_real and ticket is not None and not answer:
        answer = answering.answer_text(attempt)
    if answer and ticket is not None:  # with the real names in it
        open_raw(ticket=ticket, by=person, now=clock.now())
    rows: list[dict[str, Any]] = []
    for pk, title in rubric_in(claim.assignment, language):
        said = (judged.rows.get(pk) if judged else None) or SaidOfRow("")
        rows.append({"pk": pk, "title": title, "said": said})
    has_said = has_reviewed(attempt, person)
    tries, claimants = tries_of(claim), claimants_of(claim)
    shown = next(one for one in tries if one.pk == attempt.pk)
    context = {
        "machine": _machine(shown, language),
        "attempt": shown,
        "passages": _passages(shown, judged.notes if judged else {}),
        "earlier": [(one, _passages(one, {})) for one in tries if one.number < attempt.number],
        "claim": claim,
        "ticket": ticket,
        "words": words_in(claim.assignment, language),
        "claimants": claimants,
        "rows": rows,
        "given_words": judged.words if judged else "",
        "verdict": judged.verdict if judged else "",
        "answer": answer,
        "posted": answering.as_posted(ticket, answer) if ticket is not None and answer else "",
        "token": (judged.token if judged else "") or (ticket.token if ticket else ""),
        "looks_left": bool(looks_left([attempt.answer])),
        "is_own": any(one.person_id == person.pk for one in claimants),
        "is_open": claim.state == ClaimState.HANDED_IN and attempt.decided_at is None and not has_said,
        "is_held": is_held(attempt, person, clock.now(), HELD),
        "error": error,
    }
    return render(request, "practice/desk/review.html", context, status=status)
