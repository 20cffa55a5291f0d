"""How many seats there are. Nobody loses one that they have."""

from datetime import datetime

from workshops.domain.rescheduling import Edit, change_session
from workshops.errors import NoSuchSession
from workshops.models import Session


def change_seats(
    *, session_id: int, room_seats: int, online_seats: int, now: datetime, even_below_taken: bool = False
) -> Session:
    """More seats are given or offered to as many as they are. Of fewer ``change_session`` says what becomes."""
    session = Session.objects.filter(pk=session_id).first()
    if session is None:
        raise NoSuchSession
    edit = Edit(arranged={"room_seats": room_seats, "online_seats": online_seats})
    return change_session(session=session, edit=edit, now=now, even_below_taken=even_below_taken)
