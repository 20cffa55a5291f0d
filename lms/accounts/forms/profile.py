from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.accounts.domain.profile import LONGEST_PRONOUNS
from lms.accounts.enums import Language
from lms.accounts.forms.basics import ERRORS, chosen_name_field
from lms.accounts.models import Person
from lms.accounts.queries import time_zones


class ProfileForm(forms.Form):
    chosen_name = chosen_name_field()
    pronouns = forms.CharField(
        # Translators: label of a field
        label=pgettext_lazy("field", "Pronouns"),
        help_text=_("Shown beside your name."),
        required=False,
        max_length=LONGEST_PRONOUNS,
        error_messages=ERRORS | {"max_length": _("This is too long. Please use at most 60 characters.")},
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        # Translators: label of a field
        label=pgettext_lazy("field", "Language"),
        help_text=_("Mail, badges and certificates reach you in this language. You read every page in either."),
        choices=Language.choices,
        widget=forms.RadioSelect,
        error_messages=ERRORS | {"invalid_choice": _("Choose one of the languages of this site.")},
    )
    time_zone = forms.ChoiceField(
        # Translators: label of a field
        label=pgettext_lazy("field", "Time zone"),
        help_text=_("Every time on this site is shown on your clock, beside the organiser's."),
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in time_zones()],
        error_messages=ERRORS | {"invalid_choice": _("Choose a time zone from the list.")},
    )
    organisations = forms.CharField(
        label=_("Organisations that you represent"),
        help_text=_("One on each line, five at most. Others see them when staff have confirmed them."),
        required=False,
        max_length=1200,
        error_messages=ERRORS,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not person.time_zone_confirmed:
            self.fields["time_zone"].widget.attrs["data-guess-zone"] = "unconfirmed"

    def clean_organisations(self) -> list[str]:
        return self.cleaned_data["organisations"].splitlines()
