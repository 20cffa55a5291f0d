"""What of a ticket is replaced by what. The proposal is the machine's; a person edits it, and confirms it for the ticket as
it stands."""

import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from courses.practice.domain.sealed import open_replaced, open_ticket, seal_replaced
from courses.practice.errors import NothingToReplace
from courses.practice.models import MirroredTicket, Redaction
from courses.practice.rules.redaction import Certainty, Kind, Known, Span, apply, propose
from courses.practice.trackers.port import Ticket
from lms.core.sealing import InvalidToken

if TYPE_CHECKING:
    from lms.accounts.models import Person


@dataclass(frozen=True)
class Replaced:
    """One identifier, wherever it stands. ``is_left``: a person decided that it may stay as it is."""

    original: str
    replacement: str
    kind: str
    is_sure: bool
    is_left: bool = False
    is_added: bool = False
    count: int = 0


def parts_of(ticket: Ticket) -> list[str]:
    return [ticket.title, ticket.text, *(comment.text for comment in ticket.comments)]


def known_in(ticket: Ticket) -> Known:
    """Whom the house knows by this ticket: whoever wrote, owns or was answered in it, and where the mail came from."""
    names = {ticket.reporter, ticket.owner, *(comment.author for comment in ticket.comments)}
    people = tuple(sorted(name for name in names if name.strip()))
    addresses = tuple(sorted({one for one in (ticket.reporter_address, *people) if "@" in one}))
    return Known(people=tuple(one for one in people if "@" not in one), addresses=addresses, organisations=())


def replacements_for(mirrored: MirroredTicket) -> list[Replaced]:
    """What is proposed now, with what a person decided before; in the order in which it stands in the text."""
    ticket = open_ticket(mirrored)
    kept = _kept(mirrored)
    spans = _spans(ticket, kept)
    left, own = set(kept["left"]), kept["changed"]
    counts: dict[str, int] = {}
    found: dict[str, Replaced] = {}
    for span in spans:
        counts[span.original] = counts.get(span.original, 0) + 1
        found.setdefault(
            span.original,
            Replaced(
                span.original,
                own.get(span.original, span.replacement),
                str(span.kind),
                span.certainty == Certainty.SURE,
                is_left=span.original in left,
                is_added=span.original in kept["added"],
            ),
        )
    return [Replaced(**{**one.__dict__, "count": counts[original]}) for original, one in found.items()]


def redacted(mirrored: MirroredTicket) -> list[str]:
    """Title, description and comments with everything replaced that is not left."""
    ticket = open_ticket(mirrored)
    kept = _kept(mirrored)
    return apply(parts_of(ticket), _used(_spans(ticket, kept), kept))


def originals(mirrored: MirroredTicket) -> dict[str, str]:
    """Replacement → what it stands for: for the answer alone, on the server."""
    ticket = open_ticket(mirrored)
    kept = _kept(mirrored)
    return {span.replacement: span.original for span in _used(_spans(ticket, kept), kept)}


def save_redaction(
    *,
    ticket: MirroredTicket,
    left: Iterable[str],
    changed: Mapping[str, str],
    added: Mapping[str, str],
    by: "Person",
    confirm: bool,
    now: datetime,
) -> Redaction:
    """``left``: originals that stay. ``changed`` and ``added``: original → replacement. Confirming is for the ticket as it
    stands: what is written into it later wants to be looked at again."""
    if any(not original.strip() or not new.strip() for original, new in added.items()):
        raise NothingToReplace
    with transaction.atomic():
        ticket = MirroredTicket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
        kept = _kept(ticket)
        kept |= {"left": sorted(set(left)), "changed": dict(changed), "added": dict(added)}
        redaction, _new = Redaction.objects.update_or_create(ticket=ticket, defaults={"sealed": seal_replaced(kept)})
        if confirm:
            redaction.token, redaction.confirmed_by, redaction.confirmed_at = ticket.token, by, now
        else:
            redaction.token, redaction.confirmed_by, redaction.confirmed_at = "", None, None
        redaction.save(update_fields=["token", "confirmed_by", "confirmed_at"])
    return redaction


def _kept(mirrored: MirroredTicket) -> dict[str, Any]:
    """What a person decided, and the salt of this ticket; begun anew where there is none, or its key is gone."""
    redaction = Redaction.objects.filter(ticket=mirrored).first()
    if redaction is not None:
        with suppress(InvalidToken):
            return open_replaced(redaction.sealed)
    fresh: dict[str, Any] = {"salt": secrets.token_hex(16), "left": [], "changed": {}, "added": {}}
    begun = {"sealed": seal_replaced(fresh), "token": "", "confirmed_by": None, "confirmed_at": None}
    Redaction.objects.update_or_create(ticket=mirrored, defaults=begun)
    return fresh


def _spans(ticket: Ticket, kept: dict[str, Any]) -> list[Span]:
    parts = parts_of(ticket)
    spans = list(propose(parts, known=known_in(ticket), salt=bytes.fromhex(kept["salt"])).spans)
    for original, replacement in kept["added"].items():
        spans = _with_added(parts, spans, original, replacement)
    return sorted(spans, key=lambda span: (span.part, span.start))


def _with_added(parts: list[str], spans: list[Span], original: str, replacement: str) -> list[Span]:
    """What a person added wins over what was proposed at the same place."""
    new = []
    for number, part in enumerate(parts):
        start = part.find(original)
        while start >= 0:
            end = start + len(original)
            new.append(Span(number, start, end, Kind.OTHER, original, replacement, Certainty.SURE))
            start = part.find(original, end)
    apart = [one for one in spans if not any(_overlap(one, other) for other in new)]
    return apart + new


def _overlap(one: Span, other: Span) -> bool:
    return one.part == other.part and one.start < other.end and other.start < one.end


def _used(spans: Iterable[Span], kept: dict[str, Any]) -> list[Span]:
    left, changed = set(kept["left"]), kept["changed"]
    return [
        Span(s.part, s.start, s.end, s.kind, s.original, changed.get(s.original, s.replacement), s.certainty)
        for s in spans
        if s.original not in left
    ]
