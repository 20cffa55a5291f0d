"""What is kept of one's machine: the files that were changed, what the terminal showed, and its recording."""

import json
from difflib import unified_diff
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from courses.sandbox.domain import working
from courses.sandbox.enums import MachineState
from courses.sandbox.errors import WrongPart
from courses.sandbox.models import Machine
from courses.sandbox.queries.machines import last_snapshot
from courses.sandbox.views.machine import own
from courses.sandbox.views.showing import lab_words
from courses.sandbox.views.terminal import may_open_terminals
from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private

MOST_LINES = 400  # of one file
LONGEST_LINE = 500
LONGEST_SECOND, MOST_SECONDS = 4_000, 1_000
KINDS = {"+": "added", "-": "removed", "@": "place"}


@private(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was last looked at; with a POST, what is so now."""
    found = own(request, key)
    error: DomainError | None = None
    if request.method == "POST":
        try:
            working.save_changes(machine=found, now=clock.now())
        except DomainError as refused:
            error = refused
        else:
            return redirect("labs:files", found.key)
    snapshot = last_snapshot(found)
    context = _context(request, found, error) | {
        "snapshot": snapshot,
        "changes": [shown(one) for one in snapshot.changes] if snapshot else [],
        "is_running": found.state == MachineState.RUNNING,
    }
    return render(request, "labs/files.html", context, status=error.status if error else 200)


@private(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD"])
def transcript(request: HttpRequest, key: UUID) -> HttpResponse:
    """All that the terminal showed, as text."""
    found = own(request, key)
    error: DomainError | None = None
    text = ""
    try:
        text = working.transcript(machine=found, now=clock.now())
    except DomainError as refused:
        error = refused
    context = _context(request, found, error) | {"text": text}
    return render(request, "labs/transcript.html", context, status=error.status if error else 200)


@private(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def recording(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was recorded, line by line with its moment; a part of it, or all, can be cut out."""
    found = own(request, key)
    error: DomainError | None = None
    if request.method == "POST":
        try:
            _cut(request, found)
        except DomainError as refused:
            error = refused
        else:
            return redirect("labs:recording", found.key)
    events: list[tuple[int, str]] = []
    try:
        events = moments_of(working.recording(machine=found, now=clock.now()))
    except DomainError as refused:
        error = error or refused
    context = _context(request, found, error) | {"events": events, "given": request.POST}
    return may_open_terminals(request, "labs/recording.html", context, status=error.status if error else 200)


@private(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD"])
def cast(request: HttpRequest, key: UUID) -> HttpResponse:
    found = own(request, key)
    try:
        content = working.recording(machine=found, now=clock.now())
    except DomainError as error:
        return refused_cast(error)
    return as_cast(content, str(found.key))


def as_cast(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/x-asciicast")
    answer["Content-Disposition"] = f'attachment; filename="{name}.cast"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def refused_cast(error: DomainError) -> HttpResponse:
    return HttpResponse(str(error.message), status=error.status, content_type="text/plain; charset=utf-8")


def shown(change: dict[str, Any]) -> dict[str, Any]:
    """One changed file: what was said of it, and the lines that differ."""
    before, after = str(change.get("before", "")), str(change.get("after", ""))
    lines = []
    if change.get("is_text"):
        found = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3))[2:]
        lines = [(KINDS.get(one[:1], "same"), one[:LONGEST_LINE]) for one in found[:MOST_LINES]]
    return {
        "host": str(change.get("host", "")),
        "path": str(change.get("path", "")),
        "kind": str(change.get("kind", "")),
        "is_text": bool(change.get("is_text")),
        "mode": f"{int(change.get('mode') or 0) & 0o7777:04o}",
        "owner": str(change.get("owner", "")),
        "lines": lines,
    }


def moments_of(content: bytes) -> list[tuple[int, str]]:
    """Each second of a recording (asciicast 2) in which something was shown, with the words of it: whoever looks for what
    should not stay finds it here."""
    seconds: dict[int, list[str]] = {}
    for line in content.decode(errors="replace").splitlines()[1:]:
        try:
            at, kind, text = json.loads(line)
        except ValueError:
            continue
        if kind == "o" and isinstance(text, str) and isinstance(at, int | float):
            seconds.setdefault(int(at), []).append(text)
    plain = ((at, working.plain_text("".join(texts))) for at, texts in sorted(seconds.items()))
    kept = (
        (at, text if len(text) <= LONGEST_SECOND else f"{text[:LONGEST_SECOND]}…") for at, text in plain if text.strip()
    )
    return list(islice(kept, MOST_SECONDS))


def _cut(request: HttpRequest, found: Machine) -> None:
    if request.POST.get("do") == "delete":
        working.delete_recording(machine=found, now=clock.now())
        messages.success(request, gettext("The recording is deleted."))
        return
    try:
        begins, ends = (float(request.POST.get(name, "").replace(",", ".")) for name in ("begins", "ends"))
    except ValueError as error:
        raise WrongPart from error
    working.cut_recording(machine=found, begins=begins, ends=ends, now=clock.now())
    messages.success(request, gettext("That part is gone."))


def _context(request: HttpRequest, found: Machine, error: DomainError | None) -> dict[str, Any]:
    return {
        "machine": found,
        "words": lab_words(found.lab_text, found.seed, get_language() or ""),
        "reader_zone": person_in(request).time_zone,
        "error": error.message if error else "",
    }
