"""What people write and mark for themselves. Nobody else is ever shown any of it; there is no page of staff for it."""

from django.conf import settings
from django.db import models


class Note(models.Model):
    """One text for each person and unit. ``version`` counts; ``window`` is the open form that saved it last."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notes")
    unit_key = models.UUIDField()
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    window = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "unit_key"], name="note_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.unit_key}"


class Bookmark(models.Model):
    """A block of a lesson, which has the same id in both languages."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookmarks")
    unit_key = models.UUIDField()
    block_id = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "unit_key", "block_id"], name="bookmark_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.block_id}"
