"""Series and the sessions that they make. Rows are made ahead and never computed when they are read."""

import logging
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from lms.content.enums import Language
from lms.core.html import clean_line, clean_text
from lms.core.moments import zone_of
from lms.core.walls import moment_at, rules_version, wall_at
from workshops.enums import Format, Frequency, SessionState
from workshops.errors import (
    EndsBeforeItStarts,
    ImpossibleCapacity,
    ImpossibleDay,
    NoTitle,
    TooManySessions,
    UnknownZone,
)
from workshops.models import Series, SeriesText, Session
from workshops.models.arrangements import ARRANGED, LONGEST_DAY, MOST_DAYS, MOST_SEATS, SHORTEST
from workshops.rules.recurrence import MOST_DATES, YEARS, Occurrence, Rule, dates, occurrences

if TYPE_CHECKING:
    from lms.accounts.models import Chapter, Person

logger = logging.getLogger(__name__)
HORIZON = timedelta(days=365)


@dataclass(frozen=True)
class Words:
    """What a series says in one language."""

    title: str
    summary: str = ""
    description: str = ""
    bring: str = ""


@dataclass(frozen=True)
class Plan:
    """When: the wall clock of ``zone``. ``arranged``: columns of ``workshops.models.arrangements.Arrangement``."""

    zone: str
    starts_on: date
    starts_time: time
    rule: Rule = field(default_factory=Rule)
    fold: int | None = None
    arranged: Mapping[str, Any] = field(default_factory=dict)


def create_series(
    *,
    plan: Plan,
    words: Mapping[str, Words],
    original_language: str,
    organisers: Iterable["Person"],
    now: datetime,
    chapter: "Chapter | None" = None,
) -> Series:
    """A series and its sessions, as drafts. A single session's time must exist, and say which one if there are two."""
    zone = check_plan(plan)
    words = check_words(words)
    if plan.rule.frequency == Frequency.ONCE:
        moment_at(datetime.combine(plan.starts_on, plan.starts_time), zone, fold=plan.fold)
    with transaction.atomic():
        series = Series.objects.create(
            zone=zone.key,
            starts_on=plan.starts_on,
            starts_time=plan.starts_time,
            fold=plan.fold or 0,
            rule=plan.rule.as_plain(),
            original_language=Language(original_language),
            chapter=chapter,
            made_at=now,
            changed_at=now,
            **plan.arranged,
        )
        set_words(series, words)
        series.organisers.set(organisers)
        top_up(series=series, now=now)
    return series


def check_plan(plan: Plan) -> ZoneInfo:
    """The zone. Raises the error that names what is impossible."""
    zone = zone_of(plan.zone)
    if zone is None:
        raise UnknownZone
    minutes, days = plan.arranged.get("minutes", 90), plan.arranged.get("days", 1)
    if not SHORTEST <= minutes <= LONGEST_DAY or not 1 <= days <= MOST_DAYS:
        raise EndsBeforeItStarts
    check_seats(
        Format(plan.arranged.get("format", Format.ONLINE)),
        plan.arranged.get("room_seats", 0),
        plan.arranged.get("online_seats", 0),
    )
    check_reach(plan)
    return zone


def check_reach(plan: Plan) -> None:
    """Raises ImpossibleDay, and TooManySessions for a series that ends too late to be made whole at once."""
    last = plan.rule.until or plan.starts_on
    if any(day.year not in YEARS for day in (plan.starts_on, last, *plan.rule.dates)):
        raise ImpossibleDay
    if plan.rule.until:
        days = takewhile(lambda day: day <= last, dates(plan.rule, plan.starts_on))
        if next(islice(days, MOST_DATES, None), None):
            raise TooManySessions(MOST_DATES)


def check_seats(held: Format, room_seats: int, online_seats: int) -> None:
    least_room, least_online = int(held != Format.ONLINE), int(held != Format.ROOM)
    most_room, most_online = MOST_SEATS * least_room, MOST_SEATS * least_online
    if not (least_room <= room_seats <= most_room and least_online <= online_seats <= most_online):
        raise ImpossibleCapacity


def check_words(words: Mapping[str, Words]) -> dict[str, Words]:
    """Cleaned, without the languages that have no title. Raises NoTitle if there is none at all."""
    kept = {
        language: Words(
            title=clean_line(one.title, most=120),
            summary=clean_line(one.summary, most=280),
            description=clean_text(one.description, most=5000),
            bring=clean_text(one.bring, most=1000),
        )
        for language, one in words.items()
        if language in Language.values and one.title.strip()
    }
    if not kept:
        raise NoTitle
    return kept


def set_words(series: Series, words: Mapping[str, Words]) -> None:
    for language, one in words.items():
        SeriesText.objects.update_or_create(
            series=series,
            language=language,
            defaults={
                "title": one.title,
                "summary": one.summary,
                "description": one.description,
                "bring": one.bring,
            },
        )


def top_up(*, series: Series, now: datetime) -> int:
    """Makes the rows that are missing until a year from ``now``; answers how many. Safe to run twice.

    The series is locked first. What ends by itself is made whole at once, however far it reaches.
    """
    with transaction.atomic():
        series = Series.objects.select_for_update(no_key=True).get(pk=series.pk)
        rule, zone = Rule.from_plain(series.rule), ZoneInfo(series.zone)
        horizon = wall_at(now + HORIZON, zone).date()
        known = set(series.sessions.values_list("original_start", flat=True))
        before = number_before(series, series.starts_on)
        fresh = []
        for one in occurrences(rule, first=series.starts_on, at=series.starts_time, zone=zone, fold=series.fold):
            if rule.goes_on and one.start.date() > horizon:
                break
            if (series.made_until is None or one.start.date() > series.made_until) and wall(one.start) not in known:
                fresh.append(new_session(series, one, now, before=before))
                series.made_until = one.start.date()
        Session.objects.bulk_create(fresh)
        if fresh:
            series.save(update_fields=["made_until"])
    return len(fresh)


def top_up_all(*, now: datetime) -> int:
    """Every series that goes on, each in a transaction of its own; answers how many sessions were made. Safe to run twice.

    A series whose zone is not in the time zone database any more is passed over and logged: it must not stop the others.
    """
    made = 0
    for series in Series.objects.order_by("pk"):
        if not Rule.from_plain(series.rule).goes_on:
            continue
        if zone_of(series.zone) is None:
            logger.error("A series cannot go on: its time zone is gone.", extra={"series": str(series.key)})
            continue
        made += top_up(series=series, now=now)
    return made


def number_before(series: Series, day: date) -> int:
    """The number of the last session whose place in the series is before ``day``: a rule counts on from there."""
    earlier = series.sessions.filter(original_start__lt=day.isoformat())
    return earlier.aggregate(last=Max("number"))["last"] or 0


def new_session(series: Series, one: Occurrence, now: datetime, *, before: int = 0) -> Session:
    """A draft, not stored yet. ``before``: how many sessions the series had before its rule began."""
    session = Session(
        series=series,
        number=before + one.number,
        original_start=wall(one.start),
        start=wall(one.start),
        zone=series.zone,
        fold=one.fold,
        uid=f"{uuid.uuid4()}@{settings.SITE_HOST or 'localhost'}",
        state=SessionState.DRAFT,
        changed_at=now,
        **{name: getattr(series, name) for name in ARRANGED},
    )
    derive(session)
    return session


def derive(session: Session) -> None:
    """Sets what follows from the wall clock, with the time zone rules of today. The length is elapsed time."""
    zone = ZoneInfo(session.zone)
    start = datetime.fromisoformat(session.start)
    session.starts_at = moment_at(start, zone, fold=session.fold)
    last_day = start + timedelta(days=session.days - 1)
    begins_last = moment_at(last_day, zone, fold=session.fold) if session.days > 1 else session.starts_at
    session.ends_at = begins_last + timedelta(minutes=session.minutes)
    session.end = wall(wall_at(session.ends_at, zone))
    session.rules = rules_version()


def wall(at: datetime) -> str:
    """A wall clock as rows keep it: ISO 8601 to the minute, without a zone."""
    return at.isoformat(timespec="minutes")
