"""How things are found. An app says for each of its page types or models what a search reads of it; ``lms.content`` keeps
the index and asks here, so that nobody imports upwards.

    @found_as("courses.LessonPage", kind="lesson", name=_("Lesson"))
    def lesson(page: LessonPage) -> Iterator[Document]: …

The module that holds the descriptions is imported by the app's ``ready``. Publishing a page renews its entries by itself;
for a model the domain function that changes it calls ``lms.content.domain.search_index.renew_later``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Document:
    """One thing in one language. ``key`` is the same in both (``unit:<translation key>``).

    A page's address, its course and who may see it are read from the tree of pages; ``address`` is for what is no page, and
    everybody may see that.
    """

    key: str
    language: str
    title: str
    summary: str = ""
    headings: tuple[str, ...] = ()
    text: str = ""
    topic: str = ""
    address: str = ""
    published_at: datetime | None = None
    renewed_at: datetime | None = None


@dataclass(frozen=True)
class Source:
    """``is_news``: what is new or renewed of it stands in the feeds. ``is_part``: a result names the page above it."""

    label: str
    kind: str
    name: "StrOrPromise"
    is_news: bool
    is_part: bool
    describe: Callable[[Any], Iterable[Document]]


_sources: dict[str, Source] = {}
_topics: "dict[str, StrOrPromise]" = {}
_equivalents: list[Callable[[], Iterable[tuple[str, str]]]] = []

Describe = Callable[[Any], Iterable[Document]]


def found_as(
    label: str, *, kind: str, name: "StrOrPromise", is_news: bool = False, is_part: bool = False
) -> Callable[[Describe], Describe]:
    """Registers how ``app_label.Model`` is read by the search. ``name`` is lazy: the word on the chip."""

    def register(describe: Describe) -> Describe:
        _sources[label.lower()] = Source(label.lower(), kind, name, is_news, is_part, describe)
        return describe

    return register


def sources() -> Iterator[Source]:
    yield from _sources.values()


def source_of(label: str) -> Source | None:
    return _sources.get(label.lower())


def kind_names() -> "dict[str, StrOrPromise]":
    return {source.kind: source.name for source in _sources.values()}


def name_topics(names: "Iterable[tuple[str, StrOrPromise]]") -> None:
    """What the topics of an app's documents are called, as ``Topic.choices``."""
    _topics.update(names)


def topic_names() -> "dict[str, StrOrPromise]":
    return _topics


def equivalents_from(read: Callable[[], Iterable[tuple[str, str]]]) -> Callable[[], Iterable[tuple[str, str]]]:
    """Adds pairs (English, Spanish) that mean the same, such as a glossary's. Asked once per published number."""
    _equivalents.append(read)
    return read


def registered_equivalents() -> Iterator[tuple[str, str]]:
    for read in _equivalents:
        yield from read()
