"""What templates ask about workshops: reads what was fetched, no query of its own."""

from datetime import datetime

from django import template
from django.utils import formats
from django.utils.translation import get_language

from lms.core.moments import place_name
from workshops.models import Series, Session
from workshops.queries.sessions import in_language

register = template.Library()


@register.filter
def words_of(series: Series) -> object:
    """Title and the rest in the language of the page, else in the other one (``.language`` says which)."""
    return in_language(series.texts.all(), get_language() or "")


@register.filter
def wall_clock(session: Session) -> str:
    """Day and time on the session's own clock, and whose clock that is."""
    start = datetime.fromisoformat(session.start)
    day, at = formats.date_format(start, "WEEKDAY_FORMAT"), formats.date_format(start, "TIME_FORMAT")
    return f"{day}, {at} ({place_name(session.zone)})"
