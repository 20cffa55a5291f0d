"""Finding published pages by address, by key and by place in the tree."""

from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS
from wagtail.models import Locale, Page

from lms.content.queries.published import remember
from lms.content.queries.tree import Leaf, tree
from lms.core.prepared import Parameter, Prepared


def live_page_at(number: int, language: str, path: str) -> Page | None:
    """The specific live page at ``path`` (no leading slash, trailing slash) under the language's home; remembered."""
    home = tree(number).homes.get(language)
    leaf = tree(number).live.get(home + path) if home else None
    return remember(number, ("page", leaf.pk), lambda: _specific(leaf)) if leaf else None


def _specific(leaf: Leaf) -> Page | None:
    """With its locale, so that nobody asks for that. None where it was deleted a moment ago."""
    model: Any = ContentType.objects.get_for_id(leaf.content_type_id).model_class()
    columns, question = _question(model)
    row = next(iter(question.rows(page=leaf.pk)), None)
    if row is None:
        return None
    page: Page = model.from_db(DEFAULT_DB_ALIAS, columns, row)
    page.locale = Locale.from_db(DEFAULT_DB_ALIAS, ("id", "language_code"), (page.locale_id, leaf.language))
    return page


@cache
def _question(model: Any) -> tuple[tuple[str, ...], Prepared]:
    columns = tuple(field.attname for field in model._meta.concrete_fields)
    return columns, Prepared(model.objects.filter(pk=Parameter("page")).order_by().values_list(*columns))


def is_restricted(number: int, page: Page) -> bool:
    """Whether an editor limited who may see the page or one above it; Wagtail's own view then decides."""
    return tree(number).is_limited(page.path)


def sibling_paths(number: int, page: Page) -> dict[str, str]:
    """Language → address of the same thing in that language, for every language in which it is live."""
    return {language: leaf.address for language, leaf in tree(number).sides.get(page.translation_key, {}).items()}


def nearest_sibling_path(number: int, page: Page, language: str) -> str:
    """The same page in ``language``, else the nearest page above it that exists there."""
    for key in (page.translation_key, *(leaf.key for leaf in tree(number).above(page.path))):
        leaf = tree(number).sides.get(key, {}).get(language)
        if leaf:
            return leaf.address
    return f"/{language}/"


def live_page_with_key(number: int, key: UUID, language: str) -> Page | None:
    """The specific live page of a thing in ``language``, else in the language that exists."""
    sides = tree(number).sides.get(key)
    if not sides:
        return None
    leaf = sides.get(language) or next(iter(sides.values()))
    return live_page_at(number, leaf.language, leaf.url_path.split("/", 2)[2])
