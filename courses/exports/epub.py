"""A course as EPUB 3: a zip of XHTML with a package document (https://www.w3.org/TR/epub-33/)."""

import zipfile
from datetime import UTC
from typing import IO

from django.conf import settings
from django.utils.html import escape

from courses.exports.books import Book, contents_list, style
from courses.exports.markup import standing_alone
from courses.exports.pictures import KINDS, PictureStore

CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
ACCESS = (
    ("accessMode", "textual"),
    ("accessMode", "visual"),
    ("accessModeSufficient", "textual"),
    ("accessibilityFeature", "structuralNavigation"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityFeature", "alternativeText"),
    ("accessibilityHazard", "none"),
)


def write_epub(book: Book, out: IO[bytes]) -> None:
    """Each unit goes into the zip as it is drawn."""
    pictures = PictureStore()
    files: dict[str, tuple[str, str]] = {}  # address → name in the zip, content type
    spine: list[tuple[str, str]] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)  # first, and not compressed
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("book/style.css", style(paged=False))

        def inside(address: str) -> str:
            if address in files:
                return files[address][0]
            found = pictures.read(address)
            if found is None:
                return ""
            name = f"pictures/{len(files) + 1}.{KINDS[found[0]]}"
            files[address] = (name, found[0])
            archive.writestr(f"book/{name}", found[1], zipfile.ZIP_STORED)
            return name

        for part in book.parts():
            body = standing_alone(part.html, inside, left_out=book.left_out)
            section = f'<section id="{part.anchor}" class="part">{body}</section>'
            archive.writestr(f"book/{part.anchor}.xhtml", _page(book, part.title, section))
            spine.append((part.anchor, part.title))
        archive.writestr("book/nav.xhtml", _navigation(book, spine))
        archive.writestr("book/package.opf", _package(book, [anchor for anchor, _ in spine], list(files.values())))


def _page(book: Book, title: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{book.language}" xml:lang="{book.language}"><head><meta charset="utf-8"/><title>{escape(title)}</title>'
        f'<link rel="stylesheet" type="text/css" href="style.css"/></head><body>{body}</body></html>\n'
    )


def _navigation(book: Book, spine: list[tuple[str, str]]) -> str:
    listed = contents_list([(f"{anchor}.xhtml", title) for anchor, title in spine])
    body = f'<nav epub:type="toc" id="toc"><h1>{escape(book.contents)}</h1>{listed}</nav>'
    return _page(book, book.contents, body)


def _package(book: Book, anchors: list[str], pictures: list[tuple[str, str]]) -> str:
    modified = book.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    languages = "".join(f"<dc:language>{code}</dc:language>" for code in book.languages)
    access = "".join(f'<meta property="schema:{name}">{value}</meta>' for name, value in ACCESS)
    items = "".join(
        f'<item id="{anchor}" href="{anchor}.xhtml" media-type="application/xhtml+xml"/>' for anchor in anchors
    )
    drawn = "".join(
        f'<item id="picture{position}" href="{name}" media-type="{kind}"/>'
        for position, (name, kind) in enumerate(pictures, start=1)
    )
    order = "".join(f'<itemref idref="{anchor}"/>' for anchor in [anchors[0], "nav", *anchors[1:]])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{book.language}">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">urn:uuid:{book.course.key}</dc:identifier><dc:title>{escape(book.title)}</dc:title>'
        f"{languages}<dc:publisher>{escape(settings.SITE_NAME)}</dc:publisher>"
        f'<meta property="dcterms:modified">{modified}</meta>{access}</metadata>'
        '<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        f'<item id="style" href="style.css" media-type="text/css"/>{items}{drawn}</manifest>'
        f"<spine>{order}</spine></package>\n"
    )
