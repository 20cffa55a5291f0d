"""Who stands where in line, and who cannot be asked just now."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q

from lms.accounts.models import Person
from lms.content.enums import Language
from lms.mail.queries import unreachable
from workshops.enums import RegistrationState, SessionState
from workshops.models import Assignment, Registration, SeriesPriority, Session
from workshops.queries.sessions import in_language


@dataclass(frozen=True)
class First:
    """A priority that still holds: who is first, and until which day."""

    label: str
    language: str
    until: datetime


def line_of(session: Session, pool: str, now: datetime) -> list[int]:
    """The keys of the registrations that wait, the next one first."""
    return lines_of([session], now).get((session.pk, pool), [])


def lines_of(sessions: Iterable[Session], now: datetime) -> dict[tuple[int, str], list[int]]:
    """(session, pool) → its line. Those with a declared priority come first, each group by place. Three queries."""
    known = {one.pk: one for one in sessions}
    is_first = _priorities(known.values(), now)
    waiting = Registration.objects.filter(session__in=known, state=RegistrationState.WAITLISTED)
    rows = waiting.values_list("session_id", "pool", "pk", "place", "person_id", "person__joined_at")
    lines: dict[tuple[int, str], list[tuple[bool, int, int]]] = {}
    for session, pool, pk, place, person, joined_at in rows:
        behind = not is_first(known[session], person, joined_at)
        lines.setdefault((session, pool), []).append((behind, place or 0, pk))
    return {key: [pk for _behind, _place, pk in sorted(line)] for key, line in lines.items()}


def positions_of(registrations: Sequence[Registration], now: datetime) -> dict[int, int]:
    """Registration → 1 for the next in line; only of those that wait, whose session must have been fetched."""
    waiting = [one for one in registrations if one.state == RegistrationState.WAITLISTED]
    lines = lines_of([one.session for one in waiting], now) if waiting else {}
    positions = {pk: position for line in lines.values() for position, pk in enumerate(line, start=1)}
    return {one.pk: positions[one.pk] for one in waiting if one.pk in positions}


def place_in_line(registration: Registration, now: datetime) -> int | None:
    """How many people will be asked before, and oneself: 1 is the next. None for who does not wait."""
    return positions_of([registration], now).get(registration.pk)


def _priorities(sessions: Iterable[Session], now: datetime) -> Callable[[Session, int, datetime], bool]:
    zones = {one.series_id: ZoneInfo(one.zone) for one in sessions}
    rows = SeriesPriority.objects.filter(series__in=zones).prefetch_related("people")
    first: dict[int, list[tuple[datetime | None, set[int]]]] = {}
    for row in rows:
        zone = zones[row.series_id]
        if now.astimezone(zone).date() <= row.until:
            since = datetime.combine(row.joined_since, time(0), zone) if row.joined_since else None
            first.setdefault(row.series_id, []).append((since, {person.pk for person in row.people.all()}))

    def is_first(session: Session, person: int, joined_at: datetime) -> bool:
        return any(
            person in named or (since is not None and joined_at >= since)
            for since, named in first.get(session.series_id, ())
        )

    return is_first


def priorities_of(session: Session, now: datetime, language: str) -> list[First]:
    """What the page declares, in the reader's language where it was written in it."""
    zone = ZoneInfo(session.zone)
    rows = SeriesPriority.objects.filter(series=session.series_id, until__gte=now.astimezone(zone).date())
    found = []
    for row in rows.order_by("until", "pk").prefetch_related("texts"):
        text = in_language(row.texts.all(), language)
        if text:
            found.append(First(text.label, Language(text.language), datetime.combine(row.until, time(12), zone)))
    return found


def cannot_be_asked(session: Session, people: Sequence[Person]) -> set[int]:
    """Who is passed over now, and keeps their place: who is busy at that time, whom mail does not reach, who has left."""
    keys = [person.pk for person in people]
    overlapping = Q(session__starts_at__lt=session.ends_at, session__ends_at__gt=session.starts_at)
    elsewhere = Registration.objects.filter(
        overlapping,
        person__in=keys,
        state=RegistrationState.CONFIRMED,
        session__state__in=(SessionState.ANNOUNCED, SessionState.CONFIRMED),
    ).exclude(session=session)
    committed = Assignment.objects.filter(
        person__in=keys, holds=True, busy_from__lt=session.ends_at, busy_until__gt=session.starts_at
    ).exclude(session__state=SessionState.CANCELLED)
    return {
        *elsewhere.values_list("person_id", flat=True),
        *committed.values_list("person_id", flat=True),
        *unreachable({person.pk: person.email for person in people}),
        *(person.pk for person in people if not person.is_active),
    }
