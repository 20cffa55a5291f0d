import re

from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError

LONGEST = 100_000
_CUE = re.compile(
    r"^(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3} --> (?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}(?:[ \t].*)?$", re.MULTILINE
)


class BadCaptions(DomainError):
    message = _(
        "These are no captions in WebVTT: the first line is WEBVTT, and times are written as 00:01.000 --> 00:04.000."
    )


def check_captions(text: str) -> None:
    """Raises BadCaptions unless a player would show something of it (WebVTT, section 4)."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    begins = first == "WEBVTT" or first.startswith(("WEBVTT ", "WEBVTT\t"))
    if len(text) > LONGEST or "\x00" in text or not begins or not _CUE.search(text):
        raise BadCaptions
