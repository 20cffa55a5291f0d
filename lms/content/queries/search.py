"""Finding: groups of terms → entries in order, what they can be narrowed to, and one page of them.

Of a word that stands in thousands of pages only those are read that it says most about (the index holds them in that
order), so that a search costs about the same in a small house and in a large one, and a constant number of queries.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from typing import Any, NamedTuple

from django.db import connection
from django.utils.safestring import SafeString

from lms.content.models import SearchEntry, SearchPosting
from lms.content.queries.search_terms import Group, Query, understand
from lms.content.queries.tree import Tree, is_listed, tree
from lms.core.finding import kind_names, source_of, topic_names
from lms.core.passages import Marker

BEST = 90  # entries that are read of each term
CANDIDATES = 80  # entries that are looked at closely
MOST_POSTING = 201  # a place in the index is this minus what the word says
FEWEST_WORDS = 0.4  # of those that were asked for


Rows = list[tuple[Any, ...]]
Lists = dict[int, dict[int, int]]  # term → entry → what the word says about it


class Narrowed(NamedTuple):
    """Facets; an empty one narrows nothing."""

    kind: str = ""
    topic: str = ""
    language: str = ""


EVERYTHING = Narrowed()


class Candidate(NamedTuple):
    pk: int
    key: str
    language: str
    kind: str
    topic: str
    is_page: bool
    is_in_both: bool
    source_id: int

    def is_in(self, language: str) -> bool:
        return self.is_in_both or self.language == language


class Row(NamedTuple):
    key: str
    source: str
    source_id: int
    is_page: bool
    language: str
    kind: str
    topic: str
    title: str
    summary: str
    text: str
    address: str


@dataclass(frozen=True)
class Results:
    """``keys``: what was found, the best first. ``kinds``, ``topics`` and ``languages``: what it can be narrowed to."""

    query: Query
    keys: tuple[str, ...]
    kinds: tuple[str, ...]
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    is_all: bool


@dataclass(frozen=True)
class Hit:
    key: str
    kind: str
    topic: str
    language: str
    address: str
    within: str  # the course of a unit
    title: SafeString
    passage: SafeString


def search(text: str, *, reader: str, number: int, narrowed: Narrowed = EVERYTHING) -> Results:
    """In ``reader``'s language first. Pages that are not live, or not for everybody, are never among them."""
    query = understand(text, number)
    scores, is_all = _scores(query)
    found = [one for one in _candidates(scores) if _is_public(one, number)]
    best: dict[str, Candidate] = {}
    for one in found:  # the best first
        best.setdefault(one.key, one)
    things = list(best.values())
    wanted = [one for one in things if _fits(one, narrowed)]
    wanted.sort(key=lambda one: not one.is_in(narrowed.language or reader))  # stable: by score within
    return Results(
        query=query,
        keys=tuple(one.key for one in wanted),
        kinds=_values((one.kind for one in things), kind_names()),
        topics=_values((one.topic for one in things), topic_names()),
        languages=tuple(code for code in ("en", "es") if any(one.is_in(code) for one in things)),
        is_all=is_all,
    )


def _values(present: Iterable[str], named: Iterable[str]) -> tuple[str, ...]:
    """In the order in which they were registered."""
    there = set(present)
    return tuple(name for name in named if name in there)


def _fits(one: Candidate, narrowed: Narrowed) -> bool:
    return (
        narrowed.kind in ("", one.kind)
        and narrowed.topic in ("", one.topic)
        and (not narrowed.language or one.is_in(narrowed.language))
    )


def _is_public(one: Candidate | Row, number: int) -> bool:
    """The tree of pages is never late; the index may be, by a job."""
    if not one.is_page:
        return True
    leaf = tree(number).live_by_pk.get(one.source_id)
    return leaf is not None and is_listed(number, leaf)


# --- Scores --------------------------------------------------------------------------------------------------------


def _scores(query: Query) -> tuple[dict[int, float], bool]:
    """Entry → how well it answers; and whether every entry with one of the words was looked at."""
    terms = sorted({term for group in query.groups for together in group.terms for term in together})
    if not terms:
        return {}, True
    lists: Lists = {term: {} for term in terms}
    for term, entry, place in _best_of(terms):
        lists[term][entry] = MOST_POSTING - place
    rarity = [_rarity(group, lists) for group in query.groups]
    is_all = all(len(entries) < BEST for entries in lists.values())
    if len(query.groups) > 1:
        lists = _complete(terms, _most_promising(lists))
    scores = _add_up(query.groups, rarity, lists)
    order = sorted(scores, key=lambda entry: (-scores[entry], entry))[:CANDIDATES]
    return {entry: scores[entry] for entry in order}, is_all and len(order) < CANDIDATES


def _most_promising(lists: Lists) -> list[int]:
    """Entries of which several words say much, as far as the lists were read."""
    total: dict[int, int] = defaultdict(int)
    for entries in lists.values():
        for entry, says in entries.items():
            total[entry] += says
    return sorted(total, key=total.__getitem__, reverse=True)[:CANDIDATES]


def _best_of(terms: list[int]) -> Rows:
    """(term, entry, place) of the first entries of each list, in one statement."""
    table = SearchPosting._meta.db_table
    lists = (
        f"SELECT * FROM (SELECT term_id, entry_id, place FROM {table} WHERE term_id = {term:d} "  # noqa: S608
        f"ORDER BY place, entry_id LIMIT {BEST}) AS of_{term:d}"
        for term in terms
    )
    return _rows(" UNION ALL ".join(lists))


def _complete(terms: list[int], entries: list[int]) -> Lists:
    """What all the words say about some entries, also where that stands further down their lists."""
    lists: Lists = {term: {} for term in terms}
    wanted = f"entry_id IN ({_numbers(entries or [0])}) AND term_id IN ({_numbers(terms)})"
    for term, entry, place in _rows(
        f"SELECT term_id, entry_id, place FROM {SearchPosting._meta.db_table} WHERE {wanted}"  # noqa: S608
    ):
        lists[term][entry] = MOST_POSTING - place
    return lists


def _rows(sql: str, values: list[str] | None = None) -> Rows:
    """Of a statement in which nothing is written but names and whole numbers of ours: the ORM takes longer to write one
    than a database to answer it."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _numbers(numbers: Iterable[int]) -> str:
    return ",".join(f"{number:d}" for number in numbers)


def _rarity(group: Group, lists: Lists) -> float:
    """What a word tells apart. A list that was not read to its end counts as long."""
    read = sum(min(len(lists[term]) for term in terms) for terms in group.terms)
    return log(1 + 4 * BEST / max(1, read))


def _add_up(groups: tuple[Group, ...], rarity: list[float], lists: Lists) -> dict[int, float]:
    """An entry counts a word once, by the best of what stands for it; and much more when it holds all of them."""
    total: dict[int, float] = defaultdict(float)
    covered: dict[int, float] = defaultdict(float)
    words: dict[int, int] = defaultdict(int)
    for group, rare in zip(groups, rarity, strict=True):
        for entry, value in _by_entry(group, lists).items():
            total[entry] += rare * value
            covered[entry] += rare
            words[entry] += 1
    asked, fewest = sum(rarity), FEWEST_WORDS * len(groups)
    return {entry: score * (covered[entry] / asked) ** 2 for entry, score in total.items() if words[entry] >= fewest}


def _by_entry(group: Group, lists: Lists) -> dict[int, float]:
    best: dict[int, float] = {}
    for terms, worth in group.terms.items():
        first, *others = (lists[term] for term in terms)
        for entry, says in first.items():
            if others:
                says = min([says, *(other.get(entry, 0) for other in others)])
            if (value := worth * says) > best.get(entry, 0):
                best[entry] = value
    return best


# --- Rows ----------------------------------------------------------------------------------------------------------


def _candidates(scores: dict[int, float]) -> list[Candidate]:
    if not scores:
        return []
    columns = ", ".join(("id", *Candidate._fields[1:]))
    rows = _rows(f"SELECT {columns} FROM {SearchEntry._meta.db_table} WHERE id IN ({_numbers(scores)})")  # noqa: S608
    return sorted((Candidate(*row) for row in rows), key=lambda one: (-scores[one.pk], one.pk))


def _entries(keys: list[str]) -> Rows:
    if not keys:
        return []
    marks, columns = ", ".join(["%s"] * len(keys)), ", ".join(Row._fields)
    return _rows(f"SELECT {columns} FROM {SearchEntry._meta.db_table} WHERE key IN ({marks})", keys)  # noqa: S608


def hits(results: Results, keys: Iterable[str], *, reader: str, number: int) -> list[Hit]:
    """Some of what was found, in full. One query."""
    order = list(keys)
    sides: dict[str, list[Row]] = defaultdict(list)
    pages = tree(number)
    for entry in map(Row._make, _entries(order)):
        if _is_public(entry, number):
            sides[entry.key].append(entry)
    markers = {code: Marker(stems, code) for code, stems in results.query.stems.items()}
    shown = (min(sides[key], key=lambda one: one.language != reader) for key in order if sides[key])
    return [_hit(entry, markers[entry.language], pages) for entry in shown]


def _hit(entry: Row, marker: Marker, pages: Tree) -> Hit:
    address, within, source = entry.address, "", source_of(entry.source)
    if entry.is_page:
        leaf = pages.live_by_pk[entry.source_id]
        above = next(pages.above(leaf.path), None)
        address, within = leaf.address, above.title if above and source and source.is_part else ""
    return Hit(
        key=entry.key,
        kind=entry.kind,
        topic=entry.topic,
        language=entry.language,
        address=address,
        within=within,
        title=marker.marked(entry.title),
        passage=marker.marked(marker.passage(entry.summary, entry.text)),
    )
