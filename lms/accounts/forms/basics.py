"""What the sign-in pages ask for, in our words. Imports nothing of allauth: its forms import this module."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lms.accounts.domain import clean_name
from lms.accounts.domain.profile import LONGEST_NAME
from lms.core.errors import DomainError

ERRORS = {
    "required": _("Fill this in, please."),
    "null_characters_not_allowed": _("This contains a character that cannot be kept. Please type it anew."),
}
EMAIL_ERRORS = ERRORS | {
    "invalid": _("This is not an e-mail address. Write it like name@example.org."),
    "max_length": _("This address is too long."),
}
LONGEST_EMAIL = 254  # RFC 5321, and the column
PASSWORD_HELP = _("At least 8 characters. A short sentence that only you would write is easy to keep in mind.")

# Translators: label of a field
EMAIL = pgettext_lazy("field", "E-mail")
LABELS = {
    "email": EMAIL,
    "login": EMAIL,
    # Translators: label of a field
    "password": pgettext_lazy("field", "Password"),
    # Translators: label of a field
    "password1": pgettext_lazy("field", "Password"),
    # Translators: label of a field
    "password2": pgettext_lazy("field", "The same password again"),
    # Translators: label of a field
    "oldpassword": pgettext_lazy("field", "Your password until now"),
    "remember": _("Keep me signed in on this device"),
    # Translators: label of a field
    "code": pgettext_lazy("field", "Code"),
    "name": _("Name of the key"),
    "passwordless": _("Sign in with this key alone, without a password"),
}
HELP = {
    "password1": PASSWORD_HELP,
    "passwordless": _("The device then asks for your fingerprint, face or PIN."),
}


class InOurWords:
    """Mixed into allauth's forms: labels, help and errors of ours, and no placeholders that repeat the label."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name not in SignupFields.base_fields:  # those are ours already
                _reword(name, field)
        if "code" in self.fields:
            self.fields["code"].widget.attrs.update(
                {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
            )


def _reword(name: str, field: forms.Field) -> None:
    field.label = LABELS.get(name, field.label)
    field.help_text = HELP.get(name, "")
    field.widget.attrs.pop("placeholder", None)
    field.error_messages.update(ERRORS)
    if isinstance(field, forms.EmailField):
        field.error_messages.update(EMAIL_ERRORS)
        field.validators.append(MaxLengthValidator(LONGEST_EMAIL))  # Django's form field takes 320
        field.widget.attrs["maxlength"] = str(LONGEST_EMAIL)


def chosen_name_field(**options: Any) -> forms.CharField:
    return forms.CharField(
        # Translators: label of a field
        label=pgettext_lazy("field", "Your name"),
        help_text=_("What people call you, in any script. It is what others see, and what a certificate says."),
        max_length=LONGEST_NAME,
        strip=False,
        error_messages=ERRORS | {"max_length": _("This is too long. Please use at most 200 characters.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        **options,
    )


class SignupFields(forms.Form):
    """What we ask beside allauth's fields (``ACCOUNT_SIGNUP_FORM_CLASS``). The adapter stores it."""

    chosen_name = chosen_name_field()
    time_zone = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-guess-zone": "unconfirmed"})
    )

    def clean_chosen_name(self) -> str:
        try:
            return clean_name(self.cleaned_data["chosen_name"])
        except DomainError as error:
            raise forms.ValidationError(error.message) from error

    def signup(self, request: HttpRequest, user: Any) -> None:
        """allauth wants this to exist; AccountAdapter.save_user has stored everything in one go."""


def page_language() -> str:
    return (get_language() or "en").split("-")[0]
