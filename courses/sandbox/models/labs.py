"""Labs, and every text that they ever had: a machine keeps the one that it was started with."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.sandbox.enums import Source


class Lab(models.Model):
    """``text``: what is started from now on; of a lab that is still being written, nothing. ``is_kept_hidden``: staff hid
    it, so no update shows it again."""

    slug = models.SlugField(max_length=60, unique=True)
    source = models.CharField(max_length=7, choices=Source.choices)
    is_shown = models.BooleanField(default=True)
    is_kept_hidden = models.BooleanField(default=False)
    text = models.ForeignKey("LabText", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(source__in=Source.values), name="lab_source_is_known"),
            models.CheckConstraint(condition=Q(is_shown=False) | Q(text__isnull=False), name="lab_shown_has_text"),
        )

    def __str__(self) -> str:
        return self.slug


class LabText(models.Model):
    """A folder of files at one moment; never changed. ``card``: what lists show of it, so that they need not read YAML.
    ``is_published``: learners get it, or got it once; else it was only tried or proven."""

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="texts")
    digest = models.CharField(max_length=64)
    files = models.JSONField()
    card = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    is_published = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["lab", "digest"], name="text_of_lab_once"),)

    def __str__(self) -> str:
        return self.digest
