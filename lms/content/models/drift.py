"""The ledger of translations: one row per pair of texts, for published pages.

A row remembers the pair that people last agreed on (``made_from`` in the leading language, ``made_to`` in the other).
Everything that is called drift follows from comparing that pair with what the two pages say now.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.content.enums import Language, SegmentKind, SegmentState


class Segment(models.Model):
    """The smallest thing one translates. ``position`` is empty where the original lost it: what was agreed is kept for
    the day that it comes back."""

    page_key = models.UUIDField()
    path = models.CharField(max_length=255)
    position = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=SegmentKind.choices)
    language = models.CharField(max_length=5, choices=Language.choices)  # of the original
    original_text = models.TextField()
    translated_text = models.TextField(blank=True)
    made_from = models.TextField(null=True)  # noqa: DJ001 (no text was agreed on yet; an empty one would be a text)
    made_to = models.TextField(blank=True)
    is_turned = models.BooleanField(default=False)  # the sides changed roles while they differed: both are compared
    fingerprint = models.CharField(max_length=40, blank=True, db_index=True)  # of ``made_from``, for the memory
    words = models.PositiveIntegerField(default=0)  # of the original
    state = models.CharField(max_length=8, choices=SegmentState.choices)
    changed_at = models.DateTimeField()  # when the original, or the state, became what it is
    made_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="translated_segments"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["page_key", "path"], name="segment_once"),
            models.CheckConstraint(condition=models.Q(state__in=SegmentState.values), name="segment_state_is_known"),
            models.CheckConstraint(
                condition=~models.Q(translated_text="") | models.Q(state=SegmentState.MISSING),
                name="segment_without_translation_is_missing",
            ),
        )
        verbose_name = _("segment")

    def __str__(self) -> str:
        return f"{self.page_key} {self.path}"


class MinorEdit(models.Model):
    """Somebody who publishes said that two texts mean the same. An equivalence: reverting is right by itself."""

    page_key = models.UUIDField()
    path = models.CharField(max_length=255)
    language = models.CharField(max_length=5, choices=Language.choices)
    before = models.TextField()
    after = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="minor_edits")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["page_key", "path"], name="minor_edit_of_segment"),)
        verbose_name = _("minor edit")

    def __str__(self) -> str:
        return f"{self.page_key} {self.path}"


class TranslationDraft(models.Model):
    """What a translator has written and not published. ``made_from`` is empty where the original moved on meanwhile."""

    segment = models.OneToOneField(Segment, on_delete=models.CASCADE, related_name="draft")
    text = models.TextField()
    made_from = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="translation_drafts"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft of a translation")

    def __str__(self) -> str:
        return str(self.segment_id)


class Drift(models.Model):
    """The sums of one page's segments, so that a report over thousands of pages reads one row for each."""

    page_key = models.UUIDField(primary_key=True)
    language = models.CharField(max_length=5, choices=Language.choices)  # of the translation
    fresh = models.PositiveIntegerField(default=0)
    minor = models.PositiveIntegerField(default=0)
    stale = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    words = models.PositiveIntegerField(default=0)  # of the original, in what is stale or missing
    since = models.DateTimeField(null=True)  # the oldest change that waits

    class Meta:
        indexes = (models.Index(fields=["language", "since"], name="drift_by_age"),)

    def __str__(self) -> str:
        return f"{self.page_key} {self.language}"
