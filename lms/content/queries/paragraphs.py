"""Rich text as paragraphs that keep their names. Pure functions over text.

``split`` takes clean rich text apart into what stands between tags of blocks and one slot per paragraph or list item;
``join`` puts it together again with other words in the slots; ``match`` finds which paragraph is which after an edit.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lms.core.richtext import INLINE

APART = "\n\n"  # between the paragraphs of a translation that has several where the original has one
SIMILAR = 0.5
MOST_PAIRS = 4000  # compared with each other; beyond that only what stands between the same neighbours is found again
MOST_WORDS = 600  # of a paragraph that is compared word by word
_TOKEN = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>|([^<]+)")
_KEY = re.compile(r' data-block-key="[^"]*"')
_FORGIVING = {"strong": "b", "em": "i"}


@dataclass(frozen=True)
class Rich:
    """``parts`` are pieces of markup; each odd one stands where the text of a slot belongs. ``tags`` hold the slots."""

    parts: tuple[str, ...]
    texts: tuple[str, ...]
    tags: tuple[str, ...]


def split(html: str) -> Rich:
    parts, texts, tags = [""], [], []
    blocks: list[str] = []
    run = ""

    def end_run() -> None:
        nonlocal run
        if _is_said(run):
            texts.append(run)
            tags.append(blocks[-1] if blocks else "")
            parts.extend(["", ""])
        else:
            parts[-1] += run
        run = ""

    for closing, name, attributes, text in _TOKEN.findall(html):
        if text or name in INLINE or name == "br":
            run += text or f"<{closing}{name}{attributes}>"
            continue
        end_run()
        parts[-1] += f"<{closing}{name}{attributes}>"
        if closing and name in blocks:
            del blocks[len(blocks) - 1 - blocks[::-1].index(name) :]
        elif not closing and name != "hr":
            blocks.append(name)
    end_run()
    return Rich(tuple(parts), tuple(" ".join(text.split()) for text in texts), tuple(tags))


def join(rich: Rich, texts: Sequence[str]) -> str:
    """With these words, one for each slot; an empty one takes its paragraph away."""
    out = [rich.parts[0]]
    for i, (text, tag) in enumerate(zip(texts, rich.tags, strict=True)):
        between = f"</{tag}><{tag}>" if tag else " "
        out += [between.join(text.split(APART)) if text else "\0", rich.parts[i * 2 + 2]]
    return _without_holes("".join(out))


def _without_holes(html: str) -> str:
    html = re.sub(r"<(p|h2|h3|h4|blockquote|li)\b[^>]*>\0</\1>", "", html).replace("\0", "")
    while (fewer := re.sub(r"<(ul|ol)>\s*</\1>", "", html)) != html:
        html = fewer
    return html


def normal(text: str) -> str:
    """As two texts are compared: blanks do not count, nor what only the editor's own markup says in another way."""
    if "<" not in text:
        return " ".join(text.split())
    text = _KEY.sub("", text)
    text = re.sub(r"(</?)(strong|em)\b", lambda found: found[1] + _FORGIVING[found[2]], text)
    return " ".join(re.sub(r"<br\s*/?>", "<br/>", text).split())


def _is_said(run: str) -> bool:
    return bool(re.sub(r"<[^>]*>", "", run).replace("&nbsp;", " ").strip())


def similarity(one: str, other: str) -> float:
    """0 to 1, by words."""
    left, right = one.casefold().split(), other.casefold().split()
    if max(len(left), len(right)) > MOST_WORDS:
        return 1.0 if left == right else 0.0
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


def match(old: Sequence[tuple[str, str]], gone: Sequence[tuple[str, str]], new: Sequence[str]) -> list[str | None]:
    """The name of each new paragraph; None where there was none like it. ``old`` and ``gone`` are (name, text).

    Equal texts first, also where they moved and where they had gone. Then, between two that stayed, what is equal in
    number or similar, in order. Then what is similar anywhere.
    """
    found = _equal(old, gone, new)
    places = {name: i for i, (name, _text) in enumerate(old)}
    taken = {name for name in found if name}
    stayed = _rising([(j, places[name]) for j, name in enumerate(found) if name in places])
    borders = [(-1, -1), *stayed, (len(new), len(old))]
    for (left_new, left_old), (right_new, right_old) in itertools.pairwise(borders):
        loose_new = [j for j in range(left_new + 1, right_new) if found[j] is None]
        loose_old = [old[i] for i in range(left_old + 1, right_old) if old[i][0] not in taken]
        for j, name in _between(loose_old, loose_new, new):
            found[j] = name
            taken.add(name)
    loose = [j for j, name in enumerate(found) if name is None]
    for j in loose if len(loose) * len(old) <= MOST_PAIRS else []:
        scores = [(similarity(text, new[j]), name) for name, text in old if name not in taken]
        best = max(scores, default=(0.0, ""))
        if best[0] > SIMILAR:
            found[j] = best[1]
            taken.add(best[1])
    return found


def _equal(old: Sequence[tuple[str, str]], gone: Sequence[tuple[str, str]], new: Sequence[str]) -> list[str | None]:
    waiting: dict[str, list[str]] = defaultdict(list)
    for name, text in [*old, *gone]:
        waiting[normal(text)].append(name)
    return [waiting[key].pop(0) if waiting[key] else None for key in map(normal, new)]


def _between(old: list[tuple[str, str]], new: list[int], texts: Sequence[str]) -> list[tuple[int, str]]:
    """In order: all of them where they are as many, else each with the next that is similar."""
    if len(old) == len(new):
        return [(j, name) for j, (name, _text) in zip(new, old, strict=True)]
    pairs, start = [], 0
    for j in new:
        for i in range(start, len(old)):
            if similarity(old[i][1], texts[j]) >= SIMILAR:
                pairs.append((j, old[i][0]))
                start = i + 1
                break
    return pairs


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs in which both numbers rise: those that stayed in order."""
    best: list[list[tuple[int, int]]] = []
    for pair in pairs:
        before = max((run for run in best if run[-1][1] < pair[1]), key=len, default=[])
        best.append([*before, pair])
    return max(best, key=len, default=[])
