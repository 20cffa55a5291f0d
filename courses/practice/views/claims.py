"""One's own work on a ticket: writing, handing in, giving back, working as a pair."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.practice.domain import claiming, handing_in, machines
from courses.practice.domain.handing_in import LONGEST, TEXTS, Work
from courses.practice.enums import ClaimState, Supervision
from courses.practice.errors import ChangedMeanwhile
from courses.practice.models import Claim
from courses.practice.queries.board import rubric_in, words_in
from courses.practice.queries.machines import machine_in
from courses.practice.queries.work import (
    claim_of,
    claim_to_join,
    claims_of,
    file_for,
    is_practice,
    is_taken_away,
    passages_of,
    thanks_for,
    tries_of,
)
from courses.practice.rules.access import may_open_desk
from courses.practice.rules.redaction import looks_left
from courses.sandbox.queries.labs import lab_by_slug
from courses.sandbox.queries.machines import last_run, last_snapshot
from courses.sandbox.views.showing import check_rows
from lms.accounts.models import Person
from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private

WRITABLE = (ClaimState.WORKING, ClaimState.AGAIN)


@private(Audience.SIGNED_IN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    person, language = person_in(request), get_language() or ""
    rows = [
        {
            "claim": one,
            "words": words_in(one.assignment, language),
            "is_going_on": one.state in (*WRITABLE, "handed_in"),
            "is_practice": is_practice(one),
        }
        for one in claims_of(person)
        if not is_taken_away(one.assignment)
    ]
    return render(request, "practice/mine.html", {"rows": rows, "reader_zone": person.time_zone})


@private(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, key: UUID) -> HttpResponse:
    claim = _own(request, key)
    if request.method != "POST":
        return _page(request, claim)
    given = _given(request)
    is_final = "hand_in" in request.POST
    keep = handing_in.hand_in if is_final else handing_in.save_work
    if is_final:
        _look_at_machine(request, claim)
    try:
        keep(claim=claim, person=person_in(request), work=given, now=clock.now())
    except DomainError as error:
        return _page(request, _own(request, key), error, given)
    if is_final:
        messages.success(request, gettext("Handed in. A mentor reads it, and you get a mail."))
    else:
        # Translators: a draft, or the name under which somebody is thanked, is kept
        messages.success(request, gettext("Saved."))
    return redirect("practice:work", claim.key)


@private(Audience.SIGNED_IN)
@require_POST
def act(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """What else one does with a claim of one's own."""
    claim, person, now = _own(request, key), person_in(request), clock.now()
    try:
        match act:
            case "hint":
                handing_in.open_hint(claim=claim)
            case "machine":
                opened = machines.open_machine(claim=claim, person=person, language=get_language() or "en", now=now)
                return redirect(f"{reverse('labs:machine', args=[opened.key])}#terminal")
            case "hand-back":
                claiming.hand_back(claim=claim, now=now)
                messages.success(request, gettext("Handed back. Thank you for having looked at it."))
                return redirect("practice:board")
            case "more-time":
                claiming.extend(claim=claim, now=now)
                messages.success(request, gettext("You have more time."))
            case "credit":
                name = request.POST.get("credit_name", "")
                claiming.set_credit(claim=claim, person=person, credit_name=name)
                messages.success(request, gettext("Saved."))
            case _:
                raise Http404
    except DomainError as error:
        return _page(request, _own(request, key), error)
    return redirect("practice:work", claim.key)


@private(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, key: UUID) -> HttpResponse:
    """The second of a pair comes by a link that the first one gave them."""
    claim, person = claim_to_join(key), person_in(request)
    if claim is None or claim.assignment.supervision != Supervision.PAIRS or claim.state not in WRITABLE:
        raise Http404
    if claim.claimants.filter(person=person).exists():
        return redirect("practice:work", claim.key)
    error: DomainError | None = None
    if request.method == "POST":
        credit = person.chosen_name if request.POST.get("credit") else ""
        try:
            claiming.join_claim(claim=claim, person=person, credit_name=credit, now=clock.now())
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, gettext("You work on it together now. Both of you are credited."))
            return redirect("practice:work", claim.key)
    context = {
        "words": words_in(claim.assignment, get_language() or ""),
        "person_name": person.chosen_name,
        "error": error.message if error else "",
    }
    return render(request, "practice/join.html", context, status=error.status if error else 200)


@private(Audience.SIGNED_IN)
@require_safe
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of one's own work, or for the support team one that was handed in. Never shown in the page: taken down."""
    person = person_in(request)
    kept = file_for(person, pk, is_desk=bool(may_open_desk(person)))
    if kept is None:
        raise Http404
    try:
        content = kept.file.open("rb")
    except OSError as error:
        raise Http404 from error
    answer = FileResponse(content, as_attachment=True, filename=kept.name, content_type="application/octet-stream")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[return-value]


def _look_at_machine(request: HttpRequest, claim: Claim) -> None:
    """What is handed in is what the machine is at this moment; where nobody can look, what was kept of it last."""
    try:
        machines.look_at(claim=claim, person=person_in(request), now=clock.now())
    except DomainError as error:
        messages.warning(request, str(error.message))
        messages.warning(request, gettext("So your machine goes along as it was when it was kept last."))


def _machine_of(claim: Claim, person: Person, language: str) -> dict[str, Any]:
    """What the page says of the machine; nothing where none belongs to it."""
    lab = lab_by_slug(claim.assignment.lab) if claim.assignment.lab else None
    if lab is None or lab.text is None:
        return {}
    machine = machine_in(claim, person)
    run = last_run(machine) if machine else None
    return {
        "machine": machine,
        "lab_title": lab.text.card["title"]["es" if language == "es" else "en"],
        "rows": check_rows(machine, run, language) if machine else [],
        "run": run,
    }


def _draft(claim: Claim, person: Person, language: str) -> str:
    """For a field that is still empty: what was done to which file."""
    machine = machine_in(claim, person)
    kept = last_snapshot(machine) if machine else None
    return machines.drafted(kept.changes, language) if kept else ""


def _own(request: HttpRequest, key: UUID) -> Claim:
    claim = claim_of(person_in(request), key)
    if claim is None:
        raise Http404
    return claim


def _given(request: HttpRequest) -> Work:
    version = request.POST.get("version", "")
    return Work(
        version=int(version) if version.isdecimal() and len(version) < 9 else 0,
        **{name: request.POST.get(name, "") for name in TEXTS},
        files=[one for one in request.FILES.getlist("files") if one is not None],
        taken_away=[int(one) for one in request.POST.getlist("take_away") if one.isdecimal() and len(one) < 15],
    )


def _page(
    request: HttpRequest, claim: Claim, error: DomainError | None = None, given: Work | None = None
) -> HttpResponse:
    """With an error: what was typed stands in the form, beside what is kept where both differ."""
    person, language = person_in(request), get_language() or ""
    if is_taken_away(claim.assignment):
        return render(request, "practice/withdrawn.html", {"claim": claim})
    tries = tries_of(claim)
    last = tries[-1] if tries else None
    typed = {name: getattr(given or last, name, "") for name in TEXTS}
    if given is None and claim.state in WRITABLE and not typed["did"]:
        typed["did"] = _draft(claim, person, language)
    hints = [one for one in words_in(claim.assignment, language).hints.splitlines() if one.strip()]
    in_work = last if last and last.handed_in_at is None else None
    context: dict[str, Any] = {
        "claim": claim,
        "assignment": claim.assignment,
        "words": words_in(claim.assignment, language),
        "rubric": [words for _pk, words in rubric_in(claim.assignment, language)],
        "is_writable": claim.state in WRITABLE,
        "is_practice": is_practice(claim),
        "typed": typed,
        "version": last.version if last else 0,
        "kept": last if isinstance(error, ChangedMeanwhile) else None,
        "files": list(last.files.all()) if last else [],
        "is_draft": in_work is not None,
        "handed_in": [(one, passages_of(one)) for one in tries if one.handed_in_at],
        "hints": hints[: claim.hints_open],
        "more_hints": max(0, len(hints) - claim.hints_open),
        "claimants": list(claim.claimants.all()),
        "own_credit": next(one.credit_name for one in claim.claimants.all() if one.person_id == person.pk),
        "is_pair": claim.assignment.supervision == Supervision.PAIRS,
        "looks_left": bool(looks_left([text for text in typed.values() if 0 < len(text) <= LONGEST])),
        "thanks": thanks_for(claim),
        "longest": LONGEST,
        "reader_zone": person.time_zone,
        "lab": _machine_of(claim, person, language),
        "error": error.message if error else "",
    }
    return render(request, "practice/work.html", context, status=error.status if error else 200)
