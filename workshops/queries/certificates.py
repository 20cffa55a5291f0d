"""What a certificate of attendance says: read from the learning record, so that nobody gets one who does not count."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.accounts.models import Person
from lms.records.enums import Verb
from workshops.models import Series, Session
from workshops.queries.around import minutes_of
from workshops.queries.attendance import attended_keys, object_key, series_key, standing
from workshops.queries.sessions import in_language, said, with_words


@dataclass(frozen=True)
class TookPart:
    """``minutes`` of ``total``, or ``sessions`` of ``held`` where it is about a series."""

    title: str
    title_language: str
    theme: str
    first: datetime
    last: datetime
    zone: str
    minutes: int = 0
    total: int = 0
    sessions: int = 0
    held: int = 0


def took_part_in_session(person: Person, session: Session, language: str) -> TookPart | None:
    """None for who was not there, or not for long enough. ``session`` comes with its words."""
    told = standing(person.pk, Verb.ATTENDED, object_key(session))
    if told is None:
        return None
    words, total = said(session, language), minutes_of(session)
    return TookPart(
        title=words.title,
        title_language=words.language,
        theme=words.theme,
        first=session.starts_at,
        last=session.ends_at,
        zone=session.zone,
        minutes=_number(told.evidence, total),
        total=total,
    )


def took_part_in_series(person: Person, series: Series, language: str) -> TookPart | None:
    told = standing(person.pk, Verb.ATTENDED, series_key(series.key))
    sessions = list(series.sessions.taking_place().order_by("starts_at", "pk"))
    if told is None or not sessions:
        return None
    words = in_language(series.texts.all(), language)
    keys = attended_keys(person.pk)
    attended = [one for one in sessions if object_key(one) in keys]
    return TookPart(
        title=words.title if words else "",
        title_language=words.language if words else language,
        theme="",
        first=(attended or sessions)[0].starts_at,
        last=(attended or sessions)[-1].ends_at,
        zone=series.zone,
        sessions=len(attended),
        held=len(sessions),
    )


def attended_series(person: Person, key: UUID) -> Series | None:
    """Only for who attended it: nobody else learns that there is such a page."""
    if standing(person.pk, Verb.ATTENDED, series_key(key)) is None:
        return None
    return Series.objects.filter(key=key).first()


def attended_session(person: Person, key: UUID) -> Session | None:
    session = with_words(Session.objects.filter(key=key)).first()
    if session is None or standing(person.pk, Verb.ATTENDED, object_key(session)) is None:
        return None
    return session


def _number(evidence: str, total: int) -> int:
    """``68/90 min`` → 68."""
    first = evidence.partition("/")[0]
    return int(first) if first.isdecimal() else total
