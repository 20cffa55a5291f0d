"""A change that begins at one session: for this one, for it and those that follow, or for all.

**What differs from this session as it is, the others get too, and nothing else.** Who gives one session another link leaves
the hours of the others alone, also where this one was moved by hand. A step to another day is the same step for all.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from workshops.domain.changing import SEATS
from workshops.domain.rescheduling import Edit, change_session, changeable, check_when, lock_series
from workshops.domain.scheduling import Plan
from workshops.domain.series_changes import ByHand, change_series, place_of, rest_of_rule
from workshops.enums import Frequency, Scope
from workshops.errors import EarlierPart, OtherDays
from workshops.models import Series, Session
from workshops.rules.recurrence import Rule


def change_sessions(
    *, session: Session, edit: Edit, scope: Scope, now: datetime, reason: str = "", even_below_taken: bool = False
) -> None:
    """All of it or nothing. Raises what ``change_session`` and ``change_series`` raise, EarlierPart and OtherDays."""
    if scope == Scope.THIS:
        change_session(session=session, edit=edit, now=now, even_below_taken=even_below_taken)
        return
    if edit.when:
        check_when(edit.when, now)
    with transaction.atomic():
        series = lock_series(session.series_id)
        row = changeable(session, now)
        change_series(
            series=series,
            plan=_plan(series, row, edit, scope),
            since=row if scope == Scope.FOLLOWING else None,
            by_hand=ByHand(row.pk, edit),
            even_below_taken=even_below_taken,
            reason=reason,
            now=now,
        )


def _plan(series: Series, row: Session, edit: Edit, scope: Scope) -> Plan:
    rule, first = Rule.from_plain(series.rule), series.starts_on
    if scope == Scope.FOLLOWING:
        if row.original_start is None or place_of(row) < first:
            raise EarlierPart
        rule, first = rest_of_rule(series=series, since=row), place_of(row)
    plan = Plan(series.zone, first, series.starts_time, rule, series.fold, _different(row, edit))
    was = datetime.fromisoformat(row.start)
    when = edit.when
    if when is None or (when.start, when.zone, when.fold or 0) == (was, row.zone, row.fold):
        return plan
    step = when.start.date() - was.date()
    if step:
        _check_step(series, rule, scope)
    return replace(
        plan,
        zone=when.zone if when.zone != row.zone else series.zone,
        starts_on=first + step,
        starts_time=when.start.time() if when.start.time() != was.time() else series.starts_time,
        rule=_shifted(rule, step),
        fold=when.fold,
    )


def _different(row: Session, edit: Edit) -> dict[str, Any]:
    given = dict(edit.arranged)
    if edit.when:
        given |= {"minutes": edit.when.minutes, "days": edit.when.days}
    found = {name: value for name, value in given.items() if value != getattr(row, name)}
    if set(found) & set(SEATS):
        found |= {name: given.get(name, getattr(row, name)) for name in SEATS}
    return found


def _check_step(series: Series, rule: Rule, scope: Scope) -> None:
    """Each session stays the same one, a step later: known where it is one day a week, or every so many days."""
    if rule.frequency not in (Frequency.DAILY, Frequency.WEEKLY, Frequency.DATES) or len(rule.weekdays) > 1:
        raise OtherDays
    own = series.sessions.filter(original_start__gte=series.starts_on.isoformat()).order_by("original_start").first()
    if scope == Scope.ALL and rule.frequency != Frequency.DATES and (own is None or place_of(own) != series.starts_on):
        raise OtherDays


def _shifted(rule: Rule, step: timedelta) -> Rule:
    return replace(
        rule,
        weekdays=tuple((weekday + step.days) % 7 for weekday in rule.weekdays),
        dates=tuple(day + step for day in rule.dates),
        until=rule.until + step if rule.until else None,
    )
