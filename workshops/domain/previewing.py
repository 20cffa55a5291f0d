"""What a change of sessions comes to, before anybody decides on it.

The change itself is made, looked at and taken back: a preview cannot say anything else than what will be, and it is refused
where the change is. Nobody is told, for mails and jobs are rows of the same transaction.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from workshops.domain.changing import COLUMNS, WHEN, WHERE
from workshops.enums import TAKING_PLACE, SessionState
from workshops.models import Series, Session
from workshops.queries.concerned import number_concerned
from workshops.queries.sessions import with_words

CLOCK = ("start", "zone", "fold")
SHOWN = ("clock", *COLUMNS)


@dataclass(frozen=True)
class Row:
    """A session as it was and as it is. ``parts``: what differs, by the names of ``SHOWN``."""

    was: Session
    session: Session
    parts: frozenset[str]

    @property
    def is_moved(self) -> bool:
        return "clock" in self.parts


@dataclass
class Outcome:
    """``kept``: sessions that have of their own what changes for others, and keep it. ``people``: how many are told."""

    changed: list[Row] = field(default_factory=list)
    kept: list[Session] = field(default_factory=list)
    made: list[Session] = field(default_factory=list)
    cancelled: list[Session] = field(default_factory=list)
    deleted: list[Session] = field(default_factory=list)
    left: list[Session] = field(default_factory=list)
    people: int = 0
    is_series_left: bool = True

    @property
    def is_nothing(self) -> bool:
        return not (self.changed or self.made or self.cancelled or self.deleted)

    @property
    def mark(self) -> str:
        """Equal where the outcome is: what somebody decides on is what they have seen."""
        changed = [(row.session.pk, row.session.start, row.session.zone, sorted(row.parts)) for row in self.changed]
        gone = [one.pk for one in (*self.cancelled, *self.deleted)]
        whole = f"{changed} {gone} {[one.start for one in self.made]}"
        return hashlib.sha256(whole.encode()).hexdigest()[:32]

    @property
    def sessions(self) -> list[Session]:
        """Those that take place as the change has it, in their order."""
        return sorted([*(row.session for row in self.changed), *self.made], key=lambda one: one.starts_at)


def preview(*, series: Series, act: Callable[[], object]) -> Outcome:
    """What ``act`` would do to the sessions of that series. Raises what it raises; changes nothing."""
    with transaction.atomic():
        outcome = change(series=series, act=act)
        transaction.set_rollback(True)
    return outcome


def change(*, series: Series, act: Callable[[], object]) -> Outcome:
    """Does it, and answers what it did."""
    with transaction.atomic():
        Series.objects.select_for_update(no_key=True).filter(pk=series.pk).first()
        before = _rows(series)
        act()
        after = _rows(series)
        outcome = _compare(before, after)
        outcome.people = number_concerned([one.pk for one in (*_told(outcome), *outcome.cancelled)])
        outcome.is_series_left = bool(after) or Series.objects.filter(pk=series.pk).exists()
    return outcome


def _rows(series: Series) -> dict[int, Session]:
    return {row.pk: row for row in with_words(series.sessions.order_by("starts_at", "pk"))}


def _compare(before: Mapping[int, Session], after: Mapping[int, Session]) -> Outcome:
    outcome = Outcome(
        made=[row for pk, row in after.items() if pk not in before],
        deleted=[row for pk, row in before.items() if pk not in after],
    )
    for pk, row in after.items():
        was = before.get(pk)
        if was is None:
            continue
        parts = frozenset(part for part in SHOWN if _part(was, part) != _part(row, part))
        if row.state == SessionState.CANCELLED and was.state != row.state:
            outcome.cancelled.append(row)
        elif parts:
            outcome.changed.append(Row(was, row, parts))
        elif was.original_start and not row.original_start:
            outcome.left.append(row)
    outcome.kept = _kept(outcome, after)
    return outcome


def _part(session: Session, part: str) -> Any:
    if part == "clock":
        return tuple(getattr(session, name) for name in CLOCK)
    return getattr(session, COLUMNS[part])


def _kept(outcome: Outcome, after: Mapping[int, Session]) -> list[Session]:
    """Of the sessions from the first on that changes."""
    if not outcome.changed:
        return []
    parts = {"start" if part == "clock" else part for row in outcome.changed for part in row.parts}
    first = min(row.was.original_start or row.was.start for row in outcome.changed)
    changed = {row.session.pk for row in outcome.changed}
    later = (row for pk, row in after.items() if pk not in changed and (row.original_start or row.start) >= first)
    return [row for row in later if parts & set(row.own)]


def _told(outcome: Outcome) -> list[Session]:
    """As ``changing.tell`` has it."""
    shown = {"clock", *WHEN, *(name for name, column in COLUMNS.items() if column in WHERE)}
    return [row.session for row in outcome.changed if row.session.state in TAKING_PLACE and row.parts & shown]
