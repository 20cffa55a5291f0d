"""Finding published pages by address, by key and by place in the tree."""

from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from lms.content.queries.published import remember
from lms.content.queries.tree import Leaf, tree


def live_page_at(number: int, language: str, path: str) -> Page | None:
    """The specific live page at ``path`` (no leading slash, trailing slash) under the language's home; remembered."""
    home = tree(number).homes.get(language)
    leaf = tree(number).live.get(home + path) if home else None
    return remember(number, ("page", leaf.pk), lambda: _specific(leaf)) if leaf else None


def _specific(leaf: Leaf) -> Page | None:
    """None where it was deleted a moment ago."""
    model: Any = ContentType.objects.get_for_id(leaf.content_type_id).model_class()
    found = model.objects.select_related("locale").filter(pk=leaf.pk).order_by()
    return next(iter(found), None)


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
