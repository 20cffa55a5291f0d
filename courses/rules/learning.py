"""What opens a unit to somebody, and what they still owe it. Pure: everything that is known comes in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from courses.enums import RuleKind
from courses.queries.outline import Course, Unit
from courses.queries.progress import Progress
from courses.queries.terms import Rule
from lms.core.policy import Allowed, Decision, Denied


class LockKind(StrEnum):
    JOIN = "join"  # one is let into this course
    BEGIN = "begin"  # days are counted from the day on which one begins
    NEEDS = "needs"  # another course or unit comes first
    OPENS = "opens"  # a moment comes first


@dataclass(frozen=True)
class Lock:
    """One reason why a unit is not open to somebody. ``key``: what comes first; ``at``: when it opens."""

    kind: LockKind
    key: UUID | None = None
    at: datetime | None = None


def locks_on(unit: Unit, progress: Progress, now: datetime, *, also_done: frozenset[UUID] = frozenset()) -> list[Lock]:
    """Why this unit is not open; empty means open. What is done stays open: nothing earned is closed again.

    ``also_done``: what a guest did in their own session.
    """
    course = progress.course
    if progress.is_done(unit):
        return []
    locks = []
    if not course.terms.is_open and not progress.is_enrolled:
        locks.append(Lock(LockKind.JOIN))
    needed = progress.needs((*course.terms.needs, *unit.terms.needs))
    locks += [Lock(LockKind.NEEDS, key) for key in dict.fromkeys(needed) if key not in also_done]
    if unit.terms.opens_after_days and not progress.is_enrolled:
        locks.append(Lock(LockKind.BEGIN))
    opens_at = opening_of(unit, progress)
    if opens_at and opens_at > now:
        locks.append(Lock(LockKind.OPENS, at=opens_at))
    return locks


def opening_of(unit: Unit, progress: Progress) -> datetime | None:
    """The moment from which the unit is open, where it has one: the later of its date and its days after enrolment."""
    moments = [unit.terms.opens_at] if unit.terms.opens_at else []
    if unit.terms.opens_after_days and progress.enrolled_at:
        moments.append(progress.enrolled_at + timedelta(days=unit.terms.opens_after_days))
    return max(moments, default=None)


def may_begin(course: Course) -> Decision:
    """Without being let in by a trainer."""
    if course.terms.is_open:
        return Allowed()
    return Denied(_("One joins this course by asking, or with a code that a trainer gave out."))


# Rule → the moment at which it was met, for one person and one unit.
Evidence = Mapping[Rule, datetime]


@dataclass(frozen=True)
class Checked:
    """One rule, and the moment since which it is met; None while it is not."""

    rule: Rule
    met_at: datetime | None

    @property
    def is_met(self) -> bool:
        return self.met_at is not None


def check_rules(unit: Unit, evidence: Evidence) -> tuple[Checked, ...]:
    """Which rules of a unit are met with what, and which are missing. All met means: done."""
    return tuple(Checked(rule, evidence.get(rule)) for rule in unit.terms.rules(unit.kind))


def is_met(checked: tuple[Checked, ...]) -> bool:
    return all(one.is_met for one in checked)


def needs_attendance(unit: Unit) -> bool:
    return any(rule.kind == RuleKind.ATTENDED for rule in unit.terms.own_rules)


def circle_in(needs: Mapping[UUID, set[UUID]]) -> list[UUID]:
    """One way round in a circle of what needs what, in order; empty where there is none."""
    finished: set[UUID] = set()
    for start in sorted(needs):
        way: list[UUID] = []
        ahead = [iter([start])]
        while ahead:
            key = next(ahead[-1], None)
            if key is None:
                ahead.pop()
                if way:
                    finished.add(way.pop())
            elif key in way:
                return way[way.index(key) :]
            elif key not in finished:
                way.append(key)
                ahead.append(iter(sorted(needs.get(key, ()))))
    return []
