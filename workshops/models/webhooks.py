import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workshops.enums import DELIVERY_SOURCES, DeliveryState, WebhookEvent
from workshops.models.sessions import Session


class Webhook(models.Model):
    """Another program that is told of sessions. Its secret is made of ``seed`` and the key of this installation."""

    address = models.URLField(_("address"), max_length=300)
    events = models.JSONField(default=list)
    seed = models.CharField(max_length=64)
    is_active = models.BooleanField(default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    last_status = models.PositiveSmallIntegerField(null=True)
    last_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.address


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def move(self, to: DeliveryState, **changes: Any) -> int:
        """Takes the rows that may go there to ``to``; answers how many did. Nothing else writes ``state``."""
        return self.filter(state__in=DELIVERY_SOURCES[to]).update(state=to, **changes)

    def old(self, before: Any) -> Self:
        return self.filter(made_at__lt=before).exclude(state=DeliveryState.WAITING)


class Delivery(models.Model):
    """One event on its way to one webhook. ``body`` is frozen when the event happens, and says nothing of people."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=20, choices=WebhookEvent.choices)
    sequence = models.PositiveIntegerField()
    body = models.TextField()
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["webhook", "session", "event", "sequence"], name="delivered_once"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_is_known"),
            models.CheckConstraint(condition=Q(event__in=WebhookEvent.values), name="delivery_event_is_known"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.WAITING, ended_at__isnull=True)
                | (~Q(state=DeliveryState.WAITING) & Q(ended_at__isnull=False)),
                name="delivery_ends_at_a_moment",
            ),
        )

    def __str__(self) -> str:
        return str(self.key)
