from django import forms
from django.utils.translation import gettext_lazy as _

from courses.enums import Level, Topic
from courses.queries.outline import Course
from lms.content.enums import Language


class CatalogueFilter(forms.Form):
    """One form over GET; an unknown value filters nothing."""

    topic = forms.ChoiceField(label=_("Topic"), required=False, choices=[("", _("All topics")), *Topic.choices])
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("All levels")), *Level.choices])
    original = forms.ChoiceField(
        label=_("Originally in"), required=False, choices=[("", _("Either language")), *Language.choices]
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
