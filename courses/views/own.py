"""What somebody sees of their own course: their dates, and why a unit is not complete."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from courses.domain import dates
from courses.queries.dates import due_dates
from courses.queries.evidence import evidence_of
from courses.queries.outline import Course, Unit, course_by_key, course_of_unit
from courses.queries.progress import Progress, progress_in
from courses.rules.learning import Checked, LockKind, check_rules, locks_on
from courses.views.gate import places, progress_for, refuse_hidden
from lms.accounts.models import Person
from lms.accounts.queries import person_in
from lms.content.queries.published import number_for
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience

WEEK = 7


def _enrolled(request: HttpRequest, course_key: UUID) -> tuple[Course, Progress]:
    course = course_by_key(number_for(request), course_key)
    progress = progress_for(request, course) if course else None
    if course is None or progress is None or not progress.is_enrolled:
        raise Http404
    return course, progress


@audience(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def own_dates(request: HttpRequest, course_key: UUID) -> HttpResponse:
    course, progress = _enrolled(request, course_key)
    person, now = person_in(request), clock.now()
    error = ""
    if request.method == "POST":
        try:
            if "move" in request.POST:
                dates.move_dates(person=person, course_key=course.key, days=WEEK, now=now)
            else:
                dates.set_dates(person=person, course_key=course.key, dates=_dates_in(request), now=now)
        except DomainError as refused:
            error = str(refused.message)
        else:
            messages.success(request, gettext("Your dates are kept. Move them whenever you like."))
            return redirect("courses:dates", course.key)
    shown = due_dates(person, [progress])
    language = get_language() or ""
    context = {
        "course": course.in_language(language),
        "course_key": course.key,
        "course_due": _typed_or(request, course.key, shown),
        "asks_course": progress.completed_at is None,
        "units": [
            {"key": unit.key, "place": unit.in_language(language), "on": _typed_or(request, unit.key, shown)}
            for unit in progress.missing
        ],
        "has_dates": bool(shown),
        "error": error,
    }
    return render(request, "courses/dates.html", context, status=400 if error else 200)


def _typed_or(request: HttpRequest, key: UUID, shown: dict[UUID, Any]) -> str:
    typed = request.POST.get(f"on-{key}")
    if typed is not None:
        return typed
    return shown[key].on.isoformat() if key in shown else ""


def _dates_in(request: HttpRequest) -> dict[UUID, date | None]:
    found: dict[UUID, date | None] = {}
    for name, raw in request.POST.items():
        if name.startswith("on-"):
            try:
                found[UUID(name[3:])] = date.fromisoformat(str(raw)) if raw else None
            except ValueError as error:
                raise DomainError(gettext("One of the dates cannot be read. Write it as year-month-day.")) from error
    return found


@audience(Audience.SIGNED_IN)
@require_safe
def why(request: HttpRequest, unit_key: UUID) -> HttpResponse:
    """Which rules of a unit the person met, shown by what, and which are missing."""
    number = number_for(request)
    course = course_of_unit(number, unit_key)
    if course is None:
        raise Http404
    refuse_hidden(request, course)
    return _why_page(request, course, course.units[course.position(unit_key)], person_in(request))


@audience(Audience.ADMIN)
@require_safe
def why_for(request: HttpRequest, unit_key: UUID, person: int) -> HttpResponse:
    """The same about somebody else, for administrators: there is no log yet that would tell the person who looked."""
    course = course_of_unit(number_for(request), unit_key)
    if course is None:
        raise Http404
    about = get_object_or_404(Person, pk=person)
    return _why_page(request, course, course.units[course.position(unit_key)], about)


def _why_page(request: HttpRequest, course: Course, unit: Unit, person: Person) -> HttpResponse:
    language, now = get_language() or "", clock.now()
    progress = progress_in(person, course)
    checked: tuple[Checked, ...] = check_rules(unit, evidence_of(person.pk, unit))
    known = places(number_for(request), language)
    locks = locks_on(unit, progress, now)
    opened = progress.by_unit.get(unit.key)
    context = {
        "course": course.in_language(language),
        "unit": unit.in_language(language),
        "about": person if person.pk != request.user.pk else None,
        "done_at": opened.done_at if opened else None,
        "checked": checked,
        "needs": [known[lock.key] for lock in locks if lock.key in known],
        "opens_at": next((lock.at for lock in locks if lock.kind == LockKind.OPENS), None),
        "must_join": any(lock.kind == LockKind.JOIN for lock in locks),
        "reader_zone": getattr(request.user, "time_zone", ""),
    }
    return render(request, "courses/why.html", context)
