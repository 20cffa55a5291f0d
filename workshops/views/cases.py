"""Asking for support, and answering. What is written here is left out of every report of an error."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.queries import person_by_address, person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private
from workshops.domain import cases as domain
from workshops.enums import CaseState
from workshops.forms.cases import CaseForm, StewardForm, SupportForm
from workshops.models import Session
from workshops.queries.cases import blind_totals, cases_of_steward, is_steward, own_cases, stewards_of
from workshops.queries.sessions import said
from workshops.views.public import found as visible
from workshops.views.public import language, zone_of_reader
from workshops.views.staffing import found as managed


@private(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, key: UUID) -> HttpResponse:
    """Of one session: what I asked for and what became of it."""
    session, person, form, status = visible(request, key), person_in(request), SupportForm(), 200
    if request.method == "POST":
        form = SupportForm(request.POST) if "withdraw" not in request.POST else form
        try:
            if _keep_support(request, session, form):
                return redirect(request.path)
            status = 400
        except DomainError as error:
            status = error.status
            messages.error(request, str(error.message))
    context: dict[str, Any] = {
        "session": session,
        "words": said(session, language()),
        "cases": list(own_cases(person, session)),
        "stewards": stewards_of(session.series),
        "form": form,
        "is_over": session.starts_at <= clock.now(),
        "reader_zone": zone_of_reader(request),
    }
    return render(request, "workshops/support.html", context, status=status)


def _keep_support(request: HttpRequest, session: Session, form: SupportForm) -> bool:
    person, now = person_in(request), clock.now()
    if not form.is_bound:
        domain.withdraw_case(person=person, session=session, number=_number(request.POST["withdraw"]), now=now)
        messages.success(request, gettext("It is taken back, and what was written is forgotten."))
        return True
    if not form.is_valid():
        return False
    domain.ask_for_support(session=session, person=person, now=now, **form.cleaned_data)
    messages.success(request, gettext("Your request is with the stewards. You get a mail when it has an answer."))
    return True


@private(Audience.SIGNED_IN)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """What waits for a steward, with its deadline."""
    person = person_in(request)
    now = clock.now()
    rows = [
        {
            "case": case,
            "words": said(case.session, language()),
            "is_late": case.state in (CaseState.OPEN, CaseState.TAKEN) and case.deadline_on < now.date(),
        }
        for case in cases_of_steward(person)
    ]
    return render(request, "workshops/cases.html", {"rows": rows, "is_steward": is_steward(person)})


@private(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def case_page(request: HttpRequest, number: int) -> HttpResponse:
    steward, status = person_in(request), 200
    case = cases_of_steward(steward).filter(pk=number).first()
    if case is None:
        raise Http404
    given = {"answer": case.answer, "notes": case.notes, "deadline_on": case.deadline_on}
    form = CaseForm(initial=given | {"state": CaseState.TAKEN if case.state == CaseState.OPEN else case.state})
    if request.method == "POST":
        form, status = CaseForm(request.POST), 400
        if form.is_valid():
            try:
                domain.answer_case(steward=steward, number=number, now=clock.now(), **form.cleaned_data)
            except DomainError as error:
                form.add_error(None, str(error.message))
                status = error.status
            else:
                messages.success(request, gettext("It is kept. The person gets a mail if something changed for them."))
                return redirect("workshops:cases")
    context = {
        "case": case,
        "words": said(case.session, language()),
        "form": form,
        "reader_zone": steward.time_zone,
    }
    return render(request, "workshops/case.html", context, status=status)


@private(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def stewards(request: HttpRequest, key: UUID) -> HttpResponse:
    """Organisers name who reads the requests of a series; they themselves see numbers."""
    session, form, status = managed(request, key), StewardForm(), 200
    if request.method == "POST":
        if "drop" in request.POST:
            domain.release_steward(series=session.series, number=_number(request.POST["drop"]))
            return redirect(request.path)
        form, status = StewardForm(request.POST), 400
        if form.is_valid():
            person = person_by_address(form.cleaned_data["address"])
            if person and person.is_active:
                domain.name_steward(series=session.series, person=person, now=clock.now())
                return redirect(request.path)
            form.add_error("address", gettext("Nobody here has that address. Ask them to sign up first."))
    context = {
        "session": session,
        "words": said(session, language()),
        "stewards": stewards_of(session.series),
        "totals": blind_totals(session),
        "form": form,
    }
    return render(request, "workshops/stewards.html", context, status=status)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 12 else 0
