"""A course to carry away, unit by unit: never more than one unit is in memory. Asked by jobs, never by a request."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from courses.enums import InLanguages, UnitKind
from courses.models import AssignmentPage, CoursePage, LessonPage, QuizPage
from courses.queries.lessons import lesson_rows
from courses.queries.outline import Course, Unit, course_by_key
from courses.queries.quizzes import Quiz, Texts, quiz_from_pages
from lms.content.queries.tree import tree

MODELS = {UnitKind.LESSON: LessonPage, UnitKind.QUIZ: QuizPage, UnitKind.ASSIGNMENT: AssignmentPage}
# What is said in each language, the first one first: (language, words).
Sides = list[tuple[str, str]]


@dataclass(frozen=True)
class Cover:
    titles: Sides
    summaries: Sides
    audiences: Sides
    outcomes: list[Sides]


@dataclass(frozen=True)
class Chapter:
    """``rows`` holds a lesson or what an assignment asks for, ``rubric`` how that is looked at, ``quiz`` a quiz."""

    number: int
    titles: Sides
    summaries: Sides
    rows: list[tuple[str, Sides]]
    quiz: Quiz | None
    introductions: Sides
    rubric: list[tuple[Sides, Sides]]  # what is looked at, and when it is done


def carried_course(number: int, key: UUID) -> Course | None:
    """A course that everybody may read, and so may be carried away."""
    course = course_by_key(number, key)
    return course if course and _is_open(number, course.key) else None


def _is_open(number: int, key: UUID) -> bool:
    """Whether no editor showed it only to some people, in either language."""
    pages = tree(number)
    return not any(pages.is_limited(leaf.path) for leaf in pages.sides.get(key, {}).values())


def open_units(number: int, course: Course) -> list[Unit]:
    """Without those that open later: one file serves everybody, whenever they began."""
    return [
        unit
        for unit in course.units
        if _is_open(number, unit.key) and not unit.terms.opens_at and not unit.terms.opens_after_days
    ]


def wanted_languages(languages: str, course: Course) -> list[str]:
    """``both``: the language that the course was written in first."""
    if languages != InLanguages.BOTH:
        return [languages]
    return sorted(course.titles, key=lambda code: code != course.original_language)


def in_wanted(texts: Texts, languages: Sequence[str]) -> Sides:
    """What is there in the wanted languages; in the other one where none of them has it."""
    found = [(code, texts[code]) for code in languages if texts.get(code)]
    return found or [(code, text) for code, text in texts.items() if text][:1]


def cover_of(course: Course, languages: Sequence[str]) -> Cover:
    versions = CoursePage.objects.live().filter(translation_key=course.key).select_related("locale")
    pages = {page.locale.language_code: page for page in versions}
    lines = {code: list(page.outcomes[0].value) if page.outcomes else [] for code, page in pages.items()}
    most = max((len(one) for one in lines.values()), default=0)
    return Cover(
        titles=in_wanted(course.titles, languages),
        summaries=in_wanted(course.summaries, languages),
        audiences=in_wanted({code: page.audience for code, page in pages.items()}, languages),
        outcomes=[
            in_wanted({code: one[position] for code, one in lines.items() if position < len(one)}, languages)
            for position in range(most)
        ],
    )


def chapters_of(number: int, course: Course, languages: Sequence[str]) -> Iterator[Chapter]:
    for position, unit in enumerate(open_units(number, course), start=1):
        yield _chapter(position, unit, languages)


def _chapter(position: int, unit: Unit, languages: Sequence[str]) -> Chapter:
    versions: Any = MODELS[unit.kind].objects.live().filter(translation_key=unit.key).select_related("locale")
    pages = {page.locale.language_code: page for page in versions}
    is_quiz = unit.kind == UnitKind.QUIZ
    return Chapter(
        number=position,
        titles=in_wanted(unit.titles, languages),
        summaries=in_wanted({code: page.summary for code, page in pages.items()}, languages),
        rows=[] if is_quiz else _rows(pages, languages),
        quiz=quiz_from_pages(list(pages.values())) if is_quiz and pages else None,
        introductions=in_wanted(
            {code: page.introduction for code, page in pages.items()} if is_quiz else {}, languages
        ),
        rubric=_rubric(pages, languages) if unit.kind == UnitKind.ASSIGNMENT else [],
    )


def _rubric(pages: dict[str, Any], languages: Sequence[str]) -> list[tuple[Sides, Sides]]:
    """Row beside row by id, in the order of the first page."""
    rows = {code: {block.id: block.value for block in page.rubric} for code, page in pages.items()}
    order = dict.fromkeys(key for side in rows.values() for key in side)
    return [
        (
            in_wanted({code: side[key]["title"] for code, side in rows.items() if key in side}, languages),
            in_wanted({code: side[key]["done_when"] for code, side in rows.items() if key in side}, languages),
        )
        for key in order
    ]


def _rows(pages: dict[str, Any], languages: Sequence[str]) -> list[tuple[str, Sides]]:
    """Block beside block by id, in the order of the first language. ``is_preview``: drawn, and not remembered."""
    shown = [code for code in languages if code in pages] or list(pages)[:1]
    drawn = {code: {row.id: row.html for row in lesson_rows(0, pages[code], is_preview=True)} for code in shown}
    order = dict.fromkeys(key for rows in drawn.values() for key in rows)
    return [(key, [(code, rows[key]) for code, rows in drawn.items() if key in rows]) for key in order]
