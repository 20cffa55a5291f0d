"""Calendars that people subscribe to, and the file of a single session."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.content.enums import Language
from workshops.exports.ical.calendars import calendar
from workshops.exports.ical.events import Entry, Event, event
from workshops.models import Series, Session
from workshops.models.sessions import SessionQuerySet
from workshops.queries.calendars import EDITION, MOST, NO_PART, Part, parts_of
from workshops.queries.sessions import in_language, with_words

if TYPE_CHECKING:
    from lms.accounts.models import Chapter, Person

MOST_REMEMBERED = 6000  # events, of a kilobyte each
AT_ONCE = 500
_remembered: dict[tuple[object, ...], Event] = {}


def series_feed(series: Series, sessions: SessionQuerySet, *, language: str, source: str) -> bytes:
    texts = {one: in_language(series.texts.all(), one) for one in Language.values}
    return calendar(
        _public_events(sessions, language),
        language=language,
        names={one: words.title for one, words in texts.items() if words},
        descriptions={one: words.summary for one, words in texts.items() if words},
        source=source,
    )


def chapter_feed(chapter: "Chapter", sessions: SessionQuerySet, *, language: str, source: str) -> bytes:
    names = {}
    for one in Language.values:
        with translation.override(one):
            # Translators: name of the calendar of a local chapter: "Workshops, Brooklyn"
            names[one] = _("Workshops, %(chapter)s") % {"chapter": chapter.name}
    return calendar(_public_events(sessions, language), language=language, names=names, source=source)


def person_feed(person: "Person", sessions: SessionQuerySet) -> bytes:
    """In their language and with their clock. Nobody else is named in it."""
    found = list(with_words(sessions)[:MOST])
    parts = parts_of(person, found)
    names, descriptions = {}, {}
    for one in Language.values:
        with translation.override(one):
            # Translators: name of a calendar: the workshops of whoever reads it
            names[one] = pgettext("calendar", "My workshops")
            descriptions[one] = _("Where you have a seat, and where you help.")
    events = [
        event(entry_of(one, parts.get(one.pk, NO_PART)), language=person.language, reader_zone=person.time_zone)
        for one in found
    ]
    return calendar(events, language=person.language, names=names, descriptions=descriptions)


def session_file(session: Session, person: "Person | None", *, language: str) -> bytes:
    """One session, to be put into a calendar by hand. Later changes do not reach it."""
    part = parts_of(person, [session]).get(session.pk, NO_PART) if person else NO_PART
    zone = person.time_zone if person else ""
    return calendar([event(entry_of(session, part), language=language, reader_zone=zone)], language=language)


def entry_of(session: Session, part: Part) -> Entry:
    return Entry(session, roles=part.roles, is_expected=part.has_seat or bool(part.roles), is_offered=part.is_offered)


def _public_events(sessions: SessionQuerySet, language: str) -> Iterable[Event]:
    """The same for everybody, so that this process remembers each until it changes."""
    stamps = [Cast(name, CharField()) for name in ("changed_at", "series__changed_at")]  # words: nothing reads them
    rows = sessions.values_list("pk", "uid", "sequence", *stamps)[:MOST]
    keys = {row[0]: (*row[1:], language, EDITION) for row in rows}
    missing = [pk for pk, key in keys.items() if key not in _remembered]
    if len(_remembered) + len(missing) > MOST_REMEMBERED:
        _remembered.clear()
        missing = list(keys)
    for start in range(0, len(missing), AT_ONCE):
        for one in with_words(Session.objects.filter(pk__in=missing[start : start + AT_ONCE])):
            _remembered[keys[one.pk]] = event(Entry(one), language=language)
    return [_remembered[key] for key in keys.values() if key in _remembered]
