from django import forms
from django.utils.translation import gettext_lazy as _

from workshops.enums import CaseKind, CaseState
from workshops.forms.availability import DayInput


class SupportForm(forms.Form):
    kind = forms.TypedChoiceField(
        label=_("What it is about"), choices=CaseKind.choices, coerce=CaseKind, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What you need"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Only the stewards named on this page read it. Trainers see how many requests there are, no more."),
    )


class CaseForm(forms.Form):
    # Translators: label: how far a request for support is
    state = forms.TypedChoiceField(
        label=_("How far it is"),
        choices=[(one.value, one.label) for one in (CaseState.TAKEN, CaseState.MET, CaseState.UNMET)],
        coerce=CaseState,
    )
    deadline_on = forms.DateField(label=_("To be settled by"), widget=DayInput)
    answer = forms.CharField(
        label=_("What the person is told"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    notes = forms.CharField(
        label=_("Notes of the stewards"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only stewards read them; the person does not."),
    )


class StewardForm(forms.Form):
    address = forms.EmailField(label=_("E-mail address of a steward"))
