from datetime import timedelta

import pytest

from tests.factories.people import MONDAY
from tests.factories.workshops import WORDS, make_series
from workshops.domain.scheduling import Words
from workshops.domain.session_states import announce_session, cancel_session
from workshops.domain.wording import Said, change_words, say_of_session
from workshops.errors import IsHistory, NotInThatState, NoTitle
from workshops.models import Series, SessionText

pytestmark = pytest.mark.django_db


def series_of_six() -> Series:
    series = make_series()
    for session in series.sessions.exclude(number=6):
        announce_session(session=session, now=MONDAY)
    return series


def sequences(series: Series) -> list[int]:
    return list(series.sessions.order_by("number").values_list("sequence", flat=True))


def themes(series: Series) -> list[str]:
    texts = SessionText.objects.filter(session__series=series, language="en").order_by("session__number")
    return [f"{one.session.number} {one.theme}" for one in texts.select_related("session")]


def test_other_words_are_shown_by_what_is_to_come() -> None:
    series = series_of_six()
    now = series.sessions.get(number=1).ends_at

    change_words(series=series, words={"es": Words("Cuida tu sitio", "Copias.\n"), "en": Words(" ")}, now=now)

    assert [(one.language, one.title, one.summary) for one in series.texts.all()] == [
        ("es", "Cuida tu sitio", "Copias.")
    ]
    assert sequences(series) == [0, 1, 1, 1, 1, 0]


def test_the_same_words_change_nothing() -> None:
    series = series_of_six()
    change_words(series=series, words=WORDS, now=MONDAY)
    assert sequences(series) == [0] * 6


def test_words_without_a_title_are_refused() -> None:
    series = series_of_six()
    with pytest.raises(NoTitle):
        change_words(series=series, words={"en": Words(""), "es": Words("")}, now=MONDAY)
    assert series.texts.count() == 2


def test_one_session_says_something_of_its_own_and_stops_saying_it() -> None:
    series = series_of_six()
    second = series.sessions.get(number=2)
    said = {"en": Said("Copies that survive", "Bring a disk."), "es": Said("Copias que sobreviven"), "fr": Said("Non")}

    assert say_of_session(session=second, said=said, now=MONDAY) == [second]
    assert [(one.language, one.theme, one.note) for one in second.texts.order_by("language")] == [
        ("en", "Copies that survive", "Bring a disk."),
        ("es", "Copias que sobreviven", ""),
    ]
    assert say_of_session(session=second, said=said, now=MONDAY) == []
    assert sequences(series) == [0, 1, 0, 0, 0, 0]

    say_of_session(session=second, said={"en": Said()}, now=MONDAY)
    assert [one.language for one in second.texts.all()] == ["es"]


def test_this_and_following_say_it_but_for_what_is_cancelled() -> None:
    series = series_of_six()
    cancel_session(session=series.sessions.get(number=5), reason="", now=MONDAY)
    fourth = series.sessions.get(number=4)

    changed = say_of_session(session=fourth, said={"en": Said("In the garden")}, now=MONDAY, and_following=True)

    assert [one.number for one in changed] == [4, 6]
    assert themes(series) == ["4 In the garden", "6 In the garden"]
    assert sequences(series) == [0, 0, 0, 1, 1, 0]  # the fifth from being cancelled; the sixth is a draft


def test_history_and_what_is_cancelled_say_what_they_said() -> None:
    series = series_of_six()
    first = series.sessions.get(number=1)
    with pytest.raises(IsHistory):
        say_of_session(session=first, said={"en": Said("x")}, now=first.starts_at + timedelta(minutes=1))
    cancelled = cancel_session(session=first, reason="", now=MONDAY)
    with pytest.raises(NotInThatState):
        say_of_session(session=cancelled, said={"en": Said("x")}, now=MONDAY)
    assert themes(series) == []
