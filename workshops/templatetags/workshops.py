"""What templates ask about workshops: reads what was fetched, no query of its own."""

from django import template
from django.utils.translation import get_language

from workshops.models import Series
from workshops.queries.sessions import in_language

register = template.Library()


@register.filter
def words_of(series: Series) -> object:
    """Title and the rest in the language of the page, else in the other one (``.language`` says which)."""
    return in_language(series.texts.all(), get_language() or "")
