"""Where mentors see who waits for help, and give it: in words, beside a copy of the same state, or at the learner's terminal
when they are invited."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from courses.sandbox.domain import helping, machines
from courses.sandbox.enums import HelpState
from courses.sandbox.models import HelpRequest
from courses.sandbox.queries.machines import invitation_for, last_run, request_on_desk, requests_on_desk
from courses.sandbox.rules.access import may_copy, may_help
from courses.sandbox.views.showing import check_rows, lab_words
from lms.accounts.models import Person
from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, Denied, private


@private(Audience.STAFF)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    mentor, now, language = helper(request), clock.now(), get_language() or ""
    rows = [
        {
            "asked": one,
            "words": lab_words(one.machine.lab_text, one.machine.seed, language),
            "minutes": int((now - one.asked_at).total_seconds() // 60),
            "is_waiting": one.state == HelpState.ASKED,
            "is_mine": one.mentor_id == mentor.pk,
            "is_invited": bool(getattr(one.machine, "to_me", ())),
        }
        for one in requests_on_desk(mentor)
    ]
    return render(request, "labs/desk.html", {"rows": rows})


@private(Audience.STAFF)
@require_safe
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _asked(request, pk))


@private(Audience.STAFF)
@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    asked, mentor, now = _asked(request, pk), helper(request), clock.now()
    try:
        match act:
            case "take":
                helping.take(request=asked, mentor=mentor, now=now)
            case "give-back":
                helping.give_back(request=asked, mentor=mentor, now=now)
            case "answer":
                helping.answer(request=asked, mentor=mentor, words=request.POST.get("words", ""), now=now)
                messages.success(request, gettext("Sent. They see it on their page, and get a mail."))
            case "copy":
                return redirect(f"{_copied(asked, mentor)}#terminal")
            case _:
                raise Http404
    except DomainError as error:
        return _page(request, _asked(request, pk), error)
    return redirect("labs:request", asked.pk)


def helper(request: HttpRequest) -> Person:
    person = person_in(request)
    decision = may_help(person)
    if isinstance(decision, Denied):
        raise PermissionDenied(decision.reason)
    return person


def _copied(asked: HelpRequest, mentor: Person) -> str:
    decision = may_copy(mentor, asked.machine)
    if isinstance(decision, Denied):
        raise PermissionDenied(decision.reason)
    digest = asked.snapshot or asked.machine.snapshot
    copy = machines.fork(machine=asked.machine, mentor=mentor, digest=digest, now=clock.now())
    machines.start(machine=copy, now=clock.now())
    return reverse("labs:machine", args=[copy.key])


def _asked(request: HttpRequest, pk: int) -> HelpRequest:
    found = request_on_desk(helper(request), pk)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, asked: HelpRequest, error: DomainError | None = None) -> HttpResponse:
    mentor, language, found = person_in(request), get_language() or "", asked.machine
    run = last_run(found)
    rows = check_rows(found, run, language)
    invitation = invitation_for(mentor, UUID(str(found.key)))
    context: dict[str, Any] = {
        "asked": asked,
        "machine": found,
        "words": lab_words(found.lab_text, found.seed, language),
        "rows": rows,
        "run": run,
        "check": next((row for row in rows if row.key == asked.check_key), None),
        "minutes": int((clock.now() - asked.asked_at).total_seconds() // 60),
        "is_mine": asked.mentor_id == mentor.pk,
        "is_waiting": asked.state == HelpState.ASKED,
        "invitation": invitation,
        "typed": request.POST.get("words", asked.answer if asked.mentor_id == mentor.pk else ""),
        "reader_zone": mentor.time_zone,
        "error": error.message if error else "",
    }
    return render(request, "labs/request.html", context, status=error.status if error else 200)
