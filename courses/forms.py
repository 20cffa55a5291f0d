from datetime import datetime, tzinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.enums import POSSIBLE_RULES, EnrolmentPolicy, InLanguages, Level, Rhythm, RuleKind, UnitKind
from courses.queries.outline import Course
from lms.accounts.models import Person
from lms.accounts.queries import person_by_address
from lms.content.enums import Language, Topic

Choices = list[tuple[str, Any]]

# Translators: filter of the catalogue
ALL_TOPICS = _("All topics")
# Translators: filter of the catalogue
ALL_LEVELS = _("All levels")
# Translators: filter of the catalogue
EITHER_LANGUAGE = _("Either language")
# Translators: filter of the catalogue
TOPIC = _("Topic")
# Translators: filter of the catalogue
LEVEL = _("Level")
# Translators: filter of the catalogue, before the name of a language
ORIGINALLY_IN = _("Originally in")


class CatalogueFilter(forms.Form):
    """One form over GET; an unknown value filters nothing."""

    topic = forms.ChoiceField(label=TOPIC, required=False, choices=[("", ALL_TOPICS), *Topic.choices])
    level = forms.ChoiceField(label=LEVEL, required=False, choices=[("", ALL_LEVELS), *Level.choices])
    original = forms.ChoiceField(
        label=ORIGINALLY_IN, required=False, choices=[("", EITHER_LANGUAGE), *Language.choices]
    )

    @property
    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}

    @property
    def is_filtered(self) -> bool:
        return bool(self.wanted)

    def admits(self, course: Course) -> bool:
        has = {"topic": course.topic, "level": course.level, "original": course.original_language}
        return all(has[name] == value for name, value in self.wanted.items())


# Translators: label of a field: the language of what somebody writes
WRITTEN_IN = _("I write in")
# Translators: a field for a question or an answer
YOUR_TEXT = _("Your text")
READ_IN = _("Show me questions and answers in")
MAIL_REPLIES = _("Mail me replies")


class PostForm(forms.Form):
    text = forms.CharField(
        label=YOUR_TEXT,
        help_text=_("Put `backticks` around commands, and lines of ``` around longer code."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto", "maxlength": 5000}),
        required=True,
    )
    language = forms.ChoiceField(label=WRITTEN_IN, choices=Language.choices)


class TalkChoicesForm(forms.Form):
    reads = forms.ChoiceField(label=READ_IN, choices=InLanguages.choices, widget=forms.RadioSelect)
    rhythm = forms.ChoiceField(
        label=MAIL_REPLIES,
        help_text=_("To what you asked, and to questions that you answered. One mail holds all of them."),
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
    )


# --- The editor's side: on which terms one learns -----------------------------------------------------------------------

LONGEST_WAIT = 3650  # days
# Translators: field: the day on which a unit opens
OPENS_ON_LABEL = _("Opens on")
# Translators: field: after how many days a unit opens
OPENS_LATER_LABEL = _("Opens later")
# Translators: field: after how many days a unit should be done
SUGGESTED_DATE_LABEL = _("Suggested date")
# Translators: field: the name of a group
NAME_LABEL = _("Name")
# Translators: field: the first day of a group
STARTS_ON_LABEL = _("Starts on")
# Translators: field: the last day of a group
ENDS_ON_LABEL = _("Ends on")
# Translators: field: how many people a group can take
PLACES_LABEL = _("Places")
# Translators: field: who teaches a group
TRAINERS_LABEL = _("Trainers")
# Translators: choice of a time: days after somebody began a course
DAYS_AFTER = _("days after somebody begins the course")


class CourseTermsForm(forms.Form):
    """On which terms one learns a course, in the editor."""

    enrolment = forms.ChoiceField(label=_("Who may begin"), choices=EnrolmentPolicy.choices, widget=forms.RadioSelect)
    is_private = forms.BooleanField(
        label=_("Private: it shows up nowhere for people who are not in it"), required=False
    )
    due_after_days = forms.IntegerField(
        label=_("Suggested date for the whole course"),
        help_text=DAYS_AFTER,
        required=False,
        min_value=0,
        max_value=LONGEST_WAIT,
    )
    needs = forms.MultipleChoiceField(
        label=_("Courses that come first"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, needs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].choices = needs  # type: ignore[attr-defined]


class UnitTermsForm(forms.Form):
    """What comes first, when it opens, when it is due and when it counts as done."""

    needs = forms.MultipleChoiceField(
        label=_("What comes first"), required=False, widget=forms.SelectMultiple(attrs={"size": 12})
    )
    opens_at = forms.DateTimeField(
        label=OPENS_ON_LABEL,
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    opens_after_days = forms.IntegerField(
        label=OPENS_LATER_LABEL, help_text=DAYS_AFTER, required=False, min_value=0, max_value=LONGEST_WAIT
    )
    due_after_days = forms.IntegerField(
        label=SUGGESTED_DATE_LABEL, help_text=DAYS_AFTER, required=False, min_value=0, max_value=LONGEST_WAIT
    )
    rules = forms.MultipleChoiceField(
        label=_("It is done when all of these are so"),
        help_text=_("Without a choice, what is usual for its kind."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    attended = forms.CharField(
        label=_("Key of the session that is attended"),
        help_text=_("Needed for “attended”."),
        required=False,
        max_length=120,
    )

    def __init__(self, *args: Any, kind: UnitKind, needs: Choices, zone: tzinfo | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["needs"].choices = needs  # type: ignore[attr-defined]
        self.fields["rules"].choices = [(one, one.label) for one in POSSIBLE_RULES[kind]]  # type: ignore[attr-defined]

    def clean_opens_at(self) -> datetime | None:
        """The wall clock of whoever fills in the form."""
        moment: datetime | None = self.cleaned_data["opens_at"]
        return moment.replace(tzinfo=self.zone) if moment and self.zone else moment

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (RuleKind.ATTENDED in cleaned.get("rules", [])) != bool(cleaned.get("attended")):
            self.add_error("attended", _("Choose “attended” and give the key of the session, or neither."))
        return cleaned


class CohortForm(forms.Form):
    name = forms.CharField(label=NAME_LABEL, max_length=120)
    starts_on = forms.DateField(label=STARTS_ON_LABEL, required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=ENDS_ON_LABEL, required=False, widget=forms.DateInput(attrs={"type": "date"}))
    capacity = forms.IntegerField(
        label=PLACES_LABEL, help_text=_("Empty: as many as come."), required=False, min_value=1, max_value=10_000
    )
    needs_approval = forms.BooleanField(label=_("People ask, and a trainer answers"), required=False)
    trainers = forms.CharField(
        label=TRAINERS_LABEL,
        help_text=_(
            "Their e-mail addresses, one a line. Named trainers alone see who learns here and review their work."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )

    def clean_trainers(self) -> list[Person]:
        people = []
        for address in self.cleaned_data["trainers"].split():
            person = person_by_address(address)
            if person is None or not person.is_active:
                raise forms.ValidationError(_("Nobody here has the address %(address)s."), params={"address": address})
            people.append(person)
        return people

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("It cannot end before it starts."))
        return cleaned
