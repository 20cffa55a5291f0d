"""Changing sessions and series at the desk: what comes of it is shown before it is done."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from lms.accounts.enums import Role
from lms.accounts.models import Chapter, Person
from lms.core.jobs.models import Job
from tests.factories.people import MONDAY
from tests.factories.site import make_site
from tests.factories.workshops import make_series, make_session
from tests.workshops.domain.test_rescheduling import register
from tests.workshops.domain.test_series_changes import announced, nth, shown
from workshops.domain.session_states import cancel_session
from workshops.models import Series, Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
TYPED = {
    "starts_on": "2027-02-11",
    "starts_time": "18:00",
    "zone": "America/New_York",
    "fold": "",
    "minutes": "90",
    "days": "1",
    "format": "online",
    "room_seats": "0",
    "online_seats": "20",
    "meeting_link": "",
    "spoken": "both",
    "waitlist": "offer",
    "offer_hours": "24",
    "stop_hours": "12",
    "cancel_hours": "0",
    "is_listed": "on",
    "scope": "this",
}
RULE = {
    **{name: TYPED[name] for name in ("starts_time", "zone", "fold", "minutes", "days")},
    "starts_on": "2027-02-04",
    "frequency": "weekly",
    "interval": "1",
    "nth": "1",
    "count": "6",
    "other_zones": ["America/Mexico_City"],
}


@pytest.fixture
def house(db: None) -> None:
    make_site()
    Chapter.objects.create(name="Oaxaca", slug="oaxaca", time_zone="America/Mexico_City")


@pytest.fixture
def trainer(make_person: Callable[..., Person]) -> Person:
    """One who reads English: the sentences below are in it."""
    return make_person("Hugo", Role.TRAINER)


@pytest.fixture
def hugo(client: Client, trainer: Person, enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(client, trainer)


@pytest.fixture
def series(trainer: Person) -> Series:
    return announced(make_series(organisers=[trainer]))


def address(thing: Series | Session, rest: str) -> str:
    kind = "series" if isinstance(thing, Series) else "sessions"
    return f"/cms/workshops/{kind}/{thing.key}/{rest}/"


def submit(client: Client, path: str, given: dict[str, Any]) -> str:
    """Both steps, with what the first page says has been seen; answers that page."""
    page = client.post(path, given | {"do": "preview"}).content.decode()
    seen = re.search('name="seen" value="([0-9a-f]+)"', page)
    client.post(path, given | {"do": "make", "seen": seen[1] if seen else ""})
    return page


@pytest.mark.slow
def test_a_session_is_changed_after_its_trainer_saw_what_comes_of_it(hugo: Client, series: Series) -> None:
    second = nth(series, 2)
    register(second)
    given = TYPED | {"starts_on": "2027-02-12", "starts_time": "19:30", "minutes": "60", "online_seats": "12"}

    page = hugo.post(address(second, "change"), given | {"do": "preview"}).content.decode()

    assert "1 person is told, once." in page
    assert "Friday 12 February 2027, 19:30 (New York)" in page
    assert "minutes: 60, seats online: 12" in page
    assert "In Mexico City it is then" in page
    second.refresh_from_db()
    assert (second.start, second.minutes) == ("2027-02-11T18:00", 90)

    submit(hugo, address(second, "change"), given)

    second.refresh_from_db()
    assert (second.start, second.minutes, second.online_seats) == ("2027-02-12T19:30", 60, 12)
    assert Job.objects.filter(task="workshops.tell_of_change").count() == 1
    entry = ModelLogEntry.objects.get(action="workshops.change_session")
    assert entry.data == {"changed": 1}


@pytest.mark.slow
def test_all_sessions_move_and_the_page_says_where_another_clock_does(hugo: Client, series: Series) -> None:
    third = nth(series, 3)
    given = TYPED | {"starts_on": "2027-02-18", "starts_time": "19:00", "scope": "following"}

    page = submit(hugo, address(third, "change"), given | {"starts_on": "2027-02-19"})

    assert "4 sessions change" in page
    assert "From the session on 19 March 2027 on" not in page
    assert shown(series) == ["02-04", "02-11", "02-19T19:00", "02-26T19:00", "03-05T19:00", "03-12T19:00"]

    page = submit(hugo, address(nth(series, 6), "change"), TYPED | {"starts_on": "2027-03-19", "starts_time": "19:00"})
    assert "In Mexico City it is then" in page


@pytest.mark.slow
def test_nothing_is_done_that_was_not_seen(hugo: Client, series: Series) -> None:
    second = nth(series, 2)
    path, given = address(second, "change"), TYPED | {"minutes": "60", "do": "make"}

    page = hugo.post(path, given | {"seen": "0" * 32}).content.decode()
    assert "This is not what you saw a moment ago" in page
    page = hugo.post(path, given | {"seen": re.findall('name="seen" value="([0-9a-f]+)"', page)[0]}, follow=True)
    assert "It is done. 0 people are told." in page.content.decode()
    again = hugo.post(path, given).content.decode()
    assert "Nothing would be different." in again
    second.refresh_from_db()
    assert (second.minutes, second.sequence) == (60, 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"starts_on": "2027-03-14", "starts_time": "02:30"}, "You could take 03:30."),
        ({"starts_on": "2027-11-07", "starts_time": "01:30"}, "Say which of the two you mean."),
        ({"starts_on": "2026-11-20"}, "That would be in the past."),
        ({"starts_on": "0001-01-01"}, "Choose a day in this century."),
        ({"starts_on": "9999-12-31"}, "Choose a day in this century."),
        ({"starts_on": "someday"}, "Enter a valid date."),
        ({"minutes": "999999999999999999999"}, "less than or equal to 960"),
        ({"online_seats": "-1"}, "greater than or equal to 0"),
        ({"online_seats": "0"}, "has at least one"),
        ({"online_seats": "1"}, "more people have a seat of that kind (2)"),
        ({"format": "room", "room_seats": "9"}, "a seat of a kind that there would not be any more (2)"),
        ({"venue": "4711"}, "Select a valid choice"),
        ({"zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"scope": "yours"}, "Select a valid choice"),
        ({"meeting_link": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"meeting_link": "https://a.example/\x00"}, "Null characters are not allowed"),
    ],
)
@pytest.mark.parametrize("scope", ["this", "following", "all"])
def test_what_cannot_be_is_named_and_what_was_typed_is_kept(
    hugo: Client, series: Series, wrong: dict[str, str], said: str, scope: str
) -> None:
    second = nth(series, 2)
    for name in ("Alicia", "Beto"):
        register(second, name)
    given = TYPED | {"minutes": "77", "scope": scope} | wrong

    for step in ("preview", "make"):
        answer = hugo.post(address(second, "change"), given | {"do": step})
        page = answer.content.decode()
        assert answer.status_code == 400
        assert said in page
        assert "minutes" in wrong or 'value="77"' in page

    second.refresh_from_db()
    assert (second.minutes, second.online_seats, second.sequence) == (90, 20, 0)


@pytest.mark.slow
def test_the_doubled_hour_is_chosen_and_fewer_seats_are_meant(hugo: Client, series: Series) -> None:
    second = nth(series, 2)
    for name in ("Alicia", "Beto"):
        register(second, name)
    given = {
        "starts_on": "2027-11-07",
        "starts_time": "01:30",
        "fold": "1",
        "online_seats": "1",
        "even_below_taken": "on",
    }

    submit(hugo, address(second, "change"), TYPED | given)

    second.refresh_from_db()
    assert (second.starts_at.isoformat(), second.online_seats) == ("2027-11-07T06:30:00+00:00", 1)
    page = hugo.get(address(second, "change")).content.decode()
    assert '<option value="1" selected>' in page


@pytest.mark.slow
def test_approval_and_the_waitlist_change_for_all_that_follow(hugo: Client, series: Series) -> None:
    given = TYPED | {"needs_approval": "on", "waitlist": "confirm", "cancel_hours": "48", "scope": "following"}
    page = hugo.post(address(nth(series, 2), "change"), given | {"do": "preview"}).content.decode()

    submit(hugo, address(nth(series, 2), "change"), given)

    assert "a trainer approves each registration: yes" in page
    found = list(series.sessions.order_by("starts_at").values_list("needs_approval", "waitlist", "cancel_hours"))
    assert found[0] == (False, "offer", 0)
    assert set(found[1:]) == {(True, "confirm", 48)}


def test_going_back_to_the_form_keeps_what_was_typed(hugo: Client, series: Series) -> None:
    answer = hugo.post(address(nth(series, 2), "change"), TYPED | {"minutes": "77", "do": "change"})
    assert answer.status_code == 200
    assert 'value="77"' in answer.content.decode()


@pytest.mark.slow
def test_a_rule_is_changed_from_a_session_on_with_a_reason_for_what_is_cancelled(hugo: Client, series: Series) -> None:
    third = nth(series, 3)
    path = f"{address(series, 'rule')}?since={third.key}"
    form = hugo.get(path).content.decode()
    assert 'value="2027-02-18"' in form
    assert 'name="count" value="4"' in form
    given = RULE | {"starts_on": "2027-02-18", "interval": "2", "count": "4"}

    refused = hugo.post(path, given | {"do": "preview"})
    assert refused.status_code == 400
    assert "Write why: everybody registered reads it." in refused.content.decode()
    page = submit(hugo, path, given | {"reason": "We meet less often."})

    assert "2 sessions are cancelled" in page
    assert "2 sessions are made, as drafts" in page
    assert "From the session on 18 March 2027 on, Mexico City moves from 17:00 to 16:00." in page
    assert page.count("moves from") == 1
    assert shown(series, "announced", "draft") == ["02-04", "02-11", "02-18", "03-04", "03-18", "04-01"]
    assert {one.reason for one in series.sessions.filter(state="cancelled")} == {"We meet less often."}
    assert ModelLogEntry.objects.get(action="workshops.change_series").data == {"made": 2, "cancelled": 2}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"starts_on": "9999-01-01"}, "Choose a day in this century."),
        ({"count": "", "until": "9999-12-31"}, "That is too far ahead."),
        ({"count": "", "until": "2027-01-01"}, "The last day is before the first."),
        ({"frequency": "dates", "dates": "tomorrow"}, "One of these is no date."),
        ({"frequency": "monthly_weekday"}, "Say which day of the week."),
        ({"interval": "53"}, "less than or equal to 52"),
        ({"frequency": "dates", "dates": "2027-02-04 0001-01-01"}, "Choose days in this century."),
    ],
)
def test_a_rule_that_cannot_be_is_refused(hugo: Client, series: Series, wrong: dict[str, str], said: str) -> None:
    answer = hugo.post(address(series, "rule"), RULE | {"do": "make", "reason": "Kept."} | wrong)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert "Kept." in answer.content.decode()
    assert len(shown(series, "announced")) == 6


def test_a_rule_does_not_begin_at_somebody_elses_session(hugo: Client, series: Series) -> None:
    other = make_session()
    for since in (other.key, "nonsense", "\x00"):
        assert hugo.get(address(series, "rule"), {"since": since}).status_code == 404


@pytest.mark.slow
def test_a_series_ends_with_a_reason_after_it_was_said_whom_it_concerns(hugo: Client, series: Series) -> None:
    for number in (1, 2):
        register(nth(series, number), f"Person{number}")

    refused = hugo.post(address(series, "end"), {"reason": " ", "do": "preview"})
    assert refused.status_code == 400
    page = submit(hugo, address(series, "end"), {"reason": "The library closes."})

    assert "2 people are told" in page
    assert "6 sessions are cancelled" in page
    assert {(one.state, one.reason) for one in series.sessions.all()} == {("cancelled", "The library closes.")}
    entry = ModelLogEntry.objects.get(action="workshops.end_series")
    assert (entry.data, entry.deleted) == ({"cancelled": 6}, False)
    assert "library" not in str(entry.data)


@pytest.mark.slow
def test_a_series_of_which_nobody_knows_is_gone_and_the_log_says_so(hugo: Client, trainer: Person) -> None:
    series = make_series(organisers=[trainer])
    page = hugo.post(address(series, "end"), {"do": "preview"}).content.decode()
    assert "the series is deleted" in page
    seen = re.findall('name="seen" value="([0-9a-f]+)"', page)[0]

    answer = hugo.post(address(series, "end"), {"do": "make", "seen": seen})

    assert answer.headers["Location"] == "/cms/workshops/"
    assert not Series.objects.exists()
    assert ModelLogEntry.objects.get(action="workshops.end_series").deleted
    assert hugo.get(address(series, "end")).status_code == 404


@pytest.mark.slow
def test_the_words_of_a_series_are_changed_in_both_languages(hugo: Client, series: Series) -> None:
    path = address(series, "words")
    assert 'value="Cuida tu sitio"' in hugo.get(path).content.decode()

    hugo.post(path, {"title_en": "Keep your site", "summary_en": "Copies.", "title_es": "Cuida tu sitio"})

    assert [(one.title, one.summary) for one in series.texts.order_by("language")] == [
        ("Keep your site", "Copies."),
        ("Cuida tu sitio", ""),
    ]
    assert {one.sequence for one in series.sessions.all()} == {1}
    for wrong, said in (
        ({"title_en": " "}, "It needs a title in at least one of the two languages."),
        ({"title_en": "Kept", "summary_es": "Copias."}, "Words without a title are not shown"),
        ({"title_en": "x" * 121}, "at most 120 characters"),
    ):
        answer = hugo.post(path, wrong)
        assert answer.status_code == 400
        assert said in answer.content.decode()
    assert series.texts.count() == 2


def test_one_session_and_those_that_follow_say_something_of_their_own(hugo: Client, series: Series) -> None:
    fifth = nth(series, 5)
    hugo.post(address(fifth, "words"), {"theme_en": "Copies", "note_es": "Trae un disco.", "and_following": "on"})

    assert [one.texts.count() for one in series.sessions.order_by("number")] == [0, 0, 0, 0, 2, 2]
    assert 'value="Copies"' in hugo.get(address(fifth, "words")).content.decode()
    assert hugo.post(address(fifth, "words"), {"note_en": "x" * 2001}).status_code == 400


@pytest.mark.slow
def test_what_cannot_be_changed_has_no_buttons_for_it_and_says_why(
    hugo: Client, series: Series, trainer: Person
) -> None:
    second = nth(series, 2)
    link = f'href="{address(second, "change")}"'
    assert link in hugo.get(f"/cms/workshops/sessions/{second.key}/").content.decode()

    cancel_session(session=second, reason="Rain.", now=MONDAY)

    assert link not in hugo.get(f"/cms/workshops/sessions/{second.key}/").content.decode()
    for rest in ("change", "words"):
        answer = hugo.get(address(second, rest))
        assert (answer.status_code, "restore it first" in answer.content.decode()) == (200, True)
        assert hugo.post(address(second, rest), TYPED | {"do": "make", "theme_en": "x"}).status_code == 409

    over = make_session(organisers=[trainer])
    Session.objects.filter(pk=over.pk).update(starts_at="2020-01-01T00:00Z", ends_at="2020-01-01T01:00Z")
    page = hugo.get(f"/cms/workshops/sessions/{over.key}/").content.decode()
    assert "It is over" in page
    assert "Cancel the session" not in page
    assert "stays as it was" in hugo.get(address(over, "change")).content.decode()


@pytest.mark.slow
def test_a_single_session_is_changed_without_a_word_of_others(hugo: Client, trainer: Person) -> None:
    session = make_session(organisers=[trainer])
    assert 'name="scope"' not in hugo.get(address(session, "change")).content.decode()

    submit(hugo, address(session, "change"), TYPED | {"starts_on": "2027-02-09"})

    session.refresh_from_db()
    session.series.refresh_from_db()
    assert (session.start, str(session.series.starts_on)) == ("2027-02-09T18:00", "2027-02-09")


@pytest.mark.slow
def test_nobody_changes_what_others_organise(hugo: Client, editor: Person) -> None:
    session = make_session(organisers=[editor])
    for thing, rest in ((session, "change"), (session, "words"), (session.series, "rule"), (session.series, "end")):
        assert hugo.get(address(thing, rest)).status_code == 404
        assert hugo.post(address(thing, rest), TYPED | {"do": "make"}).status_code == 404
    assert hugo.post(address(session.series, "words"), {"title_en": "Mine"}).status_code == 404
