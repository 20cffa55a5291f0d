"""How many seats there are. Nobody loses one that they have."""

from datetime import datetime

from workshops.domain.locking import locked_session
from workshops.domain.scheduling import check_seats
from workshops.domain.waitlist import promote
from workshops.enums import Format
from workshops.errors import SeatsAreTaken
from workshops.models import Session
from workshops.queries.sessions import seats_of


def change_seats(
    *, session_id: int, room_seats: int, online_seats: int, now: datetime, even_below_taken: bool = False
) -> Session:
    """More seats are given or offered to as many as they are. Fewer than are taken is refused with SeatsAreTaken, unless
    somebody meant it: then everybody keeps theirs, and nobody comes in until the number is true."""
    with locked_session(session_id) as session:
        check_seats(Format(session.format), room_seats, online_seats)
        before = {"room_seats": session.room_seats, "online_seats": session.online_seats}
        session.room_seats, session.online_seats = room_seats, online_seats
        if not even_below_taken:
            for seats in seats_of([session])[session.pk]:
                if seats.capacity < seats.taken and seats.capacity < before[f"{seats.pool}_seats"]:
                    raise SeatsAreTaken(seats.taken)
        changed = [name for name, number in before.items() if getattr(session, name) != number]
        session.own = sorted({*session.own, *changed})
        session.save(update_fields=["room_seats", "online_seats", "own"])
        promote(session, now=now)
        return session
