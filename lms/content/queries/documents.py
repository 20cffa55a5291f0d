"""What the search reads of a thing, as its app described it (``lms.core.finding``)."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model, Q
from wagtail.models import Page, PageViewRestriction

from lms.core.finding import Document, Source
from lms.core.passages import BREAK
from lms.core.words import RULES, composed


def stream_text(page: Page, field: str) -> str:
    """Everything that a StreamField says, as plain text: paragraphs, captions, transcripts, commands."""
    pieces = page._meta.get_field(field).get_searchable_content(getattr(page, field))
    return plain_text(BREAK.join(str(piece) for piece in pieces))


def stream_headings(page: Page, field: str) -> tuple[str, ...]:
    return tuple(plain_text(block.value) for block in getattr(page, field) if block.block_type == "heading")


def plain_text(text: str) -> str:
    """Without backticks and characters that nobody sees. It is no HTML: of a rich text take ``get_text_for_indexing``."""
    return composed(text.replace("`", "")).strip()


def model_of(source: Source) -> type[Model]:
    return apps.get_model(source.label)


def is_page(source: Source) -> bool:
    return issubclass(model_of(source), Page)


def things(source: Source, pks: list[int] | None = None) -> Iterator[Any]:
    """What of a source may be found: of pages the live ones that everybody may see."""
    model: Any = model_of(source)
    wanted = model._default_manager.all() if pks is None else model._default_manager.filter(pk__in=pks)
    if is_page(source):
        limited = Q()
        for path in PageViewRestriction.objects.values_list("page__path", flat=True):
            limited |= Q(path__startswith=path)
        wanted = wanted.filter(live=True).exclude(limited) if limited else wanted.filter(live=True)
        wanted = wanted.select_related("locale")
    yield from wanted.order_by("pk").iterator(chunk_size=200)


def documents(source: Source, thing: Any) -> list[Document]:
    """Without those that have no title: a translation that nobody has begun."""
    return [one for one in source.describe(thing) if one.title]


def stamp_of(source: Source, document: Document) -> str:
    """Changes when what is found would change."""
    told = repr((RULES, source.kind, str(source.is_news), document))
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()
