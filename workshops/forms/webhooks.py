from django import forms
from django.utils.translation import gettext_lazy as _

from workshops.enums import WebhookEvent


class WebhookForm(forms.Form):
    """Whether the address is possible is the business of ``workshops.domain.webhooks``."""

    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        help_text=_("Begins with https: and belongs to a program that expects these messages."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told"),
        choices=WebhookEvent.choices,
        initial=WebhookEvent.values,
        widget=forms.CheckboxSelectMultiple,
    )
