"""The page on which one works on a lab, with or without scripts."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.sandbox.domain import helping, machines, working
from courses.sandbox.domain.control import is_on
from courses.sandbox.domain.helping import Question
from courses.sandbox.domain.working import Output
from courses.sandbox.enums import TRIAL, MachineState, Mode, Reason, RunVerdict
from courses.sandbox.errors import NotPossibleNow
from courses.sandbox.models import Machine
from courses.sandbox.queries.machines import (
    last_run,
    last_snapshot,
    machine_of,
    open_request,
    standing_invitations,
)
from courses.sandbox.views.showing import CHIPS, check_rows, hints, lab_words, minutes_left
from courses.sandbox.views.terminal import may_open_terminals
from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private

# What becomes of the page after each act: the part to which it scrolls.
PARTS = {
    "check": "checks",
    "hint": "hints",
    "start": "terminal",
    "extend": "machine",
    "stop": "machine",
    "save": "machine",
    "copy": "terminal",
}
PARTS |= {"help": "help", "more": "help", "close": "help", "invite": "help", "revoke": "help"}


@private(Audience.SIGNED_IN)
@require_safe
def machine(request: HttpRequest, key: UUID) -> HttpResponse:
    found = machines.look(machine=own(request, key), now=clock.now())
    return page(request, found)


@private(Audience.SIGNED_IN)
@require_POST
def act(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """All that one does with a machine of one's own by a form. A single command answers with the page itself."""
    found = own(request, key)
    try:
        if act == "run":
            output = working.run_command(machine=found, command=request.POST.get("command", ""), now=clock.now())
            return page(request, machines.look(machine=found, now=clock.now()), output=output)
        if act == "delete":
            machines.forget(machine=found, now=clock.now())
            messages.success(request, gettext("The machine and all that was kept of it are deleted."))
            return redirect("labs:mine")
        if act == "copy":
            found = machines.copy_own(machine=found, now=clock.now())
        else:
            _do(request, found, act)
    except DomainError as error:
        return page(request, own(request, key), error=error, command=request.POST.get("command", ""))
    return redirect(f"{reverse('labs:machine', args=[found.key])}#{PARTS[act]}")


@private(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def afresh(request: HttpRequest, key: UUID) -> HttpResponse:
    """Asks once, since all that was done is given up."""
    found = own(request, key)
    error: DomainError | None = None
    if request.method == "POST":
        try:
            machines.reset(machine=found, now=clock.now())
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, gettext("The machine is as it was on the first day."))
            return redirect(f"{reverse('labs:machine', args=[found.key])}#terminal")
    words = lab_words(found.lab_text, found.seed, get_language() or "")
    context = {"machine": found, "words": words, "error": error.message if error else ""}
    return render(request, "labs/afresh.html", context, status=error.status if error else 200)


def _do(request: HttpRequest, found: Machine, act: str) -> None:
    now = clock.now()
    match act:
        case "start":
            machines.start(machine=found, now=now)
        case "stop":
            machines.stop(machine=found, now=now)
        case "extend":
            machines.extend(machine=found, now=now)
        case "check":
            with suppress(DomainError):  # which files differ is told beside the verdict
                working.save_changes(machine=found, now=now)
            run = working.run_check(machine=found, now=clock.now())
            _told(request, run.verdict, is_trial=found.context == TRIAL)
        case "hint":
            working.open_hint(machine=found)
        case _:
            _do_with_others(request, found, act)


def _do_with_others(request: HttpRequest, found: Machine, act: str) -> None:
    now = clock.now()
    asked = open_request(found)
    if act == "help":
        with suppress(DomainError):  # a machine that is away, or stopped: its last state will do
            working.save_changes(machine=found, now=now)
        helping.ask_help(machine=found, question=_question(request), language=get_language() or "en", now=now)
        messages.success(
            request, gettext("Asked. You see here when somebody has taken it, and get a mail with the answer.")
        )
        return
    if act not in ("more", "close", "invite", "revoke"):
        raise Http404
    if asked is None:
        raise NotPossibleNow
    match act:
        case "more":
            helping.ask_again(request=asked, words=request.POST.get("words", ""), now=now)
        case "close":
            helping.close(request=asked, now=now)
        case "invite":
            mode = Mode.TYPE if request.POST.get("mode") == Mode.TYPE else Mode.WATCH
            helping.invite(request=asked, mode=mode, now=now)
        case "revoke":
            helping.revoke_all(machine=found, now=now)
            messages.success(request, gettext("Nobody sees your terminal any more."))


def _question(request: HttpRequest) -> Question:
    given = request.POST
    return Question(given.get("words", ""), given.get("check", ""), given.get("last_error", ""))


def _told(request: HttpRequest, verdict: str, *, is_trial: bool = False) -> None:
    if verdict == RunVerdict.PASSED and is_trial:
        messages.success(request, gettext("Everything works. This is a trial, so it is on no record."))
    elif verdict == RunVerdict.PASSED:
        messages.success(request, gettext("Everything works. That is on your record now."))
    elif verdict == RunVerdict.FAILED:
        messages.info(request, gettext("Not all of it works yet. Beside each row stands what was found."))
    else:
        messages.warning(request, gettext("Some of it could not be judged. Wait a moment, then check again."))


def own(request: HttpRequest, key: UUID) -> Machine:
    found = machine_of(person_in(request), key)
    if found is None:
        raise Http404
    return found


def page(
    request: HttpRequest,
    found: Machine,
    *,
    error: DomainError | None = None,
    output: Output | None = None,
    solution: Output | None = None,
    command: str = "",
) -> HttpResponse:
    person, language, now = person_in(request), get_language() or "", clock.now()
    run = last_run(found)
    snapshot = last_snapshot(found)
    shown, more = hints(found, language)
    asked = open_request(found)
    context: dict[str, Any] = {
        "machine": found,
        "words": lab_words(found.lab_text, found.seed, language),
        "is_on": is_on(),
        "is_running": found.state == MachineState.RUNNING,
        "is_coming": found.state in (MachineState.QUEUED, MachineState.STARTING),
        "chip": CHIPS[MachineState(found.state)],
        "reason": Reason(found.reason).label if found.state == MachineState.STOPPED else "",
        "minutes": minutes_left(found, now),
        "is_trial": found.context == TRIAL,
        "run": run,
        "checked_minutes": _minutes_since(run.at, now) if run else 0,
        "rows": check_rows(found, run, language),
        "hints": shown,
        "more_hints": more,
        "changed": len(snapshot.changes) if snapshot else None,
        "asked": asked,
        "asked_minutes": _minutes_since(asked.asked_at, now) if asked else 0,
        "invitations": standing_invitations(found),
        "output": output,
        "solution": solution,
        "command": command,
        "has_preview": bool(settings.SANDBOX_PREVIEW),
        "reader_zone": person.time_zone,
        "error": error.message if error else "",
    }
    return may_open_terminals(request, "labs/machine.html", context, status=error.status if error else 200)


def _minutes_since(at: datetime, now: datetime) -> int:
    return max(0, int((now - at).total_seconds() // 60))
