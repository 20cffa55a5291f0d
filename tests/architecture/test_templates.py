"""Pages carry no style and no script of their own, trust no text, and every sentence can be translated."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.architecture.tree import TEMPLATES, nothing, templates

FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style sheet in the page": re.compile(r"<style\b", re.IGNORECASE),
    "a script in the page": re.compile(
        r"<script\b(?![^>]*\ssrc=)(?![^>]*type=\"application/(?:ld\+)?json\")", re.IGNORECASE
    ),
    "a handler in an attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "text taken as safe": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
    "blocktranslate without trimmed": re.compile(r"\{%-?\s*blocktrans(?:late)?\b(?![^%]*\btrimmed\b)"),
    "a placeholder of Python in blocktranslate (write {{ name }})": re.compile(
        r"\{%-?\s*blocktranslate\b(?:(?!endblocktranslate).)*?%\(\w+\)s", re.DOTALL
    ),
    "a file of another host": re.compile(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE),
}
# Not pages of the site: mail programs ignore style sheets, plain text escapes nothing, and a PDF is laid out in a process
# without a network.
EXCEPTIONS = {
    "an inline style": ("mail/*.html", "badges/*_pdf.html"),
    "a style sheet in the page": ("mail/*.html", "badges/*_pdf.html", "workshops/*_pdf.html"),
    "text taken as safe": ("*.txt",),
    "blocktranslate without trimmed": ("*.txt",),
}


def faults(path: Path) -> list[str]:
    name = path.relative_to(TEMPLATES).as_posix()
    text = re.sub(
        r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    return [
        f"{name}: {what}: {match.group(0)[:60]!r}"
        for what, pattern in FORBIDDEN.items()
        if not any(fnmatch(name, exception) for exception in EXCEPTIONS.get(what, ()))
        for match in pattern.finditer(text)
    ]


def test_templates_hold_nothing_forbidden() -> None:
    nothing([fault for path in templates() for fault in faults(path)])


def test_a_template_stays_under_150_lines() -> None:
    nothing([str(path) for path in templates() if len(path.read_text(encoding="utf-8").splitlines()) > 150])


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ('<p style="color: red">', "an inline style"),
        ("<style>p {}</style>", "a style sheet in the page"),
        ("<script>alert(1)</script>", "a script in the page"),
        ('<a href="#" onclick="go()">', "a handler in an attribute"),
        ("{{ text|safe }}", "text taken as safe"),
        ("{% blocktranslate %} Hello {% endblocktranslate %}", "blocktranslate without trimmed"),
        ('<script src="https://cdn.example/x.js"></script>', "a file of another host"),
        (
            "{% blocktranslate trimmed %}Hello %(name)s{% endblocktranslate %}",
            "a placeholder of Python in blocktranslate (write {{ name }})",
        ),
    ],
)
def test_a_forbidden_thing_is_found(html: str, what: str) -> None:
    assert FORBIDDEN[what].search(html)


@pytest.mark.parametrize(
    "html",
    [
        '<script src="/static/x.js" defer></script>',
        '<script type="application/json" id="words">{}</script>',
        "{% blocktranslate trimmed with name=person %} Hello {% endblocktranslate %}",
        '<a href="/en/" class="style">',
        '{% blocktranslate trimmed %}Hello{% endblocktranslate %} {% translate "Saved %(time)s" %}',
    ],
)
def test_an_allowed_thing_is_left_alone(html: str) -> None:
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(html)] == []
