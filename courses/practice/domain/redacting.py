"""What of a ticket is replaced by what. The proposal is the machine's; a person edits it, and confirms it for the ticket as
it stands."""

import hashlib
import json
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from courses.practice.domain.sealed import open_replaced, open_ticket, seal_replaced
from courses.practice.errors import NothingToReplace, ReadAgain, RealNameInIt
from courses.practice.models import MirroredTicket, Post, Redaction
from courses.practice.rules.redaction import Certainty, Kind, Known, Span, apply, mapping_of, propose
from courses.practice.trackers.port import Ticket
from lms.core.sealing import InvalidToken

if TYPE_CHECKING:
    from lms.accounts.models import Person

MOST_READ = 200_000  # characters of one ticket
NEVER_BACK = frozenset({Kind.SECRET, Kind.CARD, Kind.BANK_ACCOUNT, Kind.GOVERNMENT_ID})
SHORTEST = 3  # of what is looked for in texts for learners


@dataclass(frozen=True)
class Replaced:
    """One identifier, wherever it stands. ``is_left``: a person decided that it may stay as it is."""

    original: str
    replacement: str
    kind: Kind
    is_sure: bool
    is_left: bool = False
    is_added: bool = False
    count: int = 0


@dataclass(frozen=True)
class Reading:
    """What is proposed for one ticket, with what a person decided; worked out once. ``parts``: title, description and
    comments as they were written. ``is_cut``: it is longer than what learners can be given; nothing of the rest leaves."""

    token: str
    parts: list[str] = field(repr=False)
    spans: list[Span] = field(repr=False)
    kept: Mapping[str, Any] = field(repr=False)
    is_cut: bool = False

    def used(self) -> list[Span]:
        """All that is not left as it is."""
        left, changed = set(self.kept["left"]), self.kept["changed"]
        return [
            replace(one, replacement=changed.get(one.original, one.replacement))
            for one in self.spans
            if one.original not in left
        ]

    def rows(self) -> list[Replaced]:
        """In the order in which it stands in the text."""
        counts = Counter(one.original for one in self.spans)
        found: dict[str, Replaced] = {}
        for span in self.spans:
            found.setdefault(
                span.original,
                Replaced(
                    span.original,
                    self.kept["changed"].get(span.original, span.replacement),
                    span.kind,
                    is_sure=span.certainty == Certainty.SURE,
                    is_left=span.original in self.kept["left"],
                    is_added=span.original in self.kept["added"],
                    count=counts[span.original],
                ),
            )
        return list(found.values())

    def redacted(self) -> list[str]:
        return apply(self.parts, self.used())

    def originals(self) -> dict[str, str]:
        """Replacement → what it stands for: for the answer alone, on the server. Keys and numbers that open something do not
        come back: a comment is no place for them."""
        return mapping_of(one for one in self.used() if one.kind not in NEVER_BACK)

    def seen(self) -> str:
        """A short name of what a person is shown: another one once the ticket, or what is decided about it, changes."""
        said = [self.token, *self.parts, json.dumps(self.kept, sort_keys=True)]
        return hashlib.sha256("\x00".join(said).encode("utf-8", "replace")).hexdigest()[:32]


def read(mirrored: MirroredTicket) -> Reading:
    """Raises SealedWithAnotherKey."""
    ticket = of_others(open_ticket(mirrored), mirrored.pk)
    kept = _kept(mirrored)
    parts, is_cut = parts_of(ticket)
    return Reading(mirrored.token, parts, _spans(parts, known_in(ticket), kept), kept, is_cut)


def parts_of(ticket: Ticket) -> tuple[list[str], bool]:
    """Title, description and comments, as far as they fit into ``MOST_READ`` characters; and whether something was cut."""
    parts, room = [], MOST_READ
    whole = [ticket.title, ticket.text, *(comment.text for comment in ticket.comments)]
    for part in whole:
        parts.append(
            part if len(part) <= room else part[:room].rpartition(" ")[0]
        )  # half an address is nobody's to find
        room -= len(parts[-1])
        if room <= 0:
            break
    return parts, parts != whole


def known_in(ticket: Ticket) -> Known:
    """Whom the house knows by this ticket: whoever wrote, owns or was answered in it, and where the mail came from."""
    names = {ticket.reporter, ticket.owner, *(comment.author for comment in ticket.comments)}
    people = tuple(sorted(name for name in names if name.strip()))
    addresses = tuple(sorted({one for one in (ticket.reporter_address, *people) if "@" in one}))
    return Known(people=tuple(one for one in people if "@" not in one), addresses=addresses, organisations=())


def of_others(ticket: Ticket, mirrored_pk: int) -> Ticket:
    """Without what the house wrote there: the question for consent, and answers. Of comments with a marker of ours that is
    the first: whoever quotes it comes later, and what they say is theirs."""
    markers = Post.objects.filter(ticket=mirrored_pk).values_list("marker", flat=True)
    said = list(enumerate(ticket.comments))
    ours = {next((place for place, one in said if marker in one.text), None) for marker in markers}
    return replace(ticket, comments=tuple(one for place, one in said if place not in ours))


def keep_confirmed(redaction: Redaction, before: Ticket | None, after: Ticket) -> None:
    """What a person confirmed stays confirmed where nobody said anything new, as after an answer of ours, or a new label.
    ``before``: None where it cannot be read any more."""
    as_confirmed = Redaction.objects.filter(pk=redaction.pk, token=redaction.token)
    if before is not None and _said(before, redaction) == _said(after, redaction):
        as_confirmed.update(token=after.token)
    elif redaction.token == after.token:  # said within the second that it was confirmed for
        as_confirmed.update(token="", confirmed_at=None, confirmed_by=None)


def _said(ticket: Ticket, redaction: Redaction) -> tuple[object, Known]:
    theirs = of_others(ticket, redaction.ticket_id)
    return parts_of(theirs), known_in(theirs)


def refuse_originals(mirrored: MirroredTicket, texts: Iterable[str]) -> None:
    """Raises RealNameInIt where a text for learners says what the redaction surely takes out; of people also one of their
    names."""
    reading, whole = read(mirrored), "\n".join(texts)
    for span in reading.used():
        is_meant = span.certainty == Certainty.SURE or span.original in reading.kept["changed"]
        if not is_meant or span.original == span.replacement:
            continue
        if _stands(span.original, whole, re.IGNORECASE):
            raise RealNameInIt(span.original)
        for name in span.original.split() if span.kind == Kind.PERSON else ():
            if name[0].isupper() and name not in span.replacement and _stands(name, whole):
                raise RealNameInIt(name)


def _stands(original: str, text: str, flags: int = 0) -> bool:
    return len(original) >= SHORTEST and re.search(rf"(?<!\w){re.escape(original)}(?!\w)", text, flags) is not None


def save_redaction(
    *,
    ticket: MirroredTicket,
    left: Iterable[str],
    changed: Mapping[str, str],
    added: Mapping[str, str],
    by: "Person",
    confirm: bool,
    now: datetime,
    seen: str | None = None,
) -> Redaction:
    """``left``: originals that stay. ``changed`` and ``added``: original → replacement. ``seen``: what the person looked at
    (see ``Reading.seen``); raises ReadAgain where it is not what there is.

    Confirming is for what was looked at: with a change in the same form it is kept only, to be read once more. And it is for
    the ticket as it stands: what is written into it later wants to be looked at again.
    """
    if any(not original.strip() or not new.strip() for original, new in added.items()):
        raise NothingToReplace
    with transaction.atomic():
        ticket = MirroredTicket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
        if seen is not None and seen != read(ticket).seen():
            raise ReadAgain
        kept = _kept(ticket)
        decided = kept | {"left": sorted(set(left)), "changed": dict(changed), "added": dict(added)}
        redaction, _new = Redaction.objects.update_or_create(ticket=ticket, defaults={"sealed": seal_replaced(decided)})
        if confirm and decided == kept:
            redaction.token, redaction.confirmed_by, redaction.confirmed_at = ticket.token, by, now
        else:
            redaction.token, redaction.confirmed_by, redaction.confirmed_at = "", None, None
        redaction.save(update_fields=["token", "confirmed_by", "confirmed_at"])
    return redaction


def _kept(mirrored: MirroredTicket) -> dict[str, Any]:
    """What a person decided, and the salt of this ticket; begun anew where there is none, or its key is gone."""
    fresh: dict[str, Any] = {"salt": secrets.token_hex(16), "left": [], "changed": {}, "added": {}}
    begun = {"sealed": seal_replaced(fresh), "token": "", "confirmed_by": None, "confirmed_at": None}
    redaction, _new = Redaction.objects.get_or_create(ticket=mirrored, defaults=begun)
    try:
        return open_replaced(redaction.sealed)
    except InvalidToken:  # what another one began meanwhile is not written over
        Redaction.objects.filter(pk=redaction.pk, sealed=redaction.sealed).update(**begun)
        return fresh


def _spans(parts: list[str], known: Known, kept: Mapping[str, Any]) -> list[Span]:
    spans = list(propose(parts, known=known, salt=bytes.fromhex(kept["salt"])).spans)
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
