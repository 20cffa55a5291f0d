"""What a machine can be, how it gets there, and what of it the site is told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from courses.sandbox.daemon.wire import Refused

LONGEST_WALL, LONGEST_IDLE = 12 * 3_600.0, 2 * 3_600.0  # seconds
SHORTEST = 1.0
DIGEST = re.compile(r"[0-9a-f]{64}")  # it names files


class State(StrEnum):
    QUEUED = "queued"
    STARTING = "starting"
    RUNNING = "running"
    STOPPED = "stopped"


class Reason(StrEnum):
    """Why it is not running; ``NONE`` for one that never was stopped."""

    NONE = ""
    IDLE = "idle"
    WALL = "wall"
    PERSON = "person"
    HOST = "host"
    FAILED = "failed"


MOVES: Mapping[State, frozenset[State]] = {
    State.STOPPED: frozenset({State.QUEUED}),
    State.QUEUED: frozenset({State.STARTING, State.STOPPED}),
    State.STARTING: frozenset({State.RUNNING, State.STOPPED}),
    State.RUNNING: frozenset({State.STOPPED}),
}
BUSY = frozenset({State.QUEUED, State.STARTING, State.RUNNING})  # counts for its owner


@dataclass(frozen=True)
class Wish:
    """What an order says of the machine that it wants. ``wall``, ``idle``: seconds."""

    lab: str
    seed: int
    restore: str = ""
    wall: float = 7_200.0
    idle: float = 1_200.0


def wish_of(about: Mapping[str, Any]) -> Wish:
    """Raises Refused where the site signed something that makes no sense."""
    try:
        wall, idle = float(about.get("wall", Wish.wall)), float(about.get("idle", Wish.idle))
        wish = Wish(str(about["lab"]), int(about["seed"]), str(about.get("restore") or ""), wall, idle)
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(400, "unreadable") from error
    if not DIGEST.fullmatch(wish.lab) or not DIGEST.fullmatch(wish.restore or wish.lab):
        raise Refused(400, "unreadable")
    if not SHORTEST <= wall <= LONGEST_WALL or not SHORTEST <= idle <= LONGEST_IDLE:
        raise Refused(400, "unreadable")
    return wish
