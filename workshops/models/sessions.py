import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.content.enums import Language
from workshops.enums import PUBLIC, TAKING_PLACE, SessionState
from workshops.models.arrangements import Arrangement
from workshops.models.series import Series


class SessionQuerySet(models.QuerySet["Session"]):
    def public(self) -> Self:
        """Announced, confirmed or cancelled: what was promised to somebody is never silently gone."""
        return self.filter(state__in=PUBLIC)

    def taking_place(self) -> Self:
        return self.filter(state__in=TAKING_PLACE)

    def listed(self) -> Self:
        return self.public().filter(is_listed=True)

    def upcoming(self, now: datetime) -> Self:
        """Not over yet, the next one first."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: datetime) -> Self:
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-pk")


class Session(Arrangement):
    """One meeting: a row, never computed when it is read.

    Truth is ``start`` (wall clock, kept without a zone), ``zone`` and ``fold``; ``starts_at``, ``ends_at`` and ``end``
    are derived with the ``rules`` edition of the time zone database, and derived again when there is a newer one.
    ``original_start`` is its place in its series: where the rule has it, wherever it was moved by hand. It changes with
    the rule and with nothing else; it is empty when the rule has no place for it any more. ``own`` names what was set
    for this session by hand (``start``, or columns of an arrangement); a change of the series passes over it.
    ``uid`` and ``sequence`` are its life in calendars (RFC 5545, sections 3.8.4.7 and 3.8.7.4): the first never changes,
    the second only rises.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveIntegerField()
    original_start = models.CharField(max_length=16, null=True)  # noqa: DJ001 (unique where it is said)
    start = models.CharField(max_length=16)  # ISO 8601, to the minute, no zone
    end = models.CharField(max_length=16)
    zone = models.CharField(_("time zone"), max_length=64)
    fold = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    rules = models.CharField(max_length=20)
    own = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=SessionState.choices, default=SessionState.DRAFT)
    state_before = models.CharField(max_length=10, choices=SessionState.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    understaffed_reason = models.CharField(max_length=500, blank=True)
    uid = models.CharField(max_length=80, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = (
            *Arrangement.constraints_for("session"),
            models.UniqueConstraint(fields=["series", "original_start"], name="session_once_in_its_series"),
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="session_state_is_known"),
            models.CheckConstraint(
                condition=Q(state_before="") | Q(state_before__in=SessionState.values),
                name="session_state_before_known",
            ),
            models.CheckConstraint(
                condition=Q(state=SessionState.CANCELLED, state_before__in=TAKING_PLACE)
                | (~Q(state=SessionState.CANCELLED) & Q(state_before="")),
                name="session_cancelled_knows_its_state_before",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(fold__lte=1), name="session_fold_is_0_or_1"),
        )
        indexes = (
            models.Index(fields=["starts_at"], name="session_starts"),
            models.Index(fields=["ends_at"], name="session_ends"),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.start} {self.zone}"


class SessionText(models.Model):
    """What one session says beside the words of its series: its own theme, what to bring to it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=Language.choices)
    theme = models.CharField(_("theme of this session"), max_length=120, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "language"], name="session_text_once"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="session_text_language"),
        )

    def __str__(self) -> str:
        return self.theme
