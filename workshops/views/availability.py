"""When somebody has time, on their own clock, and what they can do."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.moments import place_name, zone_of
from lms.core.policy import Audience, audience
from workshops.domain import availability as domain
from workshops.forms.availability import AvailabilityForm, ExceptionForm, initial_of
from workshops.queries.availability import exceptions_of, said_by, skills_of


@audience(Audience.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def availability(request: HttpRequest) -> HttpResponse:
    person = person_in(request)
    if request.method != "POST":
        said = said_by([person.pk])[person.pk]
        return _page(request, AvailabilityForm(initial=initial_of(said.weekly, skills_of(person.pk))))
    form = AvailabilityForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        domain.say_what_i_can(person=person, weekly=form.weekly, skills=form.skills)
    except DomainError as error:
        return _page(request, form, error=error, status=error.status)
    messages.success(request, gettext("That is kept. You are asked only for what you can do, when you have time."))
    return redirect("workshops:availability")


@audience(Audience.SIGNED_IN)
@require_POST
def add_exception(request: HttpRequest) -> HttpResponse:
    person, form = person_in(request), ExceptionForm(request.POST)
    said = said_by([person.pk])[person.pk]
    pattern = AvailabilityForm(initial=initial_of(said.weekly, skills_of(person.pk)))
    if not form.is_valid():
        return _page(request, pattern, exception=form, status=400)
    try:
        given = form.cleaned_data
        domain.add_exception(
            person=person,
            first_on=given["first_on"],
            last_on=given["last_on"],
            is_available=bool(given["is_available"]),
            now=clock.now(),
        )
    except DomainError as error:
        return _page(request, pattern, exception=form, error=error, status=error.status)
    messages.success(request, gettext("These days are kept."))
    return redirect("workshops:availability")


@audience(Audience.SIGNED_IN)
@require_POST
def drop_exception(request: HttpRequest, number: int) -> HttpResponse:
    if not domain.drop_exception(person=person_in(request), number=number):
        raise Http404
    messages.success(request, gettext("These days count like any others again."))
    return redirect("workshops:availability")


def _page(
    request: HttpRequest,
    form: AvailabilityForm,
    *,
    exception: ExceptionForm | None = None,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    person = person_in(request)
    zone = zone_of(person.time_zone)
    today = clock.now().astimezone(zone).date() if zone else clock.now().date()
    context: dict[str, Any] = {
        "form": form,
        "exception": exception or ExceptionForm(),
        "exceptions": exceptions_of(person.pk, today),
        "place": place_name(person.time_zone),
        "error": error.message if error else "",
    }
    return render(request, "workshops/availability.html", context, status=status)
