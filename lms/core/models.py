from django.db import models
from django.db.models import Q

from lms.core.jobs.models import Job

__all__ = ["Job", "WriteProbe"]


class WriteProbe(models.Model):
    """One row that /readyz writes, to know that the database can be written."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="write_probe_is_one_row"),)

    def __str__(self) -> str:
        return f"written {self.written_at:%Y-%m-%d %H:%M:%S}"
