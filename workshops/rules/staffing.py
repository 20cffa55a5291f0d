"""Whom a session still needs, and what speaks against confirming it. Pure: everything that is known comes in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from workshops.enums import Direction, RuleKind, RuleLevel, Spoken, StaffRole
from workshops.queries.staffing import Ruling, Staffing

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ALONE_AT_MOST = 60  # minutes that one interpreter works without somebody to take turns with
PAIR = {"en": Direction.ES_EN, "es": Direction.EN_ES}  # language that somebody listens in → which way it is interpreted


@dataclass(frozen=True)
class Gap:
    """``direction``: the pair that nobody covers, or empty. ``missing`` people."""

    role: StaffRole
    direction: str
    missing: int

    @property
    def direction_label(self) -> "StrOrPromise":
        return Direction(self.direction).label if self.direction else ""


def pairs_of(staffing: Staffing) -> tuple[Direction, ...]:
    """Which ways a session is interpreted: what is arranged, and what somebody who has a seat needs.

    After the last listener left and the interpreters were offered release, only who listens now counts.
    """
    session, pairs = staffing.session, set()
    if not staffing.is_released:
        if session.spoken == Spoken.BOTH:
            pairs |= {Direction.EN_ES, Direction.ES_EN}
        elif session.is_interpreted:
            pairs.add(Direction.EN_ES if session.spoken == Spoken.ENGLISH else Direction.ES_EN)
    pairs |= {PAIR[language] for language, people in staffing.listeners.items() if people and language in PAIR}
    return tuple(sorted(pairs))


def interpreters_needed(staffing: Staffing) -> int:
    """One, or two where a day is longer than an hour: they take turns. More where that was written down."""
    if not pairs_of(staffing):
        return 0
    least = 2 if staffing.session.minutes > ALONE_AT_MOST else 1
    return max(least, staffing.needs.get(StaffRole.INTERPRETER, 0))


def covers(offered: str, wanted: str) -> bool:
    return offered == Direction.BOTH or offered == wanted


def uncovered(staffing: Staffing) -> list[Direction]:
    """The pairs that no accepted interpreter covers."""
    have = [one.direction for one in staffing.accepted(StaffRole.INTERPRETER)]
    return [pair for pair in pairs_of(staffing) if not any(covers(offered, pair) for offered in have)]


def gaps_of(staffing: Staffing) -> list[Gap]:
    """What is missing, interpreters first: they are the hardest to find."""
    found: list[Gap] = []
    missing = interpreters_needed(staffing) - len(staffing.accepted(StaffRole.INTERPRETER))
    open_pairs = uncovered(staffing)
    if open_pairs or missing > 0:
        pairs = pairs_of(staffing)
        both = Direction.BOTH if len(pairs) > 1 else pairs[0]
        direction = open_pairs[0] if len(open_pairs) == 1 else both
        found.append(Gap(StaffRole.INTERPRETER, direction, max(1, missing)))
    for role in StaffRole:
        if role not in (StaffRole.INTERPRETER, StaffRole.ATTENDEE):
            missing = staffing.needs.get(role, 0) - len(staffing.accepted(role))
            if missing > 0:
                found.append(Gap(role, "", missing))
    return found


def is_wanted(staffing: Staffing, role: str, direction: str) -> bool:
    """Whether one more person in that role helps. A role that nobody wrote down needs one, once somebody is asked."""
    have = len(staffing.accepted(role))
    if role != StaffRole.INTERPRETER:
        return have < staffing.needs.get(StaffRole(role), 1)
    needed = interpreters_needed(staffing) or staffing.needs.get(StaffRole.INTERPRETER, 1)
    return have < needed or any(covers(direction, pair) for pair in uncovered(staffing))


@dataclass(frozen=True)
class Shortcoming:
    """Something that speaks against confirming a session, as strictly as the house looks at it."""

    kind: RuleKind
    level: RuleLevel
    words: "StrOrPromise"


def shortcomings(
    staffing: Staffing,
    rulings: dict[RuleKind, Ruling],
    *,
    clashes: Iterable[RuleKind] = (),
    unavailable: int = 0,
) -> list[Shortcoming]:
    """What the house looks at, the strictest first. ``clashes``: of those who accepted, without a written reason."""
    found: list[tuple[RuleKind, StrOrPromise]] = []
    for gap in gaps_of(staffing):
        if gap.role == StaffRole.INTERPRETER:
            have = len(staffing.accepted(StaffRole.INTERPRETER))
            words = _("Interpreters: {have} of {needed}, {pair}.")
            pair = Direction(gap.direction).label
            values = {"have": have, "needed": max(interpreters_needed(staffing), have + gap.missing), "pair": pair}
            found.append((RuleKind.INTERPRETERS, format_lazy(words, **values)))
        else:
            role = StaffRole(gap.role).label
            found.append((RuleKind.ROLE, format_lazy(_("Missing: {role} ({people})."), role=role, people=gap.missing)))
    found += [(kind, kind.label) for kind in sorted(set(clashes))]
    if unavailable:
        found.append((RuleKind.UNAVAILABLE, RuleKind.UNAVAILABLE.label))
    looked_at = [Shortcoming(kind, rulings[kind].level, words) for kind, words in found]
    kept = [one for one in looked_at if one.level != RuleLevel.IGNORE]
    return sorted(kept, key=lambda one: list(RuleLevel).index(one.level))
