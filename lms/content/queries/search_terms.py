"""What somebody typed → groups of terms of the index. A group is one word with everything that may stand for it."""

from dataclasses import dataclass, field

from django.db import connection

from lms.content.models import SearchSlip, SearchTerm
from lms.content.queries.equivalents import LONGEST_PHRASE, Sense, equivalents, phrase_stems
from lms.core.words import (
    EVERY_STOP_WORD,
    LONGEST_WORD,
    SHORTEST_MISTYPED,
    WORD,
    composed,
    fold,
    is_slip,
    neighbours,
    slips,
    stem,
)

LANGUAGES = ("en", "es")
LONGEST_QUERY = 200
MOST_WORDS = 8
MOST_SLIPS = 6  # of one word
SAME, EQUIVALENT, SLIP = 1.0, 0.7, 0.75

Term = tuple[str, str]  # language, stem
Wanted = dict[Sense, float]


@dataclass
class Group:
    """``terms``: what may stand for the word that was typed, and how well. Several terms stand for it only together."""

    word: str
    terms: dict[tuple[int, ...], float] = field(default_factory=dict)
    meant: tuple[str, ...] = ()  # other words that it was taken for, one letter away


@dataclass(frozen=True)
class Query:
    """``unknown``: words of which no page holds anything. ``stems`` are marked in what is shown, by language."""

    text: str
    groups: tuple[Group, ...]
    unknown: tuple[str, ...]
    stems: dict[str, frozenset[str]]
    is_cut: bool


def clean_query(text: str) -> str:
    """What may be shown again and looked for: one line, nothing that nobody sees, no longer than a question is."""
    return " ".join(composed(text[: LONGEST_QUERY * 2]).split())[:LONGEST_QUERY].strip()


def understand(text: str, number: int) -> Query:
    """One query of the database; two where a word is unknown."""
    words = [word for word in WORD.findall(fold(text)) if len(word) <= LONGEST_WORD]
    telling = [word for word in words if word not in EVERY_STOP_WORD] or words
    used = list(dict.fromkeys(telling))[:MOST_WORDS]
    wanted = _alternatives(used, words, number)
    known = _known({root for senses in wanted.values() for sense in senses for root in sense.stems})
    groups = [_group(word, wanted[word], known) for word in used]
    _take_for_slips([group for group in groups if not group.terms])
    groups = [group for group in groups if len(group.word) > 1 or group.terms or group.word.isdigit()]
    return Query(
        text=text,
        groups=tuple(group for group in groups if group.terms),
        unknown=tuple(group.word for group in groups if not group.terms),
        stems={language: _marked(language, groups, wanted) for language in LANGUAGES},
        is_cut=len(set(telling)) > MOST_WORDS,
    )


def _marked(language: str, groups: list[Group], wanted: dict[str, Wanted]) -> frozenset[str]:
    """The pieces of an equivalent phrase are not marked: they mean something else alone."""
    words = {stem(word, language) for group in groups for word in (group.word, *group.meant)}
    senses = (sense for group in groups for sense in wanted[group.word])
    return frozenset(words | {s.stems[0] for s in senses if s.language == language and len(s.stems) == 1})


def _alternatives(used: list[str], words: list[str], number: int) -> dict[str, Wanted]:
    """Word → what may stand for it: itself, its equivalents, and it and its neighbour as one."""
    wanted: dict[str, Wanted] = {word: dict.fromkeys(_as_typed(word), SAME) for word in used}
    for place, joined in neighbours(words):
        for word in (words[place - 1], words[place]):
            if word in wanted:
                wanted[word] |= dict.fromkeys(_as_typed(joined), SAME)
    table = equivalents(number)
    for length in range(1, LONGEST_PHRASE + 1):
        for start in range(len(used) - length + 1):
            phrase = used[start : start + length]
            senses = {s for code in LANGUAGES for s in table.get(phrase_stems(phrase, code), ())}
            for word in phrase:
                wanted[word] = dict.fromkeys(senses, EQUIVALENT) | wanted[word]
    return wanted


def _as_typed(word: str) -> list[Sense]:
    return [Sense(language, (stem(word, language),)) for language in LANGUAGES]


def _known(roots: set[str]) -> dict[Term, int]:
    """Without the ORM, which takes as long to write this as the database to answer it."""
    if not roots:
        return {}
    marks, table = ", ".join(["%s"] * len(roots)), SearchTerm._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, language, stem FROM {table} WHERE stem IN ({marks})", sorted(roots))  # noqa: S608
        return {(language, root): pk for pk, language, root in cursor.fetchall()}


def _group(word: str, wanted: Wanted, known: dict[Term, int]) -> Group:
    found = {}
    for sense, worth in wanted.items():
        terms = [known.get((sense.language, root)) for root in sense.stems]
        if all(terms):
            found[tuple(term for term in terms if term)] = worth
    return Group(word, found)


def _take_for_slips(groups: list[Group]) -> None:
    """Words that nobody wrote → those one letter away that somebody did."""
    typed = {group.word: _as_mistyped(group.word) for group in groups}
    every = {number for forms in typed.values() for form in forms for number in slips(form)}
    if not every:
        return
    rows = SearchSlip.objects.filter(number__in=every).values_list("word__form", "word__term", "word__shown").distinct()
    known = sorted(rows)
    for group in groups:
        near = [row for row in known if any(is_slip(row[0], form) or row[0] == form for form in typed[group.word])]
        group.meant = tuple(dict.fromkeys(shown for _, _, shown in near))[:MOST_SLIPS]
        group.terms = {(term,): SLIP for _, term, shown in near if shown in group.meant}


def _as_mistyped(word: str) -> set[str]:
    """The word and what is left of it without its ending."""
    forms = {word, *(stem(word, language) for language in LANGUAGES)}
    return {form for form in forms if len(form) >= SHORTEST_MISTYPED}
