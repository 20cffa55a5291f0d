"""Joining: by a code that was read out, by a link that was sent, or by asking. No way ends without a next step."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from courses.domain import cohorts, requests
from courses.enums import RequestState
from courses.errors import AskFirst, UnknownCode
from courses.models import Cohort
from courses.queries.joining import cohort_by_token, place_of, request_of
from courses.queries.outline import Course, course_by_key
from courses.views.gate import progress_for, refuse_hidden
from lms.accounts.queries import person_in
from lms.content.queries.published import number_for
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience


@audience(Audience.EVERYBODY)
@require_http_methods(["GET", "HEAD"])
def with_code(request: HttpRequest) -> HttpResponse:
    """A form with one field. A code that is known leads on to its group."""
    typed = request.GET.get("code", "")[:60]
    error = ""
    if typed:
        try:
            return redirect("courses:join", cohorts.cohort_by_code(typed).token)
        except UnknownCode as unknown:
            error = str(unknown.message)
    context = {"typed": typed, "error": error}
    return render(request, "courses/join_code.html", context, status=UnknownCode.status if error else 200)


@audience(Audience.EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The group behind a link. Whoever has the link may know what course it is, also of a private one."""
    cohort = cohort_by_token(token)
    course = course_by_key(number_for(request), cohort.course_key) if cohort else None
    if cohort is None or course is None:
        raise Http404
    if request.method != "POST":
        return _join_page(request, cohort, course)
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    person, now = person_in(request), clock.now()
    try:
        cohorts.join_cohort(person=person, token=token, now=now)
    except AskFirst:
        return _ask(request, course, cohort)
    except DomainError as error:
        return _join_page(request, cohort, course, error=error)
    messages.success(request, gettext("You are in. The path of the course begins here."))
    return redirect(course.in_language(get_language() or "").path)


def _join_page(
    request: HttpRequest, cohort: Cohort | None, course: Course, *, error: DomainError | None = None
) -> HttpResponse:
    """``error`` says what does not work now. Full and ended groups say so before anybody presses a button."""
    now = clock.now()
    person = request.user if request.user.is_authenticated else None
    progress = progress_for(request, course)
    asked = request_of(person, course.key)
    is_in = bool(place_of(person, cohort)) if cohort else progress.is_enrolled
    context: dict[str, Any] = {
        "cohort": cohort,
        "course": course.in_language(get_language() or ""),
        "is_in": is_in,
        "asked": asked if asked and asked.state == RequestState.ASKED else None,
        "declined": asked if asked and asked.state == RequestState.DECLINED else None,
        "is_over": bool(cohort and cohorts.is_over(cohort, person, now)),
        "is_full": bool(cohort and cohorts.is_full(cohort)),
        "needs_approval": cohort.needs_approval if cohort else True,
        "error": error.message if error else "",
    }
    return render(request, "courses/join.html", context, status=error.status if error else 200)


@audience(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """Asking for a course that lets people in one by one. An open one needs no asking."""
    course = course_by_key(number_for(request), course_key)
    if course is None:
        raise Http404
    refuse_hidden(request, course)
    if course.terms.is_open or progress_for(request, course).is_enrolled:
        return redirect(course.in_language(get_language() or "").path)
    return _ask(request, course, None) if request.method == "POST" else _join_page(request, None, course)


def _ask(request: HttpRequest, course: Course, cohort: Cohort | None) -> HttpResponse:
    try:
        requests.ask_to_join(
            person=person_in(request),
            course_key=course.key,
            cohort=cohort,
            message=request.POST.get("message", ""),
            now=clock.now(),
        )
    except DomainError as error:
        return _join_page(request, cohort, course, error=error)
    messages.success(request, gettext("Your request is on its way. You get a mail with the answer."))
    return redirect(request.path)
