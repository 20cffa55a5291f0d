"""Somebody's own notes and bookmarks, with the places in lessons that they stand at."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from courses.models import Bookmark, LessonPage, Note
from courses.queries.lessons import lesson_rows
from courses.queries.outline import Course, Place, Unit, catalogue
from lms.content.queries.pages import live_page_with_key
from lms.content.queries.published import remember
from lms.core.html import plain_text

LONGEST_EXCERPT = 110


@dataclass(frozen=True)
class Spot:
    """A place in a lesson: the beginning of what stands there. Empty words: it is not in the lesson any more."""

    id: str
    words: str


@dataclass
class Shelf:
    """What somebody keeps of one unit. Without ``place`` the unit is not published any more."""

    course: Course | None
    place: Place | None
    unit_key: UUID
    note: Note | None = None
    spots: list[Spot] = field(default_factory=list)


def spots_of(number: int, unit_key: UUID, language: str) -> list[Spot]:
    """Every block of a lesson in the language that the reader gets; none for a quiz. Remembered."""

    def read() -> list[Spot]:
        page = live_page_with_key(number, unit_key, language)
        if not isinstance(page, LessonPage):
            return []
        return [Spot(row.id, _beginning(row.html, row.kind)) for row in lesson_rows(number, page)]

    return remember(number, ("spots", unit_key, language), read)


def _beginning(html: str, kind: str) -> str:
    """A button inside a block is none of its words; a picture says what it shows."""
    source = html.partition("<button")[0] + html.partition("</button>")[2] if "<button" in html else html
    line = " ".join(plain_text(source).split())
    if not line and 'alt="' in html:
        line = plain_text(html.partition('alt="')[2].partition('"')[0])
    return line if len(line) <= LONGEST_EXCERPT else f"{line[: LONGEST_EXCERPT - 1].rstrip()}…"


def note_of(person: Any, unit_key: UUID) -> Note | None:
    return Note.objects.filter(person=person, unit_key=unit_key).first()


def bookmarked(person: Any, unit_key: UUID) -> set[str]:
    keys = Bookmark.objects.filter(person=person, unit_key=unit_key).values_list("block_id", flat=True)
    return {str(key) for key in keys}


def shelves_of(person: Any, number: int, language: str) -> list[Shelf]:
    """Two queries, whatever their number: in the order of the catalogue, what is not published any more last."""
    notes = {note.unit_key: note for note in Note.objects.filter(person=person)}
    marks: dict[UUID, set[str]] = {}
    for unit_key, block_id in Bookmark.objects.filter(person=person).values_list("unit_key", "block_id"):
        marks.setdefault(unit_key, set()).add(str(block_id))
    wanted = notes.keys() | marks.keys()
    shelves = [
        _shelf(number, course, unit, notes, marks, language)
        for course in catalogue(number)
        for unit in course.units
        if unit.key in wanted
    ]
    seen = {shelf.unit_key for shelf in shelves}
    return shelves + [Shelf(None, None, key, notes[key]) for key in notes if key not in seen]


def _shelf(
    number: int,
    course: Course,
    unit: Unit,
    notes: dict[UUID, Note],
    marks: dict[UUID, set[str]],
    language: str,
) -> Shelf:
    mine = marks.get(unit.key, set())
    spots = [spot for spot in spots_of(number, unit.key, language) if spot.id in mine] if mine else []
    gone = [Spot(key, "") for key in sorted(mine - {spot.id for spot in spots})]
    return Shelf(course, unit.in_language(language), unit.key, notes.get(unit.key), spots + gone)
