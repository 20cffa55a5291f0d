from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.people import MONDAY
from tests.factories.workshops import MEXICO_CITY, NEW_YORK
from workshops.domain.importing import Read, check_import, import_series, known_already
from workshops.enums import Frequency
from workshops.errors import UnknownZone
from workshops.forms.ics_files import read_ics
from workshops.models import Series, Venue
from workshops.rules.recurrence import LAST, Rule

pytestmark = pytest.mark.django_db
START = "DTSTART;TZID=America/New_York:20270204T180000"
END = "DTEND;TZID=America/New_York:20270204T193000"


def event(*lines: str, uid: str = "a@example.org", summary: str = "Look after your site") -> str:
    return "\r\n".join(("BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{summary}", *lines, "END:VEVENT", ""))


def calendar(*events: str) -> bytes:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\n"
    return (head + "".join(events) + "END:VCALENDAR\r\n").encode()


def read(*events: str, zone: str = MEXICO_CITY) -> Read:
    return read_ics(calendar(*events), zone=zone, language="en")


def told(found: Read) -> list[str]:
    return [str(one.message) for one in found.faults]


def test_an_event_keeps_its_clock_its_length_its_words_and_its_uid() -> None:
    venue = Venue.objects.create(name="Casa Refugio", address="Citlaltépetl 25", time_zone=MEXICO_CITY)
    found = read(
        event(
            START,
            END,
            "DESCRIPTION:Bring a laptop\\, please.",
            "LOCATION:Casa Refugio",
            "URL:https://meet.example.org/a",
        )
    )
    assert found.faults == []
    [row] = found.rows
    assert (row.plan.zone, row.plan.starts_on, row.plan.starts_time) == (NEW_YORK, date(2027, 2, 4), time(18, 0))
    assert row.plan.rule == Rule()
    assert row.words["en"].description == "Bring a laptop, please."
    arranged = row.plan.arranged
    assert (arranged["minutes"], arranged["venue"], arranged["meeting_link"]) == (
        90,
        venue,
        "https://meet.example.org/a",
    )

    [series] = import_series(rows=found.rows, organisers=[], now=MONDAY)
    assert series.sessions.get().uid == "a@example.org"
    assert known_already(rows=found.rows) == {1}
    assert import_series(rows=found.rows, organisers=[], now=MONDAY) == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;COUNT=6", Rule(Frequency.WEEKLY, count=6)),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,TU", Rule(Frequency.WEEKLY, interval=2, weekdays=(1, 3))),
        ("FREQ=DAILY;UNTIL=20270210", Rule(Frequency.DAILY, until=date(2027, 2, 10))),
        # 18:00 in New York is 23:00 in UTC: the first still includes the 11th, the second does not
        ("FREQ=WEEKLY;UNTIL=20270211T230000Z", Rule(Frequency.WEEKLY, until=date(2027, 2, 11))),
        ("FREQ=WEEKLY;UNTIL=20270211T225959Z", Rule(Frequency.WEEKLY, until=date(2027, 2, 10))),
        ("FREQ=MONTHLY;BYDAY=1SA;COUNT=3", Rule(Frequency.MONTHLY_WEEKDAY, weekdays=(5,), nth=1, count=3)),
        ("FREQ=MONTHLY;BYDAY=-1FR", Rule(Frequency.MONTHLY_WEEKDAY, weekdays=(4,), nth=LAST)),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            Rule(Frequency.MONTHLY_WEEKDAY, weekdays=(0, 1, 2, 3, 4), nth=LAST),
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=31", Rule(Frequency.MONTHLY_DAY, day=31)),
        ("FREQ=MONTHLY", Rule(Frequency.MONTHLY_DAY, day=4)),
    ],
)
def test_rules_are_read_and_never_expanded(rule: str, expected: Rule) -> None:
    found = read(event(START, END, f"RRULE:{rule}"))
    assert told(found) == []
    assert found.rows[0].plan.rule == expected


def test_exceptions_of_a_series_are_kept_wherever_they_stand() -> None:
    moved = event(
        "RECURRENCE-ID;TZID=America/New_York:20270218T180000",
        "DTSTART;TZID=America/New_York:20270219T190000",
        "DTEND;TZID=America/New_York:20270219T203000",
    )
    cancelled = event("RECURRENCE-ID;TZID=America/New_York:20270225T180000", START, END, "STATUS:CANCELLED")
    series = event(START, END, "RRULE:FREQ=WEEKLY;COUNT=5", "EXDATE;TZID=America/New_York:20270211T180000")
    found = read(moved, series, cancelled)
    assert found.faults == []
    [row] = found.rows
    assert row.left_out == (datetime(2027, 2, 11, 18), datetime(2027, 2, 25, 18))
    assert row.moved == {datetime(2027, 2, 18, 18): datetime(2027, 2, 19, 19)}

    [made] = import_series(rows=found.rows, organisers=[], now=MONDAY)
    starts = list(made.sessions.order_by("starts_at").values_list("start", flat=True))
    assert starts == ["2027-02-04T18:00", "2027-02-19T19:00", "2027-03-04T18:00"]
    assert made.sessions.get(start="2027-02-19T19:00").own == ["start"]


def test_utc_and_floating_times_are_read_on_the_chosen_clock() -> None:
    found = read(
        event("DTSTART:20270205T000000Z", "DURATION:PT1H", uid="1"),
        event("DTSTART:20270205T180000", "DURATION:PT1H", uid="2"),
        event("DTSTART:20271107T063000Z", "DURATION:PT1H", uid="3"),
    )
    assert [(one.plan.zone, one.plan.starts_on.day, one.plan.starts_time.hour) for one in found.rows] == [
        (MEXICO_CITY, 4, 18),
        (MEXICO_CITY, 5, 18),
        (MEXICO_CITY, 7, 0),
    ]
    [twice] = read(event("DTSTART:20271107T063000Z", "DURATION:PT1H"), zone=NEW_YORK).rows
    assert (twice.plan.starts_time, twice.plan.fold) == (time(1, 30), 1)


def test_names_that_outlook_has_for_zones_are_known_and_others_are_named_not_guessed() -> None:
    known = read(event("DTSTART;TZID=Eastern Standard Time:20270204T180000", "DURATION:PT1H"))
    assert known.rows[0].plan.zone == NEW_YORK
    unknown = read(event("DTSTART;TZID=Atlantis/Main:20270204T180000", "DURATION:PT1H"))
    assert unknown.rows == []
    assert told(unknown) == [
        "There is no time zone “Atlantis/Main”. Choose another one in your calendar, such as America/Mexico_City."
    ]
    with pytest.raises(UnknownZone):
        read(event(START, END), zone="Atlantis/Main")


def test_two_days_are_two_days_and_a_night_is_one() -> None:
    gathering = event("DTSTART;TZID=America/New_York:20270313T100000", "DTEND;TZID=America/New_York:20270314T180000")
    night = event(START, "DTEND;TZID=America/New_York:20270205T010000", uid="b@example.org")
    [first, second] = read(gathering, night).rows
    # clocks go forward in between, and both days last eight hours
    assert (first.plan.arranged["minutes"], first.plan.arranged["days"]) == (480, 2)
    assert (second.plan.arranged["minutes"], second.plan.arranged["days"]) == (420, 1)


OTHERWISE = "It repeats in a way that workshops do not: every day, week or month, counted or until a day."


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ((START, END, "RRULE:FREQ=SECONDLY"), OTHERWISE),  # as in a file that goes round for ever
        ((START, END, "RRULE:FREQ=YEARLY"), OTHERWISE),
        ((START, END, "RRULE:FREQ=WEEKLY;BYHOUR=9,10"), OTHERWISE),
        ((START, END, "RRULE:FREQ=MONTHLY;BYDAY=5SA"), OTHERWISE),
        ((START, END, "RRULE:FREQ=MONTHLY;BYDAY=1SA,3SA"), OTHERWISE),
        ((START, END, "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU"), OTHERWISE),
        ((START, END, "RRULE:FREQ=WEEKLY;COUNT=99999"), "Sessions cannot repeat like that."),
        ((START, END, "RRULE:FREQ=WEEKLY;INTERVAL=0"), "Sessions cannot repeat like that."),
        ((START,), "It has no end. Say in your calendar how long it lasts."),
        (("DURATION:PT1H",), "It has no start."),
        (("DTSTART;VALUE=DATE:20270204", "DURATION:PT1H"), "It has no time of day. Give it one in your calendar."),
        (("DTSTART:2027", "DURATION:PT1H"), "Its DTSTART cannot be read:"),
        ((START, "DTEND:20270204T193000"), "It begins and ends on different kinds of clocks."),
        ((START, END, "URL:javascript:alert(1)"), "A link begins with https://"),
    ],
)
def test_each_bad_event_is_named_and_the_others_are_read(lines: tuple[str, ...], message: str) -> None:
    found = read(event(START, END, uid="good"), event(*lines, uid="bad"))
    assert [one.uid for one in found.rows] == ["good"]
    [fault] = found.faults
    assert fault.number == 2
    assert str(fault.message).startswith(message)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ((START, "DTEND;TZID=America/New_York:20270204T170000"), "It would end before it starts."),
        (("DTSTART;TZID=America/New_York:20270314T023000", "DURATION:PT1H"), "There is no 02:30"),
        (("DTSTART;TZID=America/New_York:20200314T183000", "DURATION:PT1H"), "That would be in the past."),
        ((START, END), "It needs a title"),
    ],
)
def test_what_cannot_be_is_said_by_the_dry_run(lines: tuple[str, ...], message: str) -> None:
    found = read(event(*lines, summary="" if lines == (START, END) else "A"))
    [fault] = check_import(rows=found.rows, now=MONDAY)
    assert str(fault.message).startswith(message)


def test_a_change_without_its_series_and_an_event_that_stands_twice_are_named() -> None:
    lonely = event("RECURRENCE-ID;TZID=America/New_York:20270218T180000", START, END, uid="lonely")
    found = read(lonely, event(START, END), event(START, END))
    assert told(found) == ["It changes a session of a series that is not in the file. Save the whole series."]
    assert [str(one.message) for one in check_import(rows=found.rows, now=MONDAY)] == [
        "The same event stands in the file twice."
    ]


def test_a_change_of_a_change_is_no_loop() -> None:
    """Two events of one UID that both say that they change a session, and no series."""
    one = event("RECURRENCE-ID:20270218T180000Z", START, END)
    assert len(read(one, one).faults) == 2


NO_CALENDAR = "This is not a calendar file, or it is cut off."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", NO_CALENDAR),
        (b"hello", NO_CALENDAR),
        (b"BEGIN:VCALENDAR\r\n", NO_CALENDAR),
        (b"END:VCALENDAR\r\n", NO_CALENDAR),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "There is no event in this calendar."),
        (b"BEGIN:VCALENDAR\r\nSUMMARY:caf\xe9\r\nEND:VCALENDAR\r\n", "Line 2 is not UTF-8."),
        (calendar(event(START, END)) + b"x" * 5_000_000, "The file is larger than 1 MB."),
        (calendar("BEGIN:VEVENT\r\n" * 9000 + "END:VEVENT\r\n" * 9000), "More than 500 rows at once are too many."),
    ],
)
def test_a_file_that_is_none_is_named(data: bytes, message: str) -> None:
    found = read_ics(data, zone=NEW_YORK, language="en")
    assert found.rows == []
    assert str(found.faults[0].message).startswith(message)
    assert not Series.objects.exists()


NAMES = ["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "UID", "SUMMARY", "URL", "STATUS"]
PARAMETERS = st.sampled_from(
    ["", ";TZID=America/New_York", ";TZID=Atlantis", ";VALUE=DATE", ";LANGUAGE=es", ";VALUE=PERIOD"]
)
VALUES = st.sampled_from(
    [
        "20270204T180000",
        "20270204",
        "20270204T180000Z",
        "PT1H",
        "-P1D",
        "FREQ=WEEKLY",
        "FREQ=DAILY;UNTIL=1",
        "",
        "CANCELLED",
    ]
) | st.text(max_size=12)
LINES = st.lists(st.builds("{}{}:{}".format, st.sampled_from(NAMES), PARAMETERS, VALUES), max_size=6)


@pytest.mark.slow
@given(st.lists(LINES, max_size=3))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_handed_in_is_answered(events: list[list[str]]) -> None:
    made = ["\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT", "")) for lines in events]
    found = read_ics(calendar(*(one.encode("utf-8", "replace").decode() for one in made)), zone=NEW_YORK, language="en")
    check_import(rows=found.rows, now=MONDAY)
