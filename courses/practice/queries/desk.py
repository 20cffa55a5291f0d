"""What the support team sees of tickets, and what stands in the way of answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from django.db.models import Q, QuerySet

from courses.practice.enums import ClaimState, PostState, WaitsOn
from courses.practice.models import (
    Claim,
    Consent,
    MirroredTicket,
    Opening,
    Post,
    Redaction,
    TicketAssignment,
    TrackerSource,
)

EVERY, UNOWNED, STALE, WAITING, CLOSED = "every", "unowned", "stale", "waiting", "closed"


def tickets(which: str, words: str, now: datetime) -> QuerySet[MirroredTicket]:
    """The longest waiting first. ``words`` are looked for in what was stripped of personal data; each must be there."""
    found = MirroredTicket.objects.filter(gone_at=None).select_related("source", "consent", "assignment")
    found = found.filter(is_closed=which == CLOSED)
    if which == UNOWNED:
        found = found.filter(has_owner=False)
    elif which == WAITING:
        found = found.filter(waits_on=WaitsOn.DESK)
    elif which == STALE:
        old = [
            Q(source=source, changed_at__lte=now - timedelta(days=source.stale_days))
            for source in TrackerSource.objects.all()
        ]
        found = found.filter(_any(old)) if old else found.none()
    for word in words.split()[:8]:
        found = found.filter(Q(searchable__icontains=word) | Q(number=word.lstrip("#")))
    return found.order_by("waiting_since", "pk")


def _any(wanted: list[Q]) -> Q:
    first = wanted[0]
    for one in wanted[1:]:
        first |= one
    return first


def ticket_by_key(key: UUID) -> MirroredTicket | None:
    return MirroredTicket.objects.select_related("source").filter(key=key, gone_at=None).first()


def consent_of(ticket: MirroredTicket) -> Consent | None:
    return Consent.objects.filter(ticket=ticket).select_related("asked_by").first()


def redaction_of(ticket: MirroredTicket) -> Redaction | None:
    return Redaction.objects.filter(ticket=ticket).select_related("confirmed_by").first()


def is_confirmed(redaction: Redaction | None, ticket: MirroredTicket) -> bool:
    """For the ticket as it stands now."""
    return redaction is not None and redaction.confirmed_at is not None and redaction.token == ticket.token


def assignment_of(ticket: MirroredTicket) -> TicketAssignment | None:
    return TicketAssignment.objects.filter(ticket=ticket).first()


def has_approved(assignment: TicketAssignment) -> bool:
    """Whether a mentor said *done* to something that was handed in for it."""
    return Claim.objects.filter(assignment=assignment, state=ClaimState.DONE).exists()


def posts_of(ticket: MirroredTicket) -> QuerySet[Post]:
    return Post.objects.filter(ticket=ticket).order_by("made_at", "pk")


def stripped_title(ticket: MirroredTicket) -> str:
    """Without what looks like personal data: for lists. The title as it was written is behind the ticket's door."""
    return ticket.searchable.partition("\n")[0].strip()


def openings_of(ticket: MirroredTicket) -> QuerySet[Opening]:
    return Opening.objects.filter(ticket=ticket).select_related("person").order_by("-at", "-pk")


def posts_in_trouble(now: datetime) -> QuerySet[Post]:
    """Also what has waited for an hour without a try: its job broke, or somebody dropped it."""
    waits = Q(state=PostState.WAITING)
    return (
        Post.objects.filter(
            Q(state__in=[PostState.CONFLICT, PostState.FAILED])
            | waits & (Q(tries__gt=0) | Q(made_at__lte=now - timedelta(hours=1)))
        )
        .select_related("ticket__source", "claim__assignment")
        .order_by("made_at")
    )


def post_by_pk(pk: int) -> Post | None:
    return Post.objects.select_related("ticket__source", "claim__assignment").filter(pk=pk).first()


def sources() -> QuerySet[TrackerSource]:
    return TrackerSource.objects.order_by("name", "pk")


def source_by_key(key: UUID) -> TrackerSource | None:
    return TrackerSource.objects.filter(key=key).first()


@dataclass(frozen=True)
class Health:
    """Of one moment, for a rollup: numbers of tickets; the median of first answers in whole hours, where there was one."""

    open: int
    stale: int
    unowned: int
    answered: int
    answered_by_learners: int
    hours_to_first_answer: int | None


def health(since: datetime, until: datetime) -> Health:
    """Open, stale and unowned: now, which should be ``until``. Answered: first answers in ``[since, until)``."""
    going = MirroredTicket.objects.filter(is_closed=False, gone_at=None)
    answered = MirroredTicket.objects.filter(answered_at__gte=since, answered_at__lt=until)
    hours = [
        int((answered_at - created_at).total_seconds() // 3600)
        for created_at, answered_at in answered.values_list("created_at", "answered_at")
        if answered_at is not None
    ]
    learners = Post.objects.filter(state=PostState.POSTED, claim__isnull=False, ended_at__gte=since, ended_at__lt=until)
    return Health(
        open=going.count(),
        stale=tickets(STALE, "", until).count(),
        unowned=going.filter(has_owner=False).count(),
        answered=len(hours),
        answered_by_learners=learners.values("ticket").distinct().count(),
        hours_to_first_answer=int(median(hours)) if hours else None,
    )
