"""Bringing guides, essays and the glossary from files into the two trees."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from lms.content.domain.ledger import confirm_translation
from lms.content.domain.library_entries import find, identity
from lms.content.domain.library_guides import TermFile, WritingFile, key_of, read_glossary, read_writing
from lms.content.domain.library_pages import fill_page, page_with_key, put_page, stream
from lms.content.domain.publishing import publish_page
from lms.content.enums import Writing
from lms.content.models import EssayPage, GuidePage, LibraryIndexPage, Term, WritingPage

if TYPE_CHECKING:
    from lms.accounts.models import Person

MODELS: dict[Writing, type[WritingPage]] = {Writing.GUIDE: GuidePage, Writing.ESSAY: EssayPage}
GLOSSARY = "glossary.yaml"


def import_library(
    *, folder: Path, now: datetime, by: "Person | None" = None
) -> tuple[list[WritingFile], list[TermFile]]:
    """Reads all of a folder first (``guides/*.yaml``, ``essays/*.yaml``, ``glossary.yaml``), then makes or renews what it
    holds in both languages; all of it or nothing. What people wrote about a page stays: it hangs on its key."""
    files = [path for kind in ("guides", "essays") for path in sorted((folder / kind).glob("*.yaml"))]
    writings = [read_writing(file) for file in files]
    terms = read_glossary(folder / GLOSSARY) if (folder / GLOSSARY).exists() else []
    _refuse_twins(writings)
    with transaction.atomic():
        for term in terms:
            _import_term(term)
        pages = [_import_writing(writing, by) for writing in writings]
        for writing, sides in zip(writings, pages, strict=True):
            _link(writing, sides, by)
            confirm_translation(page_key=writing.key, now=now, by=by)
    return writings, terms


def _refuse_twins(writings: list[WritingFile]) -> None:
    seen: set[Any] = set()
    for writing in writings:
        names = [("key", writing.kind, writing.slug_key), *(("slug", *pair) for pair in writing.slugs.items())]
        for name in names:
            if name in seen:
                raise find(writing.file, name[0]).wrong(_("is that of another guide or essay"))
            seen.add(name)


def _import_term(term: TermFile) -> None:
    row = Term.objects.filter(key=term.key).first() or Term(key=term.key)
    before = {**vars(row)}
    for language, word in term.words.items():
        setattr(row, f"word_{language}", word)
        setattr(row, f"definition_{language}", term.definitions[language])
        setattr(row, f"forms_{language}", "\n".join(term.forms[language]))
    row.full_clean()
    if row.pk is None or vars(row) != before:
        row.save()


def _import_writing(writing: WritingFile, by: "Person | None") -> list[WritingPage]:
    sides: list[Any] = []
    for language in (writing.original, writing.original.other):
        index = LibraryIndexPage.objects.get(locale__language_code=language)
        page = page_with_key(MODELS[writing.kind], writing.key, language, writing.file)
        page.title, page.slug = writing.titles[language], writing.slugs[language]
        fill_page(page, writing.content[language], language, writing.file)
        sides.append(put_page(page, index, sides[0] if sides else None, by, writing.file, language))
    return sides


def _link(writing: WritingFile, sides: list[WritingPage], by: "Person | None") -> None:
    """*See also*, once everything that may be named is there. Publishes again only where that changes something."""
    keys = [_see(entry) for entry in writing.see_also]
    for page in sides:
        pages = {p.translation_key: p.pk for p in Page.objects.filter(translation_key__in=keys, locale=page.locale)}
        raw = [
            {"type": "page", "id": str(identity(str(writing.key), "see", str(key))), "value": pages[key]}
            for key in keys
            if key in pages
        ]
        if [block.value.pk for block in page.see_also if block.value] != [one["value"] for one in raw]:
            page.see_also = stream(page, "see_also", raw)
            publish_page(page=page, by=by)


def _see(entry: Any) -> UUID:
    key = entry.slug()
    keys = [key_of(kind, key) for kind in Writing]
    found: UUID | None = Page.objects.filter(translation_key__in=keys).values_list("translation_key", flat=True).first()
    if found is None:
        raise entry.wrong(_("is not the key of a guide or an essay"))
    return found
