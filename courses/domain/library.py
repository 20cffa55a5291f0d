"""Bringing course files into the two trees, through the functions that publish for editors too."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.domain.library_entries import find
from courses.domain.library_file import CourseFile, UnitFile, identity, read_course
from courses.enums import UnitKind
from courses.models import CourseIndexPage, CoursePage, LessonPage, QuizPage
from lms.content.domain.publishing import publish_page
from lms.content.domain.translation import add_page, add_translation
from lms.content.enums import Language
from lms.content.models import BasePage, Picture
from lms.core.pictures import CleanPicture, clean_picture

if TYPE_CHECKING:
    from lms.accounts.models import Person

UNIT_MODELS: dict[UnitKind, type[BasePage]] = {UnitKind.LESSON: LessonPage, UnitKind.QUIZ: QuizPage}


def import_course(*, folder: Path, now: datetime, by: "Person | None" = None) -> CourseFile:
    """Reads the whole folder first, then makes or renews the course in both languages; all of it or nothing."""
    course = read_course(folder)
    with transaction.atomic():
        _import(course, by)
    return course


def _import(course: CourseFile, by: "Person | None") -> None:
    order = [course.original, course.original.other]
    parents: dict[str, Page] = {}
    original: BasePage | None = None
    for language in order:
        index = CourseIndexPage.objects.get(locale__language_code=language)
        page = _page(CoursePage, course.key, language, course.file)
        page.title, page.slug = course.titles[language], course.slugs[language]
        page.summary, page.audience = course.summaries[language], course.audience[language]
        page.level, page.topic = course.level, course.topic
        lines = [
            {"type": "item", "id": str(identity(course.slug_key, "outcome", str(i))), "value": pair[language]}
            for i, pair in enumerate(course.outcomes)
        ]
        page.outcomes = _stream(
            page, "outcomes", [{"type": "outcomes", "id": str(identity(course.slug_key, "outcomes")), "value": lines}]
        )
        original = _put(page, index, original, by, course.file, language)
        parents[language] = original
    for unit in course.units:
        _import_unit(unit, order, parents, by)


def _import_unit(unit: UnitFile, order: list[Language], parents: dict[str, Page], by: "Person | None") -> None:
    original: BasePage | None = None
    for language in order:
        page = _page(UNIT_MODELS[unit.kind], unit.key, language, unit.file)
        page.title, page.slug = unit.titles[language], unit.slugs[language]
        page.summary, page.minutes = unit.summaries[language], unit.minutes
        for name, value in unit.content[language].items():
            setattr(page, name, _stream(page, name, _with_pictures(value)) if name in ("body", "questions") else value)
        original = _put(page, parents[language], original, by, unit.file, language)


def _page(model: type[BasePage], key: UUID, language: Language, file: Path) -> Any:
    page = Page.objects.filter(translation_key=key, locale__language_code=language).specific().first()
    if page is None:
        return model(translation_key=key)
    if not isinstance(page, model):
        raise find(file, "key").wrong(_("is the key of another kind of page on this site"))
    return page


def _put(
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
        raise find(file, *fields[:1], language).wrong("; ".join(error.messages)) from error


def _stream(page: BasePage, field: str, raw: list[dict[str, Any]]) -> Any:
    return page._meta.get_field(field).stream_block.to_python(raw)


def _with_pictures(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_with_picture(block) if block["type"] == "picture" else block for block in blocks]


def _with_picture(block: dict[str, Any]) -> dict[str, Any]:
    """File path → an uploaded picture, one for both languages; its words stay in the block."""
    value = block["value"]
    picture = _picture(Path(value["file"]))
    image = {"image": picture.pk, "alt_text": value["alt"], "decorative": False}
    return block | {"value": {"image": image, "caption": value["caption"]}}


def _picture(file: Path) -> Picture:
    """The picture that stands for a file; drawn again where the file is another one now."""
    title = f"{file.parent.parent.name}/{file.name}"
    picture = Picture.objects.filter(title=title).first() or Picture(title=title)
    with file.open("rb") as content:
        drawn = clean_picture(File(content, name=file.name))
        if picture.pk and _same(picture, drawn):
            return picture
        if picture.pk:
            before: Any = picture.file
            transaction.on_commit(partial(before.storage.delete, before.name))
            picture.renditions.all().delete()
        picture.file = File(content, name=file.name)
        picture.save()
    return picture


def _same(picture: Picture, drawn: CleanPicture) -> bool:
    with picture.open_file() as kept:
        return bool(kept.read() == drawn.read())
