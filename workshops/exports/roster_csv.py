"""The people of a session as a table for a spreadsheet. Access needs and answers are not in it."""

import csv
import io
from collections.abc import Iterable

from django.utils.translation import override, pgettext

from lms.core.moments import render_moment
from workshops.models import Registration, Session
from workshops.queries.sessions import said

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def roster_csv(session: Session, rows: Iterable[Registration], *, language: str) -> str:
    """With a byte order mark, so that spreadsheets read the accents; nothing in it runs as a formula. ``rows`` have
    ``minutes`` (``queries.attendance.roster``). The first line says the session on its own clock, and in UTC."""
    out = io.StringIO()
    writer = csv.writer(out)
    shown = render_moment(session.starts_at, reader_zone=None, event_zone=session.zone, language=language)
    with override(language):
        title = _plain(said(session, language).title)
        writer.writerow([title, f"{shown.day}, {shown.time}", session.zone, session.starts_at.isoformat()])
        writer.writerow(
            [
                pgettext("roster", "Name"),
                pgettext("roster", "Pronouns"),
                pgettext("roster", "E-mail address"),
                pgettext("roster", "Language"),
                pgettext("roster", "Seat"),
                pgettext("roster", "State"),
                pgettext("roster", "Minutes"),
            ]
        )
        for row in rows:
            person, minutes = row.person, getattr(row, "minutes", None)
            writer.writerow(
                [
                    _plain(person.chosen_name),
                    _plain(person.pronouns),
                    _plain(person.email),
                    person.get_language_display(),
                    row.get_pool_display(),
                    row.get_state_display(),
                    "" if minutes is None else minutes,
                ]
            )
    return f"\ufeff{out.getvalue()}"


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
