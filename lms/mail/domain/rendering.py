"""One text template makes the subject, the plain text and the HTML of a message."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from lms.core.html import clean_line, linkify_text

LONGEST_VALUE = 2000
LONGEST_SUBJECT = 150
CODE_INDENT = "    "
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Block:
    """``kind`` is ``words``, ``button`` (``href`` set) or ``code``; ``html`` is safe."""

    kind: str
    html: SafeString
    href: str = ""


def render(template: str, language: str, context: Mapping[str, Any]) -> Rendered:
    """Renders templates/mail/<template>.txt: the first line is ``Subject: …``, then paragraphs between blank lines.

    A line that is only an address becomes a button in HTML; a line indented by four spaces is shown large.
    """
    values = {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "language": language,
        **_one_line_each(context),
    }
    with translation.override(language):
        source = _plain(f"mail/{template}.txt", values)
        head, _newline, body = source.strip().partition("\n")
        if not head.startswith("Subject: "):
            raise ValueError(f"templates/mail/{template}.txt does not begin with a line “Subject: …”.")
        subject = _subject(head.removeprefix("Subject: "))
        text = _tidy(body)
        blocks = list(blocks_of(text))
        html = get_template("mail/layout.html").render({**values, "subject": subject, "blocks": blocks})
    return Rendered(subject=subject, text=f"{text}\n", html=html)


def blocks_of(text: str) -> Iterator[Block]:
    for paragraph in re.split(r"\n{2,}", text):
        words: list[str] = []
        for line in paragraph.split("\n"):
            block = _standing_alone(line)
            if block is None:
                words.append(line.strip())
                continue
            yield from _paragraph(words)
            words = []
            yield block
        yield from _paragraph(words)


def _standing_alone(line: str) -> Block | None:
    if line.startswith(CODE_INDENT) and line.strip():
        return Block("code", escape(line.strip()))
    if _ADDRESS.fullmatch(line.strip()):
        return Block("button", escape(line.strip()), href=line.strip())
    return None


def _paragraph(lines: list[str]) -> Iterator[Block]:
    written = [linkify_text(line) for line in lines if line]
    if written:
        yield Block("words", mark_safe("<br>".join(written)))  # noqa: S308 (each line came through the one door)


def _plain(name: str, values: Mapping[str, Any]) -> str:
    """Plain text is not markup: nothing is escaped here, and the HTML is made from this text by escaping it."""
    return get_template(name).template.render(Context(dict(values), autoescape=False))  # type: ignore[attr-defined]


def _one_line_each(context: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _one_line(value) for name, value in context.items()}


def _one_line(value: Any) -> Any:
    """A value may not begin a paragraph, a button or a code of its own, nor hide or reorder what stands around it."""
    if isinstance(value, str):
        return _line(value)
    if isinstance(value, Mapping):
        return _one_line_each(value)
    if isinstance(value, list | tuple):
        return [_one_line(item) for item in value]
    return value


def _line(text: str) -> str:
    """Never refuses: a promise does not fail because somebody's browser has a long name. Composing may add characters."""
    return clean_line(text[:LONGEST_VALUE], most=LONGEST_VALUE * 4)


def _subject(line: str) -> str:
    line = _line(line)
    if len(line) <= LONGEST_SUBJECT:
        return line
    return _line(line[: LONGEST_SUBJECT - 1].rstrip() + "…")


def _tidy(body: str) -> str:
    lines = "\n".join(line.rstrip() for line in body.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")
