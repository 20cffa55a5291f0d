"""Workshops as tests need them: by default six Thursdays at 18:00 in New York, from 4 February 2027."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from lms.accounts.models import Person
from tests.factories.people import MONDAY
from workshops.domain.scheduling import Plan, Words, create_series
from workshops.domain.session_states import announce_session
from workshops.enums import Format, Frequency
from workshops.models import Series, Session
from workshops.rules.recurrence import Rule

NEW_YORK, MEXICO_CITY = "America/New_York", "America/Mexico_City"
WORDS = {"en": Words("Look after your site"), "es": Words("Cuida tu sitio")}
SIX_WEEKS = Rule(Frequency.WEEKLY, count=6)


def make_series(
    rule: Rule = SIX_WEEKS,
    *,
    zone: str = NEW_YORK,
    first: date = date(2027, 2, 4),
    at: time = time(18, 0),
    organisers: Iterable[Person] = (),
    words: dict[str, Words] | None = None,
    language: str = "en",
    now: datetime = MONDAY,
    fold: int | None = None,
    **arranged: Any,
) -> Series:
    """``arranged``: columns of Arrangement; seats are 20 online where nothing else is said."""
    plan = Plan(zone, first, at, rule, fold, {"format": Format.ONLINE, "online_seats": 20} | arranged)
    return create_series(plan=plan, words=words or WORDS, original_language=language, organisers=organisers, now=now)


def make_session(*, now: datetime = MONDAY, announced: bool = True, **options: Any) -> Session:
    """A single session, announced."""
    session = make_series(Rule(), now=now, **options).sessions.get()
    return announce_session(session=session, now=now) if announced else session
