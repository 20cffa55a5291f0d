"""What happens around the sessions of a series."""

from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from workshops.models import Around
from workshops.models.around import DAY, HOUR, WEEK

OFFERED = (
    (2 * WEEK, _("two weeks before")),
    (WEEK, _("seven days before")),
    (3 * DAY, _("three days before")),
    (DAY, _("24 hours before")),
    (3 * HOUR, _("three hours before")),
    (HOUR, _("one hour before")),
)


def percent(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=1, max_value=100)


class AroundForm(forms.Form):
    reminders = forms.TypedMultipleChoiceField(
        label=_("When people are reminded"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In hours that pass, also over a change of clocks. Nobody is reminded where nothing is chosen."),
    )
    whole_percent = percent(
        _("How much of a session counts as attended, in percent"),
        _("Who came late or left early has attended from this part on. It holds for what is written down from now on."),
    )
    enough_percent = percent(
        _("How many of the sessions count as attending the series, in percent"),
        _("Whoever reaches it has the series in their record, and its certificate."),
    )

    def __init__(self, *args: Any, around: Around, **kwargs: Any) -> None:
        """What was set elsewhere and is not among what is offered stays a choice."""
        kwargs["initial"] = {name: getattr(around, name) for name in ("reminders", "whole_percent", "enough_percent")}
        super().__init__(*args, **kwargs)
        known = dict(OFFERED)
        own: list[tuple[int, Any]] = [
            (minutes, format_lazy(_("{minutes} minutes before"), minutes=minutes))
            for minutes in around.reminders
            if minutes not in known
        ]
        field = cast("forms.TypedMultipleChoiceField", self.fields["reminders"])
        field.choices = sorted([*OFFERED, *own], key=lambda choice: choice[0], reverse=True)
