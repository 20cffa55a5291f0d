"""A course as a path: what the ``path`` component draws."""

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from courses.domain.learning import terms_matter
from courses.enums import UnitKind
from courses.queries.dates import Due
from courses.queries.outline import Unit
from courses.queries.progress import Progress
from courses.rules.learning import opening_of
from lms.core import clock
from lms.core.components import Step, StepState


def outline_steps(
    progress: Progress, language: str, here: Unit | None = None, dates: Mapping[UUID, Due] | None = None
) -> list[Step]:
    """``here`` is the unit that the page shows; without it, the one to go on with. ``dates``: by when the person wants
    to finish what."""
    new = {unit.key for unit in progress.new_since_completion}
    active, dates = get_language(), dates or {}
    current = here or (progress.current if progress.is_enrolled else None)
    steps = []
    for unit in progress.course.units:
        shown, title, path = unit.in_language(language)
        is_done = progress.is_done(unit)
        state = StepState.DONE if is_done else StepState.NEW if unit.key in new else StepState.AHEAD
        if current and unit.key == current.key:
            state = StepState.HERE
        note = _note(active, unit.kind, unit.minutes, is_done, unit.key in new)
        if not is_done and (unit.key in dates or terms_matter(progress.course, unit)):
            note = " · ".join([note, *_terms_notes(progress, unit, dates.get(unit.key))])
        steps.append(Step(label=title, state=state, href=path, note=note, language=shown if shown != language else ""))
    return steps


def _terms_notes(progress: Progress, unit: Unit, due: Due | None) -> list[str]:
    """What comes first, and by when the person wants to be done."""
    notes = []
    if progress.needs(unit.terms.needs):
        notes.append(_("waits for another unit"))
    opens_at = opening_of(unit, progress)
    if opens_at and opens_at > clock.now():
        # Translators: of a unit that cannot be read yet
        notes.append(_("opens on %(date)s") % {"date": date_format(localtime(opens_at), "DATE_FORMAT")})
    if due:
        # Translators: the day until which somebody wants to finish a unit
        notes.append(_("by %(date)s") % {"date": date_format(due.on, "DATE_FORMAT")})
    return notes


@lru_cache(maxsize=1000)
def _note(active: str | None, kind: UnitKind, minutes: int, is_done: bool, is_new: bool) -> str:
    """In the ``active`` language."""
    parts = [str(kind.label)] if kind != UnitKind.LESSON else []
    if is_done:
        # Translators: state of a unit
        parts.append(_("done"))
    elif is_new:
        parts.append(_("new since you finished"))
    else:
        # Translators: how long a unit takes
        parts.append(ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes})
    return " · ".join(parts)
