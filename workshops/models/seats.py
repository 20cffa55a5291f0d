"""What became of each registration, step by step; and who is first in line."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.content.enums import Language
from workshops.enums import RegistrationState
from workshops.models.registrations import Registration
from workshops.models.series import Series


class RegistrationStep(models.Model):
    """Written with the change itself. ``by`` is empty where nobody did it: a seat became free, a deadline passed.

    ``told_at``: the person has been told, or does not need to be. Mail is made from the steps that nobody told yet.
    """

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="steps")
    before = models.CharField(max_length=12, choices=RegistrationState.choices, blank=True)
    state = models.CharField(max_length=12, choices=RegistrationState.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=RegistrationState.values), name="step_state_is_known"),
            models.CheckConstraint(
                condition=Q(before="") | Q(before__in=RegistrationState.values), name="step_before_is_known"
            ),
        )
        indexes = (models.Index(fields=["registration"], condition=Q(told_at=None), name="step_untold"),)

    def __str__(self) -> str:
        return f"{self.registration_id} {self.before} → {self.state}"


class SeriesPriority(models.Model):
    """Declared on the page: these people stand first in line, up to and with a day by the clock of the session.

    Who they are is named, or follows from the day on which they joined. The words are public, the names are not.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="priorities")
    until = models.DateField(_("until"))
    joined_since = models.DateField(_("people who joined since"), null=True, blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")

    class Meta:
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")

    def __str__(self) -> str:
        return f"{self.series_id} until {self.until}"


class SeriesPriorityText(models.Model):
    """Who is first, in the words of one language: “people who joined this year”."""

    priority = models.ForeignKey(SeriesPriority, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=Language.choices)
    label = models.CharField(_("who is first"), max_length=120)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["priority", "language"], name="priority_text_once"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="priority_text_language"),
        )

    def __str__(self) -> str:
        return self.label
