from typing import Any

from django import template
from django.utils.translation import get_language

from courses.queries.outline import catalogue_paths
from lms.content.queries.published import number_for

register = template.Library()


@register.simple_tag(takes_context=True)
def catalogue_path(context: dict[str, Any]) -> str:
    """The address of the catalogue in the page's language. Remembered with the pages; no query on a page of the tree."""
    language = get_language() or "en"
    return catalogue_paths(number_for(context["request"])).get(language, f"/{language}/")
