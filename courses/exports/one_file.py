"""A course as one HTML file that needs nothing else, and the PDF that is printed from it."""

import base64
import io
from typing import IO

from django.utils.html import escape

from courses.exports.books import Book, contents_list, style
from courses.exports.markup import standing_alone
from courses.exports.pictures import PictureStore
from courses.queries.books import in_wanted, open_units
from lms.core.pdf import MIB, GlyphsMissing, render_pdf

PDF_SECONDS, PDF_MEMORY = 300, 768 * MIB


def write_html(book: Book, out: IO[bytes]) -> None:
    """Unit by unit: what is in memory is one unit with its pictures."""
    pictures = PictureStore()

    def inside(address: str) -> str:
        found = pictures.read(address)
        return f"data:{found[0]};base64,{base64.b64encode(found[1]).decode()}" if found else ""

    out.write(_head(book).encode())
    for position, part in enumerate(book.parts()):
        html = standing_alone(part.html, inside, left_out=book.left_out)
        out.write(f'<section id="{part.anchor}" class="part">{html}</section>\n'.encode())
        if position == 0:
            out.write(_contents(book).encode())
    out.write(b"</main></body></html>\n")


def write_pdf(book: Book, out: IO[bytes]) -> None:
    """Raises PdfFailed for a course beyond time or memory. What no font here can draw is named by its code point."""
    page = io.BytesIO()
    write_html(book, page)
    html = page.getvalue().decode()
    page.close()
    try:
        content = render_pdf(html, seconds=PDF_SECONDS, memory=PDF_MEMORY)
    except GlyphsMissing as error:
        named = str.maketrans({character: f"[U+{ord(character):04X}]" for character in error.characters})
        content = render_pdf(html.translate(named), seconds=PDF_SECONDS, memory=PDF_MEMORY)
    out.write(content)


def _head(book: Book) -> str:
    return (
        f'<!doctype html>\n<html lang="{book.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(book.title)}</title>\n<style>\n{style(paged=True)}</style>\n</head>\n<body>\n<main>\n"
    )


def _contents(book: Book) -> str:
    units = open_units(book.number, book.course)
    titles = [in_wanted(unit.titles, book.languages) for unit in units]
    lines = [(f"#u{position}", " · ".join(dict(sides).values())) for position, sides in enumerate(titles, start=1)]
    return f'<nav class="contents"><h2>{escape(book.contents)}</h2>{contents_list(lines)}</nav>\n'
