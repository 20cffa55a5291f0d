"""Ticket systems, and what is mirrored of them. Whatever people wrote in a ticket is sealed."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.practice.enums import TrackerKind, WaitsOn


class TrackerSource(models.Model):
    """One ticket system. ``mark``: how far its changes are mirrored; ``failures``: polls in a row that failed."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=TrackerKind.choices)
    address = models.CharField(max_length=300)
    login = models.CharField(max_length=120, blank=True)
    space = models.CharField(max_length=200, blank=True)
    sealed_secret = models.TextField(blank=True)
    sealed_hook_secret = models.TextField(blank=True)
    closing_action = models.CharField(max_length=80, blank=True)
    stale_days = models.PositiveSmallIntegerField(default=14)
    poll_minutes = models.PositiveSmallIntegerField(default=5)
    is_active = models.BooleanField(default=True)
    mark = models.CharField(max_length=200, blank=True)
    polled_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_failure = models.CharField(max_length=40, blank=True)  # the kind of error: never what a server said
    reconciled_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=TrackerKind.values), name="tracker_kind_is_known"),
            models.CheckConstraint(
                condition=Q(stale_days__gte=1, poll_minutes__gte=1), name="tracker_pace_is_possible"
            ),
        )

    def __str__(self) -> str:
        return self.name


class MirroredTicket(models.Model):
    """A ticket as the mirror has it. ``sealed`` is the whole of it; ``searchable`` is its text without what looks like
    personal data; the other columns say nothing about who wrote it."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    source = models.ForeignKey(TrackerSource, on_delete=models.CASCADE, related_name="tickets")
    number = models.CharField(max_length=40)
    token = models.CharField(max_length=200)
    status = models.CharField(max_length=80)
    is_closed = models.BooleanField()
    is_private = models.BooleanField(default=False)
    has_owner = models.BooleanField()
    labels = models.JSONField(default=list)
    language = models.CharField(max_length=5)
    waits_on = models.CharField(max_length=6, choices=WaitsOn.choices)
    comment_count = models.PositiveIntegerField(default=0)
    sealed = models.TextField()
    searchable = models.TextField(blank=True)
    is_searchable = models.BooleanField(default=False)  # whether that was made from the ticket as it is now
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)  # first said by somebody else than the member
    waiting_since = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "number"], name="mirrored_ticket_once"),
            models.CheckConstraint(condition=Q(waits_on__in=WaitsOn.values), name="mirrored_ticket_waits_on_somebody"),
        )
        indexes = (
            models.Index(
                fields=["waiting_since"], condition=Q(is_closed=False, gone_at=None), name="mirrored_ticket_waiting"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source_id} {self.number}"


class Opening(models.Model):
    """Somebody of the support team opened the raw text of a ticket."""

    ticket = models.ForeignKey(MirroredTicket, on_delete=models.CASCADE, related_name="openings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ticket_openings")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.person_id}"


class WebhookSeen(models.Model):
    """Deliveries that woke the poller, each once."""

    source = models.ForeignKey(TrackerSource, on_delete=models.CASCADE)
    delivery = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "delivery"], name="webhook_seen_once"),)

    def __str__(self) -> str:
        return f"{self.source_id} {self.delivery}"


class DeskWeek(models.Model):
    """The desk's health at the end of a week, frozen: written once, by a job, and never changed. Numbers of tickets; the
    median time to a first answer in whole hours, where there was one that week."""

    begins_on = models.DateField(unique=True)  # a Monday
    open = models.PositiveIntegerField()
    stale = models.PositiveIntegerField()
    unowned = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    answered_by_learners = models.PositiveIntegerField()
    hours_to_first_answer = models.PositiveIntegerField(null=True)
    frozen_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.begins_on)
