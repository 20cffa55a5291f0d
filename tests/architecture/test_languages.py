"""Nothing says English to a Spanish reader, or Spanish to an English one.

Every template is read for words that no catalogue could translate, and every page of ours is rendered in both languages
and searched for sentences of the other catalogue.
"""

import re
from functools import cache
from html import unescape
from typing import Any

import polib
import pytest
from django.template import engines
from django.template.base import TextNode

from lms.core import catalogues
from tests.architecture.test_routes import World, addresses, world  # noqa: F401  (a fixture)
from tests.architecture.tree import ROOT, nothing

TEMPLATES = ROOT / "templates"
# Names of things, which are the same everywhere. "Subject" is how a mail's template begins.
NAMES = re.compile(r"\b(?:English|Español|PO|XLIFF|GIFT|Moodle XML|Message-ID|MB)\b|^Subject\b")
# Both languages at once, on purpose; and a fragment of attributes.
IN_BOTH = ("500.html", "503.html", "styleguide/", "plain.html", "badges/certificate_page.html", "allauth/input_attr")
IN_BOTH += ("mail/account/_trace.txt",)  # an address
ATTRIBUTES = re.compile(r'\b(?:alt|title|aria-label|placeholder)="([^"]*)"')
MARKUP = re.compile(r"<!--.*?-->|<(style|script|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
OURS_IN_THE_EDITOR = ("/cms/drift/", "/cms/translation/", "/cms/jobs/", "/cms/mail/")


def template_names() -> list[str]:
    found = (str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt"))
    return sorted(name for name in found if not name.startswith(IN_BOTH))


def loose_words(source: Any, *, is_plain: bool) -> list[str]:
    """Words that are written into a template, outside of tags, styles and what is translated."""
    text = " ".join(node.s for node in source.nodelist.get_nodes_by_type(TextNode))
    shown = re.sub(r"&[#\w]+;", " ", MARKUP.sub(" ", text))
    said = [shown] if is_plain else [shown, *ATTRIBUTES.findall(text)]
    return [word for part in said for word in WORD.findall(NAMES.sub(" ", part.strip()))]


@pytest.mark.parametrize("name", template_names())
def test_a_template_has_no_words_of_its_own(name: str) -> None:
    template = engines["django"].get_template(name).template

    assert loose_words(template, is_plain=name.endswith(".txt")) == []


def test_a_word_in_a_template_is_found() -> None:
    source = engines["django"].from_string('<p title="Hello there">{% if x %}Words{% endif %}</p><style>p {}</style>')

    assert loose_words(source.template, is_plain=False) == ["Words", "Hello", "there"]


@cache
def sentences(language: str) -> tuple[str, ...]:
    """Of the other catalogue: what a page in ``language`` must not say."""
    file = polib.pofile(str(catalogues.path_of(ROOT, "es")))
    entries = [one for one in file if one.msgstr and one.msgstr != one.msgid and "%" not in one.msgid]
    found = (one.msgid if language == "es" else one.msgstr for one in entries)
    return tuple(sorted({text for text in found if len(text.split()) >= 3}))


def said_in_the_other(html: str, language: str) -> list[str]:
    shown = " ".join(unescape(MARKUP.sub(" ", html)).split())
    said = [shown, *map(unescape, ATTRIBUTES.findall(html))]
    return [text for text in sentences(language) if any(text in part for part in said)]


@pytest.mark.slow
def test_no_page_says_a_sentence_of_the_other_language(world: World) -> None:  # noqa: F811
    asked, wrong = 0, []
    for _route, address in addresses(world):
        if address.startswith(("/en/", "/es/")):
            rooms = [
                (role, code, f"/{code}/{address[4:]}") for role in ("anonymous", "learner") for code in ("en", "es")
            ]
        elif address.startswith(OURS_IN_THE_EDITOR):
            rooms = [("editor", "en", address), ("trainer", "es", address)]
        else:
            continue
        for role, code, place in rooms:
            if "logout" in place or "styleguide" in place:  # shows names of places in both
                continue
            answer = world.clients[role].get(place)
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                asked += 1
                wrong += [f"{role} {place}: {text!r}" for text in said_in_the_other(answer.content.decode(), code)]
    assert asked > 60
    nothing(sorted(set(wrong)))
