"""The bare house and small hand-made courses, built through the functions that publish for editors too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from django.contrib.contenttypes.models import ContentType
from time_machine import escape_hatch
from wagtail.models import Collection, Locale, Page, Site

from courses.models import AssignmentPage, CourseIndexPage, CoursePage, LessonPage, QuestionBankPage, QuizPage
from lms.content.domain.publishing import publish_page
from lms.content.domain.translation import add_page, add_translation
from lms.content.models import BasePage
from lms.content.queries import published
from lms.portal.domain.founding import found_site
from tests.factories.blocks import Question, block_id, text_block
from tests.factories.kept_rows import once

BOTH = ("en", "es")
SPACE = UUID("5f0cbe4e-3a53-4f2e-9f3e-1d5a1b2c3d4e")


def forget_pages() -> None:
    """As a new process: numbers of published versions come back when a test is rolled back, what hangs on them must not."""
    published._remembered.clear()
    published._number = -1


def make_site() -> dict[str, CourseIndexPage]:
    """Language → its catalogue, in a house that stands. Also in a database that a test has emptied to the last row."""
    Locale.objects.get_or_create(language_code="en")
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(title="Root", slug="root", content_type=ContentType.objects.get_for_model(Page))
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")
    forget_pages()
    travelled_to = datetime.now(UTC) if escape_hatch.is_travelling() else None  # rows hold times
    once(("site", travelled_to), found_site)
    Site.clear_site_root_paths_cache()
    return {page.locale.language_code: page for page in CourseIndexPage.objects.select_related("locale")}


@dataclass(frozen=True)
class UnitPlan:
    """A unit that a course should have. ``languages`` says in which of the course's languages it exists."""

    slug: str
    model: type[BasePage]
    languages: tuple[str, ...] = BOTH
    content: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def lesson(
    slug: str, *, languages: tuple[str, ...] = BOTH, body: Mapping[str, list[dict[str, Any]]] | None = None
) -> UnitPlan:
    """``body``: language → raw blocks; without it one paragraph that names the lesson and the language."""
    content = {
        code: {"body": body[code] if body else [text_block(f"{slug}-text", f"<p>{slug} {code}</p>")]}
        for code in languages
    }
    return UnitPlan(slug, LessonPage, languages, content)


def quiz(
    slug: str, *questions: Question, languages: tuple[str, ...] = BOTH, pass_at: int | None = None, **rules: Any
) -> UnitPlan:
    """Each question is written in the languages that it knows; all of them must be right unless ``pass_at`` says less.
    ``rules``: fields of the page, as how many tries there are."""
    content = {
        code: {
            "pass_at": pass_at or len(questions),
            "introduction": f"<p>{slug} {code}</p>",
            "questions": [question.sides[code] for question in questions if code in question.sides],
            **rules,
        }
        for code in languages
    }
    return UnitPlan(slug, QuizPage, languages, content)


def assignment(
    slug: str, *rows: str, languages: tuple[str, ...] = BOTH, review_by: str = "trainer", peers: int = 2, **takes: bool
) -> UnitPlan:
    """``rows``: the names of the rubric's rows; their ids are ``block_id(slug, row)``. Takes text, files and a link
    unless said otherwise."""
    content = {}
    for code in languages:
        rubric = [
            {
                "type": "row",
                "id": str(block_id(slug, row)),
                "value": {"title": f"{row} {code}", "done_when": f"When {row} {code}."},
            }
            for row in rows or ("one", "two")
        ]
        content[code] = {
            "body": [text_block(f"{slug}-text", f"<p>{slug} {code}</p>")],
            "rubric": rubric,
            "takes_text": takes.get("takes_text", True),
            "takes_files": takes.get("takes_files", True),
            "takes_link": takes.get("takes_link", True),
            "review_by": review_by,
            "peers": peers,
        }
    return UnitPlan(slug, AssignmentPage, languages, content)


@dataclass
class MadeCourse:
    slug: str
    pages: dict[str, CoursePage]
    unit_pages: dict[str, dict[str, BasePage]] = field(default_factory=dict)

    @property
    def key(self) -> UUID:
        return next(iter(self.pages.values())).translation_key

    @property
    def object_key(self) -> str:
        return f"course:{self.key}"

    def unit(self, slug: str) -> UUID:
        return next(iter(self.unit_pages[slug].values())).translation_key

    @property
    def units(self) -> list[UUID]:
        return [self.unit(slug) for slug in self.unit_pages]

    def page(self, slug: str, language: str = "en") -> BasePage:
        return self.unit_pages[slug][language]


def make_course(slug: str = "web", units: Iterable[UnitPlan] = (), *, languages: tuple[str, ...] = BOTH) -> MadeCourse:
    """A published course. The first of ``languages`` is the one that it was written in."""
    indexes = {page.locale.language_code: page for page in CourseIndexPage.objects.select_related("locale")}
    fields = {"summary": f"About {slug}.", "audience": "Everybody."}
    pages = {}
    for code in languages:
        page = CoursePage(title=f"{slug} {code}", slug=slug, translation_key=identity(slug), **fields)
        pages[code] = _publish(page, indexes[code], pages.get(languages[0]))
    course = MadeCourse(slug, pages)
    for plan in units:
        add_unit(course, plan)
    return course


def add_unit(course: MadeCourse, plan: UnitPlan) -> UUID:
    """Publishes one more unit at the end of a course."""
    made: dict[str, BasePage] = {}
    for code in (code for code in course.pages if code in plan.languages):
        key = identity(course.slug, plan.slug)
        page = plan.model(title=f"{plan.slug} {code}", slug=plan.slug, minutes=5, translation_key=key)
        for name, value in plan.content[code].items():
            block = getattr(page._meta.get_field(name), "stream_block", None)
            setattr(page, name, block.to_python(value) if block else value)
        made[code] = _publish(page, course.pages[code], next(iter(made.values()), None))
        course.pages[code].refresh_from_db()
    course.unit_pages[plan.slug] = made
    return course.unit(plan.slug)


def make_bank(slug: str, *questions: Question, languages: tuple[str, ...] = BOTH) -> dict[str, QuestionBankPage]:
    """A published bank: language → its page. The first of ``languages`` is the one that it was written in."""
    indexes = {page.locale.language_code: page for page in CourseIndexPage.objects.select_related("locale")}
    made: dict[str, QuestionBankPage] = {}
    for code in languages:
        page = QuestionBankPage(title=f"{slug} {code}", slug=slug, translation_key=identity("bank", slug))
        fill_bank(page, code, *questions)
        made[code] = _publish(page, indexes[code], made.get(languages[0]))
    return made


def fill_bank(page: QuestionBankPage, language: str, *questions: Question) -> None:
    raw = [question.sides[language] for question in questions if language in question.sides]
    page.questions = page._meta.get_field("questions").stream_block.to_python(raw)


def change_bank(bank: dict[str, QuestionBankPage], *questions: Question) -> None:
    """Publishes it anew with these questions and no others."""
    for code, page in bank.items():
        page.refresh_from_db()
        fill_bank(page, code, *questions)
        publish_page(page=page)


def take_down(course: MadeCourse, slug: str, *languages: str) -> None:
    """Unpublishes a unit, in every language that it has unless some are named."""
    for code in languages or tuple(course.unit_pages[slug]):
        page = course.unit_pages[slug][code]
        page.refresh_from_db()
        page.unpublish()


def identity(*parts: str) -> UUID:
    return uuid5(SPACE, "/".join(parts))


def _publish(page: BasePage, parent: Page, original: BasePage | None) -> Any:
    parent = Page.objects.get(pk=parent.pk).specific  # treebeard counts children in memory
    if original is None:
        add_page(parent=parent, page=page)
    else:
        add_translation(original=original, parent=parent, translation=page)
    return publish_page(page=page)
