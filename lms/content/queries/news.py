"""What is new or renewed, for the feeds."""

from dataclasses import dataclass
from datetime import datetime

from lms.content.models import SearchEntry
from lms.content.queries.tree import is_listed, tree

MOST = 30


@dataclass(frozen=True)
class News:
    key: str
    kind: str
    title: str
    summary: str
    address: str
    published_at: datetime
    renewed_at: datetime


def news(number: int, language: str) -> list[News]:
    """The latest first. Pages that not everybody may see are not news. One query."""
    pages, found = tree(number), []
    entries = SearchEntry.objects.filter(is_news=True, language=language, published_at__isnull=False)
    for entry in entries.order_by("-renewed_at", "-pk").defer("text")[: 2 * MOST]:
        leaf = pages.live_by_pk.get(entry.source_id) if entry.is_page else None
        if entry.is_page and (leaf is None or not is_listed(number, leaf)):
            continue
        address = leaf.address if leaf else entry.address
        if entry.published_at:
            renewed_at = entry.renewed_at or entry.published_at
            told = (entry.key, entry.kind, entry.title, entry.summary)
            found.append(News(*told, address, entry.published_at, renewed_at))
    return found[:MOST]
