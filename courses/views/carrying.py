"""A course to take away: the file, or a page that says it is being made and looks again by itself."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from courses.domain.carrying import ask_for_course, make_again
from courses.enums import CarriedAs, InLanguages
from courses.models import CarriedCourse
from courses.queries.books import carried_course, wanted_languages
from courses.queries.outline import Course
from courses.views.gate import refuse_outsiders
from lms.content.queries.published import number_for
from lms.core.policy import Audience, audience

CONTENT_TYPES = {
    CarriedAs.HTML: "text/html; charset=utf-8",
    CarriedAs.EPUB: "application/epub+zip",
    CarriedAs.PDF: "application/pdf",
}


@audience(Audience.EVERYBODY)
@require_GET
def carry_away(request: HttpRequest, course_key: UUID, languages: str, form: str) -> HttpResponse:
    number = number_for(request)
    course = carried_course(number, course_key)
    if course is None or form not in CarriedAs.values or not _is_there(course, languages):
        raise Http404
    refuse_outsiders(request, course)
    carried = ask_for_course(course=course, number=number, form=CarriedAs(form), languages=languages)
    if carried is None:
        return _being_made(request, course)
    if not carried.file:
        context = {"course": course.in_language(get_language())}
        return render(request, "courses/carry/not_made.html", context)
    return _file(request, course, carried)


def _is_there(course: Course, languages: str) -> bool:
    return languages in (course.titles if len(course.titles) == 1 else InLanguages.values)


def _being_made(request: HttpRequest, course: Course) -> HttpResponse:
    context = {"course": course.in_language(get_language())}
    response = render(request, "courses/carry/being_made.html", context, status=202)
    response["Refresh"] = "2"
    return response


def _file(request: HttpRequest, course: Course, carried: CarriedCourse) -> HttpResponse:
    try:
        file = default_storage.open(carried.file)
    except OSError:
        make_again(carried=carried)
        return _being_made(request, course)
    slug = course.in_language(wanted_languages(carried.languages, course)[0]).path.rstrip("/").rpartition("/")[2]
    name = f"{slug}-{carried.languages}.{carried.form}"
    kind = CONTENT_TYPES[CarriedAs(carried.form)]
    response: HttpResponse = FileResponse(  # type: ignore[assignment]
        file, as_attachment=True, filename=name, content_type=kind
    )
    response["Cache-Control"] = "private, no-store"
    # A file of ours, and yet never a page of this site.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
