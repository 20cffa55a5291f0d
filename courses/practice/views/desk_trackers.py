"""Connecting ticket systems: by administrators and the support team. Secrets are typed in and never shown again."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.log_actions import log

from courses.practice.domain import mirroring, source_settings
from courses.practice.domain.source_settings import Reached
from courses.practice.forms.trackers import TrackerForm, initial_of
from courses.practice.models import TrackerSource
from courses.practice.queries.desk import sources
from courses.practice.rules.access import may_open_desk
from courses.practice.trackers.port import Action, Check, NoSuchTicket, NotAllowed
from courses.practice.views.desk_gate import NOTHING_THERE, sets_trackers, silence_in_words, source_for
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private

__all__ = ["check", "tracker", "trackers"]

ACCESS_ADVICE = _("Look at the account and its rights, type the password or token in again, save, and test once more.")
ADDRESS_ADVICE = _(
    "Does the ticket system run, and does its address open in a browser? Does the kind fit? A host of your own network must "
    "be named in EGRESS_ALLOW."
)
SECRET_ADVICE = _("A password or token is never shown again: type it in once more before you save.")


@private(Audience.STAFF)
@require_safe
def trackers(request: HttpRequest) -> HttpResponse:
    context = {
        "is_desk": bool(may_open_desk(sets_trackers(request))),
        "sources": [(one, silence_in_words(one.last_failure)) for one in sources()],
    }
    return render(request, "practice/desk/trackers.html", context)


@private(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def tracker(request: HttpRequest, key: UUID | None = None) -> HttpResponse:
    sets_trackers(request)
    source = source_for(request, key) if key else None
    if request.method != "POST":
        return _page(request, source, TrackerForm(initial=initial_of(source) if source else None))
    form, advice = TrackerForm(request.POST), _advice_on_secrets(request)
    if not form.is_valid():
        return _page(request, source, form, advice=advice, status=400)
    try:
        kept = source_settings.save_source(source=source, reached=Reached(**form.cleaned_data), now=clock.now())
    except DomainError as error:
        return _page(request, source, form, error=str(error.message), advice=advice, status=error.status)
    log(kept, "practice.save_tracker", user=request.user, data={})
    messages.success(request, gettext("Saved. Now test the connection."))
    return redirect("practice_desk:tracker", kept.key)


@private(Audience.STAFF)
@require_POST
def check(request: HttpRequest, key: UUID) -> HttpResponse:
    """Signs in at the tracker and tells what the access may do, and what it may do too much of."""
    source = source_for(request, key)
    try:
        found = source_settings.check_source(source)
        closing = source_settings.closing_actions(source)
    except DomainError as error:
        advice = ACCESS_ADVICE if isinstance(error, NotAllowed) else ADDRESS_ADVICE
        form = TrackerForm(initial=initial_of(source))
        words = NOTHING_THERE if isinstance(error, NoSuchTicket) else error.message
        return _page(request, source, form, error=str(words), advice=str(advice), status=200)
    if not found.missing:
        mirroring.wake(source)
    return _page(request, source, TrackerForm(initial=initial_of(source)), found=found, closing=closing)


def _advice_on_secrets(request: HttpRequest) -> str:
    """A page never says again what was typed in as a secret."""
    return str(SECRET_ADVICE) if request.POST.get("secret") or request.POST.get("hook_secret") else ""


def _page(
    request: HttpRequest,
    source: TrackerSource | None,
    form: forms.Form,
    *,
    found: Check | None = None,
    closing: Sequence[Action] = (),
    error: str = "",
    advice: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "source": source,
        "form": form,
        "found": found,
        "closing": closing,
        "hook": request.build_absolute_uri(f"/hooks/trackers/{source.key}/") if source else "",
        "heading": source.name if source else _("New ticket system"),
        "error": error,
        "advice": advice,
    }
    return render(request, "practice/desk/tracker.html", context, status=status)
