"""Inside the editor, at /cms/teaching/: on which terms one learns a course, and who learns it together."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.log_actions import log

from courses.domain.cohorts import save_cohort
from courses.domain.terms import NewCourseTerms, NewUnitTerms, set_terms
from courses.enums import EnrolmentPolicy, RuleKind
from courses.forms import Choices, CohortForm, CourseTermsForm, UnitTermsForm
from courses.models import Cohort
from courses.queries.outline import Course, Unit, catalogue
from courses.queries.teaching import cohorts_of, courses_managed_by, members_of
from courses.queries.terms import Rule
from lms.accounts.queries import person_in
from lms.content.queries.pages import live_page_with_key
from lms.content.queries.published import number_for
from lms.core.errors import DomainError
from lms.core.moments import zone_of
from lms.core.policy import Audience, audience


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _course(request: HttpRequest, key: UUID) -> Course:
    managed = courses_managed_by(person_in(request), number_for(request))
    course = next((course for course in managed if course.key == key), None)
    if course is None:
        raise Http404
    return course


@audience(Audience.STAFF)
@require_safe
def course_list(request: HttpRequest) -> HttpResponse:
    managed = courses_managed_by(person_in(request), number_for(request))
    rows = [{"course": course, "place": course.in_language(_language())} for course in managed]
    return render(request, "courses/teaching/list.html", {"rows": rows})


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def course_terms(request: HttpRequest, course_key: UUID) -> HttpResponse:
    course, language = _course(request, course_key), _language()
    terms = course.terms
    initial = {
        "enrolment": terms.enrolment,
        "is_private": terms.is_private,
        "due_after_days": terms.due_after_days,
        "needs": [str(key) for key in terms.needs],
    }
    others = [one for one in catalogue(number_for(request)) if one.key != course.key]
    needs = [(str(one.key), one.in_language(language).title) for one in others]
    form = CourseTermsForm(request.POST or None, initial=initial, needs=needs)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        new = NewCourseTerms(
            enrolment=EnrolmentPolicy(wanted["enrolment"]),
            is_private=wanted["is_private"],
            due_after_days=wanted["due_after_days"],
            needs=frozenset(map(UUID, wanted["needs"])),
        )
        if _set(request, form, course, course_terms=new):
            return redirect("teaching:course", course.key)
    context = {
        "course": course,
        "place": course.in_language(language),
        "form": form,
        "units": [{"unit": unit, "place": unit.in_language(language)} for unit in course.units],
        "cohorts": cohorts_of(course.key),
    }
    return render(request, "courses/teaching/course.html", context)


def _set(
    request: HttpRequest,
    form: Any,
    course: Course,
    *,
    course_terms: NewCourseTerms | None = None,
    units: dict[UUID, NewUnitTerms] | None = None,
) -> bool:
    """Stores the terms; what cannot be so is said in the form."""
    try:
        set_terms(course_key=course.key, course=course_terms, units=units)
    except DomainError as error:
        form.add_error(None, str(error.message))
        return False
    page = live_page_with_key(number_for(request), course.key, course.original_language)
    log(page, "courses.set_terms", user=request.user, data={})
    messages.success(request, gettext("The terms are set. They hold from now on; nothing that is done is taken away."))
    return True


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_terms(request: HttpRequest, course_key: UUID, unit_key: UUID) -> HttpResponse:
    course, language = _course(request, course_key), _language()
    unit = next((unit for unit in course.units if unit.key == unit_key), None)
    if unit is None:
        raise Http404
    zone = zone_of(person_in(request).time_zone)
    form = UnitTermsForm(
        request.POST or None,
        initial=_initial(unit, zone),
        kind=unit.kind,
        needs=_needs_of(request, course, unit, language),
        zone=zone,
    )
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        rules = tuple(
            Rule(RuleKind(kind), wanted["attended"] if kind == RuleKind.ATTENDED else "") for kind in wanted["rules"]
        )
        new = NewUnitTerms(
            opens_at=wanted["opens_at"],
            opens_after_days=wanted["opens_after_days"],
            due_after_days=wanted["due_after_days"],
            rules=rules,
            needs=frozenset(map(UUID, wanted["needs"])),
        )
        if _set(request, form, course, units={unit.key: new}):
            return redirect("teaching:course", course.key)
    context = {"course": course, "place": unit.in_language(language), "form": form, "zone": zone}
    return render(request, "courses/teaching/unit.html", context)


def _initial(unit: Unit, zone: Any) -> dict[str, Any]:
    terms = unit.terms
    attended = next((rule.object_key for rule in terms.own_rules if rule.object_key), "")
    return {
        "opens_at": terms.opens_at.astimezone(zone).replace(tzinfo=None) if terms.opens_at and zone else terms.opens_at,
        "opens_after_days": terms.opens_after_days,
        "due_after_days": terms.due_after_days,
        "needs": [str(key) for key in terms.needs],
        "rules": [rule.kind for rule in terms.own_rules],
        "attended": attended,
    }


def _needs_of(request: HttpRequest, course: Course, unit: Unit, language: str) -> Choices:
    """The units of the same course first, then every other course with its units."""
    same = [(str(one.key), one.in_language(language).title) for one in course.units if one.key != unit.key]
    choices: Choices = [(course.in_language(language).title, same)] if same else []
    for other in catalogue(number_for(request)):
        if other.key != course.key:
            title = other.in_language(language).title
            whole = gettext("The whole course: %(title)s") % {"title": title}
            units = [(str(one.key), one.in_language(language).title) for one in other.units]
            choices.append((title, [(str(other.key), whole), *units]))
    return choices


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def cohort(request: HttpRequest, course_key: UUID, pk: int | None = None) -> HttpResponse:
    course = _course(request, course_key)
    known = get_object_or_404(cohorts_of(course.key), pk=pk) if pk else None
    form = CohortForm(request.POST or None, initial=_cohort_initial(known))
    if request.method == "POST" and form.is_valid():
        try:
            kept = save_cohort(course_key=course.key, cohort=known, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            log(kept, "courses.save_cohort", user=request.user, data={})
            messages.success(request, gettext("The cohort is kept. Its code and its link stay the same."))
            return redirect("teaching:cohort", course.key, kept.pk)
    context = {
        "course": course,
        "place": course.in_language(_language()),
        "form": form,
        "cohort": known,
        "links": _links(known) if known else [],
        "members": members_of(known) if known else [],
    }
    return render(request, "courses/teaching/cohort.html", context)


def _cohort_initial(known: Cohort | None) -> dict[str, Any]:
    if known is None:
        return {}
    return {
        "name": known.name,
        "starts_on": known.starts_on,
        "ends_on": known.ends_on,
        "capacity": known.capacity,
        "needs_approval": known.needs_approval,
        "trainers": "\n".join(person.email for person in known.trainers.all()),
    }


def _links(known: Cohort) -> list[str]:
    """One in each language: whoever follows it reads the page in that one."""
    links = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            links.append(settings.SITE_URL + reverse("courses:join", args=[known.token]))
    return links
