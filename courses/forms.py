from django import forms
from django.utils.translation import gettext_lazy as _

from courses.enums import InLanguages, Level, Rhythm
from courses.queries.outline import Course
from lms.content.enums import Language, Topic

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
