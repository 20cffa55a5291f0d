"""*Run it again*: the same session or series on other days, as drafts, with nobody in it. First what would come of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from lms.core.walls import DoubledTime
from workshops.domain.duplicating import (
    check_copy,
    duplicate_series,
    duplicate_session,
    plan_of_series,
    plan_of_session,
)
from workshops.domain.scheduling import Plan, check_plan
from workshops.forms.again import ALL, ONE, AgainForm
from workshops.models import Session
from workshops.queries.desk import zones_to_compare
from workshops.queries.sessions import said
from workshops.views.gate import session_managed_by
from workshops.views.plan_preview import preview_of
from workshops.views.public import language, zone_of_reader


@audience(Audience.RUNS_IT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    session = session_managed_by(request, key)
    what = ALL if request.GET.get("what") == ALL else ONE
    form = AgainForm(request.POST or None, initial={"starts_time": session.start[11:16], "what": what})
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            preview = _preview(request, session, form)
            if request.POST.get("do") == "make":
                return _made(request, session, form)
        except DomainError as error:
            preview = None
            form.add_error("fold" if isinstance(error, DoubledTime) else None, str(error.message))
    context = {
        "session": session,
        "words": said(session, language()),
        "reader_zone": zone_of_reader(request),
        "form": form,
        "preview": None if request.POST.get("do") == "change" else preview,
    }
    return render(request, "workshops/again.html", context, status=400 if form.errors else 200)


def _preview(request: HttpRequest, session: Session, form: AgainForm) -> dict[str, Any]:
    """Raises DoubledTime also for a series of which a later session is in such an hour: one answer counts for all."""
    plan = _plan(session, form)
    outlook = check_copy(original=session.series, plan=plan, now=clock.now())
    if outlook.doubled and form.chosen_fold is None:
        raise DoubledTime(outlook.doubled[0], check_plan(plan))
    return preview_of(plan, outlook, zones_to_compare(person_in(request)))


def _plan(session: Session, form: AgainForm) -> Plan:
    day, at = form.cleaned_data["starts_on"], form.cleaned_data["starts_time"]
    if form.cleaned_data["what"] == ALL:
        return plan_of_series(session.series, day, at, form.chosen_fold)
    return plan_of_session(session, datetime.combine(day, at), form.chosen_fold)


def _made(request: HttpRequest, session: Session, form: AgainForm) -> HttpResponse:
    """To the copy, or the first session of the copied series."""
    day, at, now = form.cleaned_data["starts_on"], form.cleaned_data["starts_time"], clock.now()
    if form.cleaned_data["what"] == ALL:
        series = duplicate_series(series=session.series, starts_on=day, starts_time=at, fold=form.chosen_fold, now=now)
        copy = series.sessions.earliest("starts_at")
    else:
        copy = duplicate_session(session=session, start=datetime.combine(day, at), fold=form.chosen_fold, now=now)
    log(copy.series, "workshops.copy_series", user=request.user, data={"of": str(session.series.key)})
    messages.success(request, gettext("It is made, as a draft: nobody else sees it before you announce it."))
    return redirect("workshops:session", copy.key)
