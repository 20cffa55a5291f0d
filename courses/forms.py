from django import forms
from django.utils.translation import gettext_lazy as _

from courses.enums import Level, Topic
from courses.queries.outline import Course
from lms.content.enums import Language

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
