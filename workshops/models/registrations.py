from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.content.enums import Language
from workshops.enums import LIVE, SEATED, Pool, RegistrationState
from workshops.models.series import Series
from workshops.models.sessions import Session


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def seated(self) -> Self:
        """Those that hold a seat: confirmed, offered, and after the session whatever became of it."""
        return self.filter(state__in=SEATED)

    def waiting(self) -> Self:
        """In the order of the list."""
        return self.filter(state=RegistrationState.WAITLISTED).order_by("place")

    def move(self, *states: RegistrationState, to: RegistrationState, **changes: Any) -> int:
        """Takes the rows that are in one of ``states`` to ``to``; answers how many. Nothing else writes ``state``."""
        return self.filter(state__in=states).update(state=to, **changes)


class Registration(models.Model):
    """One person's wish to be in one session. A new wish after a cancelled one is a new row.

    ``place`` orders the list of a pool: it is drawn once, when the person begins to wait, and kept whatever happens
    around it; what people see is how many stand before them. ``submit_key`` is the form's: the same form sent twice is
    one registration. ``listens_in``: the language into which they need interpretation, or empty.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="registrations")
    pool = models.CharField(max_length=8, choices=Pool.choices)
    state = models.CharField(_("state"), max_length=12, choices=RegistrationState.choices)
    place = models.PositiveIntegerField(null=True)
    listens_in = models.CharField(max_length=5, choices=Language.choices, blank=True)
    answers = models.JSONField(default=dict)
    submit_key = models.CharField(max_length=64)
    registered_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    offered_until = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        constraints = (
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(state__in=LIVE), name="registered_once_at_a_time"
            ),
            models.UniqueConstraint(fields=["person", "submit_key"], name="registration_submitted_once"),
            models.UniqueConstraint(
                fields=["session", "pool", "place"],
                condition=Q(state=RegistrationState.WAITLISTED),
                name="waitlist_place_once",
            ),
            models.CheckConstraint(condition=Q(state__in=RegistrationState.values), name="registration_state_is_known"),
            models.CheckConstraint(condition=Q(pool__in=Pool.values), name="registration_pool_is_known"),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.WAITLISTED) | Q(place__isnull=False), name="waiting_has_a_place"
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.OFFERED, offered_until__isnull=False)
                | (~Q(state=RegistrationState.OFFERED) & Q(offered_until__isnull=True)),
                name="an_offer_has_a_deadline",
            ),
        )
        indexes = (
            models.Index(fields=["session", "pool", "state"], name="registration_counted"),
            models.Index(fields=["person", "state"], name="registration_of_person"),
        )

    def __str__(self) -> str:
        return f"{self.session_id} {self.person_id} {self.state}"


class Question(models.Model):
    """Asked of everybody who registers for a session of the series. Without options it is answered in words.

    What was answered once is not deleted: it is not asked any more, and the answers keep their meaning.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    is_required = models.BooleanField(_("must be answered"), default=False)
    is_asked = models.BooleanField(_("asked"), default=True)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"{self.series_id} {self.position}"


class QuestionText(models.Model):
    """``options``: one a line. The n-th option of one language is the n-th of the other."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=Language.choices)
    label = models.CharField(_("question"), max_length=200)
    options = models.TextField(_("answers to choose from"), max_length=1000, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["question", "language"], name="question_text_once"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="question_text_language"),
        )

    def __str__(self) -> str:
        return self.label
