"""What one check has at hand: the machine that is judged, and a pristine one beside it for every program that it runs."""

import secrets
import time
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from courses.sandbox.judging.verdicts import Verdict
from courses.sandbox.runtimes.port import Program, Ran, RuntimeFailure, SandboxDriver, Seen

LONGEST_VALUE = 200  # characters of what a sentence shows
SHORTEST = 0.5  # seconds; with less left nothing is begun
LARGEST = 1_048_576
# What is borrowed may hold settings that make pristine programs load, or say, what they should not. So root has no home
# there, with its .curlrc, .digrc or .sqliterc, and nobody reads an openssl.cnf, which may name engines.
NO_HOME = {"HOME": "/nonexistent"}
HOMELESS = ("/bin/sed", "-i", "-E", "s|^(([^:]*:){2}0+:[^:]*:[^:]*:)[^:]*|\\1/nonexistent|", "/etc/passwd")
OPENSSL = {"OPENSSL_CONF": "/dev/null"}


@dataclass(frozen=True)
class Finding:
    verdict: Verdict
    found: str
    values: Mapping[str, str] = field(default_factory=dict)


class Unsure(Exception):
    """It cannot be judged: neither passed nor failed."""

    def __init__(self, found: str, /, **values: object) -> None:
        self.finding = Finding(Verdict.INCONCLUSIVE, found, plain(values))
        super().__init__(found)


class Failed(Exception):
    """It is not as it should be."""

    def __init__(self, found: str, /, **values: object) -> None:
        self.finding = Finding(Verdict.FAILED, found, plain(values))
        super().__init__(found)


PASSED = Finding(Verdict.PASSED, "as_asked")


def plain(values: Mapping[str, object]) -> dict[str, str]:
    """Short texts without anything that a terminal or a page would obey."""
    return {name: _plain(str(value)) for name, value in values.items()}


def _plain(text: str) -> str:
    head = text[: LONGEST_VALUE * 4]
    shown = "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in head)
    shown = " ".join(shown.split())
    return shown if len(shown) <= LONGEST_VALUE else shown[: LONGEST_VALUE - 1] + "…"


def text_of(content: bytes) -> str:
    return content.decode("utf-8", "replace")


@dataclass
class Bench:
    """``until``: on the monotonic clock. ``environment``: LAB_…, for scripts. ``nonce``: known to nobody before this run."""

    driver: SandboxDriver
    key: str
    host: str
    until: float
    files: Mapping[str, str]  # of the lab
    environment: Mapping[str, str]
    nonce: str = field(default_factory=lambda: secrets.token_hex(8))

    def seconds(self, most: float) -> float:
        """What is left, and never more than ``most``. Raises Unsure where nothing is."""
        left = self.until - time.monotonic()
        if left < SHORTEST:
            raise Unsure("late")
        return min(most, left)

    def run(
        self,
        command: Sequence[str],
        *,
        stdin: bytes = b"",
        borrowed: Sequence[str] = (),
        seconds: float = 10.0,
        most: int = 65_536,
        environment: Mapping[str, str] | None = None,
    ) -> Ran:
        """A program of the base, in a pristine machine that is gone afterwards. Raises Unsure where it takes too long, says
        too much, or is not part of the base."""
        settings = NO_HOME | (OPENSSL if any(f"{one}/".startswith("/etc/ssl/") for one in borrowed) else {})
        environment = {**(environment or {}), **settings}
        with self.driver.judge(self.key, self.host, tuple(borrowed)) as box:
            if borrowed and box.run(HOMELESS, seconds=self.seconds(5)).code != 0:
                raise Unsure("unreadable")
            ran = box.run(command, stdin=stdin, environment=environment, seconds=self.seconds(seconds), most=most)
        if ran.is_cut:
            raise Unsure("too_much")
        if ran.code is None:
            raise Unsure("slow")
        if ran.code in (126, 127):
            raise Unsure("no_program", program=command[0])
        return ran

    def sh(self, script: str, *arguments: str, stdin: bytes = b"", borrowed: Sequence[str] = (),
           seconds: float = 10.0, most: int = 65_536) -> Ran:  # fmt: skip
        """``script``: our own words alone; what comes from elsewhere are its ``arguments``."""
        command = ("/bin/sh", "-c", script, "check", *arguments)
        return self.run(command, stdin=stdin, borrowed=borrowed, seconds=seconds, most=most)

    def look(self, path: str, most: int = LARGEST) -> Seen | None:
        self.seconds(1)
        return self.driver.look(self.key, path, self.host, most)

    def content(self, path: str, missing: str = "missing") -> bytes:
        """The whole of a file. Raises Failed where it is none, Unsure where it is too large to be judged."""
        seen = self.look(path)
        if seen is None or seen.kind == "link":
            raise Failed(missing, path=path)
        if seen.kind != "file":
            raise Failed("other_kind", path=path, kind=seen.kind, wanted="file")
        if seen.size > len(seen.content):
            raise Unsure("too_large", path=path)
        return seen.content

    def plant(self, path: str, content: bytes) -> None:
        self.seconds(1)
        try:
            self.driver.plant(self.key, path, content, self.host)
        except RuntimeFailure as error:
            raise Failed("cannot_plant", path=path) from error

    def programs(self) -> list[Program]:
        self.seconds(1)
        return self.driver.programs(self.key, self.host)

    def number_of(self, name: str, file: str) -> int:
        """The id of an account or a group: as the base numbers it, else as the judged host does. Raises Failed."""
        if name.isdigit():
            return int(name)
        theirs = self.look(file)
        for content in (self.run(("/bin/cat", file)).output, theirs.content if theirs else b""):
            for line in text_of(content).splitlines():
                parts = line.split(":")
                if parts[0] == name and len(parts) > 2 and parts[2].isdigit():
                    return int(parts[2])
        raise Failed("no_account", name=name)

    def name_of(self, number: int, file: str) -> str:
        theirs = self.look(file)
        for line in text_of(theirs.content if theirs else b"").splitlines():
            parts = line.split(":")
            if len(parts) > 2 and parts[2] == str(number):
                return parts[0]
        return str(number)
