"""The drift report, in the editor at /cms/drift/, and its two numbers on the editor's home."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lms.content.enums import Language, SegmentState
from lms.content.exports.drift_csv import write_csv
from lms.content.queries import report
from lms.content.queries.published import number_for
from lms.core import clock
from lms.core.policy import Audience, audience

ON_A_PAGE = 50
LONGEST = 100


@require_safe
@audience(Audience.STAFF)
def drift_report(request: HttpRequest) -> HttpResponse:
    wanted = _wanted(request)
    number, now = number_for(request), clock.now().replace(second=0, microsecond=0)
    page = Paginator(report.waiting(number, wanted), ON_A_PAGE).get_page(request.GET.get("p"))
    query = request.GET.copy()
    query.pop("p", None)
    context = {
        "rows": [_shown(entry, now, get_language()) for entry in report.entries(page.object_list)],
        "page": page,
        "query": query.urlencode(),
        "wanted": wanted,
        "house": report.house(number),
        "names": {code: Language(code).label for code in Language.values},
        "languages": Language.choices,
        "states": SegmentState.choices,
        "owners": report.owners(number),
    }
    return render(request, "content/translation/report.html", context)


class Shown(NamedTuple):
    """One row of the table, in words."""

    key: UUID
    title: str
    path: str
    language: str
    language_name: str
    is_published: bool
    coverage: int
    stale: int
    missing: int
    minor: int
    fresh: int
    words: int
    waiting: str
    owner: str


def _shown(entry: report.Entry, now: datetime, active: str | None) -> Shown:
    return Shown(
        entry.key,
        entry.title,
        entry.path,
        entry.language,
        str(Language(entry.language).label),
        entry.is_published,
        entry.coverage,
        entry.stale,
        entry.missing,
        entry.minor,
        entry.fresh,
        entry.words,
        _waiting(entry.since, now, active) if entry.since else "",
        entry.owner,
    )


@lru_cache(maxsize=500)
def _waiting(since: datetime, now: datetime, active: str | None) -> str:
    """In the ``active`` language. ``now`` is a whole minute: nothing smaller is said."""
    return timesince(since, now)


@require_safe
@audience(Audience.STAFF)
def drift_table(request: HttpRequest) -> HttpResponse:
    text = write_csv(report.entries(report.waiting(number_for(request), _wanted(request))))
    headers = {"Content-Disposition": 'attachment; filename="translations.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _wanted(request: HttpRequest) -> report.Wanted:
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:LONGEST] for name in ("language", "state", "owner")}
    return report.Wanted(**asked, words=request.GET.get("words", "").replace("\x00", "")[:LONGEST])
