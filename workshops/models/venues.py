from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from lms.content.enums import Language


class Venue(ClusterableModel):
    """A place where people meet. Its address is one; how one gets there and in is told in each language."""

    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=300)
    time_zone = models.CharField(_("time zone"), max_length=64)
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self) -> str:
        return self.name


class VenueText(models.Model):
    venue = ParentalKey(Venue, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=Language.choices)
    directions = models.TextField(_("how to get there"), max_length=2000, blank=True)
    access = models.TextField(_("access"), max_length=2000, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["venue", "language"], name="venue_text_once"),
            models.CheckConstraint(condition=models.Q(language__in=Language.values), name="venue_text_language"),
        )

    def __str__(self) -> str:
        return f"{self.venue_id} {self.language}"
