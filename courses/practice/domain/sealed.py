"""Opening and closing what is sealed: tickets as they were written, replacements, and the keys of trackers."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from courses.practice.errors import SealedWithAnotherKey
from courses.practice.models import MirroredTicket, Post, TrackerSource
from courses.practice.trackers.kinds import tracker_for
from courses.practice.trackers.port import Access, Comment, Ticket, Tracker
from lms.core.sealing import InvalidToken, seal, unseal

TICKET, ACCESS, REPLACED, ANSWER = "practice.ticket", "practice.access", "practice.redaction", "practice.answer"


def seal_ticket(ticket: Ticket) -> str:
    return seal(json.dumps(asdict(ticket), default=datetime.isoformat, ensure_ascii=False), purpose=TICKET)


def open_ticket(mirrored: MirroredTicket) -> Ticket:
    """The whole ticket, with everybody's names: for the server's own work, and for the support team after
    ``courses.practice.domain.opening``. Raises SealedWithAnotherKey."""
    try:
        raw: dict[str, Any] = json.loads(unseal(mirrored.sealed, purpose=TICKET))
    except InvalidToken as error:
        raise SealedWithAnotherKey from error
    comments = tuple(Comment(**(one | {"at": datetime.fromisoformat(one["at"])})) for one in raw["comments"])
    moments = {name: datetime.fromisoformat(raw[name]) for name in ("created_at", "changed_at")}
    return Ticket(**(raw | moments | {"labels": tuple(raw["labels"]), "comments": comments}))


def can_open(mirrored: MirroredTicket) -> bool:
    try:
        open_ticket(mirrored)
    except SealedWithAnotherKey:
        return False
    return True


def seal_access(text: str) -> str:
    return seal(text, purpose=ACCESS) if text else ""


def access_of(source: TrackerSource) -> Access:
    return Access(
        address=source.address,
        login=source.login,
        space=source.space,
        secret=_opened(source.sealed_secret),
        hook_secret=_opened(source.sealed_hook_secret),
    )


def _opened(sealed: str) -> str:
    """Nothing where the key is gone: the tracker then says that we may not, and somebody types it in again."""
    try:
        return unseal(sealed, purpose=ACCESS) if sealed else ""
    except InvalidToken:
        return ""


def tracker_of(source: TrackerSource) -> Tracker:
    return tracker_for(source.kind, access_of(source))


def seal_replaced(kept: dict[str, Any]) -> str:
    return seal(json.dumps(kept, ensure_ascii=False), purpose=REPLACED)


def open_replaced(sealed: str) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(unseal(sealed, purpose=REPLACED))
    return kept


def seal_answer(text: str) -> str:
    return seal(text, purpose=ANSWER)


def open_answer(post: Post) -> str:
    """Nothing where it went with the member's consent. Raises InvalidToken where the key is gone."""
    return unseal(post.sealed_text, purpose=ANSWER) if post.sealed_text else ""
