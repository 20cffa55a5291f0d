from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from lms.content.enums import Language
from lms.core import clock


class Achievement(ClusterableModel):
    """Something that can be earned, in the sense of Open Badges 3.0. ``object_key`` names what must be completed."""

    key = models.SlugField(
        _("key"),
        max_length=80,
        unique=True,
        help_text=_("Short and lasting: the drawing of the badge follows from it."),
    )
    object_key = models.CharField(_("what must be completed"), max_length=120, unique=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")

    def __str__(self) -> str:
        return self.key


class AchievementText(models.Model):
    """An achievement's words in one language: Open Badges knows no language maps, so each language is a row."""

    achievement = ParentalKey(Achievement, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=Language.choices)
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("what it stands for"), max_length=400, blank=True)
    criteria = models.CharField(_("what it takes"), max_length=400)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["achievement", "language"], name="achievement_text_once"),)

    def __str__(self) -> str:
        return self.name


class AchievementVersion(models.Model):
    """What an achievement said when somebody earned it, word by word; never changed. ``content``: from languages to words
    (``badges.domain.versions``); ``digest``: SHA-256 of it."""

    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["achievement", "number"], name="achievement_version_number_once"),
            models.UniqueConstraint(fields=["achievement", "digest"], name="achievement_version_content_once"),
        )

    def __str__(self) -> str:
        return f"{self.achievement_id} {self.number}"
