"""Sessions and series as the API tells them. ``openapi.json`` says the same, and tests hold the two together."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from workshops.enums import SessionState
from workshops.exports.ical.events import page_of as address_of
from workshops.models import Series, Session
from workshops.queries.listing import Page
from workshops.queries.sessions import Seats, in_language, said, seats_of


def session_shape(session: Session, seats: Iterable[Seats], language: str) -> dict[str, Any]:
    """Nothing of people, and no link of a meeting."""
    words = said(session, language)
    return {
        "key": str(session.key),
        "series": str(session.series.key),
        "state": session.state,
        "reason": session.reason if session.state == SessionState.CANCELLED else "",
        "language": words.language,
        "title": words.title,
        "theme": words.theme,
        "summary": words.summary,
        "description": words.description,
        "starts": clock_shape(session.start, session.zone, session.starts_at),
        "ends": clock_shape(session.end, session.zone, session.ends_at),
        "days": session.days,
        "minutes": session.minutes,
        "format": session.format,
        "spoken": session.spoken,
        "is_interpreted": session.is_interpreted,
        "place": {"name": session.venue.name, "address": session.venue.address} if session.venue else None,
        "chapter": _chapter(session.series),
        "seats": [
            {"pool": str(one.pool), "capacity": one.capacity, "free": one.free, "waiting": one.waiting} for one in seats
        ],
        "sequence": session.sequence,
        "changed_at": _utc(session.changed_at),
        "page": address_of(session, language),
        "calendar": _address("workshops:session_file", language, session.key),
    }


def clock_shape(wall: str, zone: str, at: datetime) -> dict[str, str]:
    """What clocks show on the place, where that is, and the moment that it is."""
    return {"wall": wall, "zone": zone, "utc": _utc(at)}


def series_shape(series: Series, page: Page, language: str, query: Mapping[str, str]) -> dict[str, Any]:
    words = in_language(series.texts.all(), language)
    return {
        "key": str(series.key),
        "language": words.language,
        "title": words.title,
        "summary": words.summary,
        "description": words.description,
        "zone": series.zone,
        "chapter": _chapter(series),
        "calendar": _address("workshops:series_feed", language, series.key),
        **page_shape(page, language, reverse("api:series", args=[series.key]), query),
    }


def page_shape(page: Page, language: str, path: str, query: Mapping[str, str]) -> dict[str, Any]:
    """``query``: what was asked for, for the address of the page that follows."""
    seats = seats_of(page.sessions)
    more = "&".join(f"{name}={value}" for name, value in query.items() if value)
    following = f"{settings.SITE_URL}{path}?{more}&page={page.number + 1}"
    return {
        "count": page.count,
        "page_number": page.number,
        "pages": page.pages,
        "next": following if page.number < page.pages else None,
        "sessions": [session_shape(one, seats[one.pk], language) for one in page.sessions],
    }


def _chapter(series: Series) -> dict[str, str] | None:
    return {"slug": series.chapter.slug, "name": series.chapter.name} if series.chapter else None


def _address(route: str, language: str, *arguments: object) -> str:
    with translation.override(language):
        return f"{settings.SITE_URL}{reverse(route, args=arguments)}"


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
