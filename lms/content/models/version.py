from django.db import models


class PublishedVersion(models.Model):
    """One row. Its number is another one whenever anything public changed; what a process remembers of pages hangs on it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="published_version_is_one_row"),)

    def __str__(self) -> str:
        return str(self.number)
