import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.content.enums import Language
from workshops.models.arrangements import Arrangement


class Series(Arrangement):
    """Sessions that belong together, and how more of them are made. One session is a series of one.

    ``zone`` is the zone whose clock is anchored; ``starts_on`` and ``starts_time`` are read on it. ``rule`` is a
    ``workshops.rules.recurrence.Rule`` as plain values. ``made_until``: for which day sessions were made last.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    zone = models.CharField(_("whose clock is kept"), max_length=64)
    starts_on = models.DateField(_("first day"))
    starts_time = models.TimeField(_("start"))
    fold = models.PositiveSmallIntegerField(default=0)
    rule = models.JSONField(default=dict)
    made_until = models.DateField(null=True)
    original_language = models.CharField(_("original language"), max_length=5, choices=Language.choices)
    chapter = models.ForeignKey(
        "accounts.Chapter", verbose_name=_("local chapter"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="series_organised")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints = (
            *Arrangement.constraints_for("series"),
            models.CheckConstraint(condition=models.Q(fold__lte=1), name="series_fold_is_0_or_1"),
            models.CheckConstraint(
                condition=models.Q(original_language__in=Language.values), name="series_language_is_known"
            ),
        )

    def __str__(self) -> str:
        return str(self.key)


class SeriesText(models.Model):
    """The words of a series in one language."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=Language.choices)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("summary"), max_length=280, blank=True)
    description = models.TextField(_("description"), max_length=5000, blank=True)
    bring = models.TextField(_("what to bring"), max_length=1000, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["series", "language"], name="series_text_once"),
            models.CheckConstraint(condition=models.Q(language__in=Language.values), name="series_text_language"),
        )

    def __str__(self) -> str:
        return self.title
