"""When people are reminded, and when not any more. Plain values in, plain values out: the database asks, and so does the
simulation of two years.

"24 hours before" is elapsed time: over a change of clocks it is 23 or 25 hours on somebody's wall, which differs from
person to person; one moment for everybody does not.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from workshops.enums import RoundState

# How long before its earliest reminder a session is looked at: a planner that stood still for less misses nothing.
LOOK_AHEAD = timedelta(days=30)


class Known(NamedTuple):
    """A round that there is already, for any start that the session has had."""

    minutes: int
    starts_at: datetime
    state: RoundState


class Planned(NamedTuple):
    minutes: int
    due_at: datetime
    state: RoundState  # planned, or passed


def plan(*, starts_at: datetime, minutes: Iterable[int], known: Iterable[Known], now: datetime) -> list[Planned]:
    """The rounds that a session lacks for its start.

    What is due already when it is first seen has passed: the session was made or moved so late that its announcement,
    or the mail about the move, has just said the same. So has a kind of reminder that everybody had for an earlier start,
    unless the new one is later by that kind's whole time: an hour's shift is no reason to remind twice of tomorrow.
    """
    rounds = list(known)
    there = {one.minutes for one in rounds if one.starts_at == starts_at}
    sent = [one for one in rounds if one.state == RoundState.SENT]
    found = []
    for before in sorted(set(minutes) - there, reverse=True):
        ahead = timedelta(minutes=before)
        due_at = starts_at - ahead
        told = any(one.minutes == before and starts_at < one.starts_at + ahead for one in sent)
        state = RoundState.PASSED if told or due_at <= now else RoundState.PLANNED
        found.append(Planned(before, due_at, state))
    return found


def fate(
    *,
    minutes: int,
    planned_for: datetime,
    starts_at: datetime,
    takes_place: bool,
    wanted: Iterable[int],
    now: datetime,
) -> RoundState:
    """What becomes of a round that is due, by what is true in this moment: sent, or overtaken."""
    shorter = (starts_at - timedelta(minutes=other) for other in wanted if other < minutes)
    if (
        not takes_place
        or starts_at != planned_for
        or starts_at <= now
        or minutes not in set(wanted)
        or any(due_at <= now for due_at in shorter)
    ):
        return RoundState.OVERTAKEN
    return RoundState.SENT
