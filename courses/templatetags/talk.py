import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from lms.core.html import linkify_text

register = template.Library()
FENCE = re.compile(r"^```[^\n`]*\n(.*?)\n?^```[ \t]*$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")


@register.filter
def talk(text: str) -> SafeString:
    """What somebody typed: paragraphs, `code`, blocks of code between lines of ```, addresses as links. Nothing else."""
    pieces = FENCE.split(text)  # every second one is a block of code
    html = [
        f"<pre><code>{escape(piece)}</code></pre>" if position % 2 else _paragraphs(piece)
        for position, piece in enumerate(pieces)
    ]
    return mark_safe("".join(html))  # noqa: S308 (each piece was escaped or came through the one door)


def _paragraphs(text: str) -> str:
    paragraphs = (part.strip("\n") for part in re.split(r"\n{2,}", text))
    return "".join(
        f"<p>{'<br>'.join(_line(line) for line in paragraph.split(chr(10)))}</p>"
        for paragraph in paragraphs
        if paragraph
    )


def _line(line: str) -> str:
    pieces = CODE.split(line)
    return "".join(
        f"<code>{escape(piece)}</code>" if position % 2 else str(linkify_text(piece))
        for position, piece in enumerate(pieces)
    )
