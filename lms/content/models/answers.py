from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.content.enums import Language


class Answer(models.Model):
    """To *did this work for you?*: one of each person and page, in whichever language it was read. Guests give theirs
    without a name; their own session alone remembers which one it is."""

    page_key = models.UUIDField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=5, choices=Language.choices)
    has_worked = models.BooleanField(_("worked"))
    comment = models.TextField(_("comment"), blank=True)
    given_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-changed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["page_key", "person"], condition=models.Q(person__isnull=False), name="answer_once_per_person"
            ),
            models.CheckConstraint(condition=models.Q(language__in=Language.values), name="answer_language_is_known"),
        )
        indexes = (models.Index(fields=["page_key", "-changed_at"], name="answer_of_page"),)

    def __str__(self) -> str:
        return f"{self.page_key} {self.has_worked}"
