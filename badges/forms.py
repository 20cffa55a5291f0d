from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Page

from badges.models import Achievement


class CourseChoice(forms.ModelChoiceField):
    def label_from_instance(self, page: Any) -> str:
        return f"{page.title} ({page.locale.language_code})"


class AchievementForm(WagtailAdminModelForm):
    """For staff: the thing that must be completed is chosen by its name and kept by its key."""

    course = CourseChoice(queryset=Page.objects.none(), label=_("Course that must be completed"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = Page.objects.filter(content_type__app_label="courses", content_type__model="coursepage")
        self.fields["course"].queryset = courses.select_related("locale").order_by("title")
        known = self.instance.object_key.partition(":")[2]
        if known:
            self.fields["course"].initial = courses.filter(translation_key=known).first()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        page = cleaned.get("course")
        if page:
            self.instance.object_key = f"course:{page.translation_key}"
            others = Achievement.objects.filter(object_key=self.instance.object_key).exclude(pk=self.instance.pk)
            if others.exists():
                raise ValidationError({"course": _("Finishing this course is already an achievement.")})
        return cleaned
