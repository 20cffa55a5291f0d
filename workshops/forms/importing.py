"""A file of workshops, and what it does not say. Between its check and the import the file travels with the page."""

import base64
import binascii
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lms.content.enums import Language
from workshops.domain.importing import Fault, Read
from workshops.forms.csv_files import read_csv
from workshops.forms.files import MOST_BYTES, TOO_LARGE, text_of
from workshops.forms.ics_files import read_ics
from workshops.forms.series import zone_choices
from workshops.models.arrangements import MOST_SEATS

MARK = b"BEGIN:VCALENDAR"
LONGEST_NAME = 120
CHOOSE_AGAIN = _("The file did not come along. Choose it once more.")


class ImportForm(forms.Form):
    """``read`` says what the file holds. ``kept`` is the file as it came, in base 64."""

    file = forms.FileField(
        label=_("Table (CSV) or calendar (ICS)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.ics,text/csv,text/calendar"}),
        help_text=_("At most 1 MB and 500 rows, as UTF-8."),
    )
    zone = forms.ChoiceField(
        label=_("Whose clock is kept"),
        choices=zone_choices,
        help_text=_("For what names no time zone itself, and for times of a calendar that are in UTC."),
    )
    language = forms.ChoiceField(
        label=_("Written first in"),
        choices=Language.choices,
        help_text=_("For rows with a title in both languages, and for events that do not say it."),
    )
    seats = forms.IntegerField(
        label=_("Seats online, for events of a calendar"), min_value=1, max_value=MOST_SEATS, initial=20
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_name = forms.CharField(required=False, max_length=LONGEST_NAME, widget=forms.HiddenInput)

    content = b""
    name = ""

    def clean_file(self) -> UploadedFile | None:
        """Its size is known before anything of it is read."""
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload and (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload, kept = cleaned.get("file"), cleaned.get("kept", "")
        if upload:
            self.content, self.name = upload.read(), str(upload.name)[-LONGEST_NAME:]
        elif kept and "file" not in self.errors:
            self.content, self.name = self._unpacked(kept), cleaned.get("kept_name", "")
        elif "file" not in self.errors:
            self.add_error("file", _("Choose a file."))
        return cleaned

    def _unpacked(self, kept: str) -> bytes:
        try:
            if len(kept) <= MOST_BYTES * 4 // 3 + 4:
                return base64.b64decode(kept, validate=True)
        except (binascii.Error, ValueError):
            pass
        self.add_error("file", CHOOSE_AGAIN)
        return b""

    @property
    def packed(self) -> str:
        """The file for the next submit; empty where there is none that could be read."""
        is_text = self.content and not isinstance(text_of(self.content), Fault)
        return base64.b64encode(self.content).decode() if is_text else ""

    @property
    def is_calendar(self) -> bool:
        head = self.content.removeprefix(b"\xef\xbb\xbf").lstrip()[: len(MARK)]
        return head.upper() == MARK or self.name.lower().endswith(".ics")

    def read(self) -> Read:
        given = self.cleaned_data
        if self.is_calendar:
            return read_ics(self.content, zone=given["zone"], language=given["language"], seats=given["seats"])
        return read_csv(self.content, zone=given["zone"], language=given["language"])
