from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.domain.drafts import LONGEST_TITLE
from courses.domain.skeletons import skeletons
from lms.content.enums import Language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

EMPTY = "empty"
# Translators: label of a field: the title of a course in one language
TITLE_IN = {Language.ENGLISH: _("Title in English"), Language.SPANISH: _("Title in Spanish")}
# Translators: label of a field: the name of a badge in one language
NAME_IN = {Language.ENGLISH: _("Name in English"), Language.SPANISH: _("Name in Spanish")}
TAKES_IN = {Language.ENGLISH: _("What it takes, in English"), Language.SPANISH: _("What it takes, in Spanish")}


class NewCourseForm(forms.Form):
    """What to begin with, in which language, under which title."""

    # Translators: label of a choice: what a new course begins with
    begin = forms.ChoiceField(label=_("Begin with"), widget=forms.RadioSelect, initial=EMPTY)
    language = forms.ChoiceField(
        label=_("Language that you write it in"),
        widget=forms.RadioSelect,
        choices=Language.choices,
        help_text=_("Either language can be the original. The other one is translated from it later."),
    )
    title = forms.CharField(
        # Translators: label of a field: the title of a course
        label=_("Title"),
        max_length=LONGEST_TITLE,
        help_text=_("In that language. You can change it until the course is published, and after."),
    )

    def __init__(self, *args: Any, shown_in: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown_in = shown_in if shown_in in Language.values else Language.ENGLISH
        self.about: dict[str, StrOrPromise] = {
            EMPTY: _("Nothing but the title: you add lessons and quizzes one by one.")
        }
        self.about.update((one.key, one.about[shown_in]) for one in skeletons())
        self.fields["begin"].choices = [(EMPTY, _("An empty course"))]  # type: ignore[attr-defined]
        self.fields["begin"].choices += [(one.key, one.names[shown_in]) for one in skeletons()]  # type: ignore[attr-defined]

    @property
    def beginnings(self) -> list[tuple[Any, Any]]:
        """Each choice with the sentence that explains it."""
        return [(radio, self.about[str(radio.data["value"])]) for radio in self["begin"]]


class DuplicateForm(forms.Form):
    """A title for the copy in every language that the course has."""

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in languages:
            self.fields[f"title_{language}"] = forms.CharField(
                label=TITLE_IN[Language(language)], max_length=LONGEST_TITLE
            )

    @property
    def titles(self) -> dict[str, str]:
        return {name.removeprefix("title_"): value for name, value in self.cleaned_data.items()}


class BadgeForm(forms.Form):
    """What finishing a course earns, in both languages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in Language:
            self.fields[f"name_{language}"] = forms.CharField(label=NAME_IN[language], max_length=120)
            self.fields[f"criteria_{language}"] = forms.CharField(
                label=TAKES_IN[language],
                max_length=400,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("One sentence in the past, as it will stand on the certificate."),
            )

    def words(self, field: str) -> dict[str, str]:
        return {language: self.cleaned_data[f"{field}_{language}"] for language in Language.values}
