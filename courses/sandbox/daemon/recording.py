"""What a machine's terminals showed, in asciicast v2. What was typed is not in it, only what was shown.

Source: https://docs.asciinema.org/manual/asciicast/v2/. One file for all terminals of a machine, with a marker where another
one goes on; a machine that starts again goes on a second after it ended. Called from the event loop, and ``transcript`` from
a thread.
"""

import codecs
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from courses.sandbox.daemon.clocks import Clock
from courses.sandbox.daemon.plain import plain

MOST = 8 * 1024 * 1024  # bytes
TAIL = 256 * 1024  # bytes; one line is shorter
PAUSE = 1.0  # seconds between what was and what goes on
TOO_LONG = "recording ends here: it is full"


class Recording:
    def __init__(self, file: Path, clock: Clock, most: int = MOST) -> None:
        self.file, self.most = file, most
        self._clock = clock
        self._out: IO[str] | None = None
        self._size = 0
        self._began = 0.0
        self._terminal = 0
        self._decoders: dict[int, codecs.IncrementalDecoder] = {}
        self._is_full = False

    def wrote(self, terminal: int, content: bytes) -> None:
        if terminal not in self._decoders:
            self._decoders[terminal] = codecs.getincrementaldecoder("utf-8")("replace")
        text = self._decoders[terminal].decode(content)
        if terminal != self._terminal:
            self._terminal = terminal
            self._add("m", f"terminal {terminal}")
        if text:
            self._add("o", text)

    def resized(self, columns: int, rows: int) -> None:
        self._add("r", f"{columns}x{rows}")

    def flush(self) -> None:
        if self._out:
            self._out.flush()

    def close(self) -> None:
        if self._out:
            self._out.close()
        self._out, self._decoders, self._terminal = None, {}, 0

    def cast(self) -> str:
        self.flush()
        try:
            return self.file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def transcript(self) -> str:
        return plain("".join(event[2] if event[1] == "o" else "\r\n" for event in self._events() if event[1] in "om"))

    def cut(self, start: float, end: float) -> None:
        """What was shown from ``start`` to ``end`` (seconds) is gone from the disk; all of it where both are nothing."""
        content = self.cast()
        self.close()
        if start == end == 0:
            self.file.unlink(missing_ok=True)
            return
        half = self.file.with_suffix(".half")
        with half.open("w", encoding="utf-8") as out:
            out.writelines(content.splitlines(keepends=True)[:1])
            for event in _parsed(content):
                if event[1] != "o" or not start <= event[0] <= end:
                    out.write(json.dumps(event) + "\n")
        half.replace(self.file)

    def _events(self) -> Iterator[list[Any]]:
        return _parsed(self.cast())

    def _add(self, kind: str, text: str) -> None:
        try:
            self._write(kind, text)
        except OSError:  # no disk left: a terminal goes on without
            self._is_full = True

    def _write(self, kind: str, text: str) -> None:
        out = self._open()
        if self._is_full:
            return
        line = json.dumps([round(self._clock() - self._began, 3), kind, text]) + "\n"
        if self._size + len(line) > self.most:
            self._is_full = True
            line = json.dumps([round(self._clock() - self._began, 3), "m", TOO_LONG]) + "\n"
        self._size += len(line)
        out.write(line)

    def _open(self) -> IO[str]:
        if self._out:
            return self._out
        self._size, before = self._end()
        last = max((event[0] for event in _parsed(before)), default=-PAUSE)
        self._began = self._clock() - last - PAUSE
        self._out = self.file.open("a", encoding="utf-8", buffering=65_536)
        if not before:
            head = {"version": 2, "width": 80, "height": 24, "timestamp": int(self._clock())}
            self._out.write(json.dumps(head) + "\n")
        elif not before.endswith("\n"):  # the daemon ended in the middle of a line
            self._out.write("\n")
        self._is_full = self._size >= self.most or TOO_LONG in before[-200:]
        return self._out

    def _end(self) -> tuple[int, str]:
        """How long it is, and the last of it."""
        try:
            with self.file.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - TAIL))
                return size, file.read().decode("utf-8", "replace")
        except FileNotFoundError:
            return 0, ""


def _parsed(content: str) -> Iterator[list[Any]]:
    for line in content.split("\n")[1:]:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, list) and len(event) == 3:
            yield event
