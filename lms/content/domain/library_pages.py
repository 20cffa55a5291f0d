"""What files become: pages in the two trees, and the pictures, documents, terms and pages that their blocks name."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.models import Page

from lms.content.domain.library_entries import find, identity
from lms.content.domain.publishing import publish_page, said_by_blocks
from lms.content.domain.translation import add_page, add_translation
from lms.content.enums import Language, Writing
from lms.content.errors import BrokenLibraryFile
from lms.content.models import BasePage, Picture, Term
from lms.core.pictures import CleanPicture, clean_picture

if TYPE_CHECKING:
    from lms.accounts.models import Person

STREAMS = ("body", "questions", "rubric", "steps", "troubles", "see_also")


def page_with_key(model: type[BasePage], key: UUID, language: Language, file: Path) -> Any:
    """The page that a file renews, or a new one."""
    page = Page.objects.filter(translation_key=key, locale__language_code=language).specific().first()
    if page is None:
        return model(translation_key=key)
    if not isinstance(page, model):
        raise find(file, "key").wrong(_("is the key of another kind of page on this site"))
    return page


def put_page(
    page: BasePage, parent: Page, original: BasePage | None, by: "Person | None", file: Path, language: Language
) -> BasePage:
    """Adds and publishes; what the tree refuses is named by the field that it came from."""
    try:
        if page.pk is None and original is None:
            add_page(parent=parent, page=page)
        elif page.pk is None and original is not None:
            add_translation(original=original, parent=parent, translation=page)
        return publish_page(page=page, by=by)
    except ValidationError as error:
        fields = list(error.error_dict) if hasattr(error, "error_dict") else []
        raise find(file, *fields[:1], language).wrong("; ".join(said_by_blocks(error))) from error


def fill_page(page: BasePage, content: dict[str, Any], language: Language, file: Path) -> None:
    """Sets the fields of a page to what its file says."""
    for name, value in content.items():
        filled = stream(page, name, with_rows(value, language, file)) if name in STREAMS else value
        setattr(page, name, filled)


def stream(page: BasePage, field: str, raw: list[dict[str, Any]]) -> Any:
    return page._meta.get_field(field).stream_block.to_python(raw)


def with_rows(blocks: list[dict[str, Any]], language: Language, file: Path) -> list[dict[str, Any]]:
    """Puts rows in the place of paths and keys."""
    return [
        block | {"value": FILLERS[block["type"]](block["value"], language, file)} if block["type"] in FILLERS else block
        for block in blocks
    ]


def _with_picture(value: dict[str, Any], language: Language, file: Path) -> dict[str, Any]:
    """An uploaded picture, one for both languages; its words stay in the block."""
    image = {"image": _picture(Path(value["file"])).pk, "alt_text": value["alt"], "decorative": False}
    return {"image": image, "caption": value["caption"]}


def _with_document(value: dict[str, Any], language: Language, file: Path) -> dict[str, Any]:
    return value | {"file": _document(Path(value["file"]), value["title"]).pk if value["file"] else None}


def _with_term(value: str, language: Language, file: Path) -> int:
    pk: int | None = Term.objects.filter(key=value).values_list("pk", flat=True).first()
    if pk is None:
        raise _unknown(file, value)
    return pk


def _with_exercise(value: dict[str, Any], language: Language, file: Path) -> dict[str, Any]:
    target = value["to"]
    keys = [identity(*target.split("/")), *(identity(kind, target) for kind in Writing)]
    pages = Page.objects.filter(translation_key__in=keys)
    page = pages.filter(locale__language_code=language).first() or pages.first()
    if page is None:
        raise _unknown(file, target)
    return {"title": value["title"], "text": value["text"], "page": page.pk}


def _unknown(file: Path, key: str) -> BrokenLibraryFile:
    return find(file, "body").wrong(_("names “%(key)s”, which is not on this site yet") % {"key": key})


FILLERS: dict[str, Callable[[Any, Language, Path], Any]] = {
    "picture": _with_picture,
    "download": _with_document,
    "medium": _with_document,
    "term": _with_term,
    "exercise": _with_exercise,
}


def _picture(file: Path) -> Picture:
    """The picture that stands for a file; drawn again where the file is another one now."""
    title = f"{file.parent.parent.name}/{file.name}"
    picture = Picture.objects.filter(title=title).first() or Picture(title=title)
    with file.open("rb") as content:
        drawn = clean_picture(File(content, name=file.name))
        if picture.pk and _same(picture, drawn):
            return picture
        if picture.pk:
            _delete_later(picture.file)
            picture.renditions.all().delete()
        picture.file = File(content, name=file.name)
        picture.save()
    return picture


def _same(picture: Picture, drawn: CleanPicture) -> bool:
    with picture.open_file() as kept:
        return bool(kept.read() == drawn.read())


def _document(file: Path, title: str) -> Any:
    """The document that stands for a file: found again by the folder and the name of the file."""
    model = get_document_model()
    content, tag = file.read_bytes(), f"{file.parent.parent.name}/{file.parent.name}/{file.name}"
    document = model.objects.filter(tags__name=tag).first() or model(title=title)
    if document.pk:
        with document.open_file() as kept:
            if kept.read() == content:
                return document
        _delete_later(document.file)
    document.file = ContentFile(content, name=file.name)
    document.file_size = len(content)
    document.file_hash = ""
    document.save()
    document.tags.set([tag])
    return document


def _delete_later(kept: Any) -> None:
    transaction.on_commit(partial(kept.storage.delete, kept.name))
