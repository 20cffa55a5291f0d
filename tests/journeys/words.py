"""The site's words in one language, from its catalogue: a journey finds a button by what is written on it."""

from functools import cache

import polib

from tests.core.processes import ROOT


@cache
def catalogue(language: str) -> dict[tuple[str | None, str], str]:
    file = polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))
    return {(entry.msgctxt, entry.msgid): entry.msgstr for entry in file if entry.translated()}


def say(language: str, message: str, context: str | None = None, **values: object) -> str:
    """English is the language of the messages themselves."""
    words = message if language == "en" else catalogue(language).get((context, message), message)
    return words % values if values else words
