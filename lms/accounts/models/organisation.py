from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.accounts.enums import RepresentationState


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name


class Chapter(models.Model):
    """Members of one place, or of no place but the line. ``time_zone`` is whose clock its own meetings keep."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("short name for addresses"), max_length=60, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64)

    class Meta:
        ordering = ("name",)
        verbose_name = _("local chapter")
        verbose_name_plural = _("local chapters")

    def __str__(self) -> str:
        return self.name


class Representation(models.Model):
    """A person says that they represent an organisation; staff confirm it. Nothing depends on it until confirmed."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="representations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="representations")
    state = models.CharField(max_length=12, choices=RepresentationState.choices, default=RepresentationState.STATED)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "organisation"], name="representation_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=RepresentationState.values), name="representation_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} → {self.organisation_id}"
