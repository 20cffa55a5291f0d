"""Somebody's notes and bookmarks as plain text, for whatever they read it with."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from courses.queries.notes import Shelf


def notes_as_text(shelves: Iterable[Shelf]) -> str:
    # Translators: heading of somebody's own notes
    title = _("My notes")
    parts = [f"{title}\n{'=' * len(title)}\n"]
    course = None
    for shelf in shelves:
        if shelf.course and shelf.course is not course:
            course = shelf.course
            name = course.in_language(shelf.place.language if shelf.place else "en").title
            parts.append(f"\n{name}\n{'-' * len(name)}\n")
        parts.append(_unit(shelf))
    return "\n".join(parts)


def _unit(shelf: Shelf) -> str:
    if shelf.place is None:
        lines = [_("A unit that is not published any more")]
    else:
        lines = [shelf.place.title, settings.SITE_URL + shelf.place.path]
    if shelf.note:
        lines += ["", shelf.note.text]
    if shelf.spots and shelf.place:
        address = settings.SITE_URL + shelf.place.path
        # Translators: heading above places that somebody marked in a lesson
        lines += ["", _("Bookmarks")]
        lines += [f"* {spot.words}\n  {address}#b-{spot.id}" for spot in shelf.spots if spot.words]
    return "\n".join([*lines, ""])
