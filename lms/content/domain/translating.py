"""A translator's work: drafts beside the pages, and a publication that is complete."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page

from lms.content.domain.checking import check_translation, linked_pages
from lms.content.domain.composing import compose
from lms.content.domain.ledger import (
    confirm_segments,
    entry_of,
    lock_ledger,
    lock_pages,
    minor_edits_of,
    renew_ledger,
)
from lms.content.domain.publishing import publish_page
from lms.content.domain.renewal import state_of
from lms.content.domain.translation import add_translation, locale_of
from lms.content.enums import SegmentState
from lms.content.errors import (
    CannotPublish,
    EmptyTranslation,
    MissingParent,
    NoSuchSegment,
    NothingToPublish,
    OriginalMoved,
    OriginalNotPublished,
    StillMissing,
    UnpublishedChanges,
)
from lms.content.models import BasePage, Segment, TranslationDraft
from lms.content.queries.fingerprints import fingerprint
from lms.content.queries.pairs import Pair, pair_of, was_published
from lms.content.queries.paragraphs import normal
from lms.core.errors import DomainError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from lms.accounts.models import Person


@dataclass(frozen=True)
class Given:
    """A text that somebody gives for a segment. ``seen`` is the fingerprint of the original that they had before them.

    A file says with ``original`` what it was made from, which must be what the page says now; a text in it that is
    already published means *still right*.
    """

    path: str
    text: str
    seen: str = ""
    original: str | None = None


@dataclass(frozen=True)
class Refusal:
    path: str
    text: str
    message: "StrOrPromise"


@dataclass(frozen=True)
class Taken:
    """What became of some given texts."""

    saved: int
    refused: tuple[Refusal, ...]


def save_drafts(*, page_key: UUID, given: Iterable[Given], now: datetime, by: "Person | None") -> Taken:
    """Keeps what is good and names what is not. A text equal to the published one, or empty, takes its draft away."""
    refused, saved = [], 0
    with transaction.atomic():
        pair = _published_pair(page_key)
        found = Segment.objects.filter(page_key=page_key, position__isnull=False).select_related("draft")
        rows = {row.path: row for row in found}
        siblings = page_siblings(rows.values(), pair)
        for one in given:
            try:
                saved += _save_draft(rows.get(one.path), one, siblings, now, by)
            except DomainError as error:
                refused.append(Refusal(one.path, one.text, error.message))
    return Taken(saved, tuple(refused))


def _save_draft(
    row: Segment | None, given: Given, siblings: Mapping[str, str], now: datetime, by: "Person | None"
) -> int:
    if row is None:
        raise NoSuchSegment
    draft = getattr(row, "draft", None)
    if not given.text.strip():
        if draft is None and row.translated_text:
            raise EmptyTranslation
        return _forget(draft)
    if given.original is not None and normal(given.original) != normal(row.original_text):
        raise OriginalMoved
    text = check_translation(kind=row.kind, original=row.original_text, text=given.text, siblings=siblings)
    is_confirmed = given.original is not None and row.state == SegmentState.STALE
    if text == row.translated_text and not is_confirmed:
        return _forget(draft)
    is_current = not given.seen or given.seen == fingerprint(row.original_text)
    if draft is not None and draft.text == text and (not is_current or draft.made_from == row.original_text):
        return 0
    TranslationDraft.objects.update_or_create(
        segment=row,
        defaults={"text": text, "made_from": row.original_text if is_current else "", "by": by, "at": now},
    )
    return 1


def _forget(draft: TranslationDraft | None) -> int:
    if draft is None:
        return 0
    draft.delete()
    return 1


def confirm_text(*, page_key: UUID, path: str, now: datetime, by: "Person | None") -> None:
    """*Still right*, said of a draft where there is one, else of the published translation."""
    drafts = TranslationDraft.objects.filter(segment__page_key=page_key, segment__path=path)
    with transaction.atomic():
        draft = drafts.select_related("segment").first()
        if draft is None:
            confirm_segments(page_key=page_key, paths=[path], now=now, by=by)
        else:
            draft.made_from, draft.by, draft.at = draft.segment.original_text, by, now
            draft.save()


def publish_translation(*, page_key: UUID, now: datetime, by: "Person | None") -> BasePage:
    """Puts the drafts into the translated page and publishes it; makes the page where there is none yet.

    Raises StillMissing (a first publication is whole), UnpublishedChanges, MissingParent, NothingToPublish or
    CannotPublish, and then nothing has changed.
    """
    with transaction.atomic():
        lock_pages(page_key)
        lock_ledger()
        pair = _published_pair(page_key)
        rows = list(Segment.objects.filter(page_key=page_key).select_related("draft"))
        drafts = [row for row in rows if row.position is not None and hasattr(row, "draft")]
        following = pair.following
        is_first = following is None or not was_published(following)
        if following is not None and not is_first and following.has_unpublished_changes:
            raise UnpublishedChanges
        if not drafts and not is_first:
            raise NothingToPublish
        if is_first and any(
            row.position is not None and not row.translated_text and not hasattr(row, "draft") for row in rows
        ):
            raise StillMissing
        _take_drafts(drafts, pair, now, by)
        page = following or _new_page(pair)
        try:
            compose(target=page, leading=pair.leading, rows=rows)
            if page.pk is None:
                page = _add(page, pair)
            published = publish_page(page=page, by=by)
        except ValidationError as error:
            raise CannotPublish("; ".join(error.messages)) from error
    return published


def _take_drafts(rows: list[Segment], pair: Pair, now: datetime, by: "Person | None") -> None:
    """Into the rows first: the publication then finds every paragraph of the page where the ledger expects it."""
    minor = minor_edits_of(pair.leading.translation_key)
    for row in rows:
        row.translated_text = row.made_to = row.draft.text
        row.made_from = row.draft.made_from
        row.is_turned, row.made_at, row.made_by = False, now, row.draft.by or by
        row.fingerprint = fingerprint(row.made_from) if row.made_from else ""
        row.state = state_of(entry_of(row), minor, pair.language, pair.target)
        row.save()
    TranslationDraft.objects.filter(segment__in=[row.pk for row in rows]).delete()


def _new_page(pair: Pair) -> BasePage:
    page = type(pair.leading)(translation_key=pair.leading.translation_key)
    page.locale = locale_of(pair.target)
    page.owner_id = pair.leading.owner_id
    return page


def _add(page: BasePage, pair: Pair) -> BasePage:
    above = pair.leading.get_parent()
    parent = Page.objects.filter(translation_key=above.translation_key, locale__language_code=pair.target).first()
    if parent is None or not parent.live:
        raise MissingParent(above.translation_key)
    page.slug = _free_slug(parent, slugify(page.title) or slugify(pair.leading.title) or "page")
    return add_translation(original=pair.leading, parent=parent.specific, translation=page)


def _free_slug(parent: Page, slug: str) -> str:
    taken = set(parent.get_children().values_list("slug", flat=True))
    number, free = 1, slug[:240]
    while free in taken:
        number += 1
        free = f"{slug[:240]}-{number}"
    return free


def _published_pair(page_key: UUID) -> Pair:
    pair = pair_of(page_key)
    if pair is None or not was_published(pair.leading):
        raise OriginalNotPublished
    return pair


def prepare_ledger(*, page_key: UUID, now: datetime) -> None:
    """For pages that were published before the ledger was kept. Raises OriginalNotPublished."""
    _published_pair(page_key)
    if not Segment.objects.filter(page_key=page_key).exists():
        renew_ledger(page_key=page_key, now=now)


def page_siblings(rows: Iterable[Segment], pair: Pair) -> dict[str, str]:
    """Number of each page that the texts link to → that of its translation. One query, none without such links."""
    numbers = {number for row in rows for number in linked_pages(row.original_text)}
    if not numbers:
        return {}
    found = Page.objects.filter(pk__in=numbers).values_list("pk", "translation_key")
    keys = {key: pk for pk, key in found}
    theirs = Page.objects.filter(translation_key__in=list(keys), locale__language_code=pair.target)
    return {str(keys[key]): str(pk) for pk, key in theirs.values_list("pk", "translation_key")}
