"""A course as a path: what the ``path`` component draws."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enums import UnitKind
from courses.queries.outline import Unit
from courses.queries.progress import Progress


@dataclass(frozen=True)
class Step:
    title: str
    href: str
    state: str  # done | here | ahead
    note: str
    language: str = ""
    key: UUID | None = None


def outline_steps(progress: Progress, language: str, here: Unit | None = None) -> list[Step]:
    new = {unit.key for unit in progress.new_since_completion}
    current = here or progress.current
    steps = []
    for unit in progress.course.units:
        shown, title, path = unit.in_language(language)
        is_done = progress.is_done(unit)
        state = "here" if current and unit.key == current.key and (here or not is_done) else "done" if is_done else "ahead"
        steps.append(
            Step(
                title=title,
                href=path,
                state=state,
                note=_note(unit, is_done=is_done, is_new=unit.key in new),
                language=shown if shown != language else "",
                key=unit.key,
            )
        )
    return steps


def _note(unit: Unit, *, is_done: bool, is_new: bool) -> str:
    parts = [_("Quiz")] if unit.kind == UnitKind.QUIZ else []
    if is_done:
        parts.append(_("done"))
    elif is_new:
        parts.append(_("new since you finished"))
    else:
        minutes = ngettext("%(minutes)s minute", "%(minutes)s minutes", unit.minutes)
        parts.append(minutes % {"minutes": unit.minutes})
    return " · ".join(parts)
