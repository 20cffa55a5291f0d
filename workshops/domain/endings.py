"""What follows once a session is over, done once for each: the record of whoever taught and of the series, and
whoever was there is asked how it was."""

from datetime import datetime, timedelta

from django.db import transaction

from workshops.domain.attendance_records import settle_series, settle_staff
from workshops.domain.feedback import ask_afterwards
from workshops.domain.session_states import lock_session
from workshops.enums import TAKING_PLACE
from workshops.models import Ending
from workshops.queries.attendance import ended, staff_roster, those_who_were_there

AFTER = timedelta(minutes=30)  # trainers still write down who was there


def end_sessions(*, now: datetime) -> int:
    """Answers how many ended. Safe to run twice, side by side, and to be killed."""
    return sum(end_session(session_id=pk, now=now) for pk in ended(now - AFTER))


def end_session(*, session_id: int, now: datetime) -> bool:
    with transaction.atomic():
        session = lock_session(session_id)
        if session.ends_at > now or session.state not in TAKING_PLACE:
            return False
        _, is_first = Ending.objects.get_or_create(session=session, defaults={"at": now})
        if not is_first:
            return False
        for assignment in staff_roster(session):
            settle_staff(session, assignment, now)
        for person in those_who_were_there(session):
            settle_series(session, person, None, now)
            ask_afterwards(session=session, person=person, now=now)
    return True
