from django.db import models
from django.db.models import Q

from courses.enums import CarriedAs, InLanguages


class CarriedCourse(models.Model):
    """A course as one file to take away. The file lies in the media store; nobody is given one of an older ``number``.

    Without a ``file`` it could not be made as the course stood under that number.
    """

    course_key = models.UUIDField()
    form = models.CharField(max_length=4, choices=CarriedAs.choices)
    languages = models.CharField(max_length=4, choices=InLanguages.choices)
    number = models.PositiveBigIntegerField()
    file = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["course_key", "form", "languages"], name="carried_course_once"),
            models.CheckConstraint(condition=Q(form__in=CarriedAs.values), name="carried_form_is_known"),
            models.CheckConstraint(condition=Q(languages__in=InLanguages.values), name="carried_languages_are_known"),
        )

    def __str__(self) -> str:
        return f"{self.course_key} {self.languages}.{self.form}"
