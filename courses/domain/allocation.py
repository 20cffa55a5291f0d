"""Who reviews whom. Pure: a plan is a function of what is there, so every size of a group can be tried.

It cannot deadlock, because nobody's own progress waits for the reviews that they owe, an asked person who does not answer
is replaced after three days, and a trainer can decide about any work at any time and is told of what nobody else takes.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

PATIENCE = timedelta(days=3)
AT_ONCE = 3  # nobody is asked for more reviews at a time


@dataclass(frozen=True)
class Waiting:
    """One work that waits. ``asked``: who is to review it now, or did; ``lapsed``: who was asked and did not."""

    key: int
    author: int
    since: datetime
    asked: frozenset[int] = frozenset()
    lapsed: frozenset[int] = frozenset()


def allocate(
    works: Iterable[Waiting], *, participants: Collection[int], load: Counter[int], wanted: int
) -> list[tuple[int, int]]:
    """(work, reviewer) for whoever should be asked now. Evenly: the work with the fewest reviewers and the longest wait
    comes first, and the participant with the fewest open reviews is asked."""
    load = Counter(load)
    asked = {work.key: set(work.asked) for work in works}
    plan: list[tuple[int, int]] = []
    for _round in range(wanted):
        for work in sorted(works, key=lambda one: (len(asked[one.key]), one.since, one.key)):
            if len(asked[work.key]) >= wanted:
                continue
            barred = asked[work.key] | work.lapsed | {work.author}
            free = [person for person in participants if person not in barred and load[person] < AT_ONCE]
            if free:
                reviewer = min(free, key=lambda person: (load[person], person))
                asked[work.key].add(reviewer)
                load[reviewer] += 1
                plan.append((work.key, reviewer))
    return plan


def next_look(told: Iterable[datetime]) -> datetime | None:
    """When somebody has to be told next, by the moments at which it was last told of each work that waits."""
    return min((moment + PATIENCE for moment in told), default=None)
