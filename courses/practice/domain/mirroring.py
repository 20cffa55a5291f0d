"""The mirror: what a tracker has is read in small batches, each kept in one transaction with the mark that follows it. So a
poll can end anywhere and be gone on with, and reading a ticket twice changes nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from courses.practice.domain.redacting import keep_confirmed
from courses.practice.domain.sealed import can_open, open_ticket, seal_ticket, tracker_of
from courses.practice.domain.searching import promise_searchable
from courses.practice.domain.ticket_changes import follow_change, follow_disappearance
from courses.practice.models import MirroredTicket, Redaction, TrackerSource, WebhookSeen
from courses.practice.rules.reading import language_of, turns
from courses.practice.trackers.port import NoSuchTicket, Ticket, TooMuch, Tracker, TrackerError
from lms.core import jobs

LONGEST_WAIT = timedelta(hours=6)
RECONCILED_EVERY = timedelta(days=7)
HOOKS_KEPT = timedelta(days=30)


def poll_due(*, now: datetime) -> int:
    """Promises a poll of every tracker whose time has come; answers how many."""
    due = [source for source in TrackerSource.objects.filter(is_active=True) if next_poll(source) <= now]
    for source in due:
        wake(source)
    WebhookSeen.objects.filter(at__lt=now - HOOKS_KEPT).delete()
    return len(due)


def wake(source: TrackerSource) -> None:
    jobs.enqueue("practice.poll", source.pk, dedupe=f"practice.poll:{source.pk}")


def next_poll(source: TrackerSource) -> datetime:
    """After failures in a row the pause doubles, up to six hours."""
    if source.polled_at is None:
        return source.made_at
    pause = timedelta(minutes=source.poll_minutes) * 2 ** min(source.failures, 10)
    return source.polled_at + min(pause, LONGEST_WAIT)


def poll(*, source_pk: int, now: datetime) -> int:
    """Mirrors what changed; answers how many tickets were read. A failure is kept with the source and asked again later:
    nobody is woken for it."""
    source = TrackerSource.objects.filter(pk=source_pk, is_active=True).first()
    if source is None:
        return 0
    read = 0
    try:
        tracker = tracker_of(source)
        for batch in tracker.changes(source.mark if _opens(source) else ""):
            read += keep_batch(source, batch.tickets, mark=batch.mark, now=now)
        if source.reconciled_at is None or now - source.reconciled_at >= RECONCILED_EVERY:
            _reconcile(source, tracker, now)
    except TrackerError as error:
        TrackerSource.objects.filter(pk=source.pk).update(
            polled_at=now, failures=F("failures") + 1, last_failure=type(error).__name__
        )
        return read
    TrackerSource.objects.filter(pk=source.pk).update(polled_at=now, failures=0, last_failure="")
    return read


def _opens(source: TrackerSource) -> bool:
    """Whether what is mirrored can be read; else, after a change of SECRET_KEY, all of it is read anew."""
    last = source.tickets.filter(gone_at=None).order_by("-changed_at").first()
    return last is None or can_open(last)


def keep_batch(source: TrackerSource, tickets: Iterable[Ticket], *, mark: str, now: datetime) -> int:
    given = {ticket.number: ticket for ticket in tickets}
    with transaction.atomic():
        known = {one.number: one for one in source.tickets.filter(number__in=given)}
        for number, kept in known.items():
            _keep(source, kept, given[number], now)
        new = [_mirrored(source, ticket) for number, ticket in given.items() if number not in known]
        MirroredTicket.objects.bulk_create(new)
        if new:
            promise_searchable(source)
        TrackerSource.objects.filter(pk=source.pk).update(mark=mark)
    return len(given)


def refresh(ticket: MirroredTicket, *, now: datetime) -> MirroredTicket:
    """Reads one ticket again, as before a person decides about it. Raises TrackerError."""
    fresh = tracker_of(ticket.source).get(ticket.number)
    with transaction.atomic():
        keep_fresh(ticket.source, fresh, now=now)
    ticket.refresh_from_db()
    return ticket


def keep_fresh(source: TrackerSource, ticket: Ticket, *, now: datetime) -> None:
    """One ticket that was just read. The caller has a transaction."""
    _keep(source, source.tickets.filter(number=ticket.number).first(), ticket, now)


def _keep(source: TrackerSource, known: MirroredTicket | None, ticket: Ticket, now: datetime) -> None:
    if known is not None and known.created_at != ticket.created_at:
        _make_way(known, now)
        known = None
    if known is not None and known.token == ticket.token and known.gone_at is None and _is_same(known, ticket):
        return
    promise_searchable(source)
    if known is None:
        _mirrored(source, ticket).save()
        return
    was_closed = known.is_closed
    confirmed = Redaction.objects.filter(ticket=known, token=known.token, confirmed_at__isnull=False).first()
    before = open_ticket(known) if confirmed and can_open(known) else None
    kept = _mirrored(source, ticket, known)
    kept.save()
    if confirmed:
        keep_confirmed(confirmed, before, ticket)
    follow_change(kept, was_closed=was_closed, now=now)


def _mirrored(source: TrackerSource, ticket: Ticket, kept: MirroredTicket | None = None) -> MirroredTicket:
    """Not saved. What is searchable of it stays as it was until the job came by."""
    said = [(one.author, one.at) for one in ticket.comments]
    own = [ticket.title, ticket.text, *(one.text for one in ticket.comments if one.author == ticket.reporter)]
    row = kept or MirroredTicket(source=source, number=ticket.number)
    row.token, row.status = ticket.token, ticket.status[:80]
    row.is_closed, row.is_private, row.has_owner = ticket.is_closed, ticket.is_private, bool(ticket.owner)
    row.language = language_of("\n".join(own))
    row.waits_on, row.waiting_since, row.answered_at = turns(ticket.reporter, ticket.created_at, said)
    row.comment_count, row.sealed, row.is_searchable = len(ticket.comments), seal_ticket(ticket), False
    row.created_at, row.changed_at, row.gone_at = ticket.created_at, ticket.changed_at, None
    return row


def _make_way(known: MirroredTicket, now: datetime) -> None:
    """Another ticket has its number now, as where the address leads to another tracker: nobody's consent is carried over,
    and no answer goes there."""
    follow_disappearance(known, now=now)
    known.number = f"{known.number[:20]} ({known.pk})"
    known.save(update_fields=["number"])


def _is_same(known: MirroredTicket, ticket: Ticket) -> bool:
    """Of trackers whose clock is coarse: a change within the second leaves the token as it was."""
    return can_open(known) and open_ticket(known) == ticket


def _reconcile(source: TrackerSource, tracker: Tracker, now: datetime) -> None:
    """What is not there any more was deleted, or is hidden from us: its text is forgotten. Each is asked for by itself
    first, as a list that changes while it is read can leave one out. One that is too large to read is there."""
    there = set(tracker.numbers())
    for ticket in source.tickets.filter(gone_at=None).exclude(number__in=there):
        try:
            tracker.get(ticket.number)
        except TooMuch:
            continue
        except NoSuchTicket:
            with transaction.atomic():
                follow_disappearance(ticket, now=now)
    TrackerSource.objects.filter(pk=source.pk).update(reconciled_at=now)


def receive_hook(*, source: TrackerSource, delivery: str, now: datetime) -> bool:
    """A call that is signed wakes the poller, once for each delivery; answers whether it was news."""
    with transaction.atomic():
        _seen, is_new = WebhookSeen.objects.get_or_create(source=source, delivery=delivery[:120], defaults={"at": now})
        if is_new:
            wake(source)
    return is_new
