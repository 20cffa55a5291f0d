"""What every mail about a session says of it, in the language and on the clock of whoever gets it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from lms.accounts.queries import chosen_zone
from lms.core.moments import Moment, render_moment
from workshops.enums import Format, Pool
from workshops.models import Session
from workshops.queries.sessions import said

if TYPE_CHECKING:
    from lms.accounts.models import Person


def about(session: Session, person: "Person", *, pool: str = "") -> dict[str, Any]:
    """``session`` with its words (``queries.sessions.with_words``); its times are those that it has now.

    ``pool``: where their seat is. The link of the meeting is never in a mail: the page shows it when it is time.
    """
    words = said(session, person.language)
    shown = on_clocks(session, person)
    has_room = session.venue is not None and session.format != Format.ONLINE and pool != Pool.ONLINE
    return {
        "name": person.chosen_name,
        "title": words.title,
        "theme": words.theme,
        "day": shown.short_day,
        "time": shown.time,
        "when": f"{shown.day}, {shown.time}",
        "here": shown.here,
        "there": shown.there,
        "place": f"{session.venue.name}, {session.venue.address}" if has_room and session.venue else "",
        "directions": words.directions if has_room else "",
        "access": words.access if has_room else "",
        "is_online": session.format != Format.ROOM and pool != Pool.ROOM,
        "bring": words.bring,
        "link": address("workshops:session", session.key, language=person.language),
    }


def on_clocks(session: Session, person: "Person", at: datetime | None = None) -> Moment:
    """The time of a session, or another moment that has to do with it, on the clocks of a person and of the session."""
    return render_moment(
        at or session.starts_at,
        reader_zone=chosen_zone(person),
        event_zone=session.zone,
        language=person.language,
        until=None if at else session.ends_at,
    )


def address(route: str, *arguments: object, language: str) -> str:
    """An address that works outside of a page, in that language."""
    with override(language):
        return f"{settings.SITE_URL}{reverse(route, args=arguments)}"
