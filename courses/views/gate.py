"""The gate before a unit: what is not open says why, and what one can do meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language

from courses.domain.guests import done_as_guest
from courses.domain.learning import terms_matter
from courses.queries.outline import Course, Place, Unit, catalogue, course_of_unit
from courses.queries.progress import Progress, progress_in
from courses.queries.teaching import sees
from courses.rules.learning import Lock, LockKind, locks_on
from lms.content.queries.published import number_for, remember
from lms.content.views.pages import page_language_links
from lms.core import clock

Server = Callable[[HttpRequest, Any], HttpResponse]


def progress_for(request: HttpRequest, course: Course) -> Progress:
    """The visitor's progress in a course, asked for once a request."""
    known: dict[Any, Progress] = request.__dict__.setdefault("course_progress", {})
    if course.key not in known:
        known[course.key] = progress_in(request.user, course)
    return known[course.key]


def refuse_hidden(request: HttpRequest, course: Course) -> None:
    """404 where the course is private and the visitor is not in it. No query otherwise."""
    if course.terms.is_private:
        is_enrolled = progress_for(request, course).is_enrolled
        if not sees(request.user, course, is_enrolled=is_enrolled):
            raise Http404


def is_inside(request: HttpRequest, course: Course) -> bool:
    """Whether the visitor may have what stands in the course: anybody, or where one joins by asking those who did."""
    return (
        course.terms.is_open
        or progress_for(request, course).is_enrolled
        or (getattr(request.user, "is_staff", False) and sees(request.user, course, is_enrolled=False))
    )


def refuse_outsiders(request: HttpRequest, course: Course) -> None:
    """404 for those who were not let in. No query where anybody may begin."""
    if not is_inside(request, course):
        raise Http404


def locks_for(request: HttpRequest, course: Course, unit: Unit, now: datetime) -> list[Lock]:
    """Whoever may enter the editor reads everything; what they have not opened they still cannot finish."""
    if not terms_matter(course, unit) or getattr(request.user, "is_staff", False):
        return []
    progress = progress_for(request, course)
    guest = frozenset() if request.user.is_authenticated else frozenset(done_as_guest(request.session))
    return locks_on(unit, progress, now, also_done=guest)


def gated(server: Server) -> Server:
    """Before the server of a unit's page. A preview has no gate."""

    @wraps(server)
    def guarded(request: HttpRequest, page: Any) -> HttpResponse:
        course = course_of_unit(number_for(request), page.translation_key)
        if course is None or getattr(request, "is_preview", False):
            return server(request, page)
        refuse_hidden(request, course)
        unit = course.units[course.position(page.translation_key)]
        now = clock.now()
        locks = locks_for(request, course, unit, now)
        return _closed(request, page, course, unit, locks, now) if locks else server(request, page)

    return guarded


@dataclass(frozen=True)
class First:
    """One reason on the page of a closed unit: what comes first, and where that is."""

    kind: LockKind
    place: Place | None = None
    at: datetime | None = None


def _closed(
    request: HttpRequest, page: Any, course: Course, unit: Unit, locks: list[Lock], now: datetime
) -> HttpResponse:
    language, number = get_language() or "", number_for(request)
    known = places(number, language)
    context = {
        "page": page,
        "course": course,
        "course_link": course.in_language(language),
        "unit": unit,
        "firsts": [First(lock.kind, known.get(lock.key) if lock.key else None, lock.at) for lock in locks],
        "next_place": _next_open(request, course, unit, now),
        "join_href": reverse("courses:ask", args=[course.key]),
        "reader_zone": getattr(request.user, "time_zone", ""),
        "language_links": page_language_links(request, page),
    }
    response = render(request, "courses/locked.html", context)
    add_never_cache_headers(response)  # tomorrow it may be open
    return response


def places(number: int, language: str) -> dict[Any, Place]:
    def build() -> dict[Any, Place]:
        courses = {course.key: course.in_language(language) for course in catalogue(number)}
        return courses | {unit.key: unit.in_language(language) for course in catalogue(number) for unit in course.units}

    return remember(number, ("courses.places", language), build)


def _next_open(request: HttpRequest, course: Course, closed: Unit, now: datetime) -> Place | None:
    """The first unit that is open and not done: something to do meanwhile."""
    progress = progress_for(request, course)
    for unit in course.units:
        is_ahead = unit.key != closed.key and not progress.is_done(unit)
        if is_ahead and not locks_for(request, course, unit, now):
            return unit.in_language(get_language() or "")
    return None
