"""What the support team can search in: the words of tickets without personal data. Taking that out of a text takes longer
than keeping it, so it is done after the mirror has the ticket, by a job of its own, and never while rows are held."""

from courses.practice.domain.sealed import open_ticket
from courses.practice.errors import SealedWithAnotherKey
from courses.practice.models import MirroredTicket, TrackerSource
from courses.practice.rules.redaction import strip_for_search
from courses.practice.trackers.port import Ticket
from lms.core import jobs

MOST_SEARCHABLE = 20_000  # characters of one ticket
MOST_LABELS, LONGEST_LABEL = 12, 60
AT_ONCE = 200  # tickets, then the next job goes on


def promise_searchable(source: TrackerSource) -> None:
    """Called in the transaction that keeps tickets."""
    jobs.enqueue("practice.make_searchable", source.pk, dedupe=f"practice.searchable:{source.pk}")


def make_searchable(*, source_pk: int) -> int:
    """The newest first; answers how many. Where a ticket changed meanwhile nothing is kept: it comes by once more."""
    waiting = MirroredTicket.objects.filter(source_id=source_pk, is_searchable=False, gone_at=None)
    tickets = list(waiting.select_related("source").order_by("-changed_at", "pk")[:AT_ONCE])
    for ticket in tickets:
        kept = MirroredTicket.objects.filter(pk=ticket.pk, sealed=ticket.sealed)
        kept.update(is_searchable=True, **_said_of(ticket))
    if len(tickets) == AT_ONCE:
        promise_searchable(tickets[0].source)
    return len(tickets)


def _said_of(mirrored: MirroredTicket) -> dict[str, object]:
    """Nothing of one that cannot be opened: it is read from its tracker again, and comes by once more."""
    try:
        ticket = open_ticket(mirrored)
    except SealedWithAnotherKey:
        return {"searchable": "", "labels": []}
    labels = [strip_for_search(one)[:LONGEST_LABEL] for one in ticket.labels[:MOST_LABELS]]
    return {"searchable": strip_for_search(_text_of(ticket)[:MOST_SEARCHABLE]), "labels": labels}


def _text_of(ticket: Ticket) -> str:
    """Its title stands in the first line."""
    title = " ".join(ticket.title.split())
    return "\n".join([title, ticket.text, *(one.text for one in ticket.comments)])
