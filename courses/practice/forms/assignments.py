"""The form in which a ticket becomes an assignment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.practice.domain.assigning import LONGEST, MOST_ROWS, Terms, Told, Written
from courses.practice.enums import Difficulty, Size, Supervision
from courses.practice.models import AssignmentWords, TicketAssignment
from courses.queries.outline import catalogue
from courses.sandbox.queries.labs import on_shelf
from lms.accounts.enums import Language
from lms.content.queries.published import published_number

NAMES = {
    "title": _("Title"),
    # Translators: label: what happened, as learners read it
    "story": _("Story"),
    "goals": _("Goals"),
    "hints": _("Hints, one a line"),
}


class AssignmentForm(forms.Form):
    """Words in both languages, what counts as done, and on which terms. One row of the rubric a line, in the same order in
    both languages."""

    difficulty = forms.ChoiceField(label=_("How hard it is"), choices=Difficulty.choices)
    supervision = forms.ChoiceField(label=_("How people work on it"), choices=Supervision.choices)
    # Translators: label: how long a ticket is likely to take
    size = forms.ChoiceField(label=_("How much work it is"), choices=Size.choices)
    skills = forms.CharField(
        # Translators: label: what one learns or needs to know, as DNS or mail
        label=_("Skills"),
        max_length=200,
        required=False,
        help_text=_("Separated by commas, as “DNS, mail”."),
    )
    lab = forms.ChoiceField(
        # Translators: label: which lab, a broken machine, belongs to a ticket
        label=_("A machine to try it on"),
        required=False,
        help_text=_("A lab with the same fault: learners repair it before they answer."),
    )
    days = forms.IntegerField(label=_("Days to work on it"), min_value=1, max_value=60)
    most_in_parallel = forms.IntegerField(
        label=_("How many at the same time"),
        min_value=1,
        max_value=20,
        help_text=_("The first one's answer goes to the member; the others practise."),
    )
    course_key = forms.ChoiceField(label=_("Only for people who have finished"), required=False)
    is_sensitive = forms.BooleanField(label=_("Sensitive: two people of the team read each answer"), required=False)
    is_tidying = forms.BooleanField(
        label=_("Tidying a stale ticket: ask the member, confirm, propose to close it"), required=False
    )
    is_invented = forms.BooleanField(
        label=_("I have read it again: whatever looks like a name or an address here is invented"), required=False
    )

    def __init__(self, *args: Any, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        courses = [(str(one.key), one.in_language(language).title) for one in catalogue(published_number())]
        first: Any = self.fields["course_key"]
        # Translators: choice: no course comes first
        first.choices = [("", _("nothing: it is open to everybody")), *courses]
        machine: Any = self.fields["lab"]
        shelf = on_shelf(None, language)
        # Translators: choice: no lab belongs to the ticket
        machine.choices = [("", _("none")), *((one.slug, one.title) for one in shelf)]
        for code, name in Language.choices:
            for field, label in NAMES.items():
                wide = None if field == "title" else forms.Textarea(attrs={"rows": 10 if field == "story" else 3})
                self.fields[f"{field}_{code}"] = forms.CharField(
                    # Translators: label of a field and the language in which it is filled in
                    label=_("%(label)s (%(language)s)") % {"label": label, "language": name},
                    max_length=160 if field == "title" else LONGEST,
                    required=False,
                    widget=wide,
                )
            self.fields[f"rows_{code}"] = forms.CharField(
                label=_("What counts as done, one a line (%(language)s)") % {"language": name},
                max_length=MOST_ROWS * 302,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def words_of(self, language: str) -> list[forms.BoundField]:
        return [self[f"{name}_{language}"] for name in (*NAMES, "rows")]

    def english(self) -> list[forms.BoundField]:
        return self.words_of("en")

    def spanish(self) -> list[forms.BoundField]:
        return self.words_of("es")

    def terms(self) -> list[forms.BoundField]:
        return [self[name] for name in Terms.__annotations__]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        english, spanish = _lines(cleaned.get("rows_en", "")), _lines(cleaned.get("rows_es", ""))
        if len(english) != len(spanish):
            self.add_error("rows_es", _("Both languages need the same number of lines, in the same order."))
        if any(len(one) > 300 for one in (*english, *spanish)) or len(english) > MOST_ROWS:
            self.add_error("rows_en", _("Twelve lines at most, of 300 characters at most."))
        return cleaned

    def written(self) -> Written:
        given = self.cleaned_data
        words = {
            code: Told(**{name: given[f"{name}_{code}"].replace("\r\n", "\n") for name in NAMES})
            for code in Language.values
        }
        rows = list(zip(_lines(given["rows_en"]), _lines(given["rows_es"]), strict=True))
        terms = {name: given[name] for name in Terms.__annotations__}
        terms["course_key"] = terms["course_key"] or None
        return Written(words, rows, Terms(**terms))


def initial_of(assignment: TicketAssignment) -> dict[str, Any]:
    """What stands in the form of an assignment that was written before."""
    initial = {name: getattr(assignment, name) for name in Terms.__annotations__}
    initial["course_key"] = str(assignment.course_key or "")
    for words in AssignmentWords.objects.filter(assignment=assignment):
        initial |= {f"{name}_{words.language}": getattr(words, name) for name in NAMES}
    rows = list(assignment.rubric.all())
    initial["rows_en"] = "\n".join(row.words_en for row in rows)
    initial["rows_es"] = "\n".join(row.words_es for row in rows)
    return initial


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
