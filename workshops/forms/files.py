"""What files of series have in common: how large they may be, and that they are text."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from workshops.domain.importing import Fault

MOST_BYTES = 1024 * 1024
MOST_ROWS = 500
TOO_LARGE = _("The file is larger than 1 MB. Save a shorter time from your calendar, or fewer rows.")


def text_of(data: bytes) -> str | Fault:
    """The text of a file, or what is wrong with it."""
    if len(data) > MOST_BYTES:
        return Fault(0, TOO_LARGE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        words = _("Line {line} is not UTF-8. Save the file again as “UTF-8”, or as “CSV UTF-8” in a spreadsheet.")
        return Fault(line, format_lazy(words, line=line))
    if "\0" in text:
        return Fault(0, _("This is not a text file. Save your table as CSV, or your calendar as ICS."))
    return text


def too_many() -> Fault:
    return Fault(0, format_lazy(_("More than {most} rows at once are too many. Split the file."), most=MOST_ROWS))
