"""What a reader is told where a translation is behind its original. Drawn once for each published number."""

from collections import defaultdict
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from lms.content.enums import SegmentState
from lms.content.models import BasePage, Segment
from lms.content.queries.desk import MARKUP
from lms.content.queries.published import remember
from lms.content.queries.worddiff import word_diff

PAGE = ""  # the key of what stands in no block: title, summary


@dataclass(frozen=True)
class Notices:
    """Block id → what is drawn under that block. ``lacking`` are blocks of which something has no translation."""

    by_block: dict[str, SafeString]
    lacking: frozenset[str]

    @property
    def of_page(self) -> SafeString:
        return self.by_block.get(PAGE, SafeString(""))

    @property
    def all_in_one(self) -> SafeString:
        return mark_safe("".join(self.by_block.values()))  # noqa: S308 drawn by a template


NONE = Notices({}, frozenset())


def notices_on(number: int, page: BasePage) -> Notices:
    """Of a published translation; an original has none. One query for each published number."""
    if page.locale.language_code == page.original_language:
        return NONE
    return remember(number, ("drift", page.pk), lambda: _draw(page))


def _draw(page: BasePage) -> Notices:
    waiting = Segment.objects.filter(
        page_key=page.translation_key, position__isnull=False, language=page.original_language
    )
    waiting = waiting.filter(state__in=(SegmentState.STALE, SegmentState.MISSING)).order_by("position")
    blocks: dict[str, list[Segment]] = defaultdict(list)
    for row in waiting:
        _field, _slash, rest = row.path.partition("/")
        blocks[rest.partition("/")[0] if rest else PAGE].append(row)
    with override(page.locale.language_code):
        drawn = {block: _draw_block(rows) for block, rows in blocks.items()}
    lacking = {block for block, rows in blocks.items() for row in rows if row.state == SegmentState.MISSING}
    return Notices(drawn, frozenset(lacking))


def _draw_block(rows: list[Segment]) -> SafeString:
    stale = [row for row in rows if row.state == SegmentState.STALE]
    context = {
        "language": rows[0].language,
        "changed_at": max((row.changed_at for row in stale), default=None),
        "differences": [word_diff(row.made_from or "", row.original_text) for row in stale],
        "missing": [
            {"text": row.original_text, "has_markup": row.kind in MARKUP}
            for row in rows
            if row.state == SegmentState.MISSING
        ],
    }
    return render_to_string("content/drift_notice.html", context)
