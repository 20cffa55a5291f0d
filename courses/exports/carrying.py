"""Which function makes which kind of file."""

from collections.abc import Callable
from datetime import datetime
from typing import IO

from courses.enums import CarriedAs
from courses.exports.books import Book, open_book
from courses.exports.epub import write_epub
from courses.exports.one_file import write_html, write_pdf
from courses.queries.outline import Course

WRITERS: dict[CarriedAs, Callable[[Book, IO[bytes]], None]] = {
    CarriedAs.HTML: write_html,
    CarriedAs.EPUB: write_epub,
    CarriedAs.PDF: write_pdf,
}


def write_course(
    out: IO[bytes], *, course: Course, number: int, form: CarriedAs, languages: str, now: datetime
) -> None:
    WRITERS[form](open_book(course=course, number=number, languages=languages, now=now), out)
