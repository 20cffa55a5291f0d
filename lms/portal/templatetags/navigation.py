from functools import cache
from typing import Any, NamedTuple

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from courses.queries.outline import catalogue_paths
from lms.content.queries.published import number_for
from lms.content.queries.writings import index_paths

register = template.Library()


class Visitor(NamedTuple):
    """What the ``navigation`` component draws: where it leads, and whom it greets. Without a name a stranger.

    ``path`` is empty wherever the navigation does not lead to: the drawing is the same on all those pages.
    """

    courses: str
    guides: str
    mine: str
    path: str
    name: str
    is_staff: bool


@register.simple_tag(takes_context=True)
def catalogue_path(context: dict[str, Any]) -> str:
    """The address of the catalogue in the page's language. Remembered with the pages; no query on a page of the tree."""
    language = get_language() or "en"
    return catalogue_paths(number_for(context["request"])).get(language, f"/{language}/")


@register.simple_tag(takes_context=True)
def visitor(context: dict[str, Any]) -> Visitor:
    request = context["request"]
    courses, mine = catalogue_path(context), _my_path(get_language())
    guides = index_paths(number_for(request)).get(get_language() or "en", "")
    path = request.path if request.path in (courses, guides, mine) else ""
    person = getattr(request, "user", None)  # nobody yet, where the way to the page broke early
    if person is None or not person.is_authenticated:
        return Visitor(courses, guides, mine, path, name="", is_staff=False)
    return Visitor(courses, guides, mine, path, name=str(person), is_staff=person.is_staff)


@cache
def _my_path(language: str | None) -> str:
    """In the active language, which is ``language``."""
    return reverse("portal:my")
