"""The heart of the ledger: what becomes of remembered pairs of texts when one of the two pages is published. Pure.

Two texts are *agreed* when somebody made one from the other. Later publications compare what the pages say now with
what was agreed; nothing else (a draft, a re-order, publishing without a change) can make a segment stale.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lms.content.enums import SegmentKind, SegmentState
from lms.content.queries.paragraphs import APART, match, normal
from lms.content.queries.pieces import Piece

SameText = Callable[[str, str], bool]


@dataclass(frozen=True)
class Entry:
    """One row of the ledger, without who and when."""

    path: str
    kind: str = SegmentKind.LINE
    position: int | None = None  # None: the original has lost it
    original: str = ""
    translated: str = ""
    made_from: str | None = None
    made_to: str = ""
    is_turned: bool = False


@dataclass(frozen=True)
class Minor:
    """The minor edits of one page: (path, side) → pairs of texts that mean the same. ``side`` is the language."""

    edits: Mapping[tuple[str, str], Sequence[tuple[str, str]]] = field(default_factory=dict)

    def joins(self, path: str, language: str, one: str, other: str) -> bool:
        """Whether a chain of minor edits leads from one text to the other."""
        start, goal = normal(one), normal(other)
        edges = [(normal(a), normal(b)) for a, b in self.edits.get((path, language), ())]
        reached, waiting = {start}, [start]
        while waiting:
            here = waiting.pop()
            for a, b in edges:
                there = b if a == here else a if b == here else None
                if there is not None and there not in reached:
                    reached.add(there)
                    waiting.append(there)
        return goal in reached


def state_of(entry: Entry, minor: Minor, leading: str, following: str) -> SegmentState:
    """*missing* without a translation; *fresh* while the original says what the translation was made from; *minor* where
    only minor edits lie between; *stale* otherwise. After the sides changed roles while they differed, the follower
    (which then held the newer text) is compared as well."""
    if not entry.translated:
        return SegmentState.MISSING
    if entry.made_from is None:
        return SegmentState.STALE
    if entry.is_turned and not minor.joins(entry.path, following, entry.translated, entry.made_to):
        return SegmentState.STALE
    if normal(entry.original) == normal(entry.made_from):
        return SegmentState.FRESH
    is_minor = minor.joins(entry.path, leading, entry.original, entry.made_from)
    return SegmentState.MINOR if is_minor else SegmentState.STALE


def agree(entry: Entry, made_from: str | None = None) -> Entry:
    """The translation as it is belongs to the original as it is (or was, where ``made_from`` says so)."""
    agreed = entry.original if made_from is None else made_from
    return replace(entry, made_from=agreed, made_to=entry.translated, is_turned=False)


def turn(entry: Entry, minor: Minor, leading: str) -> Entry:
    """The other side leads from now on. What was agreed stays agreed, what differed still differs."""
    differs = entry.made_from is not None and not minor.joins(entry.path, leading, entry.original, entry.made_from)
    return replace(
        entry,
        original=entry.translated,
        translated=entry.original,
        made_from=entry.made_to if entry.made_from is not None else None,
        made_to=entry.made_from or "",
        is_turned=differs,
    )


@dataclass
class Renewal:
    """One publication. ``leading`` and ``following`` are the languages; ``confirm`` says that both sides were written
    side by side, so that everything is agreed."""

    entries: Sequence[Entry]
    minor: Minor
    leading: str
    following: str
    confirm: bool = False

    def run(self, original: Iterable[Piece], translation: Iterable[Piece] | None) -> list[Entry]:
        """Every entry anew, those that are gone last. Without a published translation its texts stay as they were."""
        known = {entry.path: entry for entry in self.entries}
        theirs = None if translation is None else {piece.base: piece for piece in translation}
        renewed: list[Entry] = []
        for piece in original:
            other = None if theirs is None else theirs.get(piece.base, Piece(piece.base, piece.kind, ()))
            for entry in self._renew_piece(piece, other, known):
                renewed.append(replace(entry, position=len(renewed)))
        kept = {entry.path for entry in renewed}
        return renewed + [replace(entry, position=None) for entry in self.entries if entry.path not in kept]

    def _renew_piece(self, piece: Piece, other: Piece | None, known: Mapping[str, Entry]) -> Iterable[Entry]:
        if not piece.is_rich:
            old = known.get(piece.base, Entry(piece.base))
            text = old.translated if other is None else APART.join(other.texts)
            return [self._settle(replace(old, kind=piece.kind, original=piece.texts[0]), text)]
        old_ones = [entry for entry in known.values() if entry.path.startswith(f"{piece.base}/p")]
        whole = known.get(piece.base)
        if self._is_whole(piece, other, whole, old_ones):
            text = (whole.translated if whole else "") if other is None else other.html
            entry = replace(whole or Entry(piece.base), kind=SegmentKind.RICH, original=piece.html)
            return [self._settle(entry, text)]
        return self._renew_paragraphs(piece, other, old_ones)

    def _is_whole(self, piece: Piece, other: Piece | None, whole: Entry | None, old: list[Entry]) -> bool:
        """Texts that were written with other paragraphs on each side are one segment: nobody can say which is which."""
        is_whole = whole is not None and whole.position is not None
        if other is None or not other.texts:
            return is_whole
        is_first = not is_whole and not any(entry.translated for entry in old)
        return piece.tags != other.tags if self.confirm or is_first else is_whole

    def _renew_paragraphs(self, piece: Piece, other: Piece | None, old: list[Entry]) -> Iterable[Entry]:
        here = sorted((entry for entry in old if entry.position is not None), key=lambda entry: entry.position or 0)
        gone = [entry for entry in old if entry.position is None]
        known = {entry.path: entry for entry in old}
        entries = []
        for name, text in self._named(piece, here, gone):
            entry = known.get(name, Entry(name))
            entries.append(replace(entry, kind=SegmentKind.PARAGRAPH, original=text))
        texts = {e.path: e.translated for e in entries} if other is None else self._pair(entries, here, gone, other)
        return [self._settle(entry, texts.get(entry.path, "")) for entry in entries]

    def _named(self, piece: Piece, here: list[Entry], gone: list[Entry]) -> list[tuple[str, str]]:
        """(path, text) of each segment; after the sides changed roles one may span several paragraphs."""
        owners = _owners(here, gone, lambda entry: entry.original, lambda entry: entry.original, piece.texts)
        number = max((int(entry.path.rpartition("/p")[2]) for entry in [*here, *gone]), default=0)
        named: list[tuple[str, str]] = []
        for owner, text in zip(owners, piece.texts, strict=True):
            if named and owner == named[-1][0]:
                named[-1] = (named[-1][0], f"{named[-1][1]}{APART}{text}")
                continue
            if owner is None or owner in {path for path, _text in named}:
                number += 1
                owner = f"{piece.base}/p{number}"
            named.append((owner, text))
        return named

    def _pair(self, entries: list[Entry], here: list[Entry], gone: list[Entry], other: Piece) -> dict[str, str]:
        """Path → the paragraphs of the translation that belong to it."""
        if (self.confirm or not any(e.translated for e in [*here, *gone])) and len(entries) == len(other.texts):
            return {entry.path: text for entry, text in zip(entries, other.texts, strict=True)}
        owners = _owners(
            here, gone, lambda entry: entry.translated, lambda entry: entry.translated or entry.made_to, other.texts
        )
        had = {entry.path for entry in here if entry.translated}
        return _assign(owners, [entry.path for entry in entries], other.texts, had)

    def _settle(self, entry: Entry, text: str) -> Entry:
        was_there = bool(entry.translated)
        entry = replace(entry, translated=text)
        if not text:
            return entry
        came_back = entry.made_from is not None and normal(text) == normal(entry.made_to)
        if self.confirm or entry.made_from is None or (not was_there and not came_back):
            return agree(entry)
        state = state_of(entry, self.minor, self.leading, self.following)
        if state in (SegmentState.FRESH, SegmentState.MINOR):
            return replace(entry, made_to=text)
        return entry


def _owners(
    here: list[Entry],
    gone: list[Entry],
    now: Callable[[Entry], str],
    last: Callable[[Entry], str],
    texts: Sequence[str],
) -> list[str | None]:
    """The path that each paragraph belongs to. Several may belong to one, so they are numbered while they are matched."""
    parts = [(entry.path, part) for entry in here for part in now(entry).split(APART) if part]
    left = [(entry.path, part) for entry in gone for part in last(entry).split(APART) if part]
    numbered = [(f"{i} {path}", part) for i, (path, part) in enumerate(parts + left)]
    names = match(numbered[: len(parts)], numbered[len(parts) :], texts)
    return [name.split(" ", 1)[1] if name else None for name in names]


def _assign(owners: list[str | None], wanted: list[str], texts: Sequence[str], had: set[str]) -> dict[str, str]:
    """What nobody owns goes to what has nothing yet, in order, or to what has lost its own; the rest to the paragraph
    before it."""
    found: dict[str, list[str]] = {}
    taken = {owner for owner in owners if owner}
    free = [path for path in wanted if path not in taken]
    loose = [j for j, owner in enumerate(owners) if owner is None]
    lost = [path for path in free if path in had]
    for empty in (free, lost):
        if len(loose) == len(empty):
            for j, path in zip(loose, empty, strict=True):
                owners[j] = path
            break
    for j, text in enumerate(texts):
        owner = owners[j] or _next_free(owners, j, wanted, free)
        if owner is None and j:
            owner = owners[j - 1]
        if owner is None:
            owner = next((later for later in owners[j:] if later), None)
        owners[j] = owner
        if owner is not None:
            found.setdefault(owner, []).append(text)
    return {path: APART.join(parts) for path, parts in found.items()}


def _next_free(owners: list[str | None], j: int, wanted: list[str], free: list[str]) -> str | None:
    """The paragraph right after the one before, where it still lacks a translation."""
    before = owners[j - 1] if j else None
    place = wanted.index(before) + 1 if before in wanted else 0
    path = wanted[place] if place < len(wanted) and (before in wanted or j == 0) else None
    return path if path in free and path not in owners else None
