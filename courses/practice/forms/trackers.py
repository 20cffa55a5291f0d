"""The form in which a ticket system is connected."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.practice.enums import TrackerKind
from courses.practice.models import TrackerSource

SHOWN = ("name", "kind", "address", "login", "space", "closing_action", "stale_days", "poll_minutes", "is_active")


class TrackerForm(forms.Form):
    # Translators: label: what a ticket system is called here
    name = forms.CharField(label=_("Name"), max_length=80)
    # Translators: label: Trac, Request Tracker, Redmine…
    kind = forms.ChoiceField(label=_("Kind"), choices=TrackerKind.choices)
    address = forms.CharField(
        label=_("Address"), max_length=300, help_text=_("As in a browser, for example https://desk.example.org/trac")
    )
    login = forms.CharField(
        # Translators: label: the user that signs in at a ticket system
        label=_("Account"),
        max_length=120,
        required=False,
        help_text=_("One of its own, with no more rights than needed."),
    )
    secret = forms.CharField(
        label=_("Password or token"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept encrypted and never shown again. Leave it empty to keep what there is."),
    )
    space = forms.CharField(label=_("Queue, project or repository"), max_length=200, required=False)
    closing_action = forms.CharField(
        label=_("Action that closes a ticket"),
        max_length=80,
        required=False,
        help_text=_("As the tracker names it, for example “resolve”. Empty: answers are posted and tickets stay open."),
    )
    hook_secret = forms.CharField(
        label=_("Secret of its webhook"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Optional. With it the tracker can tell us at once that something changed."),
    )
    stale_days = forms.IntegerField(label=_("Days until a ticket is stale"), min_value=1, max_value=3650)
    poll_minutes = forms.IntegerField(label=_("Minutes between two looks"), min_value=1, max_value=1440)
    # Translators: label of a box: copy the tickets of this system here
    is_active = forms.BooleanField(label=_("Mirror it"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"stale_days": 14, "poll_minutes": 5, "is_active": True} | (options.get("initial") or {})
        super().__init__(*args, **options)


def initial_of(source: TrackerSource) -> dict[str, Any]:
    """No secrets."""
    return {name: getattr(source, name) for name in SHOWN}
