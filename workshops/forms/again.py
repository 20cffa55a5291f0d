"""When a session or a series is run again, on the clock that it had."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ONE, ALL = "session", "series"


class AgainForm(forms.Form):
    what = forms.ChoiceField(
        label=pgettext_lazy("run it again", "What"),
        choices=[(ONE, _("This session alone")), (ALL, _("The whole series, from its first session on"))],
        widget=forms.RadioSelect,
        initial=ONE,
    )
    starts_on = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("By the clock of the session."),
    )
    starts_time = forms.TimeField(
        label=pgettext_lazy("run it again", "Start"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if not 2000 <= day.year <= 2100:
            raise forms.ValidationError(_("Choose a day in this century."))
        return day
