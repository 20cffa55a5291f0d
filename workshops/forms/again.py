"""When a session, a series or a whole term is run again, on the clock that it had."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workshops.forms.series import FOLDS
from workshops.rules.recurrence import YEARS

ONE, ALL = "session", "series"
LONGEST_TERM = timedelta(days=366)


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), help_text=help_text)


def in_this_century(day: date) -> date:
    if day.year not in YEARS:
        raise forms.ValidationError(_("Choose a day in this century."))
    return day


class AgainForm(forms.Form):
    """``fold`` is asked only where clocks show the hour twice."""

    what = forms.ChoiceField(
        label=pgettext_lazy("run it again", "What"),
        choices=[(ONE, _("This session alone")), (ALL, _("The whole series, from its first session on"))],
        widget=forms.RadioSelect,
        initial=ONE,
    )
    starts_on = day_field(_("First day"), _("By the clock of the session."))
    starts_time = forms.TimeField(
        label=pgettext_lazy("run it again", "Start"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    fold = forms.ChoiceField(label=_("Which of the two"), choices=FOLDS[1:], required=False, widget=forms.RadioSelect)

    def clean_starts_on(self) -> date:
        return in_this_century(self.cleaned_data["starts_on"])

    @property
    def chosen_fold(self) -> int | None:
        given = self.cleaned_data["fold"]
        return int(given) if given else None

    @property
    def shown(self) -> list[forms.BoundField]:
        return [field for field in self if field.name != "fold" or field.errors or self.data.get("fold")]


class TermForm(forms.Form):
    first = day_field(_("First day of the term that was"))
    last = day_field(_("Its last day"))
    starts_on = day_field(_("First day of the new term"), _("Everything moves by whole weeks, so weekdays stay."))

    def clean_first(self) -> date:
        return in_this_century(self.cleaned_data["first"])

    def clean_last(self) -> date:
        return in_this_century(self.cleaned_data["last"])

    def clean_starts_on(self) -> date:
        return in_this_century(self.cleaned_data["starts_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        elif first and last and last - first > LONGEST_TERM:
            self.add_error("last", _("A term is at most a year long. Choose an earlier last day."))
        return cleaned
