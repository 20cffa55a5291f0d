"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from lms.core.html import plain_text

MOST_WORDS = 1500
_WORD = re.compile(r"\s+|[^\s\w]|\w+")


@dataclass(frozen=True)
class Change:
    """``kind`` is ``same``, ``out`` or ``in``."""

    kind: str
    text: str


def word_diff(before: str, after: str) -> tuple[Change, ...]:
    """Of the words alone, without markup. Very long texts are shown whole, the old one and the new one."""
    old, new = (_WORD.findall(plain_text(text)) for text in (before, after))
    if max(len(old), len(new)) > MOST_WORDS:
        return (Change("out", "".join(old)), Change("in", "".join(new)))
    changes: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            changes.append(Change("same", "".join(old[a:b])))
            continue
        changes += [Change("out", "".join(old[a:b]))] if b > a else []
        changes += [Change("in", "".join(new[c:d]))] if d > c else []
    return _joined(changes)


def _joined(changes: list[Change]) -> tuple[Change, ...]:
    """One blank between two replaced words belongs to them: whole phrases read better than a row of single words."""
    whole: list[Change] = []
    i = 0
    while i < len(changes):
        run_out, run_in, j = "", "", i
        while j < len(changes) and (changes[j].kind != "same" or _is_between(changes, i, j)):
            run_out += changes[j].text if changes[j].kind != "in" else ""
            run_in += changes[j].text if changes[j].kind != "out" else ""
            j += 1
        if j == i:
            whole.append(changes[i])
            i += 1
            continue
        whole += [Change("out", run_out)] if run_out else []
        whole += [Change("in", run_in)] if run_in else []
        i = j
    return tuple(whole)


def _is_between(changes: list[Change], start: int, place: int) -> bool:
    return start < place < len(changes) - 1 and not changes[place].text.strip()
