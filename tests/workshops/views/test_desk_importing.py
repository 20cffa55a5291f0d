"""A file of workshops, as a trainer brings one: first it is checked, then all of it is made, or nothing."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.conftest import NOW
from tests.factories.site import make_site
from workshops.enums import SessionState
from workshops.forms.importing import ImportForm
from workshops.models import Series, Session

pytestmark = pytest.mark.django_db
ADDRESS = "/cms/workshops/import/"
GOOD = b"title_en,date,time,repeat,count\nNight school,2027-02-04,18:00,weekly,6\nOnce,2027-02-05,19:00,,\n"
CHOSEN = {"zone": "America/New_York", "language": "en", "seats": "20"}


@pytest.fixture(autouse=True)
def house(db: None) -> Any:
    make_site()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def trainer(make_person: Callable[..., Person]) -> Person:
    return make_person("Hugo", Role.TRAINER)


@pytest.fixture
def hugo(client: Client, trainer: Person, enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(client, trainer)


def hand_in(client: Client, data: bytes, name: str = "term.csv", **given: str) -> Any:
    form = CHOSEN | {"do": "check"} | given
    return client.post(ADDRESS, form | {"file": SimpleUploadedFile(name, data)})


def calendar(*lines: str) -> bytes:
    event = ("BEGIN:VEVENT", "UID:a@example.org", "SUMMARY:Look after your site", *lines, "END:VEVENT")
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *event, "END:VCALENDAR", "")).encode()


def test_a_check_shows_what_would_be_made_and_makes_nothing(hugo: Client) -> None:
    answer = hand_in(hugo, GOOD)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "Night school" in page
    assert page.count('<p class="moment"') == 2
    assert "Make 2 series, as drafts" in page
    assert not Series.objects.exists()


@pytest.mark.slow
def test_then_the_file_that_travelled_with_the_page_is_made_as_drafts_and_written_down(
    hugo: Client, trainer: Person
) -> None:
    form = hand_in(hugo, GOOD).context["form"]
    kept = CHOSEN | {"do": "make", "kept": form.packed, "kept_name": form.name}

    page = hugo.post(ADDRESS, kept, follow=True).content.decode()

    assert "2 series are made, as drafts" in page
    assert sorted(one.sessions.count() for one in Series.objects.all()) == [1, 6]
    assert set(Session.objects.values_list("state", flat=True)) == {SessionState.DRAFT}
    assert {tuple(one.organisers.all()) for one in Series.objects.all()} == {(trainer,)}
    entries = ModelLogEntry.objects.filter(action="workshops.import_series")
    assert [(one.user, one.data) for one in entries] == [(trainer, {})] * 2

    again = hugo.post(ADDRESS, kept, follow=True).content.decode()

    assert "All of it was there already." in again
    assert Series.objects.count() == 2
    assert "there is nothing to make" in hand_in(hugo, GOOD).content.decode()


def test_each_bad_row_is_named_with_its_line_and_column_and_none_is_made(hugo: Client) -> None:
    data = GOOD + b"Third,2027-02-30,18:00,,\nFourth,2027-03-14,02:30,,\n"

    answer = hand_in(hugo, data, do="make")
    page = answer.content.decode()

    assert answer.status_code == 400
    assert [(one["fault"].number, one["column"]) for one in answer.context["checked"]["faults"]] == [
        (4, "date"),
        (5, ""),
    ]
    assert "“2027-02-30” is not a date. Write it as 2027-03-18." in page
    assert "You could take 03:30." in page
    assert "2 things in term.csv are wrong" in page
    assert 'value="make"' not in page
    assert not Series.objects.exists()


def test_an_hour_that_clocks_jump_over_or_show_twice_is_named_before(hugo: Client) -> None:
    data = b"title_en,date,time,repeat,count\nA,2027-03-07,02:30,weekly,2\nB,2027-10-31,01:30,weekly,2\n"
    page = hand_in(hugo, data).content.decode()

    assert "Clocks go forward over that hour, so there is no session on 14 March 2027." in page
    assert "Clocks go back and show that hour twice on 7 November 2027." in page


def test_a_spanish_reader_is_told_of_spanish_columns(
    client: Client, make_person: Callable[..., Person], enter_editor: Callable[[Client, Person], Client]
) -> None:
    rosa = enter_editor(client, make_person("Rosa", Role.TRAINER, language="es"))

    assert "Faltan estas: fecha, hora." in hand_in(rosa, b"titulo_es\nA\n").content.decode()
    answer = hand_in(rosa, b"titulo_es,fecha,hora,minutos\nA,2027-02-04,18:00,muchos\n")
    assert answer.context["checked"]["faults"][0]["column"] == "minutos"


START = "DTSTART;TZID=America/New_York:20270204T180000"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"x" * 5_000_000, "all.ics", "The file is larger than 1 MB."),
        (b"", "empty.csv", "The submitted file is empty."),
        (b"title_en,date,time\nA,2027-02-04,18:00\n\xff\xfe", "a.csv", "Line 3 is not UTF-8."),
        (b"PK\x03\x04\0\0", "a.xlsx", "This is not a text file."),
        (b"hello", "a.ics", "This is not a calendar file"),
        (b"title_en,date,time\nA,0001-01-01,00:00", "a.csv", "between the years 2000 and 2100"),
        (b"title_en,date,time\nA,9999-12-31,23:59", "a.csv", "between the years 2000 and 2100"),
        (b"title_en,date,time\nA,2027-01-01,99999999999999999999:00", "a.csv", "is not a time"),
        (b"title_en,date,time,repeat,until\nA,2027-01-01,18:00,daily,2099-01-01", "a.csv", "More than 400 sessions"),
        (
            b"title_en,date,time,repeat,count\n" + b"A,2027-01-01,18:00,daily,400\n" * 14,
            "a.csv",
            "More than 5000 sessions",
        ),
        (
            b"title_en,date,time,zone\nA,2027-01-01,18:00,Mars/Olympus",
            "a.csv",
            "no time zone “Mars/Olympus”. Write it as",
        ),
        (b"title_en,date,time\n" + b"A" * 2500 + b",2027-01-01,18:00", "a.csv", "too long"),
        (b"title_en,date,time,days\nA,2027-03-13,02:30,2", "a.csv", "There is no 02:30"),
        (
            calendar("DTSTART;TZID=Mars/Olympus:20270204T180000", "DURATION:PT1H"),
            "a.ics",
            "no time zone “Mars/Olympus”",
        ),
        (calendar(START, "DURATION:PT1H", "RRULE:FREQ=SECONDLY"), "a.ics", "It repeats in a way"),
        (calendar("DTSTART:00010101T000000Z", "DURATION:PT1H"), "a.ics", "between the years 2000 and 2100"),
        (calendar("DTSTART:99991231T235900Z", "DURATION:PT1H"), "a.ics", "between the years 2000 and 2100"),
        (calendar(START, "DTEND:99991231T235900Z"), "a.ics", "It would end before it starts."),
        (calendar(START, "DURATION:P999999999D"), "a.ics", "It would end before it starts."),
        (calendar(START, "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=99991231T235959Z"), "a.ics", "between the years"),
        (calendar(START, "DURATION:PT1H", "EXDATE:00010101T000000Z"), "a.ics", "between the years"),
    ],
)
def test_whatever_is_handed_in_is_answered_with_what_is_wrong(hugo: Client, data: bytes, name: str, said: str) -> None:
    answer = hand_in(hugo, data, name, do="make")

    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Choose a file."),
        ({"kept": "%%%"}, "The file did not come along."),
        ({"kept": "A" * 1_500_000}, "The file did not come along."),
        ({"kept": "QQ==", "kept_name": "x" * 500}, "at most 120 characters"),
        ({"kept": "QQ==", "zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"kept": "QQ==", "language": "tlh\0"}, "Select a valid choice"),
        ({"kept": "QQ==", "seats": "9" * 400}, "less than or equal to 5000"),
        ({"kept": "QQ=="}, "These are missing: date, time."),
    ],
)
def test_a_form_that_is_none_is_answered(hugo: Client, given: dict[str, str], said: str) -> None:
    answer = hugo.post(ADDRESS, CHOSEN | {"do": "make"} | given)

    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_a_large_file_is_refused_before_it_is_read() -> None:
    class Unreadable(SimpleUploadedFile):
        def read(self, num_bytes: int | None = None) -> bytes:
            raise AssertionError

    form = ImportForm(CHOSEN, {"file": Unreadable("all.ics", b"x" * 1024 * 1025)})

    assert not form.is_valid()


def test_when_only_a_field_is_wrong_the_file_is_not_lost(hugo: Client) -> None:
    answer = hand_in(hugo, GOOD, seats="0")

    assert answer.status_code == 400
    assert answer.context["form"].packed in answer.content.decode()


def test_a_calendar_is_read_on_the_clock_that_was_chosen(hugo: Client) -> None:
    data = calendar("DTSTART:20270204T230000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
    page = hand_in(hugo, data, "feed", zone="America/Mexico_City").content.decode()
    assert "it goes on without an end" in page

    hand_in(hugo, data, "feed", zone="America/Mexico_City", do="make", seats="7")

    series = Series.objects.get()
    assert (series.zone, f"{series.starts_time:%H:%M}", series.online_seats) == ("America/Mexico_City", "17:00", 7)


def test_the_table_to_fill_in_can_be_imported_as_it_is_in_both_languages(
    client: Client, make_person: Callable[..., Person], enter_editor: Callable[[Client, Person], Client]
) -> None:
    for name, language, head in (("Hugo", "en", "title_en"), ("Rosa", "es", "titulo_en")):
        someone = enter_editor(client, make_person(name, Role.TRAINER, language=language))
        answer = someone.get(f"{ADDRESS}example.csv")
        assert answer.headers["Content-Type"].startswith("text/csv")
        assert answer.content.decode("utf-8-sig").startswith(head)
        checked = hand_in(someone, answer.content).context["checked"]
        assert (checked["faults"], checked["fresh"]) == ([], 2)


@pytest.mark.slow
def test_a_check_asks_the_same_however_many_rows_there_are(hugo: Client) -> None:
    counts = []
    for rows in (1, 30):
        data = b"title_en,date,time\n" + b"A,2027-02-04,18:00\n" * rows
        hand_in(hugo, data)
        with CaptureQueriesContext(connection) as queries:
            hand_in(hugo, data)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_committee_imports_nothing(
    client: Client, committee_member: Person, enter_editor: Callable[[Client, Person], Client]
) -> None:
    visitor = enter_editor(client, committee_member)

    assert hand_in(visitor, GOOD, do="make").status_code in (302, 403)
    assert visitor.get(f"{ADDRESS}example.csv").status_code in (302, 403)
    assert not Series.objects.exists()
