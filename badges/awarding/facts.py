"""What the learning record says of one person, as plain values."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Fact:
    """One standing statement.

    ``key``: what makes it one statement (its number, or source and source key); ``happened_at``: aware, or ValueError;
    ``by``: who wrote it down, reviewed or endorsed it, where that is known; ``series``: the key of the series that its
    object belongs to.
    """

    key: str
    verb: str
    object_key: str
    happened_at: datetime
    by: int | None = None
    series: str = ""
    evidence: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "happened_at", _utc(self.happened_at))


@dataclass(frozen=True)
class Held:
    """One standing award. ``period``: the key of the period that it is for; ``earned_at``: aware, or ValueError."""

    achievement: str
    earned_at: datetime
    period: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "earned_at", _utc(self.earned_at))


Deed = Fact | Held


@dataclass(frozen=True)
class Record:
    """Everything of one person, in any order, also more than once."""

    person: int
    facts: tuple[Fact, ...] = ()
    held: tuple[Held, ...] = ()


def moment_of(deed: Deed) -> datetime:
    return deed.happened_at if isinstance(deed, Fact) else deed.earned_at


def order_of(deed: Deed) -> tuple[datetime, bool, str, str, str, int, str, str]:
    """By moment; what happened in the same one has an order too, the same every time."""
    if isinstance(deed, Held):
        return deed.earned_at, False, "", "", deed.achievement, -1, deed.period, ""
    by = -1 if deed.by is None else deed.by
    return deed.happened_at, True, deed.key, deed.verb, deed.object_key, by, deed.series, deed.evidence


def _utc(moment: datetime) -> datetime:
    """Two moments of one zone would compare by their wall clocks, which show some hours twice."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{moment} has no zone")
    return moment.astimezone(UTC)
