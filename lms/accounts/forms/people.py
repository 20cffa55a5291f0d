from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.accounts.domain.profile import clean_name
from lms.accounts.enums import Role
from lms.accounts.errors import EmailTaken, LastAdministrator
from lms.accounts.forms.basics import EMAIL, EMAIL_ERRORS, ERRORS
from lms.accounts.models import Person
from lms.accounts.queries import person_by_address, roles_of
from lms.core.errors import DomainError


class PersonForm(forms.ModelForm):
    """A person in the editor's list of people. Saving goes through the domain: the view does it."""

    email = forms.EmailField(label=EMAIL, error_messages=EMAIL_ERRORS)
    roles = forms.TypedMultipleChoiceField(
        # Translators: label of a field: what somebody may do
        label=pgettext_lazy("field", "Roles"),
        help_text=_("Trainers write, editors publish, the committee reads, administrators may do everything."),
        choices=Role.choices,
        coerce=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Person
        fields = ("email", "chosen_name", "pronouns", "language", "is_active")
        help_texts = {"is_active": _("A closed account is signed out at once and cannot sign in.")}

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen_name"].required = True
        for field in self.fields.values():
            field.error_messages.update({code: ERRORS[code] for code in ERRORS if code in field.error_messages})
        if self.instance.pk:
            self.initial["roles"] = sorted(roles_of(self.instance))
        if editing_self or not self.instance.pk:
            del self.fields["is_active"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        owner = person_by_address(email)
        if owner and owner != self.instance:
            raise forms.ValidationError(EmailTaken.message)
        return email

    def clean_chosen_name(self) -> str:
        try:
            return clean_name(self.cleaned_data["chosen_name"])
        except DomainError as error:
            raise forms.ValidationError(error.message) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        stays = cleaned.get("is_active", True) and Role.ADMIN in cleaned.get("roles", [])
        others = Person.objects.filter(is_superuser=True, is_active=True).exclude(pk=self.instance.pk)
        if self.instance.pk and self.instance.is_superuser and not stays and not others.exists():
            self.add_error("roles", forms.ValidationError(LastAdministrator.message))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """What the domain asks for."""
        names = ("email", "chosen_name", "pronouns", "language", "roles")
        return {name: self.cleaned_data[name] for name in names} | {
            "is_active": self.cleaned_data.get("is_active", True)
        }
