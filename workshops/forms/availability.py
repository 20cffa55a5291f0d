"""The weekly pattern as plain fields: two stretches a day, and what somebody offers to do."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from workshops.domain.availability import Hours
from workshops.enums import Direction, StaffRole
from workshops.models.availability import DAY
from workshops.models.people import STAFF_ROLES

STRETCHES = (1, 2)
# Translators: before the hour at which somebody's free time begins
FROM = _("from")
# Translators: before the hour at which somebody's free time ends
UNTIL = _("until")


class ClockInput(forms.TimeInput):
    input_type = "time"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AvailabilityForm(forms.Form):
    """``from_0_1`` … ``until_6_2``: 0 is Monday. Midnight as an end is the end of that day."""

    roles = forms.MultipleChoiceField(
        label=_("What I can do"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(role.value, role.label) for role in STAFF_ROLES],
    )
    direction = forms.ChoiceField(
        # Translators: label: which way somebody interprets
        label=_("I interpret"),
        required=False,
        choices=[("", _("I do not interpret")), *Direction.choices],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday in range(7):
            for stretch in STRETCHES:
                for name, label in (("from", FROM), ("until", UNTIL)):
                    field = forms.TimeField(label=label, required=False, widget=ClockInput(format="%H:%M"))
                    self.fields[f"{name}_{weekday}_{stretch}"] = field

    @property
    def days(self) -> Iterator[dict[str, Any]]:
        for weekday in range(7):
            stretches = [(self[f"from_{weekday}_{one}"], self[f"until_{weekday}_{one}"]) for one in STRETCHES]
            yield {"name": WEEKDAYS[weekday], "number": weekday, "stretches": stretches}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for weekday in range(7):
            for one in STRETCHES:
                if (cleaned.get(f"from_{weekday}_{one}") is None) != (cleaned.get(f"until_{weekday}_{one}") is None):
                    self.add_error(f"until_{weekday}_{one}", _("Both hours, or neither of them."))
        return cleaned

    @property
    def weekly(self) -> list[Hours]:
        given = self.cleaned_data
        return [
            (weekday, _minutes(given[f"from_{weekday}_{one}"]), _minutes(given[f"until_{weekday}_{one}"]) or DAY)
            for weekday in range(7)
            for one in STRETCHES
            if given.get(f"from_{weekday}_{one}") is not None
        ]

    @property
    def skills(self) -> dict[str, str]:
        """Saying a direction is saying that one interprets."""
        given = self.cleaned_data
        roles = set(given["roles"]) | ({StaffRole.INTERPRETER.value} if given["direction"] else set())
        return {role: given["direction"] if role == StaffRole.INTERPRETER else "" for role in roles}


class ExceptionForm(forms.Form):
    # Translators: label: the first of several days
    first_on = forms.DateField(label=_("First day"), widget=DayInput)
    # Translators: label: the last of several days
    last_on = forms.DateField(label=_("Last day"), widget=DayInput)
    is_available = forms.TypedChoiceField(
        label=_("On these days"),
        choices=[("", _("I have no time")), ("yes", _("I am there all day"))],
        required=False,
        coerce=bool,
    )


def initial_of(weekly: dict[int, list[tuple[int, int]]], skills: dict[str, str]) -> dict[str, Any]:
    """What the person said before, as the form shows it."""
    shown: dict[str, Any] = {"roles": list(skills), "direction": skills.get(StaffRole.INTERPRETER, "")}
    for weekday, stretches in weekly.items():
        for one, (starts, ends) in zip(STRETCHES, sorted(stretches), strict=False):
            shown[f"from_{weekday}_{one}"] = _clock(starts)
            shown[f"until_{weekday}_{one}"] = _clock(ends % DAY)
    return shown


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock(minutes: int) -> time:
    return time(*divmod(minutes, 60))
