"""Yes or no to what somebody is asked: by the link in the mail, without signing in, or on their own page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain import staffing
from workshops.domain.interpretation import pack_token
from workshops.domain.staff_links import asking_by_token
from workshops.enums import AssignmentState, StaffRole
from workshops.errors import ForeignLink, StaleLink
from workshops.models import Assignment
from workshops.queries.commitments import asked_of, own_work, promised_by
from workshops.queries.sessions import said
from workshops.views.public import language


@audience(Audience.EVERYBODY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Reading the page answers nothing: programs that look at mail follow links, and press no buttons."""
    now = clock.now()
    try:
        asking = asking_by_token(token=token, now=now)
    except (ForeignLink, StaleLink) as wrong:
        return render(request, "workshops/asked_lost.html", {"error": wrong.message}, status=wrong.status)
    error = None
    if request.method == "POST":
        error = _answer(request, asking.assignments)
        if error is None:
            return redirect(request.path)
        asking = asking_by_token(token=token, now=now)
    rows = [_row(one) for one in asking.assignments]
    context: dict[str, Any] = {
        "rows": rows,
        "first": rows[0],
        "reader": asking.assignments[0].person,
        "is_open": any(one.state == AssignmentState.ASKED for one in asking.assignments),
        "error": error.message if error else "",
    }
    return render(request, "workshops/answer.html", context, status=error.status if error else 200)


@audience(Audience.SIGNED_IN)
@never_cache
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What somebody is asked, and what they promised."""
    person, now = person_in(request), clock.now()
    context = {
        "asked": [_row(one) for one in asked_of(person, now)],
        "promised": [_row(one) for one in promised_by(person, now)],
        "reader_zone": person.time_zone,
    }
    return render(request, "workshops/asked.html", context)


@audience(Audience.SIGNED_IN)
@require_POST
def own_answer(request: HttpRequest, number: int) -> HttpResponse:
    person = person_in(request)
    assignment = own_work(person).filter(pk=number).first()
    if assignment is None:
        raise Http404
    if request.POST.get("answer") == "withdraw":
        try:
            staffing.withdraw(assignment=assignment, by=person, now=clock.now())
            messages.success(request, gettext("You are not on the team of this session any more. The organisers know."))
        except DomainError as wrong:
            messages.error(request, str(wrong.message))
    elif error := _answer(request, [assignment]):
        messages.error(request, str(error.message))
    return redirect("workshops:asked")


def _answer(request: HttpRequest, assignments: list[Assignment]) -> DomainError | None:
    says = {"yes": staffing.accept, "no": staffing.decline}.get(request.POST.get("answer", ""))
    if says is None:
        return None
    try:
        answered = says(assignments=assignments, now=clock.now())
    except DomainError as wrong:
        return wrong
    if says is staffing.decline:
        messages.success(request, gettext("You said no. Thank you for answering."))
    elif answered.done:
        messages.success(request, gettext("You said yes. Thank you! It is on your page and in your calendar."))
    for _row_refused, error in answered.refused[:3]:
        messages.error(request, str(error.message))
    return None


def _row(assignment: Assignment) -> dict[str, Any]:
    interprets = assignment.role == StaffRole.INTERPRETER and assignment.state == AssignmentState.ACCEPTED
    return {
        "assignment": assignment,
        "session": assignment.session,
        "words": said(assignment.session, language()),
        "pack": pack_token(assignment) if interprets else "",
    }
