from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from courses.errors import ChangedElsewhere, NotPublished, TextTooLong
from courses.models import Bookmark, Note
from courses.queries.outline import course_of_unit
from lms.accounts.models import Person
from lms.content.queries.published import published_number
from lms.core.html import HtmlTooLong, clean_text

if TYPE_CHECKING:
    from courses.queries.outline import Course

LONGEST_NOTE = 20_000
LONGEST_WINDOW = 40


def save_note(*, person: Person, unit_key: UUID, text: str, version: int, window: str, now: datetime) -> Note | None:
    """``version`` is what the form saw, ``window`` names the form: what another one saved since is never overwritten.

    Raises ChangedElsewhere. An emptied note is deleted.
    """
    _published(unit_key)
    try:
        words = clean_text(text, most=LONGEST_NOTE)
    except HtmlTooLong:
        raise TextTooLong(LONGEST_NOTE) from None
    window = window[:LONGEST_WINDOW]
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        note = Note.objects.filter(person=person, unit_key=unit_key).first()
        if note is None:
            if not words:
                return None
            return Note.objects.create(person=person, unit_key=unit_key, text=words, window=window, saved_at=now)
        is_ours = note.version == version or (window and note.window == window)
        if not is_ours and note.text != words:
            raise ChangedElsewhere
        if not words:
            note.delete()
            return None
        note.text, note.window, note.saved_at, note.version = words, window, now, note.version + 1
        note.save()
    return note


def keep_bookmark(*, person: Person, unit_key: UUID, block_id: UUID, now: datetime) -> Bookmark:
    _published(unit_key)
    bookmark, _ = Bookmark.objects.get_or_create(
        person=person, unit_key=unit_key, block_id=block_id, defaults={"made_at": now}
    )
    return bookmark


def drop_bookmark(*, person: Person, unit_key: UUID, block_id: UUID) -> None:
    Bookmark.objects.filter(person=person, unit_key=unit_key, block_id=block_id).delete()


def _published(unit_key: UUID) -> "Course":
    course = course_of_unit(published_number(), unit_key)
    if course is None:
        raise NotPublished
    return course
