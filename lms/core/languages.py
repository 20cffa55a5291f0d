"""The two equal words of the language switch, for pages that lead to themselves in the other language."""

from functools import lru_cache
from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

# Each language is named in itself, everywhere; these words are never translated.
NAMES = {"en": "English", "es": "Español"}


class LanguageLink(TypedDict):
    code: str
    name: str
    href: str
    current: bool


def language_links(addresses: dict[str, str]) -> list[LanguageLink]:
    """The links of a page that knows its own address in each language, as ``{"en": "/en/…", "es": "/es/…"}``."""
    active = get_language()
    return [
        LanguageLink(code=code, name=name, href=addresses[code], current=code == active)
        for code, name in NAMES.items()
        if code in addresses
    ]


def links_for(request: HttpRequest | None) -> list[LanguageLink]:
    """The same route in each language; an address that no route knows only gets the other prefix."""
    if request is None:
        return []
    path, mark, query = request.get_full_path().partition("?")
    return language_links({code: _translated(path, code, settings.ROOT_URLCONF) + mark + query for code in NAMES})


@lru_cache(maxsize=2000)
def _translated(path: str, code: str, urlconf: str) -> str:
    """Of the routes of ``urlconf``; finding one and writing it anew takes longer than many a whole page."""
    prefix, slash, rest = path[1:].partition("/")
    if prefix == code:
        return path
    if prefix not in NAMES:
        return f"/{code}{path}"
    translated = translate_url(path, code)
    return f"/{code}{slash}{rest}" if translated == path else translated
