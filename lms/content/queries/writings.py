"""Guides and essays as both languages see them at once. Remembered."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model

from lms.accounts.models import Person
from lms.content.enums import Writing
from lms.content.models import EssayPage, GlossaryPage, GuidePage, LibraryIndexPage
from lms.content.queries.pages import live_page_with_key
from lms.content.queries.published import remember
from lms.content.queries.tree import Leaf, tree
from lms.core.prepared import Prepared

Texts = dict[str, str]


class Place(NamedTuple):
    """Where something is read: in the asked language, else in the one that exists."""

    language: str
    title: str
    path: str


@dataclass(frozen=True)
class Written:
    """A guide or an essay by its translation key; titles and paths in the languages in which it is published."""

    key: UUID
    kind: Writing
    topic: str
    minutes: int
    original_language: str
    titles: Texts
    paths: Texts
    summaries: Texts

    def in_language(self, language: str) -> Place:
        shown = language if language in self.paths else next(iter(self.paths))
        return Place(shown, self.titles[shown], self.paths[shown])


class Side(NamedTuple):
    leaf: Leaf
    kind: Writing
    topic: str
    minutes: int
    original_language: str
    summary: str


# What the tree of pages does not know. Each from a table of its own, without a join.
QUESTIONS = tuple(
    (kind, Prepared(model.objects.order_by().values_list("pk", "topic", "minutes", "original_language", "summary")))
    for kind, model in ((Writing.GUIDE, GuidePage), (Writing.ESSAY, EssayPage))
)


def writings(number: int) -> tuple[Written, ...]:
    """Every published guide and essay, in the order of the tree."""
    return remember(number, "content.writings", lambda: tuple(_build(number)))


def _build(number: int) -> Iterator[Written]:
    leaves = tree(number).live_by_pk
    sides: dict[UUID, list[Side]] = defaultdict(list)
    for kind, question in QUESTIONS:
        for pk, *own in question.rows():
            if leaf := leaves.get(pk):
                sides[leaf.key].append(Side(leaf, kind, *own))
    for key, found in sorted(sides.items(), key=lambda item: min(side.leaf.path for side in item[1])):
        found.sort(key=lambda side: side.leaf.language != side.original_language)
        first = found[0]
        yield Written(
            key=key,
            kind=first.kind,
            topic=first.topic,
            minutes=first.minutes,
            original_language=first.original_language,
            titles={side.leaf.language: side.leaf.title for side in found},
            paths={side.leaf.language: side.leaf.address for side in found},
            summaries={side.leaf.language: side.summary for side in found},
        )


def seen_also(number: int, page: Any) -> list[Written]:
    """What a page points to, as far as it is published; whichever language side its editor chose."""
    leaves = tree(number).live_by_pk
    chosen = [leaves[pk].key for pk in _pages_in(page.see_also) if pk in leaves]
    by_key = {one.key: one for one in writings(number)}
    return [by_key[key] for key in dict.fromkeys(chosen) if key in by_key]


def _pages_in(stream: Any) -> list[int]:
    """The rows that a stream of page choosers names, without asking for them."""
    return [int(one["value"]) for one in stream.raw_data if one["value"]]


def writing_page(number: int, key: UUID, language: str) -> Any:
    """The guide or essay page of a key, in ``language`` or in the one that exists; None for anything else."""
    if not any(one.key == key for one in writings(number)):
        return None
    return live_page_with_key(number, key, language)


def owner_of(page: Any) -> Person | None:
    """Who looks after a page, by their name of today."""
    return Person.objects.filter(pk=page.kept_by_id, is_active=True).first() if page.kept_by_id else None


def index_paths(number: int, model: type[Model] = LibraryIndexPage) -> Texts:
    """Language → address of the list of guides and essays, or of another page that there is once in each language."""
    return remember(
        number,
        ("content.index-paths", model._meta.label),
        lambda: {leaf.language: leaf.address for leaf in reversed([*tree(number).live_of(model)])},
    )


def glossary_paths(number: int) -> Texts:
    return index_paths(number, GlossaryPage)
