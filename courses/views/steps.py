"""A course as a path: what the ``path`` component draws."""

from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from courses.enums import UnitKind
from courses.queries.outline import Unit
from courses.queries.progress import Progress
from lms.core.components import Step, StepState


def outline_steps(progress: Progress, language: str, here: Unit | None = None) -> list[Step]:
    """``here`` is the unit that the page shows; without it, the one to go on with."""
    new = {unit.key for unit in progress.new_since_completion}
    active = get_language()
    current = here or (progress.current if progress.is_enrolled else None)
    steps = []
    for unit in progress.course.units:
        shown, title, path = unit.in_language(language)
        is_done = progress.is_done(unit)
        state = StepState.DONE if is_done else StepState.NEW if unit.key in new else StepState.AHEAD
        if current and unit.key == current.key:
            state = StepState.HERE
        note = _note(active, unit.kind, unit.minutes, is_done, unit.key in new)
        steps.append(Step(label=title, state=state, href=path, note=note, language=shown if shown != language else ""))
    return steps


@lru_cache(maxsize=1000)
def _note(active: str | None, kind: UnitKind, minutes: int, is_done: bool, is_new: bool) -> str:
    """In the ``active`` language."""
    # Translators: kind of a unit, shown under its title
    parts = [_("Quiz")] if kind == UnitKind.QUIZ else []
    if is_done:
        # Translators: state of a unit
        parts.append(_("done"))
    elif is_new:
        parts.append(_("new since you finished"))
    else:
        # Translators: how long a unit takes
        parts.append(ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes})
    return " · ".join(parts)
