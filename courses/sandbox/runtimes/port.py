"""What every runtime of sandboxes offers. Nothing here knows Django, labs or people."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from socket import socket
from typing import Protocol


class Phase(StrEnum):
    READY = "ready"
    STOPPED = "stopped"


class RuntimeFailure(Exception):
    """The runtime could not do it; ``reason`` is for the operator and holds nothing of a learner's."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Limits:
    """Of each host. ``memory``, ``disk``: bytes. ``cpu``: parts of one core. ``files``: how many the disk holds."""

    memory: int = 256 * 1024 * 1024
    processes: int = 128
    cpu: float = 0.5
    disk: int = 64 * 1024 * 1024
    files: int = 20_000


@dataclass(frozen=True)
class HostSpec:
    """One machine of a sandbox. ``base``: a folder that holds the image, read only. ``address``: on the network that the
    hosts of one sandbox share and nobody else; empty where there is one host."""

    base: Path
    name: str = "lab"
    address: str = ""


@dataclass(frozen=True)
class SandboxSpec:
    """``environment``: all that programs inside find in theirs. The first host is the one that is meant where no other is
    named."""

    hosts: tuple[HostSpec, ...]
    limits: Limits = field(default_factory=Limits)
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Capabilities:
    """What a lab may ask of a runtime."""

    snapshot: bool = True
    preview: bool = True
    several_hosts: bool = True


@dataclass(frozen=True)
class Usage:
    """``memory``: bytes now. ``cpu``: seconds of processor time since the start."""

    memory: int = 0
    cpu: float = 0.0
    processes: int = 0


@dataclass(frozen=True)
class Status:
    key: str
    phase: Phase
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True)
class Ran:
    """A program that was run to its end. ``code``: its exit status; None where its time was over and it was ended.
    ``output``: both streams, cut at the most that was allowed (``is_cut``)."""

    code: int | None
    output: bytes
    is_cut: bool = False


@dataclass(frozen=True)
class Seen:
    """A file as it lies there. ``kind``: ``file``, ``folder``, ``link`` (not followed: its target cannot be reached),
    ``other``. ``owner``, ``group``: ids as inside. ``content``: of a file, cut at the most that was allowed."""

    kind: str
    mode: int
    owner: int
    group: int
    size: int
    modified: float
    content: bytes = b""


@dataclass(frozen=True)
class Program:
    """A running program. ``path``: of its file, as inside. ``ports``: on which it listens (TCP and UDP). ``is_pristine``:
    the file and all code mapped beside it are those of the base."""

    path: str
    arguments: tuple[str, ...]
    user: int
    ports: tuple[int, ...]
    is_pristine: bool


@dataclass(frozen=True)
class Snapshot:
    """All that differs from the base. ``digest``: SHA-256 in hexadecimal over the archives of all hosts; ``folder`` holds
    one ``<host>.tar.gz`` each."""

    digest: str
    folder: Path
    size: int


class Terminal(Protocol):
    """One pseudo-terminal of a sandbox. ``file``: the side that the daemon reads and writes, not blocking."""

    file: int

    def resize(self, columns: int, rows: int) -> None: ...

    def close(self) -> None: ...


class Box(Protocol):
    """A pristine machine beside one host: programs of the base, that host's network, its files at ``/srv`` read only."""

    def run(
        self, command: Sequence[str], *, stdin: bytes = b"", environment: Mapping[str, str] | None = None,
        seconds: float = 10.0, most: int = 65_536,
    ) -> Ran: ...  # fmt: skip


class SandboxDriver(Protocol):
    """``key`` names a sandbox everywhere (letters, digits, hyphens); ``create`` with one that runs answers that one. All but
    ``create``, ``get``, ``list`` and ``stop`` raise RuntimeFailure for one that does not run. ``host``: a name of the
    spec; empty is the first. Safe to call from several threads."""

    def capabilities(self) -> Capabilities: ...

    def create(self, key: str, spec: SandboxSpec, restore: Path | None = None) -> Status:
        """``restore``: the folder of a snapshot. Raises RuntimeFailure where it holds what no snapshot of ours can."""

    def attach(self, key: str, command: Sequence[str], columns: int, rows: int, host: str = "") -> Terminal: ...

    def run(
        self,
        key: str,
        command: Sequence[str],
        *,
        host: str = "",
        stdin: bytes = b"",
        environment: Mapping[str, str] | None = None,
        seconds: float = 10.0,
        most: int = 65_536,
    ) -> Ran:
        """Inside, without a terminal, as root of the sandbox: for the scripts of a lab, and for a learner's command."""

    def judge(self, key: str, host: str = "", borrowed: Sequence[str] = ()) -> AbstractContextManager[Box]:
        """``borrowed``: folders and files of the judged host that lie in the box at their own place (``/etc/nginx``), as a
        copy; programs, libraries and what loads them are never borrowed."""

    def connect(self, key: str, port: int, host: str = "") -> socket:
        """A TCP connection to the host's own loopback. Raises OSError as a connection does."""

    def look(self, key: str, path: str, host: str = "", most: int = 1_048_576) -> Seen | None:
        """Links are followed within the host's files and never out of them; None where nothing is there."""

    def plant(self, key: str, path: str, content: bytes, host: str = "", mode: int = 0o644) -> None:
        """A new file of root's, for a check to find again. Raises RuntimeFailure where it cannot be made."""

    def programs(self, key: str, host: str = "") -> list[Program]: ...

    def snapshot(self, key: str, into: Path) -> Snapshot:
        """``into``: a folder that does not exist yet."""

    def get(self, key: str) -> Status: ...

    def list(self) -> list[Status]:
        """Also what an earlier process left behind."""

    def stop(self, key: str) -> None:
        """Ends every process of it; again it changes nothing."""
