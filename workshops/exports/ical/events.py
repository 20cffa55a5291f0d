"""One session as an event (RFC 5545, section 3.6.1; CONFERENCE of RFC 7986).

The link of a meeting is in no file: whoever has a calendar may share it, and programs fetch feeds at hours of their own.
CONFERENCE leads to the page of the session, which shows the link from half an hour before to those who have a seat. The
telephone number is told to them here, because whoever calls may have no page to look at.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.content.enums import Language
from lms.core.moments import render_moment
from lms.core.walls import moments_at, wall_at
from workshops.enums import Format, SessionState, Spoken, StaffRole
from workshops.exports.ical.lines import component, line, text, utc, wall
from workshops.models import Session
from workshops.queries.sessions import Said, said

STATUS = {
    SessionState.ANNOUNCED: "TENTATIVE",
    SessionState.CONFIRMED: "CONFIRMED",
    SessionState.CANCELLED: "CANCELLED",
}
OTHER = {Language.ENGLISH: Language.SPANISH, Language.SPANISH: Language.ENGLISH}


@dataclass(frozen=True)
class Entry:
    """A session, read with ``queries.sessions.with_words``, in somebody's calendar. ``roles``: what they do there.

    ``is_expected``: they have a seat or a role. ``is_offered``: a seat is held for them until they answer.
    """

    session: Session
    roles: tuple[StaffRole, ...] = ()
    is_expected: bool = False
    is_offered: bool = False


@dataclass(frozen=True)
class Event:
    """As it is written. ``zone`` is empty where its times are in UTC; ``first`` and ``last`` are years."""

    written: bytes
    zone: str
    first: int
    last: int


def event(
    entry: Entry,
    *,
    language: str,
    reader_zone: str = "",
    sequence: int | None = None,
    written_at: datetime | None = None,
    status: str = "",
    also: Iterable[str] = (),
) -> Event:
    """In ``language``, with the reader's clock beside the event's where it is known.

    ``sequence``, ``written_at`` and ``status`` are those of a mail; a feed says what the session itself says, so that the
    same session is always written the same. ``also``: lines of a mail.
    """
    session = entry.session
    zone = ZoneInfo(session.zone)
    ends_at = session.starts_at + timedelta(minutes=session.minutes)  # of the first day
    times, used = _times(session.starts_at, ends_at, zone)
    status = status or ("TENTATIVE" if entry.is_offered else "") or STATUS[SessionState(session.state)]
    with translation.override(language):
        words = said(session, language)
        page = page_of(session, language)
        written = component(
            "VEVENT",
            [
                line("UID", text(session.uid)),
                line("SEQUENCE", str(session.sequence if sequence is None else sequence)),
                line("DTSTAMP", utc(written_at or session.changed_at)),
                line("LAST-MODIFIED", utc(session.changed_at)),
                *times,
                line("RRULE", f"FREQ=DAILY;COUNT={session.days}") if session.days > 1 else "",
                line("STATUS", status),
                line("TRANSP", "TRANSPARENT") if status == "CANCELLED" else "",
                line("SUMMARY", text(_summary(entry, words, status)), LANGUAGE=words.language),
                line("DESCRIPTION", text("\n".join(_paragraphs(entry, words, language, reader_zone, page, status)))),
                line("LOCATION", text(_location(session))),
                line("URL", page),
                *_channels(entry, language),
                *also,
            ],
        )
    return Event(written.encode(), session.zone if used else "", int(session.start[:4]), int(session.end[:4]))


def page_of(session: Session, language: str) -> str:
    """The address of its page in a language."""
    before, after = _around_the_key(language)
    return f"{settings.SITE_URL}{before}{session.key}{after}"


@lru_cache(maxsize=8)
def _around_the_key(language: str) -> tuple[str, str]:
    """Thousands of addresses differ in the key alone."""
    nobody = UUID(int=0)
    with translation.override(language):
        before, _key, after = reverse("workshops:session", args=[nobody]).partition(str(nobody))
    return before, after


def _times(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> tuple[list[str], bool]:
    """Start and end, and whether they need the zone's block.

    A local time that comes twice means the first one (section 3.3.5), so that the second one is written in UTC.
    """
    lines, used = [], False
    for name, at in (("DTSTART", starts_at), ("DTEND", ends_at)):
        local = wall_at(at, zone)
        if moments_at(local, zone)[0] == at:
            lines.append(line(name, wall(local), TZID=zone.key))
            used = True
        else:
            lines.append(line(name, utc(at)))
    return lines, used


def _summary(entry: Entry, words: Said, status: str) -> str:
    """Outlook shows no state of events that it subscribes to, so that the title says it too."""
    title = f"{words.title}: {words.theme}" if words.theme else words.title
    if entry.roles:
        title = f"{title} ({', '.join(str(role.label) for role in entry.roles)})"
    if status == "CANCELLED":
        # Translators: title of a cancelled event in a calendar: "Cancelled: Look after your site"
        return pgettext("calendar", "Cancelled: %(title)s") % {"title": title}
    return title


def _paragraphs(entry: Entry, words: Said, language: str, reader_zone: str, page: str, status: str) -> Iterator[str]:
    session = entry.session
    if session.state == SessionState.CANCELLED:
        yield _("This session is cancelled")
        yield from _if_any(session.reason)
    yield from _when(session, language, reader_zone)
    if entry.is_offered and status != "CANCELLED":
        yield _("A seat is held for you. Take it or leave it on the page of the session.")
    yield from _if_any(words.theme, words.summary, words.note)
    if words.bring:
        yield _("What to bring: %(things)s") % {"things": words.bring}
    yield _spoken(session)
    if session.format != Format.ONLINE:
        if words.directions:
            yield _("How to get there: %(directions)s") % {"directions": words.directions}
        if words.access:
            # Translators: how accessible a place is: steps, doors, toilets
            yield pgettext("place", "Access: %(access)s") % {"access": words.access}
    if session.format != Format.ROOM and status != "CANCELLED":
        yield _("The link to the meeting is on the page of the session from 30 minutes before the start.")
    yield page


def _if_any(*words: str) -> Iterator[str]:
    return (one for one in words if one)


def _when(session: Session, language: str, reader_zone: str) -> Iterator[str]:
    """The reader's clock first, the event's beneath it."""
    moment = render_moment(
        session.starts_at,
        reader_zone=reader_zone,
        event_zone=session.zone,
        language=language,
        until=session.starts_at + timedelta(minutes=session.minutes),
    )
    yield f"{moment.day}, {moment.time}, {moment.here}"
    yield from _if_any(moment.there)
    if session.days > 1:
        yield _("%(days)s days in a row, at the same time") % {"days": session.days}


def _spoken(session: Session) -> str:
    if session.is_interpreted and session.spoken != Spoken.BOTH:
        if session.spoken == Spoken.ENGLISH:
            return _("In English, interpreted into Spanish")
        return _("In Spanish, interpreted into English")
    return _spoken_in(session.spoken)


def _spoken_in(spoken: str) -> str:
    if spoken == Spoken.ENGLISH:
        # Translators: of a session: the language that is spoken
        return _("In English")
    # Translators: which language is spoken in a session
    return _("In Spanish") if spoken == Spoken.SPANISH else _("In both languages")


def _location(session: Session) -> str:
    places = []
    if session.format != Format.ONLINE and session.venue:
        places.append(", ".join(_if_any(session.venue.name, session.venue.address)))
    if session.format != Format.ROOM:
        # Translators: where a session takes place: on the line
        places.append(pgettext("location", "Online"))
    return " · ".join(places)


def _channels(entry: Entry, language: str) -> Iterator[str]:
    """One line for each language that is heard, labelled in it, the reader's own first; then the telephone."""
    session = entry.session
    if session.format == Format.ROOM or session.state == SessionState.CANCELLED:
        return
    for heard in (language, OTHER[Language(language)]):
        if session.spoken in (heard, Spoken.BOTH):
            yield line(
                "CONFERENCE",
                page_of(session, heard),
                VALUE="URI",
                FEATURE="VIDEO",
                LABEL=_label("room", session.spoken, heard),
                LANGUAGE=heard,
            )
        elif session.is_interpreted:
            yield line(
                "CONFERENCE",
                page_of(session, heard),
                VALUE="URI",
                FEATURE="AUDIO",
                LABEL=_label("interpretation", session.spoken, heard),
                LANGUAGE=heard,
            )
    number = "".join(c for c in session.telephone if c.isdigit() or c in "+,")
    if entry.is_expected and number:
        yield line(
            "CONFERENCE",
            f"tel:{number}",
            VALUE="URI",
            FEATURE="PHONE",
            LABEL=_label("telephone", "", language),
            LANGUAGE=language,
        )


@lru_cache(maxsize=64)
def _label(kind: str, spoken: str, language: str) -> str:
    with translation.override(language):
        if kind == "telephone":
            return pgettext("channel", "By telephone")
        if kind == "interpretation":
            return pgettext("channel", "Interpretation")
        # Translators: the main room of an online meeting: "Main room (in English)"
        return pgettext("channel", "Main room (%(spoken)s)") % {"spoken": _lower(_spoken_in(spoken))}


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
