from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.content.enums import Language
from workshops.enums import MaterialFor
from workshops.models.sessions import Session


def material_place(instance: Any, filename: str) -> str:
    """Where an upload is kept. Its own name stands in the row, never in the store."""
    return f"workshop_materials/{token_urlsafe(24)}"


class Material(models.Model):
    """Slides, a recording, a hand-out: a link or a file, in one language; empty is for both."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="materials")
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, blank=True)
    title = models.CharField(_("title"), max_length=120)
    link = models.CharField(_("link"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to=material_place, max_length=100, blank=True)
    name = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(default=0)
    open_to = models.CharField(_("for whom"), max_length=10, choices=MaterialFor.choices, default=MaterialFor.SEATED)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("material")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(language__in=["", *Language.values]), name="material_language"),
            models.CheckConstraint(condition=Q(open_to__in=MaterialFor.values), name="material_open_to_is_known"),
            models.CheckConstraint(
                condition=(~Q(link="") & Q(file="")) | (Q(link="") & ~Q(file="")), name="material_is_a_link_or_a_file"
            ),
        )

    def __str__(self) -> str:
        return self.title
