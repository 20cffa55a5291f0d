"""Where can I help? The board, and one assignment of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.practice.domain import claiming
from courses.practice.enums import Difficulty
from courses.practice.models import TicketAssignment
from courses.practice.queries.board import (
    Filter,
    assignment_for,
    is_waiting,
    on_board,
    real_claim_exists,
    row_of,
    rubric_in,
)
from courses.practice.queries.work import claims_of
from courses.practice.rules.access import may_open_desk
from lms.accounts.enums import Language
from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience


@audience(Audience.SIGNED_IN)
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    person, language = person_in(request), get_language() or ""
    wanted = Filter(
        difficulty=_chosen(request.GET.get("difficulty", ""), Difficulty.values),
        language=_chosen(request.GET.get("language", ""), Language.values),
        skill=request.GET.get("skill", "").replace("\x00", "").strip()[:60],
        only_free=bool(request.GET.get("free")),
    )
    context = {
        "rows": on_board(person, language, clock.now(), wanted),
        "wanted": wanted,
        "is_filtered": wanted != Filter(),
        "difficulties": Difficulty.choices,
        "languages": Language.choices,
        "now": clock.now(),
        "is_desk": bool(may_open_desk(person)),
    }
    return render(request, "practice/board.html", context)


@audience(Audience.SIGNED_IN)
@never_cache
@require_safe
def assignment(request: HttpRequest, key: UUID) -> HttpResponse:
    return _page(request, _found(request, key))


@audience(Audience.SIGNED_IN)
@require_POST
def take(request: HttpRequest, key: UUID) -> HttpResponse:
    """Takes it; whoever comes a moment later is told what else there is."""
    found, person = _found(request, key), person_in(request)
    credit = person.chosen_name if request.POST.get("credit") else ""
    try:
        made = claiming.claim(assignment=found, person=person, credit_name=credit, now=clock.now())
    except DomainError as error:
        return _page(request, _found(request, key), error)
    if made.is_real:
        messages.success(request, gettext("It is yours. What you answer goes to the member once a mentor has read it."))
    else:
        messages.success(
            request, gettext("You are in. This one is for practice: a mentor reads it, nothing is posted.")
        )
    return redirect("practice:work", made.key)


@audience(Audience.SIGNED_IN)
@require_POST
def wait(request: HttpRequest, key: UUID) -> HttpResponse:
    found, person = _found(request, key), person_in(request)
    if request.POST.get("do") == "stop":
        claiming.stop_waiting(assignment=found, person=person)
        messages.success(request, gettext("You do not wait for this one any more."))
    else:
        claiming.wait_for(assignment=found, person=person, now=clock.now())
        messages.success(request, gettext("We write to you when it is free."))
    return redirect("practice:assignment", found.key)


def _chosen(value: str, values: list[str]) -> str:
    return value if value in values else ""


def _found(request: HttpRequest, key: UUID) -> TicketAssignment:
    found = assignment_for(person_in(request), key)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: TicketAssignment, error: DomainError | None = None) -> HttpResponse:
    person, language, now = person_in(request), get_language() or "", clock.now()
    row = row_of(found, language, now)
    others: list[Any] = []
    if error is not None or not row.is_free:
        others = [one for one in on_board(person, language, now, Filter(only_free=True)) if not one.is_mine][:3]
    context = {
        "row": row,
        "assignment": found,
        "rubric": [words for _pk, words in rubric_in(found, language)],
        "mine": [one for one in claims_of(person) if one.assignment_id == found.pk],
        "is_waiting": is_waiting(found, person),
        "is_practice": row.is_exercise or real_claim_exists(found),
        "others": others,
        "person_name": person.chosen_name,
        "now": now,
        "error": error.message if error else "",
    }
    return render(request, "practice/assignment.html", context, status=error.status if error else 200)
