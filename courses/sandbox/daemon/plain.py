"""What a terminal showed, as plain text: control sequences are removed, and what was written over is gone.

Source: ECMA-48, xterm's "Control Sequences" (OSC, DCS, the other screen 1049).
"""

import re

TOKEN = re.compile(
    r"(?P<told>\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[PX^_][^\x1b]*(?:\x1b\\)?)"
    r"|\x1b\[(?P<numbers>[0-?]*)[ -/]*(?P<final>[@-~])"
    r"|(?P<other>\x1b[ -/]*[0-~]?|[\x80-\x9f])"
    r"|(?P<control>[\x00-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
)
OTHER_SCREEN = {"?1049", "?1047", "?47"}
LONGEST_LINE = 4_096
TAB = 8


class Paper:
    """Lines are finished one after the other; the last one is still being written."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._line: list[str] = []
        self._at = 0
        self._is_elsewhere = False

    def write(self, text: str) -> None:
        for found in TOKEN.finditer(text):
            kind = found.lastgroup
            if kind == "final":
                self._sequence(found["numbers"], found["final"])
            elif self._is_elsewhere:
                continue
            elif kind == "text":
                self._put(found["text"])
            elif kind == "control":
                self._control(found["control"])

    def text(self) -> str:
        return "\n".join([*self.lines, "".join(self._line).rstrip()]).rstrip("\n") + "\n"

    def _put(self, text: str) -> None:
        text = text[: max(0, LONGEST_LINE - self._at)]
        self._line += [" "] * (self._at - len(self._line))
        self._line[self._at : self._at + len(text)] = text
        self._at += len(text)

    def _control(self, sign: str) -> None:
        if sign == "\n":
            self.lines.append("".join(self._line).rstrip())
            self._line, self._at = [], 0
        elif sign == "\r":
            self._at = 0
        elif sign == "\b":
            self._at = max(0, self._at - 1)
        elif sign == "\t":
            self._at = min(LONGEST_LINE, (self._at // TAB + 1) * TAB)

    def _sequence(self, numbers: str, final: str) -> None:
        if final in "hl" and numbers in OTHER_SCREEN:
            self._is_elsewhere = final == "h"
        if self._is_elsewhere:
            return
        count = int(numbers) if numbers.isdecimal() and len(numbers) < 6 else 1
        if final == "K":
            self._erase(numbers)
        elif final == "C":
            self._at = min(LONGEST_LINE, self._at + count)
        elif final == "D":
            self._at = max(0, self._at - count)
        elif final == "G":
            self._at = min(LONGEST_LINE, max(0, count - 1))
        elif final == "P":
            del self._line[self._at : self._at + count]

    def _erase(self, numbers: str) -> None:
        if numbers in ("", "0"):
            del self._line[self._at :]
        elif numbers == "2":
            self._line = []
        elif numbers == "1":
            self._line[: self._at + 1] = " " * min(len(self._line), self._at + 1)


def plain(text: str) -> str:
    paper = Paper()
    paper.write(text)
    return paper.text()
