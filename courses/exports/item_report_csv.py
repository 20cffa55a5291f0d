"""The report on a quiz's questions as a table for a spreadsheet."""

import csv
import io
from collections.abc import Iterable

from django.utils.translation import gettext, pgettext

from courses.queries.item_report import Row
from lms.content.enums import Language

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(rows: Iterable[Row], *, language: str) -> str:
    """With a byte order mark, so that spreadsheets read the accents; nothing in it runs as a formula. An empty cell: too
    few answered."""
    out = io.StringIO()
    writer = csv.writer(out)
    answered, right = pgettext("question report", "Answered"), pgettext("question report", "Right")
    each = [f"{head} ({code})" for code in Language.values for head in (answered, right)]
    writer.writerow(
        [
            pgettext("question report", "Number"),
            pgettext("question report", "Question"),
            *each,
            pgettext("question report", "Chance"),
            pgettext("question report", "Remark"),
        ]
    )
    for row in rows:
        cells = [cell for rate in row.rates for cell in (rate.answered, rate.right)]
        chance = "" if row.chance is None else f"{row.chance:.4f}"
        remark = gettext("possible translation fault") if row.is_suspect else ""
        writer.writerow([row.number, _plain(row.prompt(language)[1]), *cells, chance, remark])
    return f"\ufeff{out.getvalue()}"


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
