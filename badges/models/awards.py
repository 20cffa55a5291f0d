from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from badges.enums import AwardState
from badges.models.achievements import Achievement, AchievementVersion
from lms.content.enums import Language


class Award(models.Model):
    """One person, one achievement, once. A cache of the learning record, except for what hangs on it and for what people
    decided: a revocation with its reason. ``version``: what the achievement said when it was earned."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="awards")
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="awards")
    version = models.ForeignKey(AchievementVersion, on_delete=models.PROTECT, related_name="awards")
    earned_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=AwardState.choices, default=AwardState.STANDING)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "achievement"], name="awarded_once"),
            models.CheckConstraint(condition=Q(state__in=AwardState.values), name="award_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=AwardState.REVOKED, revoked_at__isnull=False) & ~Q(reason="")
                | ~Q(state=AwardState.REVOKED) & Q(revoked_at__isnull=True),
                name="award_revoked_with_reason",
            ),
        )
        ordering = ("-earned_at",)

    def __str__(self) -> str:
        return f"{self.person_id} {self.achievement_id}"


class Certificate(models.Model):
    """The side of an award that is shown. ``code`` is all that a stranger needs once the holder shares it; what else they
    see the holder chooses."""

    award = models.OneToOneField(Award, on_delete=models.CASCADE, related_name="certificate")
    code = models.CharField(max_length=24, unique=True)
    holder_name = models.CharField(max_length=200, blank=True)
    is_shared = models.BooleanField(_("anybody with the link may see it"), default=False)
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
