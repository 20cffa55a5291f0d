"""What a large house holds, written in bulk: courses of many units in both languages, a quiz of many questions, and the
ledger of their translations. Nobody could click all this together, and publishing it page by page takes an hour."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from wagtail.models import Locale, Page

from courses.models import CourseIndexPage, CoursePage, LessonPage, QuizPage
from lms.accounts.models import Person
from lms.content.domain.publishing import something_public_changed
from lms.content.enums import SegmentKind, SegmentState
from lms.content.models import Drift, Segment
from lms.core import clock

SPACE = UUID("5b0d1c52-97a4-4b0e-8f5e-2d9a0d3d7c11")
LANGUAGES = ("en", "es")
SEGMENTS = 4  # of one page
OPTIONS = 4  # of one question
SHORT = 8  # units of a course
KINDS = ("one_choice", "several", "true_false", "short_text", "match", "order")
STATES = (SegmentState.FRESH, SegmentState.STALE, SegmentState.MISSING, SegmentState.FRESH, SegmentState.MINOR)


@dataclass(frozen=True)
class Size:
    """Of ``courses`` each has so many ``units``; a further one is short, and its last unit is a quiz."""

    courses: int
    units: int
    questions: int
    entries: int  # of the index of the search
    sessions: int  # in the calendar of a chapter

    @property
    def name(self) -> str:
        return f"{self.units}-units"

    def units_of(self, course: int) -> int:
        return self.units if course < self.courses else SHORT


@dataclass(frozen=True)
class Planned:
    """A page in one language before it has a place."""

    model: type[Page]
    key: UUID
    title: str
    slug: str
    fields: dict[str, Any]


def identity(*parts: object) -> UUID:
    return uuid5(SPACE, "/".join(map(str, parts)))


def course_key(size: Size) -> UUID:
    """Of the first of the courses."""
    return identity(size.name, 0)


def short_course_key(size: Size) -> UUID:
    return identity(size.name, size.courses)


def quiz_key(size: Size) -> UUID:
    return identity(size.name, size.courses, SHORT - 1)


def fill_house(size: Size, owners: Sequence[Person]) -> None:
    """Every other course was written first in Spanish. Both sides of everything are published."""
    with transaction.atomic():
        for index in CourseIndexPage.objects.select_related("locale"):
            language = index.locale.language_code
            courses = [_course(size, number, language) for number in range(size.courses + 1)]
            for number, course in enumerate(_add(index, courses, owners)):
                units = [_unit(size, number, place, language) for place in range(size.units_of(number))]
                _add(course, units, owners)
        _write_ledger(size)
        something_public_changed()


def _original(course: int) -> str:
    return LANGUAGES[course % 2]


def _course(size: Size, number: int, language: str) -> Planned:
    fields = {"summary": f"About a great deal ({language}).", "original_language": _original(number)}
    name = f"{size.name}-{number}"
    return Planned(CoursePage, identity(size.name, number), f"{name} {language}", name, fields)


def _unit(size: Size, course: int, place: int, language: str) -> Planned:
    key, slug = identity(size.name, course, place), f"unit-{place}"
    title = f"Unit {place}, read in a few minutes ({language})"
    common = {"minutes": 5 + place % 5, "original_language": _original(course)}
    if key == quiz_key(size):
        questions = [_question(size, course, number, language) for number in range(size.questions)]
        fields = {"questions": questions, "pass_at": size.questions, "introduction": "<p>All of it.</p>"}
        return Planned(QuizPage, key, title, slug, common | fields)
    text = {"type": "text", "id": str(identity(key, "text")), "value": f"<p>What unit {place} says ({language}).</p>"}
    return Planned(LessonPage, key, title, slug, common | {"body": [text]})


def _question(size: Size, course: int, number: int, language: str) -> dict[str, Any]:
    """Each kind in turn."""
    kind = KINDS[number % len(KINDS)]
    name = (size.name, course, "question", number)

    def items(**words: str) -> list[dict[str, Any]]:
        return [
            {
                "type": "item",
                "id": str(identity(*name, place)),
                "value": {field: f"{word} {place} of question {number} ({language})" for field, word in words.items()}
                | {"feedback": f"What there is to say about {place} ({language})."},
            }
            for place in range(OPTIONS)
        ]

    value: dict[str, Any] = {"prompt": f"What is right in matter {number} ({language})?"}
    match kind:
        case "match":
            value["pairs"] = items(left="Left", right="Right")
        case "order":
            value["items"] = items(text="Step")
        case "true_false":
            value |= {"is_true": True, "feedback_true": "Yes.", "feedback_false": "No."}
        case "short_text":
            value |= {"accepted": ["word"], "feedback_right": "Yes.", "feedback_wrong": "No."}
        case _:
            value["options"] = items(text="Answer")
            for place, item in enumerate(value["options"]):
                item["value"]["is_correct"] = place == 0 or (kind == "several" and place == 1)
    return {"type": kind, "id": str(identity(*name)), "value": value}


def _add(parent: Page, planned: Iterable[Planned], owners: Sequence[Person]) -> list[Page]:
    """Behind the children that ``parent`` has, as treebeard numbers them. A page's own table gets one row each."""
    planned, now = list(planned), clock.now()
    locale = Locale.objects.get(language_code=parent.locale.language_code)
    last = parent.get_last_child()
    step = Page._str2int(last.path[-Page.steplen :]) if last else 0
    pages = [
        Page(
            path=Page._get_path(parent.path, parent.depth + 1, step + place),
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}{one.slug}/",
            locale=locale,
            owner=owners[place % len(owners)],
            translation_key=one.key,
            title=one.title,
            draft_title=one.title,
            slug=one.slug,
            content_type=ContentType.objects.get_for_model(one.model),
            live=True,
            first_published_at=now,
            last_published_at=now,
        )
        for place, one in enumerate(planned, start=1)
    ]
    Page.objects.bulk_create(pages, batch_size=200)
    for page, one in zip(pages, planned, strict=True):
        _own_row(one.model(page_ptr_id=page.pk, **one.fields))
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + len(pages))
    return list(Page.objects.filter(pk__in=[page.pk for page in pages]).select_related("locale").order_by("path"))


def _own_row(page: Model) -> None:
    """Only what its own table holds, as a fixture is read."""
    page.save_base(raw=True, force_insert=True)


def _write_ledger(size: Size) -> None:
    now = clock.now()
    segments, sums = [], []
    for course in range(size.courses + 1):
        original = _original(course)
        other = next(language for language in LANGUAGES if language != original)
        for place in range(size.units_of(course)):
            key = identity(size.name, course, place)
            states = [STATES[(course + place * position) % len(STATES)] for position in range(SEGMENTS)]
            since = now - timedelta(hours=course * size.units + place)
            segments += list(_segments(key, states, original, since))
            waits = [state for state in states if state in (SegmentState.STALE, SegmentState.MISSING)]
            sums.append(
                Drift(
                    page_key=key,
                    language=other,
                    **{str(state): states.count(state) for state in SegmentState},
                    words=3 * len(waits),
                    since=since if waits else None,
                )
            )
    Segment.objects.bulk_create(segments, batch_size=500)
    Drift.objects.bulk_create(sums, batch_size=500)


def _segments(key: UUID, states: list[SegmentState], original: str, at: Any) -> Iterator[Segment]:
    for position, state in enumerate(states):
        yield Segment(
            page_key=key,
            path=f"body/{identity(key, position)}",
            position=position,
            kind=SegmentKind.LINE,
            language=original,
            original_text=f"Three words {position}",
            translated_text="" if state == SegmentState.MISSING else f"Tres palabras {position}",
            words=3,
            state=state,
            changed_at=at,
        )
