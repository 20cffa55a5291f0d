"""The certificate of attendance, for who took part and for nobody else."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.accounts.models import Person
from lms.accounts.queries import person_in
from lms.content.enums import Language
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.exports.attendance_certificate import Certified, attendance_certificate
from workshops.queries.certificates import (
    TookPart,
    attended_series,
    attended_session,
    took_part_in_series,
    took_part_in_session,
)
from workshops.views.public import language


@audience(Audience.SIGNED_IN)
@never_cache
@require_safe
def of_session(request: HttpRequest, key: UUID) -> HttpResponse:
    return _page(request, _session(person_in(request), key, language()), "workshops:session_certificate_pdf", key)


@audience(Audience.SIGNED_IN)
@never_cache
@require_safe
def of_series(request: HttpRequest, key: UUID) -> HttpResponse:
    return _page(request, _series(person_in(request), key, language()), "workshops:series_certificate_pdf", key)


@audience(Audience.SIGNED_IN)
@never_cache
@require_safe
def session_pdf(request: HttpRequest, key: UUID, wanted: str) -> HttpResponse:
    person = person_in(request)
    return _pdf(request, person, _session(person, key, _known(wanted)), wanted, "workshops:session_certificate")


@audience(Audience.SIGNED_IN)
@never_cache
@require_safe
def series_pdf(request: HttpRequest, key: UUID, wanted: str) -> HttpResponse:
    person = person_in(request)
    return _pdf(request, person, _series(person, key, _known(wanted)), wanted, "workshops:series_certificate")


def _session(person: Person, key: UUID, wanted: str) -> TookPart:
    session = attended_session(person, key)
    what = took_part_in_session(person, session, wanted) if session else None
    if what is None:
        raise Http404
    return what


def _series(person: Person, key: UUID, wanted: str) -> TookPart:
    series = attended_series(person, key)
    what = took_part_in_series(person, series, wanted) if series else None
    if what is None:
        raise Http404
    return what


def _known(wanted: str) -> str:
    if wanted not in Language.values:
        raise Http404
    return wanted


def _page(request: HttpRequest, what: TookPart, route: str, key: UUID) -> HttpResponse:
    """Their own language first."""
    person = person_in(request)
    order = sorted(Language, key=lambda one: one != person.language)
    files = [(one.value, one.label, reverse(route, args=[key, one.value])) for one in order]
    context = {"what": what, "holder": person.chosen_name, "files": files}
    return render(request, "workshops/certificates/page.html", context)


def _pdf(request: HttpRequest, person: Person, what: TookPart, wanted: str, page: str) -> HttpResponse:
    key = request.resolver_match.kwargs["key"] if request.resolver_match else ""
    if not person.chosen_name:
        return redirect(page, key)
    try:
        content = attendance_certificate(Certified(person.chosen_name, what, clock.now(), wanted))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(page, key)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{what.first:%Y-%m-%d}-{wanted}.pdf"'
    return response
