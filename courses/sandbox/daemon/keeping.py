"""What the daemon keeps in its folder: labs by digest, snapshots by digest, and which snapshots are whose.

Content has one place however many machines share it (a mentor's copy begins from the learner's), and goes when nobody's
list names it any more. Called from several threads.
"""

import json
import os
import shutil
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from courses.sandbox.runtimes.port import Snapshot

MOST_OF_ONE = 30  # snapshots
LONGEST = 180 * 86_400.0  # seconds
WHOLE = 20 * 1024**3  # bytes
HALF_LONGEST = 3_600.0  # seconds that something unfinished, or just finished, may lie about


@dataclass(frozen=True)
class Kept:
    """``is_auto``: the ones after take its place."""

    digest: str
    at: float
    size: int
    is_auto: bool = False


@dataclass(frozen=True)
class Owned:
    """All that is kept of one machine, the oldest first. ``reason``: why it ended; of one that was not told to end it is
    the host. ``first``: the snapshot of how it was before anybody did anything."""

    lab: str = ""
    seed: int = 0
    kept: tuple[Kept, ...] = ()
    reason: str = ""
    first: str = ""

    @property
    def named(self) -> set[str]:
        return {one.digest for one in self.kept} | ({self.first} if self.first else set())

    @property
    def latest(self) -> str:
        return self.kept[-1].digest if self.kept else ""


@dataclass
class Keeping:
    folder: Path
    most_of_one: int = MOST_OF_ONE
    longest: float = LONGEST
    whole: int = WHOLE
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        for place in (self.labs, self.snapshots, self.owned, self.recordings):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def labs(self) -> Path:
        return self.folder / "labs"

    @property
    def snapshots(self) -> Path:
        return self.folder / "snapshots"

    @property
    def owned(self) -> Path:
        return self.folder / "owned"

    @property
    def recordings(self) -> Path:
        return self.folder / "recordings"

    def put_lab(self, digest: str, files: Mapping[str, str]) -> None:
        _write(self.labs / f"{digest}.json", dict(files))

    def lab(self, digest: str) -> Mapping[str, str] | None:
        return _read(self.labs / f"{digest}.json") or None

    def of(self, key: str) -> Owned:
        found = _read(self.owned / f"{key}.json")
        if not found:
            return Owned()
        kept = tuple(Kept(**one) for one in found["kept"])
        return Owned(found["lab"], found["seed"], kept, found["reason"], found["first"])

    def place(self) -> Path:
        """For a driver's next snapshot: a folder that does not exist yet, in one that does."""
        return Path(mkdtemp(prefix="half-", dir=self.snapshots)) / "snapshot"

    def discard(self, place: Path) -> None:
        shutil.rmtree(place.parent, ignore_errors=True)

    def keep(self, key: str, lab: str, seed: int, taken: Snapshot, now: float, *, is_auto: bool) -> Snapshot:
        """Where it lies from now on."""
        with self._lock:
            final = self.snapshots / taken.digest
            if not final.exists():
                taken.folder.rename(final)
            shutil.rmtree(taken.folder.parent, ignore_errors=True)
            owned = self.of(key)
            before = owned.kept
            if before and before[-1].digest == taken.digest:
                is_auto = is_auto and before[-1].is_auto
            # The one before stays too: somebody may just have been told of it.
            last = [one.digest for one in before if one.is_auto][-1:]
            stay = [one for one in before if one.digest != taken.digest and (not one.is_auto or one.digest in last)]
            kept = [*stay, Kept(taken.digest, now, taken.size, is_auto)][-self.most_of_one :]
            self._own(key, Owned(lab, seed, tuple(kept), "host", owned.first))
            self._drop({one.digest for one in before} - {one.digest for one in kept})
        return replace(taken, folder=final)

    def ended(self, key: str, reason: str) -> None:
        with self._lock:
            self._own(key, replace(self.of(key), reason=reason))

    def keep_first(self, key: str, lab: str, seed: int, taken: Snapshot) -> None:
        """What changes are told from."""
        with self._lock:
            final = self.snapshots / taken.digest
            if not final.exists():
                taken.folder.rename(final)
            shutil.rmtree(taken.folder.parent, ignore_errors=True)
            owned = self.of(key)
            self._own(key, Owned(lab, seed, owned.kept, "host", taken.digest))
            self._drop({owned.first} if owned.first else set())

    def share_first(self, key: str, lab: str, seed: int, digest: str) -> None:
        """Of a machine that begins as a copy of ``digest``: what its changes are told from is what the other one's are."""
        with self._lock:
            if self.of(key).first:
                return
            owners = (self.of(file.stem) for file in self.owned.glob("*.json"))
            alike = (one for one in owners if (one.lab, one.seed) == (lab, seed) and digest in one.named)
            first = next((one.first for one in alike if one.first), "")
            if first:
                self._own(key, Owned(lab, seed, self.of(key).kept, "host", first))

    def folder_of(self, digest: str) -> Path | None:
        found = self.snapshots / digest
        return found if digest and found.is_dir() else None

    def forget(self, key: str) -> None:
        with self._lock:
            gone = self.of(key).named
            (self.owned / f"{key}.json").unlink(missing_ok=True)
            self._drop(gone)

    def tidy(self, now: float) -> None:
        """What is too old, what is too much (the oldest first; of each machine the newest stays), and what nobody names."""
        with self._lock:
            everybody = {file.stem: self.of(file.stem) for file in self.owned.glob("*.json")}
            whole = sum({one.digest: one.size for owned in everybody.values() for one in owned.kept}.values())
            aged = sorted((one.at, key, one) for key, owned in everybody.items() for one in owned.kept)
            for at, key, one in aged:
                is_newest = one == everybody[key].kept[-1]
                if now - at <= self.longest and (whole <= self.whole or is_newest):
                    continue
                whole -= one.size
                left = tuple(other for other in everybody[key].kept if other != one)
                everybody[key] = replace(everybody[key], kept=left)
                self._own(key, everybody[key])
            named = {digest for owned in everybody.values() for digest in owned.named}
            for folder in self.snapshots.iterdir():
                if folder.name not in named and now - folder.stat().st_mtime > HALF_LONGEST:
                    shutil.rmtree(folder, ignore_errors=True)

    def _own(self, key: str, owned: Owned) -> None:
        if owned.named:
            _write(self.owned / f"{key}.json", asdict(owned))
        else:
            (self.owned / f"{key}.json").unlink(missing_ok=True)

    def _drop(self, digests: set[str]) -> None:
        if not digests:
            return
        named = {digest for file in self.owned.glob("*.json") for digest in self.of(file.stem).named}
        for digest in digests - named:
            shutil.rmtree(self.snapshots / digest, ignore_errors=True)


def _write(file: Path, value: Any) -> None:
    half = file.with_suffix(".half")
    with half.open("w", encoding="utf-8") as out:
        json.dump(value, out)
        out.flush()
        os.fsync(out.fileno())
    half.replace(file)


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
