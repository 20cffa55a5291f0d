"""The tree of pages as one read: who stands where, in which language, under which address. Remembered.

A page of its own is asked for as a model; where it is, what else it is called and what is above it are asked for here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, PageViewRestriction

from lms.content.queries.published import remember
from lms.core.prepared import Prepared


class Leaf(NamedTuple):
    """What the tree knows of one page. ``path`` is its place (four letters a level), ``url_path`` its address within."""

    pk: int
    key: UUID
    path: str
    url_path: str
    title: str
    first_published_at: datetime | None
    language: str
    content_type_id: int
    is_live: bool
    is_root_of_site: bool | None

    @property
    def address(self) -> str:
        return address_of(self.language, self.url_path)


EVERY_PAGE = Prepared(
    Page.objects.order_by("path").values_list(
        "pk",
        "translation_key",
        "path",
        "url_path",
        "title",
        "first_published_at",
        "locale__language_code",
        "content_type_id",
        "live",
        "sites_rooted_here__is_default_site",
    )
)
# What apps say of pages that only some people learn of: each gives the keys of such pages for a published number.
_unlisted: list[Callable[[int], Iterable[UUID]]] = []
LIMITED = Prepared(PageViewRestriction.objects.values_list("page__path"))


@dataclass(frozen=True)
class Tree:
    leaves: tuple[Leaf, ...]
    limited: tuple[str, ...]  # places that an editor showed only to some people, and all that is below them

    @cached_property
    def homes(self) -> dict[str, str]:
        """Language → ``url_path`` of its home page: the default site's root and its translations."""
        roots = {leaf.key for leaf in self.leaves if leaf.is_root_of_site}
        return {leaf.language: leaf.url_path for leaf in self.leaves if leaf.key in roots}

    @cached_property
    def live(self) -> dict[str, Leaf]:
        """By ``url_path``, in the order of the tree."""
        return {leaf.url_path: leaf for leaf in self.leaves if leaf.is_live}

    @cached_property
    def live_by_pk(self) -> dict[int, Leaf]:
        return {leaf.pk: leaf for leaf in self.live.values()}

    @cached_property
    def sides(self) -> dict[UUID, dict[str, Leaf]]:
        """Every live thing by its key, and each of its languages."""
        found: dict[UUID, dict[str, Leaf]] = {}
        for leaf in self.live.values():
            found.setdefault(leaf.key, {})[leaf.language] = leaf
        return found

    @cached_property
    def by_path(self) -> dict[str, Leaf]:
        return {leaf.path: leaf for leaf in self.leaves}

    def live_of(self, model: type[Model]) -> Iterator[Leaf]:
        """Live pages of one type, in the order of the tree."""
        kind = ContentType.objects.get_for_model(model).pk
        return (leaf for leaf in self.live.values() if leaf.content_type_id == kind)

    def above(self, path: str) -> Iterator[Leaf]:
        """The pages above a place, the nearest first."""
        for end in range(len(path) - Page.steplen, 0, -Page.steplen):
            if path[:end] in self.by_path:
                yield self.by_path[path[:end]]

    def is_limited(self, path: str) -> bool:
        return any(path.startswith(limited) for limited in self.limited)


def tree(number: int) -> Tree:
    """Two queries, once for each published number and process."""
    return remember(number, "content.tree", _read)


def leave_out(read: Callable[[int], Iterable[UUID]]) -> Callable[[int], Iterable[UUID]]:
    """Registers what no list for everybody may name: search, feeds, sitemap. Who may open such a page is its server's
    business."""
    _unlisted.append(read)
    return read


def is_listed(number: int, leaf: Leaf) -> bool:
    """Whether anybody may learn that this page exists and what stands in it."""
    unlisted = remember(
        number, "content.unlisted", lambda: frozenset(key for read in _unlisted for key in read(number))
    )
    return leaf.key not in unlisted and not tree(number).is_limited(leaf.path)


def _read() -> Tree:
    leaves = tuple(map(Leaf._make, EVERY_PAGE.rows()))
    return Tree(leaves, tuple(path for (path,) in LIMITED.rows()))


def address_of(language: str, url_path: str) -> str:
    """``/en/…`` of a page; the tree above the home page never shows in an address."""
    return f"/{language}/{url_path.split('/', 2)[2]}"
