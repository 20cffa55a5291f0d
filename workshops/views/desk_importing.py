"""Workshops from a file: what is wrong with it and what would be made; then all of it, as drafts, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.log_actions import log

from lms.accounts.models import Person
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from lms.core.walls import wall_at
from workshops.domain.importing import Fault, Read, Row, check_import, import_series, known_already, outlook_of_row
from workshops.exports.example_csv import example_csv
from workshops.forms.csv_files import column_name
from workshops.forms.importing import ImportForm
from workshops.rules.outlook import Outlook
from workshops.views.desk_gate import scheduler
from workshops.views.public import language


@audience(Audience.STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    person, now = scheduler(request), clock.now()
    if request.method != "POST":
        return _page(request, ImportForm(initial={"zone": person.time_zone, "language": person.language}))
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=400)
    found = form.read()
    faults = sorted([*found.faults, *check_import(rows=found.rows, now=now)], key=lambda one: one.number)
    if request.POST.get("do") == "make" and not faults:
        try:
            return _made(request, found.rows, person, now)
        except DomainError as error:
            form.add_error(None, str(error.message))
    checked = _checked(found, faults, now) | {"reader_zone": person.time_zone}
    return _page(request, form, checked, status=400 if faults or form.errors else 200)


def _made(request: HttpRequest, rows: Sequence[Row], person: Person, now: datetime) -> HttpResponse:
    made = import_series(rows=rows, organisers=[person], now=now)
    for series in made:
        log(series, "workshops.import_series", user=request.user, data={})
    if not made:
        messages.info(request, gettext("All of it was there already. Nothing was made."))
        return redirect("workshops_desk:desk")
    text = ngettext(
        "%(count)s series is made, as drafts: nobody sees it until you announce it.",
        "%(count)s series are made, as drafts: nobody sees them until you announce them.",
        len(made),
    )
    messages.success(request, text % {"count": len(made)})
    return redirect("workshops_desk:desk")


@dataclass(frozen=True)
class _Outcome:
    """``count``: how many sessions would be made now. ``is_known``: it is there already."""

    title: str
    row: Row
    outlook: Outlook
    count: int
    is_known: bool


def _checked(found: Read, faults: list[Fault], now: datetime) -> dict[str, Any]:
    wrong = {one.number for one in faults}
    good = [row for row in found.rows if row.number not in wrong]
    known = known_already(rows=good)
    outcomes: list[_Outcome] = []
    for row in good:
        outlook = outlook_of_row(row, now)
        kept = {one.start for one in outlook.sessions} - set(row.left_out)
        own = row.words.get(language())
        title = own.title if own and own.title else row.title
        outcomes.append(_Outcome(title, row, outlook, len(kept), row.number in known))
    return {
        "faults": [{"fault": one, "column": column_name(one.part)} for one in faults],
        "outcomes": outcomes,
        "fresh": len(good) - len(known),
    }


def _page(
    request: HttpRequest, form: ImportForm, checked: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    return render(request, "workshops/desk/plan_import.html", {"form": form, "checked": checked}, status=status)


@audience(Audience.STAFF)
@require_safe
def example(request: HttpRequest) -> HttpResponse:
    person = scheduler(request)
    today = wall_at(clock.now(), ZoneInfo(person.time_zone)).date()
    text = example_csv(language=language(), zone=person.time_zone, today=today)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")

    response["Content-Disposition"] = 'attachment; filename="workshops.csv"'
    return response
