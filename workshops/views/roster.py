"""Everybody who comes to a session, for those who run it: who was there, the sheet for the wall, and the door."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain.attendance import Given, mark_the_rest_absent, take_attendance
from workshops.domain.sign_in import add_walk_in
from workshops.enums import OUTCOMES, TickedHow
from workshops.errors import SayTheMinutes
from workshops.exports.roster_csv import roster_csv
from workshops.exports.sign_in_sheet import sign_in_sheet
from workshops.models import Session
from workshops.queries.around import minutes_of
from workshops.queries.attendance import roster as roster_of
from workshops.queries.attendance import staff_roster, ticks_of
from workshops.queries.sessions import pools_of, said
from workshops.rules.attending import may_train
from workshops.rules.managing import may_manage
from workshops.views.gate import session_managed_by, session_run_by
from workshops.views.public import language, zone_of_reader


@audience(Audience.RUNS_IT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest, key: UUID) -> HttpResponse:
    """One form for everybody. Only what somebody changed in it is written down: it may have been open for an hour while
    others typed."""
    session = session_run_by(request, key)
    if request.method != "POST":
        return _page(request, session)
    try:
        news = _write(request, session)
    except DomainError as error:
        return _page(request, session, error)
    messages.success(
        request,
        ngettext("%(count)d person was written down.", "%(count)d people were written down.", news) % {"count": news},
    )
    return redirect(request.path)


def _write(request: HttpRequest, session: Session) -> int:
    by, now, posted = person_in(request), clock.now(), request.POST
    if "door" in posted:
        add_walk_in(session=session, address=posted.get("address", ""), pool=posted.get("pool", ""), by=by, now=now)
        return 1
    if "rest" in posted:
        return mark_the_rest_absent(session=session, by=by, now=now)
    return take_attendance(
        session=session,
        participants=changed(posted, "seat"),
        staff=changed(posted, "staff"),
        by=by,
        how=TickedHow.SHEET if posted.get("how") == TickedHow.SHEET else TickedHow.ROOM,
        reason=posted.get("reason", "")[:400],
        now=now,
    )


def changed(posted: QueryDict, kind: str) -> Iterator[Given]:
    """``seat-12`` against ``seat-12-was``, which says what the page showed."""
    for name, outcome in posted.items():
        prefix, _, row = name.partition("-")
        if prefix != kind or not row.isdecimal() or outcome not in OUTCOMES:
            continue
        typed = posted.get(f"{name}-minutes", "").strip() if outcome == "partial" else ""
        if typed and not (typed.isdecimal() and len(typed) <= 5):
            raise SayTheMinutes
        if posted.get(f"{name}-was") != f"{outcome}:{typed}":
            yield Given(int(row), str(outcome), int(typed) if typed else None)


def _page(request: HttpRequest, session: Session, error: DomainError | None = None) -> HttpResponse:
    context = {
        "session": session,
        "words": said(session, language()),
        "reader_zone": zone_of_reader(request),
        "seats": list(roster_of(session)),
        "staff": list(staff_roster(session)),
        "outcomes": OUTCOMES,
        "staff_outcomes": [outcome for outcome in OUTCOMES if outcome != "partial"],
        "total": minutes_of(session),
        "log": list(ticks_of(session)),
        "pools": pools_of(session),
        "may_train": bool(may_train(request.user, session)),
        "may_manage": bool(may_manage(request.user, session.series)),
        "error": error.message if error else "",
    }
    return render(request, "workshops/attendance/roster.html", context, status=error.status if error else 200)


@audience(Audience.RUNS_IT)
@never_cache
@require_safe
def sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """For a place without a network: printed, signed with a pen, typed in later."""
    session = session_run_by(request, key)
    try:
        content = sign_in_sheet(session, list(roster_of(session)), language=language())
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("workshops:roster", session.key)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{session.start[:10]}.pdf"'
    return response


@audience(Audience.RUNS_IT)
@never_cache
@require_safe
def table(request: HttpRequest, key: UUID) -> HttpResponse:
    """For a spreadsheet, and for organisers alone: it leaves the site with names and addresses in it."""
    session = session_managed_by(request, key)
    text = roster_csv(session, list(roster_of(session)), language=language())
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{session.start[:10]}.csv"'
    return response
