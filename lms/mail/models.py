from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.mail.enums import SOURCES, UNSENT, MessageState


class MessageQuerySet(models.QuerySet["Message"]):
    def unsent(self) -> Self:
        return self.filter(state__in=UNSENT)

    def claimable(self, now: datetime) -> Self:
        return self.filter(
            Q(state=MessageState.WAITING) | Q(state=MessageState.SENDING, claimed_until__lte=now),
        )

    def with_body(self) -> Self:
        return self.filter(emptied_at=None)

    def move(self, to: MessageState, **changes: Any) -> int:
        """Takes the rows that may go there to ``to``; answers how many did. Nothing else writes ``state``."""
        return self.filter(state__in=SOURCES[to]).update(state=to, **changes)


class Message(models.Model):
    """A mail that was promised, as it will be sent: subject and bodies are frozen when it is promised.

    ``attempts`` is also the fence: who claimed with an older number may not write the outcome. ``is_secret`` marks mail
    that carries a code, speaks of somebody's account, or lets whoever has its link decide: no page ever shows its body, and
    it is emptied sooner.
    """

    key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=200, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    to = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=5)
    template = models.CharField(_("kind"), max_length=100)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    # An invitation for the calendar program (RFC 6047): a whole iCalendar file with its METHOD, or nothing.
    calendar = models.TextField(blank=True)
    # Where one click ends mail of this kind (RFC 8058); empty for what a person cannot be without.
    unsubscribe = models.CharField(max_length=300, blank=True)
    is_secret = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    promised_at = models.DateTimeField(_("promised"))
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    emptied_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("reason"), max_length=100, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("-promised_at", "-pk")
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | (~Q(state=MessageState.SENT) & Q(sent_at__isnull=True)),
                name="message_sent_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENDING, claimed_until__isnull=False)
                | (~Q(state=MessageState.SENDING) & Q(claimed_until__isnull=True)),
                name="message_claimed_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(emptied_at__isnull=True) | Q(text="", html="", calendar=""),
                name="message_emptied_is_empty",
            ),
        )
        indexes = (
            models.Index(fields=["promised_at"], condition=Q(state__in=UNSENT), name="message_unsent"),
            models.Index(fields=["promised_at"], condition=Q(emptied_at=None), name="message_with_body"),
            models.Index(fields=["-promised_at", "-id"], name="message_newest"),
        )

    def __str__(self) -> str:
        return f"{self.template} #{self.pk}"
