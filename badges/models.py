from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from badges.enums import AwardState
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
    criteria = models.CharField(_("what it takes"), max_length=400)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["achievement", "language"], name="achievement_text_once"),)

    def __str__(self) -> str:
        return self.name


class Award(models.Model):
    """One person, one achievement, once. A cache of the learning record, except for the certificate that hangs on it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="awards")
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="awards")
    earned_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=AwardState.choices, default=AwardState.STANDING)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "achievement"], name="awarded_once"),
            models.CheckConstraint(condition=Q(state__in=AwardState.values), name="award_state_is_known"),
        )
        ordering = ("-earned_at",)

    def __str__(self) -> str:
        return f"{self.person_id} {self.achievement_id}"


class Certificate(models.Model):
    """The paper side of an award. ``code`` is all that a stranger needs; what else they see the holder chooses."""

    award = models.OneToOneField(Award, on_delete=models.CASCADE, related_name="certificate")
    code = models.CharField(max_length=24, unique=True)
    holder_name = models.CharField(max_length=200, blank=True)
    shows_name = models.BooleanField(_("show my name"), default=False)
    # A day, in the holder's zone when it was issued: the paper and the public page never disagree.
    completed_on = models.DateField()
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class CertificateFile(models.Model):
    """The rendered PDF in one language, kept beside the row that it shows so that one backup holds both."""

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="files")
    language = models.CharField(max_length=5, choices=Language.choices)
    content = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["certificate", "language"], name="certificate_file_once"),)

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.language}"
