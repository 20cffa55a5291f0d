"""The paper sheet: one line a person, to be signed with a pen where there is no network."""

from django.template.loader import render_to_string
from django.utils.translation import override

from lms.core.moments import render_moment
from lms.core.pdf import GlyphsMissing, render_pdf
from workshops.models import Registration, Session
from workshops.queries.sessions import said

SPARE = 8  # empty lines for those who come without a registration
ONLY_BLANK = 24  # lines where nobody is registered yet


def sign_in_sheet(session: Session, rows: list[Registration], *, language: str) -> bytes:
    """The PDF. A letter that no font here can draw prints as a question mark: people sign in the line all the same."""
    html = sheet_html(session, rows, language=language)
    try:
        return render_pdf(html)
    except GlyphsMissing as error:
        return render_pdf("".join("?" if letter in error.characters else letter for letter in html))


def sheet_html(session: Session, rows: list[Registration], *, language: str) -> str:
    shown = render_moment(
        session.starts_at,
        reader_zone=None,
        event_zone=session.zone,
        language=language,
        until=session.ends_at,
    )
    with override(language):
        context = {
            "language": language,
            "words": said(session, language),
            "session": session,
            "shown": shown,
            "rows": rows,
            "spare": range(SPARE if rows else ONLY_BLANK),
        }
        return render_to_string("workshops/attendance/sheet_pdf.html", context)
