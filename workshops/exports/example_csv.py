"""A table that can be imported as it is: whoever wants to fill one in begins with it."""

import csv
import io
from datetime import date, timedelta

from lms.content.enums import Language
from workshops.forms.csv_files import COLUMNS

SOON = timedelta(weeks=8)
CELLS = ("minutes", "repeat", "count", "format", "room_seats", "online_seats", "spoken")
IN_WORDS = {
    Language.ENGLISH: (
        ("Example: look after your site", ("90", "weekly", "6", "online", "0", "20", "both")),
        ("Example: a first meeting", ("60", "once", "", "room", "12", "0", "en")),
    ),
    Language.SPANISH: (
        ("Ejemplo: cuida tu sitio", ("90", "semanal", "6", "en línea", "0", "20", "ambos")),
        ("Ejemplo: una primera reunión", ("60", "una vez", "", "presencial", "12", "0", "es")),
    ),
}


def example_csv(*, language: str, zone: str, today: date) -> str:
    """With every column, in ``language``, and a byte order mark, so that spreadsheets read the accents."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(COLUMNS), restval="")
    writer.writerow(COLUMNS if language == Language.SPANISH else {name: name for name in COLUMNS})
    for title, cells in IN_WORDS[Language(language)]:
        when = {"date": (today + SOON).isoformat(), "time": "18:00", "zone": zone, "days": "1"}
        writer.writerow({f"title_{language}": title} | when | dict(zip(CELLS, cells, strict=True)))
    return f"\ufeff{out.getvalue()}"
