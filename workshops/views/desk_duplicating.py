"""A whole term again: which series it had, what would come of each, and then those that are chosen, as drafts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from lms.accounts.models import Person
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain.duplicating import check_copy, duplicate_term, plan_of_series, weeks_later
from workshops.forms.again import TermForm
from workshops.models import Series
from workshops.queries.desk import series_managed_by, zones_to_compare
from workshops.queries.terms import series_of_term
from workshops.rules.drift_preview import Drifts
from workshops.rules.outlook import Outlook
from workshops.rules.recurrence import Rule
from workshops.views.desk_gate import scheduler
from workshops.views.plan_preview import drifts_of_plan

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_SERIES = 60


@dataclass(frozen=True)
class _Copy:
    """``refusal``: why this one cannot be made; then it has no outlook."""

    series: Series
    is_chosen: bool
    refusal: "StrOrPromise" = ""
    outlook: Outlook | None = None
    drifts: list[Drifts] = field(default_factory=list)


@dataclass(frozen=True)
class _Term:
    later: timedelta
    ending: list[Series]
    endless: list[Series]


@audience(Audience.STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def term(request: HttpRequest) -> HttpResponse:
    person, now = scheduler(request), clock.now()
    form = TermForm(request.POST or None)
    copies: list[_Copy] = []
    found = None
    if request.method == "POST" and form.is_valid():
        found = _term(person, **form.cleaned_data)
        if not found.ending:
            form.add_error(None, gettext("None of your series that end by themselves had a session on these days."))
        elif len(found.ending) > MOST_SERIES:
            form.add_error(None, gettext("These are too many series at once. Choose fewer days."))
        else:
            copies = _copies(request, found, person, now)
            if request.POST.get("do") == "make":
                try:
                    return _made(request, found, copies, now)
                except DomainError as error:
                    form.add_error(None, str(error.message))
    is_shown = copies and request.POST.get("do") != "change"
    context = {
        "form": form,
        "copies": copies if is_shown else [],
        "endless": found.endless if found else [],
        "can_make": any(one.outlook for one in copies),
        "reader_zone": person.time_zone,
    }
    return render(request, "workshops/desk/plan_term.html", context, status=400 if form.errors else 200)


def _term(person: Person, first: date, last: date, starts_on: date) -> _Term:
    managed = series_managed_by(person).values("pk")
    every = series_of_term(first=first, last=last).filter(pk__in=managed).prefetch_related("texts")
    ending: list[Series] = []
    endless: list[Series] = []
    for one in every:
        (endless if Rule.from_plain(one.rule).goes_on else ending).append(one)
    return _Term(weeks_later(ending, starts_on), ending, endless)


def _copies(request: HttpRequest, found: _Term, person: Person, now: datetime) -> list[_Copy]:
    """All are chosen until somebody has taken some away."""
    keys = set(request.POST.getlist("series"))
    has_chosen, others = "shown" in request.POST, zones_to_compare(person)
    return [_copy(one, found, others, now, not has_chosen or str(one.key) in keys) for one in found.ending]


def _copy(series: Series, found: _Term, others: Sequence[str], now: datetime, is_chosen: bool) -> _Copy:
    try:
        plan = plan_of_series(series, series.starts_on + found.later)
        outlook = check_copy(original=series, plan=plan, now=now)
    except DomainError as error:
        return _Copy(series, is_chosen=False, refusal=error.message)
    return _Copy(series, is_chosen, outlook=outlook, drifts=drifts_of_plan(plan, others))


def _made(request: HttpRequest, found: _Term, copies: list[_Copy], now: datetime) -> HttpResponse:
    chosen = [one.series for one in copies if one.is_chosen]
    with transaction.atomic():
        made = duplicate_term(series=chosen, starts_on=now.date(), later=found.later, now=now)
        for original, copy in zip(sorted(chosen, key=lambda one: (one.starts_on, one.pk)), made, strict=True):
            log(copy, "workshops.copy_series", user=request.user, data={"of": str(original.key)})
    if not made:
        messages.info(
            request, gettext("Nothing was made: none of the series was chosen, or all of it is there already.")
        )
        return redirect("workshops_desk:desk")
    text = ngettext(
        "%(count)s series is made, as drafts: nobody sees it until you announce it.",
        "%(count)s series are made, as drafts: nobody sees them until you announce them.",
        len(made),
    )
    messages.success(request, text % {"count": len(made)})
    return redirect("workshops_desk:desk")
