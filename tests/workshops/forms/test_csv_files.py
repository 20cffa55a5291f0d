from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.people import MONDAY, make_person
from tests.factories.workshops import MEXICO_CITY, NEW_YORK
from workshops.domain.importing import FaultyImport, Read, check_import, import_series, known_already
from workshops.enums import Format, Frequency, SessionState, Spoken
from workshops.forms.csv_files import read_csv
from workshops.models import Series, Venue
from workshops.rules.recurrence import LAST, Rule

pytestmark = pytest.mark.django_db
HEAD = "title_en,title_es,date,time,zone,minutes,repeat,count,format,room_seats,online_seats,place"


def read(*lines: str, head: str = HEAD) -> Read:
    return read_csv("\n".join((head, *lines)).encode(), zone=NEW_YORK, language="es")


def told(found: Read) -> list[tuple[int, str, str]]:
    return [(one.number, one.part, str(one.message)) for one in found.faults]


def test_each_row_is_a_series() -> None:
    Venue.objects.create(name="Casa Refugio", address="Citlaltépetl 25", time_zone=MEXICO_CITY)
    found = read(
        "Look after your site,Cuida tu sitio,2027-02-04,18:00,America/Mexico_City,60,weekly,6,both,12,30,casa refugio",
        ",Reunión de apoyo,2027-02-06,13:00,,,monthly,,,,,",
        "",
    )
    assert found.faults == []
    first, second = found.rows
    assert (first.number, first.original_language, first.plan.zone) == (2, "es", MEXICO_CITY)
    assert first.plan.rule == Rule(Frequency.WEEKLY, count=6, nth=1, day=4)
    assert first.plan.arranged["venue"].name == "Casa Refugio"
    assert (first.plan.arranged["format"], first.plan.arranged["room_seats"]) == (Format.BOTH, 12)
    assert (second.plan.zone, second.plan.starts_time) == (NEW_YORK, time(13, 0))
    assert (second.plan.rule.weekdays, second.plan.rule.nth) == ((5,), 1)
    assert (second.plan.arranged["minutes"], second.plan.arranged["online_seats"]) == (90, 20)


def test_a_table_in_spanish_from_a_spreadsheet_in_mexico_is_read() -> None:
    """With a mark at its beginning, semicolons, and lines that end as Windows has them."""
    table = (
        "titulo_es;fecha;hora;zona;repite;formato;lugares_sala;idioma",
        "Ñandú;2027-02-26;10:30;America/Mexico_City;mensual;presencial;8;es",
    )
    found = read_csv("\r\n".join(table).encode("utf-8-sig"), zone=NEW_YORK, language="en")
    assert found.faults == []
    [row] = found.rows
    assert (row.title, row.original_language, row.plan.rule.nth) == ("Ñandú", "es", 4)
    assert (row.plan.arranged["online_seats"], row.plan.arranged["spoken"]) == (0, Spoken.SPANISH)


def test_a_fifth_weekday_is_the_last_one() -> None:
    [row] = read("A,,2027-01-29,18:00,,,monthly,3,,,,").rows
    assert (row.plan.rule.weekdays, row.plan.rule.nth) == ((4,), LAST)


def test_every_bad_cell_of_every_bad_row_is_named() -> None:
    found = read(
        "A,,2027-02-30,25:00,America/Atlantis,many,hourly,x,tent,1.5,,Nowhere",
        "B,,2027-02-04,18:00,,,,,,,,",
        ",,2027-02-04,18:00,,,,,,,,",
    )
    assert [row.title for row in found.rows] == ["B"]
    assert [(number, part) for number, part, _ in told(found)] == [
        (2, "date"),
        (2, "time"),
        (2, "zone"),
        (2, "format"),
        (2, "minutes"),
        (2, "room_seats"),
        (2, "place"),
        (2, "repeat"),
        (2, "count"),
        (4, "title"),
    ]
    assert told(found)[0][2] == "“2027-02-30” is not a date. Write it as 2027-03-18."
    assert told(found)[6][2] == "There is no place “Nowhere” yet. Make it first, or leave this empty."


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("A,,2027-03-14,02:30,,,,,,,,", "There is no 02:30 on Sunday 14 March 2027"),
        ("A,,2027-11-07,01:30,,,,,,,,", "It is 01:30 twice on Sunday 7 November 2027"),
        ("A,,2027-02-04,18:00,,-30,,,,,,", "It would end before it starts."),
        ("A,,2027-02-04,18:00,,,,,online,,-1,", "A number of seats is between 0 and 5,000"),
        ("A,,2026-02-04,18:00,,,,,,,,", "That would be in the past."),
        ("A,,2026-02-04,18:00,,,weekly,3,,,,", "That would be in the past."),
    ],
)
def test_a_dry_run_names_what_cannot_be_and_the_import_then_makes_nothing(line: str, message: str) -> None:
    found = read(line, "B,,2027-02-04,18:00,,,,,,,,")
    [fault] = check_import(rows=found.rows, now=MONDAY)
    assert fault.number == 2
    assert str(fault.message).startswith(message)
    with pytest.raises(FaultyImport) as refused:
        import_series(rows=found.rows, organisers=[], now=MONDAY)
    assert [one.number for one in refused.value.faults] == [2]
    assert not Series.objects.exists()


def test_an_hour_that_happens_twice_is_chosen_in_a_column_of_its_own() -> None:
    [row] = read("A,2027-11-07,01:30,2", head="title_en,date,time,which").rows
    [series] = import_series(rows=[row], organisers=[], now=MONDAY)
    assert series.sessions.get().starts_at.isoformat() == "2027-11-07T06:30:00+00:00"


def test_an_import_makes_drafts_and_the_same_file_again_makes_nothing() -> None:
    carmen = make_person("Carmen")
    rows = read("A,,2027-02-04,18:00,,60,weekly,6,,,,", "B,,2027-02-05,18:00,,,,,,,,").rows
    made = import_series(rows=rows, organisers=[carmen], now=MONDAY)
    assert [one.sessions.count() for one in made] == [6, 1]
    assert {one.state for one in made[0].sessions.all()} == {SessionState.DRAFT}
    assert (made[0].starts_on, list(made[0].organisers.all())) == (date(2027, 2, 4), [carmen])
    assert known_already(rows=rows) == {2, 3}
    assert import_series(rows=rows, organisers=[carmen], now=MONDAY) == []
    assert Series.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "number", "message"),
    [
        (b"", 1, "The first line names the columns. These are missing: date, time."),
        (b"title_en,date\nA,2027-02-04", 1, "The first line names the columns. These are missing: time."),
        (b"title_en,date,time\n", 0, "There is no row below the names of the columns."),
        (b"title_en,date,time\nA,2027-02-04,18:00\n\xff\xfe", 3, "Line 3 is not UTF-8."),
        (b"PK\x03\x04\0\0", 0, "This is not a text file."),
        (b'title_en,date,time\n"A,2027-02-04,18:00', 2, "Line 2 cannot be read as a row"),
        (b"title_en,date,time\n" + b"A,2027-02-04,18:00\n" * 501, 0, "More than 500 rows at once are too many."),
        (b"x" * (1024 * 1024 + 1), 0, "The file is larger than 1 MB."),
    ],
)
def test_a_file_that_is_none_is_named(data: bytes, number: int, message: str) -> None:
    found = read_csv(data, zone=NEW_YORK, language="en")
    assert found.rows == []
    assert found.faults[0].number == number
    assert str(found.faults[0].message).startswith(message)


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"{HEAD}\n{text}".encode("utf-8", "replace")))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_handed_in_is_answered(data: bytes) -> None:
    found = read_csv(data, zone=NEW_YORK, language="en")
    assert found.rows or found.faults
    check_import(rows=found.rows, now=MONDAY)
