"""What every runtime of sandboxes offers. Nothing here knows Django, labs or people."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Phase(StrEnum):
    PENDING = "pending"
    READY = "ready"
    STOPPED = "stopped"
    FAILED = "failed"


class RuntimeFailure(Exception):
    """The runtime could not do it; ``reason`` is for the operator and holds nothing of a learner's."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Limits:
    """``memory``, ``disk``: bytes. ``cpu``: parts of one core. ``files``: how many the disk holds."""

    memory: int = 256 * 1024 * 1024
    processes: int = 128
    cpu: float = 0.5
    disk: int = 64 * 1024 * 1024
    files: int = 20_000


@dataclass(frozen=True)
class SandboxSpec:
    """``base``: a folder that holds the image, read only. ``environment``: all that programs inside find in theirs."""

    base: Path
    limits: Limits = field(default_factory=Limits)
    environment: dict[str, str] = field(default_factory=dict)
    hostname: str = "lab"
    start: tuple[str, ...] = ("/bin/sleep", "infinity")


@dataclass(frozen=True)
class Capabilities:
    """What a lab may ask of a runtime."""

    root: bool = True
    snapshot: bool = False
    preview: bool = False
    several_hosts: bool = False


@dataclass(frozen=True)
class Status:
    key: str
    phase: Phase


class Terminal(Protocol):
    """One pseudo-terminal of a sandbox. ``file``: the side that the daemon reads and writes, not blocking."""

    file: int

    def resize(self, columns: int, rows: int) -> None: ...

    def close(self) -> None: ...


class SandboxDriver(Protocol):
    """``key`` names a sandbox everywhere; ``create`` with one that runs answers that one."""

    def capabilities(self) -> Capabilities: ...

    def create(self, key: str, spec: SandboxSpec) -> Status: ...

    def attach(self, key: str, command: tuple[str, ...], columns: int, rows: int) -> Terminal: ...

    def get(self, key: str) -> Status: ...

    def list(self) -> list[Status]: ...

    def stop(self, key: str) -> None: ...
