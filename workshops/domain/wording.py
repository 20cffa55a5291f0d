"""What series and sessions say: the words of a series for all of it, a theme and a note for one session or from one on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lms.content.domain.publishing import something_public_changed
from lms.content.domain.search_index import renew_later
from lms.content.enums import Language
from lms.core.html import clean_line, clean_text
from workshops.domain.rescheduling import changeable
from workshops.domain.scheduling import Words, check_words, set_words
from workshops.domain.session_states import shown_differently, touch
from workshops.enums import PUBLIC, WebhookEvent
from workshops.errors import NotInThatState
from workshops.models import Series, SeriesText, Session, SessionText


@dataclass(frozen=True)
class Said:
    """What one session says beside its series, in one language. Empty both, it says nothing."""

    theme: str = ""
    note: str = ""


def change_words(*, series: Series, words: Mapping[str, Words], now: datetime) -> Series:
    """Other words for the whole series; a language without a title says nothing any more. Raises NoTitle.

    Sessions that are to come show them in calendars from now on; what is over keeps its entry as it was.
    """
    kept = check_words(words)
    with transaction.atomic():
        series = Series.objects.select_for_update(no_key=True).get(pk=series.pk)
        columns = ("title", "summary", "description", "bring")
        before = {one.language: Words(*(getattr(one, name) for name in columns)) for one in series.texts.all()}
        if kept == before:
            return series
        SeriesText.objects.filter(series=series).exclude(language__in=kept).delete()
        set_words(series, kept)
        series.changed_at = now
        series.save(update_fields=["changed_at"])
        something_public_changed()
        renew_later(source="workshops.Series", pk=series.pk)
        for row in (
            series.sessions.select_for_update(no_key=True).filter(ends_at__gt=now, state__in=PUBLIC).order_by("pk")
        ):
            _show(row, now)
    return series


def say_of_session(
    *, session: Session, said: Mapping[str, Said], now: datetime, and_following: bool = False
) -> list[Session]:
    """Another theme and note in the languages that ``said`` names; answers the sessions that say something else now.

    With ``and_following`` also for every session of its series that starts later. Raises IsHistory and NotInThatState for
    the session itself; of the following ones, those that are cancelled are passed over.
    """
    clean = {
        language: Said(clean_line(one.theme, most=120), clean_text(one.note, most=2000))
        for language, one in said.items()
        if language in Language.values
    }
    with transaction.atomic():
        series = Series.objects.select_for_update(no_key=True).get(pk=session.series_id)
        rows = [changeable(session, now)]
        if and_following:
            later = series.sessions.filter(starts_at__gt=rows[0].starts_at).order_by("pk")
            for one in later:
                try:
                    rows.append(changeable(one, now))
                except NotInThatState:
                    continue
        changed = [row for row in rows if _say(row, clean)]
        for row in changed:
            if row.state in PUBLIC:
                _show(row, now)
    return changed


def _say(session: Session, said: Mapping[str, Said]) -> bool:
    before = {one.language: Said(one.theme, one.note) for one in session.texts.all()}
    changed = {language: one for language, one in said.items() if one != before.get(language, Said())}
    for language, one in changed.items():
        if one == Said():
            SessionText.objects.filter(session=session, language=language).delete()
        else:
            values = {"theme": one.theme, "note": one.note}
            SessionText.objects.update_or_create(session=session, language=language, defaults=values)
    return bool(changed)


def _show(session: Session, now: datetime) -> None:
    touch(session, now)
    session.save(update_fields=["sequence", "changed_at"])
    shown_differently(session, WebhookEvent.CHANGED, now)
