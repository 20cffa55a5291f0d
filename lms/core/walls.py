"""Wall clocks: a date and time as one place reads it, and the moment that this is.

What somebody promised is the wall clock in its IANA zone; moments (aware, in UTC) are derived from it, and derived again
when the world's rules for clocks change. A wall clock names no moment where clocks jump ahead, and two where they go back
(RFC 5545, section 3.3.10; ``fold`` as in PEP 495).
"""

import zoneinfo
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError

TABLE = "tzdata.zi"


class SkippedTime(DomainError):
    """Clocks jump over it. ``instead`` is what they show when that much time has passed: 03:30 for 02:30."""

    def __init__(self, wall: datetime, zone: ZoneInfo) -> None:
        self.instead = wall_at(wall.replace(tzinfo=zone, fold=0), zone)
        message = _("There is no {time} on {date} in {zone}: clocks go forward that day. You could take {instead}.")
        super().__init__(format_lazy(message, **_words(wall, zone), instead=lazystr(_time(self.instead))))


class DoubledTime(DomainError):
    """Clocks show it twice: whoever asks must say which one."""

    def __init__(self, wall: datetime, zone: ZoneInfo) -> None:
        message = _("It is {time} twice on {date} in {zone}: clocks go back that day. Say which of the two you mean.")
        super().__init__(format_lazy(message, **_words(wall, zone)))


def moments_at(wall: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The moments (UTC) at which clocks in ``zone`` show ``wall`` (naive): none, one, or two, the earlier first."""
    found: list[datetime] = []
    for fold in (0, 1):
        at = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if wall_at(at, zone) == wall.replace(fold=0) and at not in found:
            found.append(at)
    return tuple(found)


def moment_at(wall: datetime, zone: ZoneInfo, *, fold: int | None = None) -> datetime:
    """The one moment (UTC) of a wall clock; ``fold`` (0 or 1) chooses where there are two.

    Raises SkippedTime where there is none, DoubledTime where there are two and nobody has said which.
    """
    found = moments_at(wall, zone)
    if not found:
        raise SkippedTime(wall, zone)
    if len(found) == 2 and fold is None:
        raise DoubledTime(wall, zone)
    return found[min(fold or 0, len(found) - 1)]


def wall_at(at: datetime, zone: ZoneInfo) -> datetime:
    """What clocks in ``zone`` show at a moment: naive, and always with fold 0, so that equal readings are equal."""
    return at.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)


@cache
def rules_version() -> str:
    """Which edition of the IANA time zone database moments are derived with, such as ``2026c``.

    zoneinfo asks the system's files first and the package ``tzdata`` last. A system that does not say its edition is
    named by the day on which its files changed.
    """
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / TABLE).is_file():
            with (folder / TABLE).open(encoding="utf-8", errors="replace") as table:
                return table.readline().removeprefix("# version ").strip()[:20]
        if (folder / "UTC").is_file():
            return datetime.fromtimestamp((folder / "UTC").stat().st_mtime, tz=UTC).strftime("%Y-%m-%d")
    return metadata.version("tzdata")


def _words(wall: datetime, zone: ZoneInfo) -> dict[str, object]:
    return {"time": lazystr(_time(wall)), "date": lazystr(_date(wall)), "zone": zone.key.replace("_", " ")}


def _time(wall: datetime) -> str:
    return formats.date_format(wall, "TIME_FORMAT")


def _date(wall: datetime) -> str:
    return formats.date_format(wall, "WEEKDAY_FORMAT")
