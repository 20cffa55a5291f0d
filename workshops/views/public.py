"""The list of workshops, a series, and one session: for everybody, without scripts."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lms.core import clock
from lms.core.policy import Audience, audience
from lms.core.walls import wall_at
from workshops.domain.leaving import last_cancel
from workshops.domain.offer_links import offer_token
from workshops.domain.registering import CHANGEABLE
from workshops.enums import RegistrationState, SessionState
from workshops.forms.filter import SessionFilter
from workshops.models import Session
from workshops.queries.lines import place_in_line, priorities_of
from workshops.queries.questions import questions_of
from workshops.queries.sessions import (
    in_language,
    listed_upcoming,
    public_by_key,
    registration_of,
    said,
    seats_of,
    series_with_words,
    staff_of,
    visible_to,
    with_words,
)

SHOWN = 60
DOOR = timedelta(minutes=30)  # how long before the start the link of the meeting is shown


@audience(Audience.EVERYBODY)
@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Narrowed by one form over GET."""
    form = SessionFilter(request.GET)
    found = form.narrow(listed_upcoming(clock.now()))
    sessions = list(found[:SHOWN])
    months: list[tuple[str, list[dict[str, Any]]]] = []
    for row in rows_of(sessions, language()):
        month = date_format(wall_of(row["session"], zone_of_reader(request)), "YEAR_MONTH_FORMAT")
        if not months or months[-1][0] != month:
            months.append((month, []))
        months[-1][1].append(row)
    context = {"months": months, "form": form, "reader_zone": zone_of_reader(request)}
    return render(request, "workshops/list.html", context)


def wall_of(session: Session, reader_zone: str) -> datetime:
    """What the reader's clock shows when it starts, else the session's own."""
    return wall_at(session.starts_at, ZoneInfo(reader_zone or session.zone))


@audience(Audience.EVERYBODY)
@require_safe
def session_page(request: HttpRequest, key: UUID) -> HttpResponse:
    now = clock.now()
    session = found(request, key)
    context = {
        "session": session,
        "words": said(session, language()),
        "staff": list(staff_of(session)),
        "reader_zone": zone_of_reader(request),
        "is_over": session.ends_at <= now,
        "is_cancelled": session.state == SessionState.CANCELLED,
        "priorities": priorities_of(session, now, language()),
        "last_cancel": last_cancel(session),
        "share_url": settings.SITE_URL + request.path,
        "siblings": rows_of(siblings(request, session), language()),
        **own_seat(request, session, now),
    }
    return render(request, "workshops/session.html", context)


@audience(Audience.EVERYBODY)
@require_safe
def series_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """A series, while somebody may see a session of it: those to come, then those that were."""
    series, now = series_with_words(key), clock.now()
    sessions = with_words(visible_to(request.user).filter(series=series)) if series else None
    if sessions is None or not sessions.exists():
        raise Http404
    context = {
        "series": series,
        "words": in_language(series.texts.all(), language()) if series else None,
        "ahead": rows_of(list(sessions.upcoming(now)[:SHOWN]), language()),
        "past": rows_of(list(sessions.past(now)[:SHOWN]), language()),
        "reader_zone": zone_of_reader(request),
    }
    return render(request, "workshops/series.html", context)


def own_seat(request: HttpRequest, session: Session, now: datetime) -> dict[str, Any]:
    """What the page says of seats, and of the reader's own."""
    seats = seats_of([session])[session.pk]
    registration = registration_of(request.user, session)
    state = registration.state if registration else ""
    own_pool = [one for one in seats if registration and one.pool == registration.pool]
    waits, may_change = state == RegistrationState.WAITLISTED, state in CHANGEABLE and session.ends_at > now
    answerable = registration and state in (RegistrationState.WAITLISTED, RegistrationState.OFFERED)
    return {
        "seats": seats,
        "is_full": not any(one.free for one in seats),
        "next_place": min(one.waiting for one in seats) + 1,
        "registration": registration,
        "position": place_in_line(registration, now) if registration else None,
        "token": offer_token(registration) if registration and answerable else "",
        "may_take_seat": waits and any(one.free for one in own_pool),
        "may_change": may_change,
        "has_questions": may_change and (session.is_interpreted or bool(questions_of(session.pk))),
        "is_door_open": session.starts_at - DOOR <= now,
    }


def found(request: HttpRequest, key: UUID) -> Session:
    session = with_words(visible_to(request.user)).filter(key=key).first()
    if session is None:
        raise Http404
    return session


def opened(request: HttpRequest, key: UUID) -> Session:
    """Without its words. What everybody may see is asked for first."""
    session = public_by_key(key) or visible_to(request.user).filter(key=key).first()
    if session is None:
        raise Http404
    return session


def siblings(request: HttpRequest, session: Session) -> list[Session]:
    """The other sessions of its series that are still to come."""
    others = visible_to(request.user).filter(series=session.series_id).exclude(pk=session.pk)
    return list(with_words(others.public().upcoming(clock.now()))[:12])


def rows_of(sessions: list[Session], in_language: str) -> list[dict[str, Any]]:
    """What a list shows of each; the number of queries does not grow with it."""
    seats = seats_of(sessions)
    return [{"session": one, "words": said(one, in_language), "seats": seats[one.pk]} for one in sessions]


def zone_of_reader(request: HttpRequest) -> str:
    """Of somebody signed in who has a zone; strangers read the event's own clock."""
    return request.user.time_zone if request.user.is_authenticated else ""


def language() -> str:
    return get_language() or settings.LANGUAGE_CODE
