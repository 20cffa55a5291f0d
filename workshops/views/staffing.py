"""The staffing board: gaps first, who could fill them, and one form to ask several people at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.accounts.queries import has_role, person_by_address, person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain import confirming, staffing
from workshops.enums import AssignmentState, RuleKind, RuleLevel, SessionState, StaffRole
from workshops.errors import NotStaffed
from workshops.forms.staffing import AskForm, NeedForm, RuleForm
from workshops.models import Session
from workshops.queries.cases import blind_totals_of
from workshops.queries.commitments import following
from workshops.queries.interpretation import PackState, pack_states
from workshops.queries.sessions import said
from workshops.queries.staffing import Staffing, managed_by, people_by_key, rulings, staff_in, staffing_of
from workshops.rules.candidates import Candidates, candidates_for
from workshops.rules.readiness import readiness_of
from workshops.rules.staffing import Shortcoming, gaps_of
from workshops.views.public import language, zone_of_reader

SHOWN = 30
STANDING = (AssignmentState.ASKED, AssignmentState.ACCEPTED)


@audience(Audience.STAFF)
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    sessions = list(managed(request)[:SHOWN])
    known, could = staffing_of(sessions), candidates_for(sessions)
    ready, packs = readiness_of(sessions, known), pack_states(sessions, clock.now())
    totals = blind_totals_of(sessions)
    rows = [board_row(known[one.pk], could, ready[one.pk], packs) | {"totals": totals[one.pk]} for one in sessions]
    context = {
        "rows": sorted(rows, key=lambda row: not row["gaps"]),  # stable: by their start among themselves
        "open_gaps": sum(len(row["gaps"]) for row in rows),
        "reader_zone": zone_of_reader(request),
        "form": AskForm(),
        "need": NeedForm(initial={"role": StaffRole.HELPER, "needed": 1}),
        "may_rule": request.user.is_superuser,
    }
    return render(request, "workshops/staffing.html", context)


def board_row(
    known: Staffing, could: Candidates, ready: list[Shortcoming], packs: dict[int, PackState]
) -> dict[str, Any]:
    session = known.session
    return {
        "session": session,
        "words": said(session, language()),
        "gaps": [{"gap": gap, "could": could.could(known, gap.role, gap.direction)} for gap in gaps_of(known)],
        "people": [{"one": one, "pack": packs.get(one.pk)} for one in known.assignments if one.state in STANDING],
        "listeners": sum(known.listeners.values()),
        "ready": ready,
        "can_confirm": session.state == SessionState.ANNOUNCED,
        "needs_reason": any(one.level == RuleLevel.PUBLISHING for one in ready),
        "is_refused": any(one.level == RuleLevel.BLOCK for one in ready),
    }


def managed(request: HttpRequest) -> Any:
    person = person_in(request)
    sees_all = person.is_superuser or has_role(person, Role.EDITOR)
    return managed_by(person, sees_all=sees_all, now=clock.now())


def found(request: HttpRequest, key: UUID) -> Session:
    session: Session | None = managed(request).filter(key=key).first()
    if session is None:
        raise Http404
    return session


def back_to(session: Session) -> HttpResponse:
    return redirect(f"{reverse('workshops:staffing')}#s-{session.key}")


@audience(Audience.STAFF)
@require_POST
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    session, form, now = found(request, key), AskForm(request.POST), clock.now()
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return back_to(session)
    given = form.cleaned_data
    people = people_by_key(given["people"])
    if given["address"]:
        people += _by_address(request, given["address"])
    try:
        rows = staffing.ask_people(
            sessions=following(session, now) if given["following"] else [session],
            role=given["role"],
            people=people,
            by=person_in(request),
            now=now,
            direction=given["direction"],
        )
    except DomainError as error:
        messages.error(request, str(error.message))
        return back_to(session)
    count = len({row.person_id for row in rows})
    text = ngettext(
        "%(count)s person was asked. The first yes counts.", "%(count)s people were asked. The first yes counts.", count
    )
    messages.success(request, text % {"count": count})
    return back_to(session)


def _by_address(request: HttpRequest, address: str) -> list[Person]:
    person = person_by_address(address)
    if person is None or not person.is_active:
        messages.error(request, gettext("Nobody here has that address. Ask them to sign up first."))
        return []
    return [person]


@audience(Audience.STAFF)
@require_POST
def one_person(request: HttpRequest, number: int) -> HttpResponse:
    """Taking a question or a commitment back, or writing why somebody may do two things at once."""
    assignment = staff_in(managed(request)).filter(pk=number).first()
    if assignment is None:
        raise Http404
    try:
        if request.POST.get("action") == "withdraw":
            staffing.withdraw(assignment=assignment, by=person_in(request), now=clock.now())
            messages.success(request, gettext("It is taken back, and they know."))
        elif request.POST.get("action") == "allow":
            reason = request.POST.get("reason", "")
            staffing.allow_in_spite(assignment=assignment, reason=reason, now=clock.now())
            messages.success(request, gettext("They can say yes now, whatever else they have then."))
    except DomainError as error:
        messages.error(request, str(error.message))
    return back_to(assignment.session)


@audience(Audience.STAFF)
@require_POST
def confirm(request: HttpRequest, key: UUID) -> HttpResponse:
    session = found(request, key)
    try:
        confirming.confirm_when_staffed(session=session, now=clock.now(), reason=request.POST.get("reason", ""))
        messages.success(request, gettext("The session is confirmed."))
    except NotStaffed as error:
        messages.error(request, " ".join(str(one.words) for one in error.shortcomings))
    except DomainError as error:
        messages.error(request, str(error.message))
    return back_to(session)


@audience(Audience.STAFF)
@require_POST
def needs(request: HttpRequest, key: UUID) -> HttpResponse:
    session, form = found(request, key), NeedForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        staffing.set_need(
            session=session,
            role=given["role"],
            people=given["needed"],
            is_for_series=given["is_for_series"],
        )
    else:
        messages.error(request, gettext("Choose a role, and a number between 0 and 20."))
    return back_to(session)


@audience(Audience.ADMIN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """How strict the house is: one small form for each kind of conflict."""
    wrong = None
    if request.method == "POST" and (kind := request.POST.get("kind")) in RuleKind.values:
        wrong = RuleForm(request.POST, prefix=kind)
        if wrong.is_valid():
            try:
                confirming.set_rule(kind=RuleKind(kind), by=person_in(request), now=clock.now(), **wrong.cleaned_data)
            except DomainError as error:
                wrong.add_error("reason", str(error.message))
            else:
                messages.success(request, gettext("That counts from now on."))
                return redirect("workshops:staffing_rules")
    rows = [
        {
            "kind": kind,
            "form": wrong
            if wrong and wrong.prefix == kind
            else RuleForm(prefix=kind, initial={"level": ruling.level, "reason": ruling.reason}),
        }
        for kind, ruling in rulings().items()
    ]
    return render(request, "workshops/staffing_rules.html", {"rows": rows}, status=400 if wrong else 200)
