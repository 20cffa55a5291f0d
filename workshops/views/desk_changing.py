"""The trainer's desk: changing a session, how a series repeats, and ending one. Each shows what comes of it first."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.policy import Audience, audience
from workshops.domain.changing import may_be_changed
from workshops.domain.previewing import Outcome
from workshops.domain.scopes import change_sessions
from workshops.domain.series_changes import change_series, end_series
from workshops.forms.changing import ChangeForm, EndForm, RuleForm, SinceForm
from workshops.models import Series
from workshops.queries import desk as queries
from workshops.queries.sessions import said
from workshops.views.desk_gate import series_on_desk, session_on_desk
from workshops.views.desk_preview import Decision, decide, rule_preview, shown_of
from workshops.views.public import language


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """One session, or from it on."""
    session, now = session_on_desk(request, key), clock.now()
    series = session.series
    context: dict[str, Any] = {
        "session": session,
        "title": said(session, language()).title,
        "reader_zone": person_in(request).time_zone,
        "back": ("workshops_desk:session", session.key),
    }
    if not may_be_changed(session, now):
        return _stays(request, context)
    form = ChangeForm(request.POST or None, session=session, is_one_of_several=_repeats(series))

    def act() -> None:
        change_sessions(
            session=session,
            edit=form.edit,
            scope=form.chosen_scope,
            reason=form.cleaned_data.get("reason", ""),
            even_below_taken=form.cleaned_data["even_below_taken"],
            now=now,
        )

    decision = decide(request, form, series=series, act=act)
    if decision.is_done and decision.outcome:
        log(session, "workshops.change_session", user=request.user, data=_counts(decision.outcome))
        _say(request, decision.outcome)
        return redirect("workshops_desk:session", session.key)
    return _page(request, "workshops/desk/change_session.html", context, form, decision)


def _repeats(series: Series) -> bool:
    return series.rule.get("frequency", "once") != "once"


def _stays(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    status = 409 if request.method == "POST" else 200
    return render(request, "workshops/desk/change_not.html", context, status=status)


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def change_rule(request: HttpRequest, key: UUID) -> HttpResponse:
    """How a series repeats, for all that is to come of it or, with ``?since=``, from one session on."""
    series, now, person = series_on_desk(request, key), clock.now(), person_in(request)
    ahead = series.sessions.upcoming(now).filter(starts_at__gt=now, original_start__isnull=False)
    choice = SinceForm(request.GET or None, sessions=list(ahead))
    try:
        since = choice.chosen
    except KeyError as error:
        raise Http404 from error
    zones = queries.zones_to_compare(person)
    form = RuleForm(request.POST or None, series=series, since=since, zones=zones)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        change_series(series=series, plan=form.plan, since=since, reason=reason, now=now)

    decision = decide(request, form, series=series, act=act)
    if decision.is_done and decision.outcome:
        log(series, "workshops.change_series", user=request.user, data=_counts(decision.outcome))
        _say(request, decision.outcome)
        return redirect("workshops_desk:series", series.key)
    context = {
        "choice": choice,
        "since": since,
        "title": queries.title_of(series),
        "reader_zone": person.time_zone,
        "preview": rule_preview(form) if decision.outcome else None,
        "back": ("workshops_desk:series", series.key),
    }
    return _page(request, "workshops/desk/change_rule.html", context, form, decision)


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """A series of which no session is left is gone."""
    series, now = series_on_desk(request, key), clock.now()
    form = EndForm(request.POST or None)

    def act() -> None:
        end_series(series=series, reason=form.cleaned_data["reason"], now=now)

    decision = decide(request, form, series=series, act=act)
    if decision.is_done and decision.outcome:
        is_left = decision.outcome.is_series_left
        log(series, "workshops.end_series", user=request.user, data=_counts(decision.outcome), deleted=not is_left)
        _say(request, decision.outcome)
        return redirect("workshops_desk:series", series.key) if is_left else redirect("workshops_desk:desk")
    context = {
        "title": queries.title_of(series),
        "reader_zone": person_in(request).time_zone,
        "back": ("workshops_desk:series", series.key),
    }
    return _page(request, "workshops/desk/change_end.html", context, form, decision)


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], form: forms.Form, decision: Decision
) -> HttpResponse:
    zones = queries.zones_to_compare(person_in(request))
    context |= {
        "form": form,
        "shown": shown_of(decision.outcome, zones) if decision.outcome else None,
        "is_news": decision.is_news,
    }
    return render(request, template, context, status=400 if form.is_bound and form.errors else 200)


def _counts(outcome: Outcome) -> dict[str, int]:
    parts = ("changed", "made", "cancelled", "deleted")
    return {part: len(getattr(outcome, part)) for part in parts if getattr(outcome, part)}


def _say(request: HttpRequest, outcome: Outcome) -> None:
    if outcome.is_nothing:
        messages.info(request, gettext("Nothing was different: all is as it was, and nobody is told."))
        return
    told = ngettext("It is done. %(count)s person is told.", "It is done. %(count)s people are told.", outcome.people)
    messages.success(request, told % {"count": outcome.people})
