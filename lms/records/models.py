from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from lms.records.enums import Verb


class StatementQuerySet(models.QuerySet["Statement"]):
    def standing(self) -> "StatementQuerySet":
        """Statements that count: not voided, and not themselves a voiding."""
        voided = Statement.objects.filter(voids=OuterRef("pk"))
        return self.filter(~Exists(voided), voids=None)


class Statement(models.Model):
    """Who did what, when, shown by what. Append-only: a correction is a new row that voids an old one.

    ``object_key`` names a thing in both languages (``course:<translation key>``), never one language's page.
    ``source`` and ``source_key`` make a replay harmless: the same pair is written once.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="statements")
    verb = models.CharField(max_length=20, choices=Verb.choices)
    object_key = models.CharField(max_length=120)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=5, blank=True)
    evidence = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=40)
    source_key = models.CharField(max_length=200)
    # Never without what it voids, but with it: somebody who is erased takes both along.
    voids = models.OneToOneField("self", on_delete=models.RESTRICT, null=True, related_name="voided_by")
    reason = models.CharField(max_length=500, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ("happened_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["source", "source_key"], name="statement_source_once"),
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="statement_verb_is_known"),
            models.CheckConstraint(
                condition=Q(verb=Verb.VOIDED, voids__isnull=False) | (~Q(verb=Verb.VOIDED) & Q(voids__isnull=True)),
                name="statement_voiding_names_what",
            ),
        )
        indexes = (models.Index(fields=["person", "verb", "object_key"], name="statement_of_person"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.verb} {self.object_key}"
