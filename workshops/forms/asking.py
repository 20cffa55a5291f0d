"""The trainer's forms for what is asked at registration, and for who stands first in line."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Person
from lms.accounts.queries import person_by_address
from lms.content.enums import Language
from workshops.domain.questions import Wording
from workshops.models import Question, SeriesPriority
from workshops.queries.questions import lines_in

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def _line(label: Any, most: int) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=False, widget=forms.TextInput(attrs={"dir": "auto", "size": 60})
    )


def _options(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    return forms.CharField(label=label, max_length=1000, required=False, widget=widget, help_text=help_text)


def _day(label: Any, help_text: Any, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class QuestionForm(forms.Form):
    label_en = _line(_("Question in English"), 200)
    options_en = _options(
        _("Answers to choose from, in English"), _("One a line. Without any, people answer in words of their own.")
    )
    label_es = _line(_("Question in Spanish"), 200)
    options_es = _options(_("Answers to choose from, in Spanish"), _("As many as in English, in the same order."))
    is_required = forms.BooleanField(label=_("It must be answered"), required=False)
    is_asked = forms.BooleanField(
        label=_("It is asked"),
        required=False,
        initial=True,
        help_text=_("Without this nobody is asked any more; what was answered stays."),
    )

    @staticmethod
    def initial_of(question: Question) -> dict[str, Any]:
        initial: dict[str, Any] = {"is_required": question.is_required, "is_asked": question.is_asked}
        for text in question.texts.all():
            initial[f"label_{text.language}"] = text.label
            initial[f"options_{text.language}"] = "\n".join(lines_in(text.options))
        return initial

    @property
    def wordings(self) -> dict[str, Wording]:
        given = self.cleaned_data
        return {
            language: Wording(given[f"label_{language}"], lines_in(given[f"options_{language}"]))
            for language in Language.values
        }


class PriorityForm(forms.Form):
    label_en = _line(_("Who is first, in English"), 120)
    label_es = _line(_("Who is first, in Spanish"), 120)
    until = _day(_("Until and with"), _("Afterwards the list goes by who came first."), required=True)
    joined_since = _day(_("People who joined since"), _("The day on which their account began."), required=False)
    addresses = forms.CharField(
        # Translators: label of a field: who is first in line, by name
        label=_("These people"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("E-mail addresses of members, one a line. Nobody else sees them; the words above are public."),
    )

    @staticmethod
    def initial_of(priority: SeriesPriority) -> dict[str, Any]:
        addresses = priority.people.order_by("email").values_list("email", flat=True)
        labels = {f"label_{text.language}": text.label for text in priority.texts.all()}
        return {
            "until": priority.until,
            "joined_since": priority.joined_since,
            "addresses": "\n".join(addresses),
            **labels,
        }

    def clean_until(self) -> date:
        return _within_reason(self.cleaned_data["until"])

    def clean_joined_since(self) -> date | None:
        day = self.cleaned_data["joined_since"]
        return _within_reason(day) if day else None

    def clean_addresses(self) -> Sequence[Person]:
        found = {address: person_by_address(address) for address in self.cleaned_data["addresses"].split()}
        unknown = [address for address, person in found.items() if person is None]
        if unknown:
            text = _("No member has this address: {addresses}. Look for a slip, or leave it out.")
            raise forms.ValidationError(format_lazy(text, addresses=", ".join(unknown[:5])))
        return list({person.pk: person for person in found.values() if person}.values())

    @property
    def labels(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"label_{language}"] for language in Language.values}


def _within_reason(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise forms.ValidationError(_("Choose a day between the years 2000 and 2100."))
    return day
