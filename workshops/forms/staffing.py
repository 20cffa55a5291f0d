"""What organisers fill in on the staffing board."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.content.enums import Language
from workshops.enums import Direction, PackKind, RuleLevel, StaffRole
from workshops.models.people import STAFF_ROLES
from workshops.models.staffing import MOST_PEOPLE

# Translators: label: what somebody does in a session
ROLE = _("Role")
# Translators: label: why the house decided so
REASON = _("Reason")
# Translators: label: where a glossary or slides are found
WEB_ADDRESS = _("Web address")
ROLES = [(role.value, role.label) for role in STAFF_ROLES]


class AskForm(forms.Form):
    """``people``: keys of those who were ticked. ``address``: somebody who is on no list."""

    role = forms.TypedChoiceField(label=ROLE, choices=ROLES, coerce=StaffRole)
    direction = forms.ChoiceField(
        label=_("Which way (interpreters)"), required=False, choices=[("", "–"), *Direction.choices]
    )
    people = forms.TypedMultipleChoiceField(required=False, coerce=int)
    address = forms.EmailField(label=_("Somebody else, by e-mail address"), required=False)
    following = forms.BooleanField(label=_("Also all later sessions of this series"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if self.is_bound:
            ticked = [one for one in self.data.getlist("people") if one.isascii() and one.isdecimal()]  # type: ignore[attr-defined]
            self.fields["people"].choices = [(one, one) for one in ticked[:100]]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or {}
        if cleaned.get("role") == StaffRole.INTERPRETER and not cleaned.get("direction"):
            self.add_error("direction", _("Say which way they interpret."))
        return cleaned


class NeedForm(forms.Form):
    role = forms.TypedChoiceField(label=ROLE, choices=ROLES, coerce=StaffRole)
    needed = forms.IntegerField(label=_("How many people it needs"), min_value=0, max_value=MOST_PEOPLE)
    is_for_series = forms.BooleanField(label=_("In all sessions of this series"), required=False)


class RuleForm(forms.Form):
    # Translators: label: what the house does in such a conflict
    level = forms.TypedChoiceField(label=_("What happens"), choices=RuleLevel.choices, coerce=RuleLevel)
    reason = forms.CharField(
        label=REASON, required=False, max_length=500, help_text=_("Needed where it is not looked at.")
    )


class PackForm(forms.Form):
    kind = forms.TypedChoiceField(label=_("What it is"), choices=PackKind.choices, coerce=PackKind)
    language = forms.TypedChoiceField(label=_("In which language"), choices=Language.choices, coerce=Language)
    # Translators: label: the title of a glossary or of slides
    title = forms.CharField(label=_("Title"), max_length=120)
    link = forms.URLField(label=WEB_ADDRESS, required=False, max_length=300, assume_scheme="https")
    words = forms.CharField(
        label=_("Or the words themselves, one a line"), required=False, max_length=10_000, widget=forms.Textarea
    )
    is_for_series = forms.BooleanField(label=_("For all sessions of this series"), required=False)
