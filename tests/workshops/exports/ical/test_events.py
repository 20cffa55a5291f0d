from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.accounts.models import Person
from tests.factories.people import MONDAY, later, make_person
from tests.factories.workshops import MEXICO_CITY, NEW_YORK, make_session
from tests.workshops.ical import Component, read
from workshops.domain.scheduling import Words
from workshops.domain.session_states import cancel_session, confirm_session, restore_session
from workshops.enums import Format, Spoken, StaffRole
from workshops.exports.feeds import session_file
from workshops.exports.ical.calendars import calendar
from workshops.exports.ical.events import Entry, event
from workshops.models import Session, SessionText, Venue, VenueText
from workshops.queries.sessions import with_words

pytestmark = pytest.mark.django_db


def fresh(session: Session) -> Session:
    return with_words(Session.objects.filter(pk=session.pk)).get()


def written(session: Session, *, language: str = "en", **options: object) -> Component:
    given = {name: options.pop(name) for name in ("roles", "is_expected", "is_offered") if name in options}
    entry = Entry(fresh(session), **given)  # type: ignore[arg-type]
    octets = calendar([event(entry, language=language, **options)], language=language)  # type: ignore[arg-type]
    icalendar.Calendar.from_ical(octets)
    return read(octets)


def inside(whole: Component) -> Component:
    [found] = whole.inside("VEVENT")
    return found


def test_a_session_is_an_event_of_its_zone() -> None:
    session = make_session(zone=NEW_YORK, first=date(2027, 2, 4), at=time(18, 0), minutes=90)

    whole = written(session)

    found = inside(whole)
    assert {one.name: one.value for one in found.properties if one.name not in ("DESCRIPTION", "CONFERENCE")} == {
        "UID": session.uid,
        "SEQUENCE": "0",
        "DTSTAMP": "20261123T150000Z",
        "LAST-MODIFIED": "20261123T150000Z",
        "DTSTART": "20270204T180000",
        "DTEND": "20270204T193000",
        "STATUS": "TENTATIVE",
        "SUMMARY": "Look after your site",
        "LOCATION": "Online",
        "URL": f"http://testserver/en/workshops/{session.key}/",
    }
    assert found.one("DTSTART").parameters == {"TZID": NEW_YORK}
    assert found.one("SUMMARY").parameters == {"LANGUAGE": "en"}
    assert [zone.one("TZID").value for zone in whole.inside("VTIMEZONE")] == [NEW_YORK]


def test_both_clocks_are_told_in_the_language_of_the_reader() -> None:
    session = make_session(zone=NEW_YORK, first=date(2027, 2, 4), at=time(18, 0))

    told = inside(written(session, language="es", reader_zone=MEXICO_CITY))

    assert told.one("SUMMARY").text == "Cuida tu sitio"
    assert told.one("DESCRIPTION").text.split("\n")[:2] == [
        "jueves 4 de febrero de 2027, 17:00–18:30, tu hora, Ciudad de México",
        "18:00 en Nueva York",
    ]
    assert told.one("URL").value.startswith("http://testserver/es/workshops/")


def test_the_states_of_a_session_are_those_of_its_event() -> None:
    session = make_session()
    confirm_session(session=session, now=later(1))
    confirmed = inside(written(session))
    cancel_session(session=session, reason="The river, rose; all of it.", now=later(2))
    cancelled = inside(written(session))
    restore_session(session=session, now=later(3))
    restored = inside(written(session))

    assert [one.one("STATUS").value for one in (confirmed, cancelled, restored)] == [
        "CONFIRMED",
        "CANCELLED",
        "CONFIRMED",
    ]
    assert [one.one("SEQUENCE").value for one in (confirmed, cancelled, restored)] == ["1", "2", "3"]
    assert {one.one("UID").value for one in (confirmed, cancelled, restored)} == {session.uid}
    assert cancelled.one("SUMMARY").text == "Cancelled: Look after your site"
    assert "The river, rose; all of it." in cancelled.one("DESCRIPTION").text.split("\n")
    assert cancelled.one("TRANSP").value == "TRANSPARENT"
    assert cancelled.all("CONFERENCE") == []
    assert restored.one("LAST-MODIFIED").value == "20261123T150300Z"


def test_each_language_has_a_line_of_its_own_and_none_has_the_link() -> None:
    session = make_session(
        spoken=Spoken.ENGLISH,
        is_interpreted=True,
        meeting_link="https://meet.example.org/secret",
        interpretation_link="https://meet.example.org/es",
        telephone="+52 55 1234 5678",
    )

    stranger, guest = inside(written(session, language="es")), inside(written(session, language="es", is_expected=True))

    page = f"http://testserver/%s/workshops/{session.key}/"
    spanish = {"VALUE": "URI", "FEATURE": "AUDIO", "LABEL": "Interpretación", "LANGUAGE": "es"}
    english = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": "Main room (in English)", "LANGUAGE": "en"}
    telephone = {"VALUE": "URI", "FEATURE": "PHONE", "LABEL": "Por teléfono", "LANGUAGE": "es"}
    assert [(one.value, one.parameters) for one in stranger.all("CONFERENCE")] == [
        (page % "es", spanish),
        (page % "en", english),
    ]
    assert [(one.value, one.parameters) for one in guest.all("CONFERENCE")] == [
        (page % "es", spanish),
        (page % "en", english),
        ("tel:+525512345678", telephone),
    ]
    assert "meet.example.org" not in str(guest)


def test_a_place_says_where_and_how_one_gets_in() -> None:
    venue = Venue.objects.create(name="Casa, del Río", address="Calle 5; 12", time_zone=MEXICO_CITY)
    VenueText.objects.create(venue=venue, language="en", directions="Metro Coyoacán.", access="Two steps.")
    session = make_session(zone=MEXICO_CITY, format=Format.BOTH, room_seats=8, online_seats=4, venue=venue)
    SessionText.objects.create(session=session, language="en", theme="Backups", note="Bring a disk.")

    found = inside(written(session))

    assert found.one("LOCATION").text == "Casa, del Río, Calle 5; 12 · Online"
    assert found.one("SUMMARY").text == "Look after your site: Backups"
    paragraphs = found.one("DESCRIPTION").text.split("\n")
    assert "How to get there: Metro Coyoacán." in paragraphs
    assert "Access: Two steps." in paragraphs
    assert "Bring a disk." in paragraphs


def test_roles_stand_in_the_title_and_an_offer_is_tentative() -> None:
    session = make_session()
    confirm_session(session=session, now=later(1))

    staffed = inside(written(session, language="es", roles=(StaffRole.INTERPRETER,), is_expected=True))
    offered = inside(written(session, is_offered=True))

    assert staffed.one("SUMMARY").text == "Cuida tu sitio (Intérprete)"
    assert offered.one("STATUS").value == "TENTATIVE"
    assert "A seat is held for you." in offered.one("DESCRIPTION").text


def test_a_gathering_of_two_days_does_not_last_through_the_night() -> None:
    session = make_session(days=2, minutes=480, at=time(10, 0), first=date(2027, 3, 13))  # clocks change on the 14th

    found = inside(written(session))

    assert (found.one("DTSTART").value, found.one("DTEND").value) == ("20270313T100000", "20270313T180000")
    assert found.one("RRULE").value == "FREQ=DAILY;COUNT=2"
    assert "2 days in a row, at the same time" in found.one("DESCRIPTION").text


def test_the_second_of_two_equal_hours_is_told_in_utc() -> None:
    """01:30 comes twice on 1 November 2026 in New York: at 05:30 and at 06:30 in UTC. A local time means the first."""
    first = make_session(
        first=date(2026, 11, 1), at=time(1, 30), fold=0, minutes=30, now=datetime(2026, 10, 1, tzinfo=UTC)
    )
    second = make_session(
        first=date(2026, 11, 1), at=time(1, 30), fold=1, minutes=15, now=datetime(2026, 10, 1, tzinfo=UTC)
    )

    early, late = written(first), written(second)

    assert inside(early).one("DTSTART").parameters == {"TZID": NEW_YORK}
    assert inside(early).one("DTEND").value == "20261101T060000Z"
    assert inside(late).one("DTSTART").value == "20261101T063000Z"
    assert inside(late).one("DTEND").value == "20261101T064500Z"
    assert late.inside("VTIMEZONE") == []


def test_a_missing_language_is_named() -> None:
    session = make_session(words={"en": Words("Only in English")})

    assert inside(written(session, language="es")).one("SUMMARY").parameters == {"LANGUAGE": "en"}


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=120).filter(
        str.strip
    ),
    zone=st.sampled_from(
        [NEW_YORK, MEXICO_CITY, "America/Santiago", "Africa/Casablanca", "Asia/Kolkata", "America/Nuuk"]
    ),
    day=st.dates(date(2026, 12, 1), date(2028, 12, 1)),
    minutes=st.integers(5, 960),
)
def test_what_was_written_is_read_back(transactional: None, title: str, zone: str, day: date, minutes: int) -> None:
    """By another reader, with its own idea of the zone."""
    from django.db import transaction

    with transaction.atomic():
        session = make_session(zone=zone, first=day, at=time(13, 0), minutes=minutes, words={"en": Words(title)})
        octets = session_file(fresh(session), None, language="en")
        transaction.set_rollback(True)

    read(octets)
    [found] = icalendar.Calendar.from_ical(octets).walk("VEVENT")
    assert str(found["SUMMARY"]).startswith(title.strip()[:1]) or not title.strip()[:1].isalnum()
    assert found["UID"] == session.uid
    start, end = found.start, found.end
    assert start.astimezone(UTC) == session.starts_at
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(minutes=minutes)
    assert start.replace(tzinfo=None) == datetime.combine(day, time(13, 0))
    assert start.tzinfo is not None
    assert ZoneInfo(zone).utcoffset(start.replace(tzinfo=None)) == start.utcoffset()


@pytest.fixture
def transactional(db: None) -> None:
    """A name for the database in a property test."""


@pytest.fixture
def reader(db: None) -> Person:
    return make_person("Alicia", time_zone=MEXICO_CITY)


def test_a_file_of_one_session_speaks_to_its_reader(reader: Person) -> None:
    session = make_session(now=MONDAY)

    octets = session_file(fresh(session), reader, language="en")

    whole = read(octets)
    assert whole.all("METHOD") == []
    assert "your time, Mexico City" in inside(whole).one("DESCRIPTION").text
