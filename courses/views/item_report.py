"""Inside the editor: how the questions of a quiz fare in each language."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from courses.exports.item_report_csv import write_csv
from courses.queries.item_report import FEWEST, item_report, quizzes_reported_to
from courses.queries.outline import Course, Unit
from lms.accounts.queries import person_in
from lms.content.enums import Language
from lms.content.queries.published import number_for
from lms.core.policy import Audience, audience


@audience(Audience.STAFF)
@require_safe
def quiz_list(request: HttpRequest) -> HttpResponse:
    language = _language()
    rows = [
        {"course": course.in_language(language), "unit": unit.in_language(language), "key": unit.key}
        for course, unit in quizzes_reported_to(person_in(request), number_for(request))
    ]
    return render(request, "courses/quizzes/list.html", {"rows": rows})


@audience(Audience.STAFF)
@require_safe
def quiz_report(request: HttpRequest, page_key: UUID) -> HttpResponse:
    course, unit = _quiz(request, page_key)
    language = _language()
    rows = [{"row": row, "prompt": row.prompt(language)} for row in item_report(unit.key)]
    context = {
        "key": unit.key,
        "course": course.in_language(language),
        "place": unit.in_language(language),
        "rows": rows,
        "names": [Language(code).label for code in Language.values],
        "suspects": sum(one["row"].is_suspect for one in rows),  # type: ignore[attr-defined]
        "fewest": FEWEST,
    }
    return render(request, "courses/quizzes/report.html", context)


@audience(Audience.STAFF)
@require_safe
def quiz_table(request: HttpRequest, page_key: UUID) -> HttpResponse:
    _course, unit = _quiz(request, page_key)
    text = write_csv(item_report(unit.key), language=_language())
    headers = {"Content-Disposition": 'attachment; filename="questions.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _quiz(request: HttpRequest, key: UUID) -> tuple[Course, Unit]:
    """404 for what is no published quiz, and for everybody who does not manage its course."""
    found = quizzes_reported_to(person_in(request), number_for(request))
    pair = next((pair for pair in found if pair[1].key == key), None)
    if pair is None:
        raise Http404
    return pair


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
