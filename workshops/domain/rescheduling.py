"""One session, changed by hand: another time, another arrangement. Changes of a series pass over what was set here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lms.core.moments import zone_of
from lms.core.walls import moment_at, moments_at
from workshops.domain.changing import COLUMNS, WHEN, Before, arrange, keep, tell, with_history
from workshops.domain.scheduling import wall
from workshops.domain.session_states import lock_session
from workshops.enums import TAKING_PLACE, Frequency, SessionState
from workshops.errors import EndsBeforeItStarts, InThePast, IsHistory, NotInThatState, UnknownZone
from workshops.models import Series, Session
from workshops.models.arrangements import LONGEST_DAY, MOST_DAYS, SHORTEST
from workshops.rules.recurrence import Rule

LENGTH = ("minutes", "days")


def move_session(
    *,
    session: Session,
    start: datetime,
    zone: str,
    minutes: int,
    now: datetime,
    days: int = 1,
    fold: int | None = None,
) -> Session:
    """Another time for one session, ``start`` (naive) on the clock of ``zone``, to the minute.

    A single session is its series: both move. Raises SkippedTime and DoubledTime as ``create_series`` does, InThePast,
    IsHistory, and NotInThatState for what is cancelled: restore it first.
    """
    where = zone_of(zone)
    if where is None:
        raise UnknownZone
    if not SHORTEST <= minutes <= LONGEST_DAY or not 1 <= days <= MOST_DAYS:
        raise EndsBeforeItStarts
    at = moment_at(start, where, fold=fold)
    if at <= now:
        raise InThePast
    with transaction.atomic():
        series = Series.objects.select_for_update(no_key=True).get(pk=session.series_id)
        row = changeable(session, now)
        before = Before.of(row)
        row.start, row.zone, row.fold = wall(start), where.key, moments_at(start, where).index(at)
        row.minutes, row.days = minutes, days
        if Rule.from_plain(series.rule).frequency == Frequency.ONCE and row.original_start is not None:
            row.original_start = row.start
            _follow(series, row, start, now)
        else:
            _own(row, before)
        if keep(row, before, now):
            tell([(row, before)])
    return row


def rearrange_session(*, session: Session, arranged: Mapping[str, Any], now: datetime) -> Session:
    """Another arrangement for one session: columns of ``Arrangement`` but for its length, which ``move_session`` sets.

    Raises ImpossibleCapacity, and FewerSeatsThanTaken rather than take somebody's seat.
    """
    with transaction.atomic():
        row = changeable(session, now)
        before = Before.of(row)
        arrange(row, {name: value for name, value in arranged.items() if name not in LENGTH})
        _own(row, before)
        if keep(row, before, now):
            tell([(row, before)])
    return row


def changeable(session: Session, now: datetime) -> Session:
    """Its locked row. Raises IsHistory or NotInThatState."""
    row = lock_session(session.pk)
    if with_history([row], now):
        raise IsHistory
    if row.state not in (SessionState.DRAFT, *TAKING_PLACE):
        raise NotInThatState
    return row


def _follow(series: Series, row: Session, start: datetime, now: datetime) -> None:
    series.starts_on, series.starts_time, series.made_until = start.date(), start.time(), start.date()
    series.zone, series.fold, series.minutes, series.days = row.zone, row.fold, row.minutes, row.days
    series.changed_at = now
    series.save()


def _own(row: Session, before: Before) -> None:
    """Names what differs as set by hand."""
    columns = {name: (column,) for name, column in COLUMNS.items()} | {"start": WHEN[:3]}
    row.own = sorted({*row.own, *(name for name, shown in columns.items() if before.differs(row, shown))})
