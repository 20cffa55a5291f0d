"""The terms of the glossary, and where a text uses them. Remembered under the published number."""

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from lms.content.enums import Language
from lms.content.models import GlossaryPage, Term
from lms.content.queries.published import published_number, remember
from lms.content.queries.tree import tree
from lms.core.prepared import Prepared

TERMS = Prepared(
    Term.objects.order_by("key").values_list(
        "key", "word_en", "word_es", "definition_en", "definition_es", "forms_en", "forms_es"
    )
)
# Where a term is not marked: what leads somewhere already, what is copied word for word, and titles.
LEFT_ALONE = frozenset(
    {"a", "abbr", "button", "code", "pre", "kbd", "samp", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "svg", "label"}
)
TITLES = frozenset({"step-title", "notice-title"})
VOID = frozenset({"br", "hr", "img", "source", "track", "use", "path", "input", "wbr"})


@dataclass(frozen=True)
class GlossaryTerm:
    """``words``, ``definitions``: by language. ``forms``: by language, everything that names it, the word itself first."""

    key: str
    words: dict[str, str]
    definitions: dict[str, str]
    forms: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Glossary:
    terms: tuple[GlossaryTerm, ...]
    patterns: dict[str, re.Pattern[str]]
    by_form: dict[str, dict[str, GlossaryTerm]]  # language → what was written, in small letters → its term

    def used_in(self, text: str, language: str) -> list[re.Match[str]]:
        return list(self.patterns[language].finditer(text)) if language in self.patterns else []

    def meant_by(self, written: str, language: str) -> GlossaryTerm:
        return self.by_form[language][_folded(written)]

    def hits(self, text: str, language: str) -> list[GlossaryTerm]:
        """The terms that a plain text uses, each once, in the order in which they come."""
        found = [self.meant_by(match.group(), language) for match in self.used_in(text, language)]
        return list({term.key: term for term in found}.values())


def glossary(number: int) -> Glossary:
    """One query, once for each published number and process."""
    return remember(number, "content.glossary", _read)


def glossary_hits(text: str, language: str) -> list[GlossaryTerm]:
    """The terms that a plain text in ``language`` uses, of the glossary as it is now."""
    return glossary(published_number()).hits(text, language)


def glossary_address(number: int, language: str) -> str:
    """Of the glossary in a language; empty while there is none."""
    return next((leaf.address for leaf in tree(number).live_of(GlossaryPage) if leaf.language == language), "")


def _read() -> Glossary:
    terms = []
    for key, word_en, word_es, definition_en, definition_es, forms_en, forms_es in TERMS.rows():
        terms.append(
            GlossaryTerm(
                key=key,
                words={"en": word_en, "es": word_es},
                definitions={"en": definition_en, "es": definition_es},
                forms={"en": (word_en, *forms_en.splitlines()), "es": (word_es, *forms_es.splitlines())},
            )
        )
    by_form = {
        language: {_folded(form): term for term in reversed(terms) for form in term.forms[language]}
        for language in Language.values
    }
    patterns = {language: _pattern(forms) for language, forms in by_form.items() if forms}
    return Glossary(tuple(terms), patterns, by_form)


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


def _pattern(forms: dict[str, GlossaryTerm]) -> re.Pattern[str]:
    """Whole words, the longest first; a space in a form is any white space in the text."""
    choices = "|".join(
        r"\s+".join(map(re.escape, form.split())) for form in sorted(forms, key=lambda form: (-len(form), form))
    )
    return re.compile(rf"(?<![\w-])(?:{choices})(?![\w-])", re.IGNORECASE)


def mark_first_uses(number: int, pieces: list[str], language: str) -> list[str]:
    """HTML pieces of one page, in order → the same with the first use of each term as a link into the glossary, which also
    says what it means. Without a glossary page nothing is marked."""
    address = glossary_address(number, language)
    known = glossary(number)
    if not address or language not in known.patterns:
        return pieces
    marker = _Marker(known, language, address)
    return [marker.marked(piece) for piece in pieces]


class _Marker(HTMLParser):
    """Copies markup as it is and marks what stands between; remembers from piece to piece what was marked already."""

    def __init__(self, known: Glossary, language: str, address: str) -> None:
        super().__init__(convert_charrefs=False)
        self.known, self.language, self.address = known, language, address
        self.marked_keys: set[str] = set()
        self.out: list[str] = []
        self.closed: list[str] = []  # open tags from the first one inside of which nothing is marked

    def marked(self, piece: str) -> str:
        if not self.known.patterns[self.language].search(piece):
            return piece
        self.reset()
        self.out, self.closed = [], []
        self.feed(piece)
        self.close()
        return "".join(self.out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")
        if tag in VOID:
            return
        names = set((dict(attrs).get("class") or "").split())
        if self.closed or tag in LEFT_ALONE or names & TITLES:
            self.closed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.out.append(f"</{tag}>")
        if self.closed and tag in self.closed:
            while self.closed.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.out.append(data if self.closed else self._mark(data))

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")

    def _mark(self, text: str) -> str:
        """Markup of a text node is copied unread: what it holds is escaped already, and none of its letters is touched."""
        return self.known.patterns[self.language].sub(lambda match: self._link(match.group()), text)

    def _link(self, written: str) -> str:
        term = self.known.meant_by(written, self.language)
        if term.key in self.marked_keys:
            return written
        self.marked_keys.add(term.key)
        meaning = escape(term.definitions[self.language].replace("`", ""))
        return f'<a class="term" rel="glossary" href="{self.address}#t-{term.key}" title="{meaning}">{written}</a>'
