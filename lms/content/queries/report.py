"""The drift report: every page and language with its states, from one row for each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Lower
from wagtail.models import Page

from lms.content.enums import Language, SegmentState
from lms.content.models import Drift


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


def waiting(wanted: Wanted) -> QuerySet[Drift]:
    """The oldest waiting first, then what is done."""
    shown = Drift.objects.filter(Exists(_originals().filter(translation_key=OuterRef("page_key"))))
    if wanted.language in Language.values:
        shown = shown.filter(language=wanted.language)
    if wanted.state in SegmentState.values:
        shown = shown.filter(**{f"{wanted.state}__gt": 0})
        if wanted.state == SegmentState.FRESH:
            shown = shown.filter(stale=0, missing=0)
    if wanted.owner or wanted.words:
        pages = _originals()
        pages = pages.filter(owner__chosen_name__icontains=wanted.owner) if wanted.owner else pages
        pages = pages.filter(title__icontains=wanted.words) if wanted.words else pages
        shown = shown.filter(page_key__in=pages.values("translation_key"))
    return shown.order_by(F("since").asc(nulls_last=True), "page_key")


def _originals() -> QuerySet[Page]:
    return Page.objects.filter(live=True, alias_of=None)


def entries(rows: Iterable[Drift]) -> list[Entry]:
    """With titles, addresses and owners. One query for all of them."""
    rows = list(rows)
    sides: dict[UUID, dict[str, Any]] = {}
    pages = Page.objects.filter(translation_key__in=[row.page_key for row in rows], alias_of=None)
    for page in pages.select_related("locale", "owner").order_by("path"):
        sides.setdefault(page.translation_key, {})[page.locale.language_code] = page
    return [_entry(row, sides[row.page_key]) for row in rows if row.page_key in sides]


def _entry(row: Drift, sides: dict[str, Any]) -> Entry:
    theirs = sides.get(row.language)
    original: Any = sides.get(Language(row.language).other, theirs)
    owner = (theirs and theirs.owner) or original.owner
    return Entry(
        key=row.page_key,
        title=original.title,
        language=row.language,
        path=f"/{original.locale.language_code}/{(original.url_path or '//').split('/', 2)[-1]}",
        is_published=bool(theirs and theirs.live),
        fresh=row.fresh,
        minor=row.minor,
        stale=row.stale,
        missing=row.missing,
        words=row.words,
        since=row.since,
        owner=str(owner) if owner else "",
    )


def house() -> list[House]:
    """Both languages, one query."""
    sums = {
        row["language"]: row
        for row in waiting(Wanted())
        .order_by()
        .values("language")
        .annotate(
            done=Sum("fresh") + Sum("minor"),
            of=Sum("fresh") + Sum("minor") + Sum("stale") + Sum("missing"),
            behind=Sum("stale"),
            lacking=Sum("missing"),
            to_do=Sum("words"),
        )
    }
    empty = {"done": 0, "of": 0, "behind": 0, "lacking": 0, "to_do": 0}
    found = []
    for language in Language.values:
        row = sums.get(language, empty)
        found.append(House(language, coverage(row["done"], row["of"]), row["behind"], row["lacking"], row["to_do"]))
    return found


def owners() -> list[str]:
    """Names for the filter, in order."""
    named = _originals().filter(~Q(owner=None)).values_list("owner__chosen_name", flat=True)
    return list(named.order_by(Lower("owner__chosen_name")).distinct())
