"""What people need so that they can take part, and who sees to it.

What they write, and what stewards note, is read by the two of them alone: it stands in no name of a row, no log and no
mail. Trainers see numbers (``workshops.queries.cases.blind_totals``).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workshops.enums import CaseKind, CaseState
from workshops.models.series import Series
from workshops.models.sessions import Session


class Steward(models.Model):
    """Somebody who reads and answers the requests in a series."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="stewards")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stewardships")
    named_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["series", "person"], name="steward_once"),)

    def __str__(self) -> str:
        return f"{self.series_id} {self.person_id}"


class Case(models.Model):
    """``text`` is the person's, ``answer`` is what they are told, ``notes`` are the stewards' own. ``deadline_on``: by
    when it should be settled, a day on the clock of the session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="cases")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cases")
    kind = models.CharField(_("kind"), max_length=10, choices=CaseKind.choices)
    text = models.TextField(_("what somebody needs"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    steward = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    deadline_on = models.DateField(_("to be settled by"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    notes = models.TextField(_("notes"), max_length=4000, blank=True)
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("request for support")
        constraints = (
            models.UniqueConstraint(
                fields=["session", "person", "kind"],
                condition=~Q(state=CaseState.WITHDRAWN),
                name="case_once_of_a_kind",
            ),
            models.CheckConstraint(condition=Q(kind__in=CaseKind.values), name="case_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state_is_known"),
        )
        indexes = (models.Index(fields=["session", "state"], name="case_of_session"),)

    def __str__(self) -> str:
        return f"{self.pk}"
