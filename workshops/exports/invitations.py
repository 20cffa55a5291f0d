"""The calendar part of a mail (RFC 5546): one session, and its recipient as the one who is invited.

Nobody else stands in it, so that no invitation tells who else comes.
"""

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings

from lms.accounts.models import Person
from workshops.enums import CalendarMethod, SessionState
from workshops.exports.feeds import entry_of
from workshops.exports.ical.calendars import calendar
from workshops.exports.ical.events import STATUS, event
from workshops.exports.ical.lines import line
from workshops.models import Session
from workshops.queries.calendars import Part


def write_invitation(
    session: Session, person: Person, part: Part, method: CalendarMethod, sequence: int, now: datetime
) -> str:
    """REQUEST: it is so. CANCEL: it is not, or not for this person."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    attendee = {
        "CN": person.chosen_name,
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED" if method == CalendarMethod.REQUEST else "",
        "RSVP": "FALSE",  # nothing here reads answers
    }
    written = event(
        entry_of(session, part),
        language=person.language,
        reader_zone=person.time_zone,
        sequence=sequence,
        written_at=now,
        status="CANCELLED" if method == CalendarMethod.CANCEL else STATUS[SessionState(session.state)],
        also=[
            line("ORGANIZER", f"mailto:{address}", CN=name or settings.SITE_NAME),
            line("ATTENDEE", f"mailto:{person.email}", **attendee),
        ],
    )
    return calendar([written], language=person.language, method=method).decode()
