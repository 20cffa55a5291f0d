"""One session, changed by hand: another time, another arrangement. Changes of a series pass over what was set here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from lms.core.moments import zone_of
from lms.core.walls import moment_at, moments_at
from workshops.domain.changing import COLUMNS, WHEN, Before, arrange, keep, tell, with_history
from workshops.domain.scheduling import wall
from workshops.domain.session_states import lock_session
from workshops.enums import TAKING_PLACE, Frequency, SessionState
from workshops.errors import EndsBeforeItStarts, InThePast, IsHistory, NoSuchSession, NotInThatState, UnknownZone
from workshops.models import Series, Session
from workshops.models.arrangements import LONGEST_DAY, MOST_DAYS, SHORTEST
from workshops.rules.recurrence import Rule

LENGTH = ("minutes", "days")


@dataclass(frozen=True)
class When:
    """``start`` (naive, to the minute) is read on the clock of ``zone``."""

    start: datetime
    zone: str
    minutes: int
    days: int = 1
    fold: int | None = None


@dataclass(frozen=True)
class Edit:
    """What somebody sets for a session. ``arranged``: columns of ``Arrangement``; its length is in ``when``."""

    when: When | None = None
    arranged: Mapping[str, Any] = field(default_factory=dict)

    def put(self, row: Session) -> None:
        """Into a locked row, which ``changing.keep`` stores. Raises ImpossibleCapacity."""
        if self.when:
            moments = moments_at(self.when.start, check_zone(self.when.zone))
            row.start, row.zone = wall(self.when.start), self.when.zone
            row.fold = min(self.when.fold or 0, len(moments) - 1)
            row.minutes, row.days = self.when.minutes, self.when.days
        arrange(row, {name: value for name, value in self.arranged.items() if name not in LENGTH})


def change_session(*, session: Session, edit: Edit, now: datetime, even_below_taken: bool = False) -> Session:
    """Another time and another arrangement for one session, in one step: all of it or nothing, and people are told once.

    A single session is its series: both move. Raises SkippedTime and DoubledTime as ``create_series`` does, InThePast,
    IsHistory, ImpossibleCapacity, and NotInThatState for what is cancelled: restore it first. FewerSeatsThanTaken rather
    than fewer seats than people have, unless somebody meant it: then everybody keeps theirs, and nobody comes in until
    the number is true.
    """
    if edit.when:
        check_when(edit.when, now)
    with transaction.atomic():
        series = lock_series(session.series_id)
        row = changeable(session, now)
        before = Before.of(row)
        edit.put(row)
        if edit.when and _is_its_series(series, row):
            _follow(series, row, edit.when.start, now)
            _own(row, before, passing_over=("start", *LENGTH))
        else:
            _own(row, before)
        if keep(row, before, now, even_below_taken=even_below_taken):
            tell([(row, before)])
    return row


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
    return change_session(session=session, edit=Edit(When(start, zone, minutes, days, fold)), now=now)


def rearrange_session(*, session: Session, arranged: Mapping[str, Any], now: datetime) -> Session:
    return change_session(session=session, edit=Edit(arranged=arranged), now=now)


def check_when(when: When, now: datetime) -> None:
    """Raises what is impossible about it."""
    zone = check_zone(when.zone)
    if not SHORTEST <= when.minutes <= LONGEST_DAY or not 1 <= when.days <= MOST_DAYS:
        raise EndsBeforeItStarts
    if moment_at(when.start, zone, fold=when.fold) <= now:
        raise InThePast


def check_zone(name: str) -> Any:
    zone = zone_of(name)
    if zone is None:
        raise UnknownZone
    return zone


def lock_series(pk: int) -> Series:
    """Before the rows of its sessions."""
    found = Series.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if found is None:
        raise NoSuchSession
    return found


def changeable(session: Session, now: datetime) -> Session:
    """Its locked row. Raises IsHistory or NotInThatState."""
    row = lock_session(session.pk)
    if with_history([row], now):
        raise IsHistory
    if row.state not in (SessionState.DRAFT, *TAKING_PLACE):
        raise NotInThatState
    return row


def _is_its_series(series: Series, row: Session) -> bool:
    return Rule.from_plain(series.rule).frequency == Frequency.ONCE and row.original_start is not None


def _follow(series: Series, row: Session, start: datetime, now: datetime) -> None:
    row.original_start = row.start
    series.starts_on, series.starts_time, series.made_until = start.date(), start.time(), start.date()
    series.zone, series.fold, series.minutes, series.days = row.zone, row.fold, row.minutes, row.days
    series.changed_at = now
    series.save()


def _own(row: Session, before: Before, *, passing_over: tuple[str, ...] = ()) -> None:
    """Names what differs as set by hand."""
    columns = {name: (column,) for name, column in COLUMNS.items()} | {"start": WHEN[:3]}
    differing = {name for name, shown in columns.items() if before.differs(row, shown)}
    row.own = sorted({*row.own, *differing.difference(passing_over)})
