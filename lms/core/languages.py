"""The two equal words of the language switch, for pages that lead to themselves in the other language."""

from typing import TypedDict

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
    address = request.get_full_path()
    return language_links({code: _translated(address, code) for code in NAMES})


def _translated(address: str, code: str) -> str:
    prefix, slash, rest = address[1:].partition("/")
    if prefix == code:
        return address
    if prefix not in NAMES:
        return f"/{code}{address}"
    translated = translate_url(address, code)
    return f"/{code}{slash}{rest}" if translated == address else translated
