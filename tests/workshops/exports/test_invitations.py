from datetime import date, time
from pathlib import Path
from uuid import UUID

import icalendar
import pytest

from tests.factories.people import later, make_person
from tests.factories.workshops import MEXICO_CITY, make_session
from tests.workshops.ical import read
from workshops.domain.scheduling import Words
from workshops.enums import CalendarMethod, Spoken
from workshops.exports.invitations import write_invitation
from workshops.models import Session
from workshops.queries.calendars import Part
from workshops.queries.sessions import with_words

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parents[1] / "golden" / "ical" / "session.ics"


@pytest.fixture
def session() -> Session:
    made = make_session(
        first=date(2027, 3, 18),
        at=time(18, 0),
        words={"es": Words("Cuida tu sitio, año 2: copias; y más 🌊")},
        spoken=Spoken.ENGLISH,
        is_interpreted=True,
        telephone="+52 55 1234 5678",
        meeting_link="https://meet.example.org/secret",
    )
    Session.objects.filter(pk=made.pk).update(uid="8f1d@example.org", key=UUID("00000000-0000-4000-8000-000000000001"))
    return with_words(Session.objects.filter(pk=made.pk)).get()


def test_an_invitation_is_as_in_the_golden_file(session: Session) -> None:
    alicia = make_person("Alicia", language="es", time_zone=MEXICO_CITY)

    written = write_invitation(session, alicia, Part(has_seat=True), CalendarMethod.REQUEST, 2, later(5))

    assert written.replace("\r\n ", "").replace("\r\n", "\n") == GOLDEN.read_text(encoding="utf-8")
    read(written.encode())
    assert icalendar.Calendar.from_ical(written).errors == []


def test_a_name_cannot_make_lines_of_its_own(session: Session) -> None:
    name = 'Alicia"; RSVP=TRUE:mailto:x@example.org\r\nATTENDEE:mailto:y@example.org'
    alicia = make_person("Alicia", time_zone=MEXICO_CITY)
    alicia.chosen_name = name  # such a name is refused at the door; here nothing depends on it

    written = write_invitation(session, alicia, Part(has_seat=True), CalendarMethod.CANCEL, 3, later(5))

    [event] = read(written.encode()).inside("VEVENT")
    [attendee] = event.all("ATTENDEE")
    assert attendee.value == "mailto:alicia@example.org"
    assert attendee.parameters["RSVP"] == "FALSE"
