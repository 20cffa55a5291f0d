"""Bringing course files into the two trees, through the functions that publish for editors too."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.domain.library_file import BankFile, CourseFile, UnitFile, read_course
from courses.domain.terms import set_terms
from courses.enums import UnitKind
from courses.errors import Circle
from courses.models import AssignmentPage, CourseIndexPage, CoursePage, LessonPage, QuestionBankPage, QuizPage
from lms.content.domain.ledger import confirm_translation
from lms.content.domain.library_entries import find, identity
from lms.content.domain.library_pages import fill_page, page_with_key, put_page, stream
from lms.content.enums import Language
from lms.content.models import BasePage

if TYPE_CHECKING:
    from lms.accounts.models import Person

UNIT_MODELS: dict[UnitKind, type[BasePage]] = {
    UnitKind.LESSON: LessonPage,
    UnitKind.QUIZ: QuizPage,
    UnitKind.ASSIGNMENT: AssignmentPage,
}


def import_course(*, folder: Path, now: datetime, by: "Person | None" = None) -> CourseFile:
    """Reads the whole folder first, then makes or renews the course in both languages; all of it or nothing."""
    course = read_course(folder)
    with transaction.atomic():
        _import(course, by, now)
    return course


def _import(course: CourseFile, by: "Person | None", now: datetime) -> None:
    order = [course.original, course.original.other]
    parents: dict[str, Page] = {}
    original: BasePage | None = None
    for language in order:
        index = CourseIndexPage.objects.get(locale__language_code=language)
        page = page_with_key(CoursePage, course.key, language, course.file)
        page.title, page.slug = course.titles[language], course.slugs[language]
        page.summary, page.audience = course.summaries[language], course.audience[language]
        page.level, page.topic = course.level, course.topic
        lines = [
            {"type": "item", "id": str(identity(course.slug_key, "outcome", str(i))), "value": pair[language]}
            for i, pair in enumerate(course.outcomes)
        ]
        page.outcomes = stream(
            page, "outcomes", [{"type": "outcomes", "id": str(identity(course.slug_key, "outcomes")), "value": lines}]
        )
        original = put_page(page, index, original, by, course.file, language)
        parents[language] = original
    confirm_translation(page_key=course.key, now=now, by=by)
    for bank in course.banks:
        _import_bank(bank, order, by)
        confirm_translation(page_key=bank.key, now=now, by=by)
    for unit in course.units:
        _import_unit(unit, order, parents, by)
        confirm_translation(page_key=unit.key, now=now, by=by)
    _set_terms(course)


def _set_terms(course: CourseFile) -> None:
    """What the files say of terms; of what they do not speak stays as it is on the site."""
    units = {unit.key: unit.terms for unit in course.units if unit.terms}
    if course.terms is None and not units:
        return
    try:
        set_terms(course_key=course.key, course=course.terms, units=units)
    except Circle as error:
        first = next((unit.file for unit in course.units if unit.terms and unit.terms.needs), course.file)
        raise find(first, "needs").wrong(str(error.message)) from error


def _import_bank(bank: BankFile, order: list[Language], by: "Person | None") -> None:
    original: BasePage | None = None
    for language in order:
        index = CourseIndexPage.objects.get(locale__language_code=language)
        page = page_with_key(QuestionBankPage, bank.key, language, bank.file)
        page.title, page.slug = bank.titles[language], bank.slugs[language]
        fill_page(page, bank.content[language], language, bank.file)
        original = put_page(page, index, original, by, bank.file, language)


def _with_banks(content: dict[str, Any], language: Language, file: Path) -> dict[str, Any]:
    """Puts the row of a bank's page, in the language of the quiz, in the place of its key."""
    filled = []
    for block in content.get("questions", []):
        if block["type"] == "draw":
            sides = QuestionBankPage.objects.filter(translation_key=block["value"]["bank"])
            bank = sides.filter(locale__language_code=language).first() or sides.first()
            if bank is None:
                raise find(file, "questions").wrong(_("draws from a bank that is not on this site yet"))
            filled.append(block | {"value": block["value"] | {"bank": bank.pk}})
        else:
            filled.append(block)
    return content | {"questions": filled} if filled else content


def _import_unit(unit: UnitFile, order: list[Language], parents: dict[str, Page], by: "Person | None") -> None:
    original: BasePage | None = None
    for language in order:
        page = page_with_key(UNIT_MODELS[unit.kind], unit.key, language, unit.file)
        page.title, page.slug = unit.titles[language], unit.slugs[language]
        page.summary, page.minutes = unit.summaries[language], unit.minutes
        fill_page(page, _with_banks(unit.content[language], language, unit.file), language, unit.file)
        original = put_page(page, parents[language], original, by, unit.file, language)
