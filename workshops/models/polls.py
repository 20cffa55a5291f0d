"""Which day suits most: days to choose from, and who can when. One of them becomes a session."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.content.enums import Language
from workshops.enums import PollAnswer, PollState
from workshops.models.arrangements import Arrangement
from workshops.models.sessions import Session


class DatePoll(Arrangement):
    """What the session will be, but for its day. Whoever has the link and an account can answer.

    ``zone``: whose clock the days are read on, and the session then keeps. ``session``: what it became.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    zone = models.CharField(_("whose clock is kept"), max_length=64)
    original_language = models.CharField(_("original language"), max_length=5, choices=Language.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="date_polls")
    state = models.CharField(_("state"), max_length=8, choices=PollState.choices, default=PollState.OPEN)
    session = models.OneToOneField(Session, on_delete=models.SET_NULL, null=True, related_name="date_poll")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("date poll")
        constraints = (
            *Arrangement.constraints_for("date_poll"),
            models.CheckConstraint(condition=Q(state__in=PollState.values), name="date_poll_state_is_known"),
            models.CheckConstraint(
                condition=Q(original_language__in=Language.values), name="date_poll_language_is_known"
            ),
        )

    def __str__(self) -> str:
        return str(self.key)


class DatePollText(models.Model):
    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=Language.choices)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("summary"), max_length=280, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["poll", "language"], name="date_poll_text_once"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="date_poll_text_language"),
        )

    def __str__(self) -> str:
        return self.title


class DateOption(models.Model):
    """``start`` is the wall clock, ``fold`` which one where clocks show it twice, ``starts_at`` the moment it means."""

    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="options")
    start = models.CharField(max_length=16)  # ISO 8601, to the minute, no zone
    fold = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField()

    class Meta:
        ordering = ("starts_at",)
        constraints = (
            models.UniqueConstraint(fields=["poll", "start", "fold"], name="date_option_once"),
            models.CheckConstraint(condition=Q(fold__lte=1), name="date_option_fold_is_0_or_1"),
        )

    def __str__(self) -> str:
        return self.start


class PollVoter(models.Model):
    """Somebody who has answered. ``may_register``: they want a seat if a day wins to which they said yes."""

    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="voters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    may_register = models.BooleanField(default=False)
    voted_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["poll", "person"], name="poll_voter_once"),)

    def __str__(self) -> str:
        return f"{self.poll_id} {self.person_id}"


class DateVote(models.Model):
    voter = models.ForeignKey(PollVoter, on_delete=models.CASCADE, related_name="votes")
    option = models.ForeignKey(DateOption, on_delete=models.CASCADE, related_name="votes")
    answer = models.CharField(max_length=5, choices=PollAnswer.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["voter", "option"], name="date_vote_once"),
            models.CheckConstraint(condition=Q(answer__in=PollAnswer.values), name="date_vote_answer_is_known"),
        )

    def __str__(self) -> str:
        return self.answer
