"""The drift report: every page and language with its states, from one row for each. The rows are remembered: whatever
changes them draws a new published number. Titles and owners are read for what is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Lower
from wagtail.models import Page

from lms.accounts.models import Person
from lms.content.enums import Language, SegmentState
from lms.content.models import Drift
from lms.content.queries.published import remember
from lms.content.queries.tree import tree
from lms.core.prepared import Prepared


class Row(NamedTuple):
    """One page in the language that it is translated into, as ``Drift`` has it."""

    page_key: UUID
    language: str
    fresh: int
    minor: int
    stale: int
    missing: int
    words: int
    since: datetime | None


@dataclass(frozen=True)
class Entry:
    """One page in the language that it is translated into."""

    key: UUID
    title: str
    language: str
    path: str
    is_published: bool  # in that language
    fresh: int
    minor: int
    stale: int
    missing: int
    words: int
    since: datetime | None
    owner: str

    @property
    def coverage(self) -> int:
        return coverage(self.fresh + self.minor, self.fresh + self.minor + self.stale + self.missing)


@dataclass(frozen=True)
class Wanted:
    """What the report shows; empty means everything."""

    language: str = ""
    state: str = ""
    owner: str = ""
    words: str = ""


@dataclass(frozen=True)
class House:
    """One language of the whole house."""

    language: str
    coverage: int
    stale: int
    missing: int
    words: int


def coverage(done: int, of: int) -> int:
    """Whole percent, rounded down: never 100 while anything is stale or missing."""
    return done * 100 // of if of else 100


def _originals() -> QuerySet[Page]:
    return Page.objects.filter(live=True, alias_of=None)


ROWS = Prepared(
    Drift.objects.filter(Exists(_originals().filter(translation_key=OuterRef("page_key"))))
    .order_by(F("since").asc(nulls_last=True), "page_key")
    .values_list(*Row._fields)
)


def every_row(number: int) -> tuple[Row, ...]:
    """The oldest waiting first, then what is done. One query for each published number."""
    return remember(number, "content.report", lambda: tuple(map(Row._make, ROWS.rows())))


def waiting(number: int, wanted: Wanted) -> list[Row]:
    """In the same order. Nothing is asked of the database that was not asked since the last publication."""
    shown = list(every_row(number))
    if wanted.language in Language.values:
        shown = [row for row in shown if row.language == wanted.language]
    if wanted.state in SegmentState.values:
        shown = [row for row in shown if getattr(row, wanted.state)]
        if wanted.state == SegmentState.FRESH:
            shown = [row for row in shown if not row.stale and not row.missing]
    if wanted.owner or wanted.words:
        keys = _keys_of(number, wanted)
        shown = [row for row in shown if row.page_key in keys]
    return shown


def _keys_of(number: int, wanted: Wanted) -> set[UUID]:
    """Of published pages, in either language, with this owner and these words in the title."""
    leaves = list(tree(number).live_by_pk.values())
    if wanted.owner:
        names, owner_of = _owners(number)
        meant = {pk for pk, name in names.items() if wanted.owner.casefold() in name.casefold()}
        leaves = [leaf for leaf in leaves if owner_of.get(leaf.pk) in meant]
    words = wanted.words.casefold()
    return {leaf.key for leaf in leaves if words in leaf.title.casefold()}


def _owners(number: int) -> tuple[dict[int, str], dict[int, int]]:
    """(person → name, page → person). A new name of somebody who owns pages draws a new number, too."""

    def read() -> tuple[dict[int, str], dict[int, int]]:
        owner_of = dict(_originals().exclude(owner=None).order_by().values_list("pk", "owner_id"))
        people = Person.objects.filter(pk__in=set(owner_of.values()))
        return dict(people.order_by(Lower("chosen_name"), "pk").values_list("pk", "chosen_name")), owner_of

    return remember(number, "content.owners", read)


def owners(number: int) -> list[str]:
    """Names for the filter, in order."""
    return list(dict.fromkeys(_owners(number)[0].values()))


class Side(NamedTuple):
    """A page in one of its languages."""

    key: UUID
    language: str
    title: str
    url_path: str
    is_live: bool
    owner: int | None
    owner_name: str | None

    @property
    def named_owner(self) -> str:
        return self.owner_name or (str(Person()) if self.owner else "")


SIDES = (
    Page.objects.filter(alias_of=None)
    .order_by("path")
    .values_list(
        "translation_key", "locale__language_code", "title", "url_path", "live", "owner_id", "owner__chosen_name"
    )
)


def entries(rows: Iterable[Row]) -> list[Entry]:
    """With titles, addresses and owners. One query for all of them."""
    rows = list(rows)
    sides: dict[UUID, dict[str, Side]] = {}
    for side in map(Side._make, SIDES.filter(translation_key__in=[row.page_key for row in rows])):
        sides.setdefault(side.key, {})[side.language] = side
    return [_entry(row, sides[row.page_key]) for row in rows if row.page_key in sides]


def _entry(row: Row, sides: dict[str, Side]) -> Entry:
    theirs = sides.get(row.language)
    original = sides.get(Language(row.language).other) or sides[row.language]
    return Entry(
        key=row.page_key,
        title=original.title,
        language=row.language,
        path=f"/{original.language}/{(original.url_path or '//').split('/', 2)[-1]}",
        is_published=bool(theirs and theirs.is_live),
        fresh=row.fresh,
        minor=row.minor,
        stale=row.stale,
        missing=row.missing,
        words=row.words,
        since=row.since,
        owner=(theirs and theirs.named_owner) or original.named_owner,
    )


def house(number: int) -> list[House]:
    """Both languages."""
    return remember(
        number,
        "content.house",
        lambda: [_sums(language, waiting(number, Wanted(language))) for language in Language.values],
    )


def _sums(language: str, rows: list[Row]) -> House:
    done = sum(row.fresh + row.minor for row in rows)
    stale, missing, words = (sum(getattr(row, name) for row in rows) for name in ("stale", "missing", "words"))
    return House(language, coverage(done, done + stale + missing), stale, missing, words)
