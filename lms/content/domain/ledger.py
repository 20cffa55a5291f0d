"""Keeping the ledger of translations in step with what is published."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from wagtail.models import Page

from lms.content.domain.publishing import something_public_changed
from lms.content.domain.renewal import Entry, Minor, Renewal, agree, state_of, turn
from lms.content.enums import Language, SegmentState
from lms.content.errors import NotStale, OriginalNotPublished
from lms.content.models import Drift, MinorEdit, PublishedVersion, Segment
from lms.content.queries.fingerprints import fingerprint
from lms.content.queries.pairs import Pair, pair_of, was_published
from lms.content.queries.pieces import pieces_of
from lms.core.html import plain_text

if TYPE_CHECKING:
    from lms.accounts.models import Person

WAITING = (SegmentState.STALE, SegmentState.MISSING)
WRITTEN = (
    "position", "kind", "language", "original_text", "translated_text", "made_from", "made_to", "is_turned",
    "fingerprint", "words", "state", "changed_at", "made_at", "made_by",
)  # fmt: skip


def renew_ledger(*, page_key: UUID, now: datetime, by: "Person | None" = None, confirm: bool = False) -> None:
    """Reads both pages and brings the rows up to date. ``confirm``: the two were written side by side.

    Joins the caller's transaction (a publication); two publications of one thing wait for each other here.
    """
    pair = pair_of(page_key)
    if pair is None or not was_published(pair.leading):
        return
    with transaction.atomic():
        lock_ledger()
        rows = list(Segment.objects.filter(page_key=page_key))
        minor = minor_edits_of(page_key)
        if rows and rows[0].language != pair.language:
            _turn_rows(rows, minor)
        following = pair.following
        renewal = Renewal([entry_of(row) for row in rows], minor, pair.language, pair.target, confirm=confirm)
        entries = renewal.run(
            pieces_of(pair.leading),
            pieces_of(following) if following is not None and was_published(following) else None,
        )
        write_rows(pair=pair, rows=rows, entries=entries, minor=minor, now=now, by=by)


def renew_missing(*, now: datetime) -> int:
    """Pages that were published before there was a ledger: what is there in both languages counts as agreed."""
    known = Drift.objects.values("page_key")
    published = Page.objects.filter(live=True, depth__gt=1, alias_of=None).exclude(translation_key__in=known)
    keys = list(published.order_by("path").values_list("translation_key", flat=True))
    for key in dict.fromkeys(keys):
        renew_ledger(page_key=key, now=now)
    return len(set(keys))


def lock_ledger() -> None:
    """The one row that every publication writes: whoever holds it is alone."""
    PublishedVersion.objects.get_or_create(pk=1)
    PublishedVersion.objects.select_for_update().get(pk=1)


def lock_pages(page_key: UUID) -> None:
    """Both sides and the pages above them, before the ledger: a publication in the page editor takes them in that order."""
    sides = Page.objects.filter(translation_key=page_key).values_list("path", flat=True)
    above = [path[: -Page.steplen] for path in sides]
    keys = Page.objects.filter(path__in=above, depth__gt=1).values_list("translation_key", flat=True)
    wanted = {page_key, *keys}
    list(Page.objects.select_for_update().filter(translation_key__in=wanted).order_by("pk").values_list("pk"))


def confirm_translation(*, page_key: UUID, now: datetime, by: "Person | None" = None) -> None:
    """Both languages were written side by side (a course file): every pair of texts is agreed."""
    renew_ledger(page_key=page_key, now=now, by=by, confirm=True)


def confirm_segments(*, page_key: UUID, paths: Iterable[str], now: datetime, by: "Person | None") -> int:
    """*Still right*: the published translation belongs to the original as it is now. Gives how many were confirmed."""
    wanted = set(paths)
    return _agree(page_key, dict.fromkeys(wanted), now, by)


def agree_on(*, page_key: UUID, made_from: dict[str, str], now: datetime, by: "Person | None") -> int:
    """The published translation of each path was made from this text of the original."""
    return _agree(page_key, dict(made_from), now, by)


def _agree(page_key: UUID, made_from: dict[str, str | None], now: datetime, by: "Person | None") -> int:
    with transaction.atomic():
        pair, rows, minor = _locked(page_key)
        entries = []
        for row in rows:
            entry = entry_of(row)
            if row.path in made_from and row.translated_text:
                entry = agree(entry, made_from[row.path])
            entries.append(entry)
        write_rows(pair=pair, rows=rows, entries=entries, minor=minor, now=now, by=by)
        something_public_changed()
    return sum(1 for row in rows if row.path in made_from and row.translated_text)


def mark_minor(*, page_key: UUID, path: str, now: datetime, by: "Person | None") -> Segment:
    """The change of the original since the translation was made does not touch its meaning. Raises NotStale."""
    with transaction.atomic():
        pair, rows, _minor = _locked(page_key)
        row = next((row for row in rows if row.path == path and row.position is not None), None)
        if row is None or row.state != SegmentState.STALE or not row.made_from:
            raise NotStale
        edits = [(row.language, row.made_from, row.original_text)]
        if row.is_turned:
            edits.append((Language(row.language).other, row.made_to, row.translated_text))
        for language, before, after in edits:
            MinorEdit.objects.create(
                page_key=page_key, path=path, language=language, before=before, after=after, by=by, at=now
            )
        minor = minor_edits_of(page_key)
        write_rows(pair=pair, rows=rows, entries=[entry_of(one) for one in rows], minor=minor, now=now, by=by)
        something_public_changed()
    return row


def _locked(page_key: UUID) -> tuple[Pair, list[Segment], Minor]:
    lock_ledger()
    pair = pair_of(page_key)
    if pair is None:
        raise OriginalNotPublished
    return pair, list(Segment.objects.filter(page_key=page_key)), minor_edits_of(page_key)


def _turn_rows(rows: list[Segment], minor: Minor) -> None:
    for row in rows:
        entry = turn(entry_of(row), minor, row.language)
        row.original_text, row.translated_text = entry.original, entry.translated
        row.made_from, row.made_to, row.is_turned = entry.made_from, entry.made_to, entry.is_turned
        row.language = Language(row.language).other
    Segment.objects.bulk_update(
        rows, ("original_text", "translated_text", "made_from", "made_to", "is_turned", "language"), batch_size=200
    )


def minor_edits_of(page_key: UUID) -> Minor:
    edits = defaultdict(list)
    for edit in MinorEdit.objects.filter(page_key=page_key):
        edits[edit.path, edit.language].append((edit.before, edit.after))
    return Minor(edits)


def entry_of(row: Segment) -> Entry:
    return Entry(
        path=row.path,
        kind=row.kind,
        position=row.position,
        original=row.original_text,
        translated=row.translated_text,
        made_from=row.made_from,
        made_to=row.made_to,
        is_turned=row.is_turned,
    )


def write_rows(
    *, pair: Pair, rows: list[Segment], entries: list[Entry], minor: Minor, now: datetime, by: "Person | None"
) -> None:
    """Stores what changed and the sums. The only writer of ``state``."""
    known = {row.path: row for row in rows}
    new: list[Segment] = []
    changed: list[Segment] = []
    for entry in entries:
        row = known.get(entry.path) or Segment(page_key=pair.leading.translation_key, path=entry.path)
        before = None if row.pk is None else [getattr(row, name) for name in WRITTEN]
        _fill(row, entry, state_of(entry, minor, pair.language, pair.target), pair, now, by)
        if before is None:
            new.append(row)
        elif before != [getattr(row, name) for name in WRITTEN]:
            changed.append(row)
    Segment.objects.bulk_create(new)
    Segment.objects.bulk_update(changed, WRITTEN, batch_size=200)
    _sum_up(pair, [*rows, *new])


def _fill(row: Segment, entry: Entry, state: SegmentState, pair: Pair, now: datetime, by: "Person | None") -> None:
    if row.pk is None or (row.original_text, row.state) != (entry.original, state):
        row.changed_at = now
    if entry.made_from is not None and (row.made_from, row.made_to) != (entry.made_from, entry.made_to):
        row.made_at, row.made_by = now, by
    row.position, row.kind, row.language = entry.position, entry.kind, pair.language
    row.original_text, row.translated_text = entry.original, entry.translated
    row.made_from, row.made_to, row.is_turned = entry.made_from, entry.made_to, entry.is_turned
    row.fingerprint = fingerprint(entry.made_from) if entry.made_from and entry.translated else ""
    row.words = count_words(entry.original)
    row.state = state


def _sum_up(pair: Pair, rows: list[Segment]) -> None:
    here = [row for row in rows if row.position is not None]
    counts = Counter(str(row.state) for row in here)
    waiting = [row for row in here if row.state in WAITING]
    Drift.objects.update_or_create(
        page_key=pair.leading.translation_key,
        defaults={
            "language": pair.target,
            **{state: counts[state] for state in SegmentState.values},
            "words": sum(row.words for row in waiting),
            "since": min((row.changed_at for row in waiting), default=None),
        },
    )


def count_words(text: str) -> int:
    return len(plain_text(text).split())
