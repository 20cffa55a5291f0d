"""Inside the editor, at /cms/workshops/: the trainer's desk. What needs a decision comes first."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.log_actions import log

from lms.accounts.models import Person
from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.moments import place_name
from lms.core.policy import Audience, audience
from lms.core.walls import DoubledTime, SkippedTime, wall_at
from workshops.domain import cancellations, scheduling, session_states
from workshops.domain.changing import may_be_changed
from workshops.enums import Frequency
from workshops.forms.series import SeriesForm
from workshops.queries import desk as queries
from workshops.queries.people import waiting_for_an_answer
from workshops.queries.sessions import said, seats_of, staff_of
from workshops.views.desk_front import front
from workshops.views.desk_gate import scheduler, series_on_desk, session_on_desk
from workshops.views.desk_preview import rule_preview
from workshops.views.public import language, rows_of

SHOWN_ON_DESK = 40


@audience(Audience.STAFF)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    person, now = scheduler(request), clock.now()
    today = wall_at(now, ZoneInfo(person.time_zone)).date()
    year, month = _month_asked(request, today)
    first = date(year, month, 1)
    sessions = list(queries.drafts_first(queries.sessions_managed_by(person), now)[:SHOWN_ON_DESK])
    context = {
        "rows": rows_of(sessions, language()),
        "series": queries.with_counts(queries.series_managed_by(person), now)[:SHOWN_ON_DESK],
        "weeks": queries.month_of(person, year, month, today=today),
        "month": first,
        "before": first - timedelta(days=1),
        "after": (first + timedelta(days=31)).replace(day=1),
        "reader_zone": person.time_zone,
        "requests": rows_of(list(waiting_for_an_answer(person, now)[:SHOWN_ON_DESK]), language()),
        "front": front(request, person, now),
    }
    return render(request, "workshops/desk/desk.html", context)


def _month_asked(request: HttpRequest, today: date) -> tuple[int, int]:
    """``?month=2027-03``; anything else is this month."""
    try:
        asked = date.fromisoformat(f"{request.GET.get('month', '')[:7]}-01")
    except ValueError:
        asked = today
    return (asked.year, asked.month) if 2000 <= asked.year <= 2100 else (today.year, today.month)


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def new_series(request: HttpRequest) -> HttpResponse:
    """The form; what would come of it; and then the sessions. Without scripts."""
    person = scheduler(request)
    initial = {"zone": person.time_zone, "original_language": person.language, "frequency": Frequency.WEEKLY, "nth": 1}
    form = SeriesForm(request.POST or None, initial=initial, zones=queries.zones_to_compare(person))
    preview: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            preview = rule_preview(form)
            if request.POST.get("do") == "make":
                return _made(request, form, person)
        except (SkippedTime, DoubledTime) as error:
            form.add_error("fold" if isinstance(error, DoubledTime) else "starts_time", str(error.message))
            preview = None
        except DomainError as error:
            form.add_error(None, str(error.message))
            preview = None
    context = {"form": form, "preview": preview, "wants_change": request.POST.get("do") == "change"}
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "workshops/desk/new_series.html", context, status=status)


def _made(request: HttpRequest, form: SeriesForm, person: Person) -> HttpResponse:
    series = scheduling.create_series(
        plan=form.plan,
        words=form.words,
        original_language=form.cleaned_data["original_language"],
        organisers=[person],
        chapter=form.cleaned_data["chapter"],
        now=clock.now(),
    )
    log(series, "workshops.create_series", user=request.user, data={})
    messages.success(request, gettext("The sessions are made. Nobody sees them until you announce them."))
    return redirect("workshops_desk:series", series.key)


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def series_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """A series and its sessions. POST announces every draft that is still to come."""
    series = series_on_desk(request, key)
    person, now = person_in(request), clock.now()
    if request.method == "POST":
        count = session_states.announce_series(series=series, now=now)
        log(series, "workshops.announce_series", user=request.user, data={"sessions": count})
        text = ngettext("%(count)s session is announced.", "%(count)s sessions are announced.", count)
        messages.success(request, text % {"count": count})
        return redirect("workshops_desk:series", series.key)
    sessions = list(queries.sessions_managed_by(person).filter(series=series).order_by("starts_at"))
    context = {
        "series": series,
        "title": queries.title_of(series),
        "rows": rows_of(sessions, language()),
        "has_more": any(one.ends_at > now and one.state != "cancelled" for one in sessions),
        "drafts": sum(one.state == "draft" and one.ends_at > now for one in sessions),
        "reader_zone": person.time_zone,
        "place": place_name(series.zone),
    }
    return render(request, "workshops/desk/series.html", context)


@audience(Audience.STAFF)
@require_safe
def session_desk(request: HttpRequest, key: UUID) -> HttpResponse:
    session, now = session_on_desk(request, key), clock.now()
    context = {
        "session": session,
        "words": said(session, language()),
        "seats": seats_of([session])[session.pk],
        "staff": list(staff_of(session)),
        "reader_zone": person_in(request).time_zone,
        "is_over": session.ends_at <= now,
        "may_change": may_be_changed(session, now),
    }
    return render(request, "workshops/desk/session.html", context)


@audience(Audience.STAFF)
@require_POST
def change_state(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """Announce, cancel with a reason, restore. Confirming asks for who is needed: that has a form of its own."""
    session, now = session_on_desk(request, key), clock.now()
    try:
        match act:
            case "announce":
                session_states.announce_session(session=session, now=now)
                text = gettext("The session is announced: people can find it and register.")
            case "cancel":
                reason = request.POST.get("reason", "")
                cancellations.call_off(session=session, reason=reason, now=now)
                text = gettext("The session is cancelled. Registrations and roles are kept in case you restore it.")
            case "restore":
                session_states.restore_session(session=session, now=now)
                text = gettext("The session takes place after all, with everybody who was registered.")
            case _:
                raise Http404
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        log(session, f"workshops.{act}_session", user=request.user, data={})
        messages.success(request, text)
    return redirect("workshops_desk:session", session.key)
