"""Changes of *this and following* sessions, and of *all*.

**A series stays one series when it changes in the middle.** Calendars that compute occurrences have to split it in two (RFC
5545, 3.8.4.4: THISANDFUTURE). Sessions here are rows with identities of their own: from the session on at which it changes,
the series has another rule, and what came before stays as it is. Links, feeds, questions, organisers and registrations go
on. The rule that a series holds is that of its newest part; of an earlier part *all* changes the time and the arrangement,
and leaves the days, unless the new rule begins among them: then it is one part again. ``rest_of_rule`` is the old rule
counted from a session on.

**What is never changed**: sessions that have begun or that attendance is kept with. **What is passed over**: what was set by
hand (``Session.own``). **What the rule has no place for any more**: announced sessions are cancelled with the reason, drafts
that nobody is tied to are deleted, everything else stays, outside of the rule. A session that was moved by hand stays too,
unless the series now ends before its place.

Locks: the series first, then its sessions by key.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from lms.core.walls import moment_at, moments_at, wall_at
from workshops.domain.cancellations import call_off
from workshops.domain.changing import SEATS, Before, arrange, keep, tell, with_history
from workshops.domain.rescheduling import Edit, lock_series
from workshops.domain.scheduling import HORIZON, Plan, check_plan, new_session, wall
from workshops.enums import TAKING_PLACE, Frequency, SessionState
from workshops.errors import ImpossibleRule, NotInThatState
from workshops.models import Assignment, Case, Material, Registration, Series, Session
from workshops.models.arrangements import ARRANGED
from workshops.rules.matching import BY_DAY, slots
from workshops.rules.recurrence import MOST_DATES, Occurrence, Rule, occurrences

TIES: tuple[type[Any], ...] = (Registration, Assignment, Case, Material)
MONTH = timedelta(days=31)


@dataclass
class Change:
    """What became of the sessions of a series. ``outside``: kept, though the rule has no place for them any more."""

    changed: list[Session] = field(default_factory=list)
    made: list[Session] = field(default_factory=list)
    cancelled: list[Session] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)  # their wall clocks
    outside: list[Session] = field(default_factory=list)


def rest_of_rule(*, series: Series, since: Session) -> Rule:
    """The series' rule as it goes on from that session: a form for *this and following* begins with it."""
    if since.original_start is None:
        raise NotInThatState
    rule = Rule.from_plain(series.rule)
    if rule.frequency == Frequency.DATES:
        return replace(rule, dates=tuple(one for one in rule.dates if one >= place_of(since)))
    if rule.count is None:
        return rule
    first, own = series.starts_on.isoformat(), since.original_start
    earlier = series.sessions.filter(original_start__gte=first, original_start__lt=own).count()
    before = series.sessions.filter(original_start__gte=own, original_start__lt=first).count()  # of an earlier part
    return replace(rule, count=max(1, min(rule.count - earlier + before, MOST_DATES)))


@dataclass(frozen=True)
class ByHand:
    """The session on whose form a change of several began: it gets what was typed, whatever it had of its own."""

    pk: int
    edit: Edit

    def put(self, row: Session, plan: Plan, one: Occurrence | None) -> None:
        """``one``: where the new rule has it, if it says anything else of it than before."""
        was, was_moved = _clock(row), "start" in row.own
        self.edit.put(row)
        is_moved = _clock(row) != (wall(one.start), plan.zone, one.fold) if one else was_moved or _clock(row) != was
        given = {*plan.arranged, "start"} | (set(SEATS) if set(SEATS) & set(plan.arranged) else set())
        row.own = sorted({*row.own} - given | ({"start"} if is_moved else set()))


def _clock(row: Session) -> tuple[str, str, int]:
    return row.start, row.zone, row.fold


def change_series(
    *,
    series: Series,
    plan: Plan,
    now: datetime,
    since: Session | None = None,
    reason: str = "",
    by_hand: ByHand | None = None,
    even_below_taken: bool = False,
) -> Change:
    """Another plan for all sessions, or for ``since`` and the following; ``plan.starts_on`` is the first day of these.

    ``plan.arranged`` may name only what changes; with ``by_hand`` all that it names is given to every session.
    ``even_below_taken`` is as in ``change_session``. ``reason`` is what people read of the sessions that are cancelled since
    the rule has no place for them. The same change twice changes nothing the second time. Raises what ``create_series``
    raises, InThePast if a session that is to come would not be any more, FewerSeatsThanTaken; then nothing was changed.
    """
    with transaction.atomic():
        series = lock_series(series.pk)
        changed = {name for name, value in plan.arranged.items() if by_hand or value != getattr(series, name)}
        different = {name: plan.arranged[name] for name in changed}
        zone = check_plan(replace(plan, arranged={name: getattr(series, name) for name in ARRANGED} | different))
        if plan.rule.frequency == Frequency.ONCE:
            moment_at(datetime.combine(plan.starts_on, plan.starts_time), zone, fold=plan.fold)
        work = _Work(series, replace(plan, arranged=different), zone, now, since)
        work.by_hand, work.even_below_taken = by_hand, even_below_taken
        work.change_earlier()
        work.change_following()
        work.save_series()
        work.make_missing()
        drop(work.dropped, work.change, reason=reason, now=now)
        tell(work.told)
    return work.change


def end_series(*, series: Series, now: datetime, reason: str = "") -> Change:
    """Nothing more of it takes place: what is to come is cancelled with the reason, or deleted if nobody is tied to it.

    What has taken place stays, and the series with it. A series of which no session is left is deleted.
    """
    with transaction.atomic():
        series = lock_series(series.pk)
        rule = Rule.from_plain(series.rule)
        if rule.goes_on:
            yesterday = wall_at(now, ZoneInfo(series.zone)).date() - timedelta(days=1)
            series.rule = replace(rule, until=yesterday).as_plain()
            series.changed_at = now
            series.save()
        rows = list(series.sessions.select_for_update(no_key=True).order_by("pk"))
        history = with_history(rows, now)
        change = Change()
        drop([row for row in rows if row.pk not in history], change, reason=reason, now=now)
        if not series.sessions.exists():
            series.delete()
    return change


def drop(rows: list[Session], change: Change, *, reason: str, now: datetime) -> None:
    """Cancels what was announced, deletes drafts that nobody is tied to. The caller holds the rows."""
    of_these = [table.objects.filter(session__in=rows) for table in TIES]
    tied = {pk for found in of_these for pk in found.values_list("session_id", flat=True)}
    for row in rows:
        if row.state in TAKING_PLACE:
            change.cancelled.append(call_off(session=row, reason=reason, now=now))
        elif row.state == SessionState.DRAFT and row.pk not in tied:
            change.deleted.append(row.start)
            row.delete()
        else:
            change.outside.append(row)


def place_of(row: Session) -> date:
    """The day that its rule has for it. Only for rows that have a place."""
    return date.fromisoformat((row.original_start or "")[:10])


class _Work:
    """One change of a series while it is made. ``series`` is as it was until ``save_series``; everything is locked."""

    by_hand: ByHand | None = None
    even_below_taken = False

    def __init__(self, series: Series, plan: Plan, zone: ZoneInfo, now: datetime, since: Session | None) -> None:
        self.series, self.plan, self.zone, self.now = series, plan, zone, now
        self.change = Change()
        self.told: list[tuple[Session, Before]] = []
        self.dropped: list[Session] = []
        rows = {row.pk: row for row in series.sessions.select_for_update(no_key=True).order_by("pk")}
        self.history = with_history(rows.values(), now)
        placed = sorted((row for row in rows.values() if row.original_start is not None), key=place_of)
        self.begins, is_one_again = self.place_in(rows, placed, since)
        self.following = [row for row in placed if place_of(row) >= self.begins]
        self.earlier = [row for row in placed if place_of(row) < self.begins]
        self.also = [] if since else [*self.earlier, *(row for row in rows.values() if row.original_start is None)]
        rule = Rule.from_plain(series.rule)
        self.old_slot, self.new_slot = (
            BY_DAY if is_one_again else slots(rule, plan.rule, old_first=self.begins, new_first=plan.starts_on)
        )
        self.planned = self.plan_sessions()

    def place_in(self, rows: dict[int, Session], placed: list[Session], since: Session | None) -> tuple[date, bool]:
        """From which day on its sessions get the new rule; and whether that makes one part of several."""
        starts_on = self.plan.starts_on
        begins = self.series.starts_on
        if since is not None:
            if since.pk not in rows or rows[since.pk].original_start is None:
                raise NotInThatState
            begins = place_of(rows[since.pk])
        earlier = [place_of(row) for row in placed if place_of(row) < begins]
        if not earlier or starts_on > earlier[-1]:
            return begins, False
        if since is not None:
            raise ImpossibleRule
        return earlier[0], True

    def plan_sessions(self) -> dict[Hashable, Occurrence]:
        """Slot → what the new rule has there: a year ahead, and as far as there are rows for it."""
        plan, made_until = self.plan, self.series.made_until or self.begins
        horizon = wall_at(self.now + HORIZON, self.zone).date()
        furthest = max(horizon, made_until, made_until + (plan.starts_on - self.begins)) + MONTH
        every = occurrences(plan.rule, first=plan.starts_on, at=plan.starts_time, zone=self.zone, fold=plan.fold or 0)
        if plan.rule.goes_on:
            every = takewhile(lambda one: one.start.date() <= furthest, every)
        found = {self.new_slot(one.start.date()): one for one in every}
        days = {slot: one.start.date() for slot, one in found.items()}
        if not days:
            raise ImpossibleRule
        if plan.rule.goes_on:
            rows = [days[slot] for slot in map(self.old_slot, map(place_of, self.following)) if slot in days]
            horizon = max([horizon, *rows])
            found = {slot: one for slot, one in found.items() if days[slot] <= horizon}
        self.last = max(days[slot] for slot in found) if found else plan.starts_on
        return found

    def change_earlier(self) -> None:
        """Of an earlier part of the series the days stay; its time and arrangement follow."""
        plan, series = self.plan, self.series
        is_other_clock = (plan.starts_time, self.zone.key) != (series.starts_time, series.zone)
        for row in self.also:
            moments: tuple[datetime, ...] = ()
            if is_other_clock and row.original_start:
                start = datetime.combine(place_of(row), plan.starts_time)
                moments = moments_at(start, self.zone)
            if moments:
                fold = min(plan.fold or 0, len(moments) - 1)
                row.original_start = wall(start) if row.pk not in self.history else row.original_start
                self.change_row(row, Occurrence(row.number, start, fold, moments[fold]))
            else:
                self.change_row(row, None)

    def change_following(self) -> None:
        keys = [row.pk for row in self.following]
        Session.objects.filter(pk__in=keys).update(original_start=None)  # so that rows may take each other's place
        given = [(row, self.planned.pop(self.old_slot(place_of(row)), None)) for row in self.following]
        left = [row for row, one in given if one is None and self.is_left_behind(row)]
        self.number_before = max([row.number for row in (*self.earlier, *left)], default=0)
        for row, one in given:
            if one is None and row.pk not in self.history and not self.is_kept(row):
                self.dropped.append(row)
            elif one is None:
                self.change.outside.append(row)
            elif row.pk not in self.history:
                row.number = self.number_before + one.number
            if row not in left:
                row.original_start = wall(one.start) if one else None
            self.change_row(row, one)

    def is_left_behind(self, row: Session) -> bool:
        """Held before the new rule begins: it keeps its place, and the rule counts on from it."""
        return row.pk in self.history and place_of(row) < self.plan.starts_on

    def is_kept(self, row: Session) -> bool:
        """Moved by hand, and the series does not end before its place."""
        return "start" in row.own and place_of(row) <= self.last

    def change_row(self, row: Session, one: Occurrence | None) -> None:
        before = Before.of(row)
        if row.pk not in self.history and row not in self.dropped:
            if one and "start" not in row.own:
                row.start, row.zone, row.fold = wall(one.start), self.zone.key, one.fold
            arrange(row, self.plan.arranged, passing_over=row.own)
            if self.by_hand and row.pk == self.by_hand.pk:
                self.by_hand.put(row, self.plan, one)
        if keep(row, before, self.now, even_below_taken=self.even_below_taken):
            self.told.append((row, before))
            self.change.changed.append(row)
        else:
            row.save(update_fields=["number", "original_start", "own"])

    def save_series(self) -> None:
        series, plan = self.series, self.plan
        series.zone, series.starts_on, series.starts_time = self.zone.key, plan.starts_on, plan.starts_time
        series.fold, series.rule = plan.fold or 0, plan.rule.as_plain()
        series.made_until, series.changed_at = self.last, self.now
        for name, value in plan.arranged.items():
            setattr(series, name, value)
        series.save()

    def make_missing(self) -> None:
        """What the new rule has and nobody has a row for, as drafts; not what would be over already."""
        missing = [one for one in self.planned.values() if one.starts_at > self.now]
        fresh = [new_session(self.series, one, self.now, before=self.number_before) for one in missing]
        self.change.made = Session.objects.bulk_create(fresh)
