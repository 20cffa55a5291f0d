from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.content.enums import Language
from workshops.enums import WrittenTo
from workshops.models.sessions import Session


class Announcement(models.Model):
    """What a trainer wrote to the people of a session. ``submit_key`` is the form's: sent twice, it is one."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="announcements")
    written_to = models.CharField(_("to whom"), max_length=8, choices=WrittenTo.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    submit_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(written_to__in=WrittenTo.values), name="announcement_to_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.session_id} {self.written_to}"


class AnnouncementText(models.Model):
    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=Language.choices)
    subject = models.CharField(_("subject"), max_length=120)
    body = models.TextField(_("text"), max_length=5000)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["announcement", "language"], name="announcement_text_once"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="announcement_text_language"),
        )

    def __str__(self) -> str:
        return self.subject
