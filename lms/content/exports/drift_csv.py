"""The drift report as a table for a spreadsheet."""

import csv
import io
from collections.abc import Iterable

from django.utils.translation import pgettext

from lms.content.queries.report import Entry

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(entries: Iterable[Entry]) -> str:
    """With a byte order mark, so that spreadsheets read the accents; nothing in it runs as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            pgettext("drift report", "Page"),
            pgettext("drift report", "Translation into"),
            pgettext("drift report", "Address"),
            pgettext("drift report", "Published"),
            pgettext("drift report", "Coverage %"),
            pgettext("state of a translation", "fresh"),
            pgettext("state of a translation", "minor change"),
            pgettext("state of a translation", "stale"),
            pgettext("state of a translation", "missing"),
            pgettext("drift report", "Words to do"),
            pgettext("drift report", "Waiting since"),
            pgettext("drift report", "Owner"),
        ]
    )
    yes, no = pgettext("drift report", "yes"), pgettext("drift report", "no")
    for entry in entries:
        counts = [entry.coverage, entry.fresh, entry.minor, entry.stale, entry.missing, entry.words]
        since = entry.since.date().isoformat() if entry.since else ""
        place = [plain(entry.title), entry.language, entry.path, yes if entry.is_published else no]
        writer.writerow([*place, *counts, since, plain(entry.owner)])
    return f"\ufeff{out.getvalue()}"


def plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
