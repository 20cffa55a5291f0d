"""What interpreters are sent before a session, and the offer to go when nobody listens to them any more."""

from datetime import datetime

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from lms.content.enums import Language
from lms.core.html import clean_line, clean_text
from workshops.domain import staff_mail
from workshops.domain.calendar_mail import send_cancel
from workshops.domain.commitments import set_state
from workshops.domain.session_states import lock_session
from workshops.enums import RELEASE_TRANSITIONS, AssignmentState, PackKind, ReleaseState
from workshops.errors import ForeignLink, ImpossiblePack, NeededAgain, NotInThatState, StaleLink
from workshops.models import Assignment, PackItem, PackReceipt, ReleaseOffer, Session
from workshops.queries.interpretation import (
    has_listeners,
    interpreter_by_key,
    interpreters_of,
    pack_of,
    packs_due,
    release_by_key,
)

PACK_SALT, RELEASE_SALT = "workshops.pack", "workshops.release"
is_web_address = URLValidator(schemes=["http", "https"])


def add_to_pack(
    *,
    session: Session,
    kind: PackKind,
    language: Language,
    title: str,
    now: datetime,
    link: str = "",
    words: str = "",
    is_for_series: bool = False,
) -> PackItem:
    """Raises ImpossiblePack for what has no title, or neither an address nor words."""
    title, words = clean_line(title, most=120), clean_text(words, most=10_000)
    try:
        if link:
            is_web_address(link)
    except ValidationError as error:
        raise ImpossiblePack from error
    if not title or not (link or words) or len(link) > 300:
        raise ImpossiblePack
    return PackItem.objects.create(
        series=session.series if is_for_series else None,
        session=None if is_for_series else session,
        kind=kind,
        language=language,
        title=title,
        link=link,
        words=words,
        added_at=now,
    )


def drop_from_pack(*, session: Session, number: int) -> bool:
    """Whether it was in the pack of that session."""
    found = next((item for item in pack_of(session) if item.pk == number), None)
    return bool(found and found.delete()[0])


def send_due_packs(*, now: datetime) -> int:
    """To each interpreter of what begins within three days; again where something was added since. Answers how many
    mails. Safe to run twice."""
    sent = 0
    for session in packs_due(now):
        with transaction.atomic():
            lock_session(session.pk)
            items = pack_of(session)
            newest = max((item.added_at for item in items), default=None)
            if newest is None:
                continue
            for row in interpreters_of(session):
                sent += _send_pack(row, newest, now)
    return sent


def _send_pack(row: Assignment, newest: datetime, now: datetime) -> bool:
    receipt = PackReceipt.objects.filter(assignment=row).first()
    if receipt and receipt.sent_at >= newest:
        return False
    PackReceipt.objects.update_or_create(assignment=row, defaults={"sent_at": now, "acknowledged_at": None})
    staff_mail.tell_pack(row, pack_token(row), now)
    return True


def acknowledge_pack(*, assignment: Assignment, now: datetime) -> PackReceipt:
    """The interpreter has read it. Saying it twice is saying it once; also before it was sent."""
    with transaction.atomic():
        lock_session(assignment.session_id)
        receipt, _is_new = PackReceipt.objects.get_or_create(assignment=assignment, defaults={"sent_at": now})
        if receipt.acknowledged_at is None:
            receipt.acknowledged_at = now
            receipt.save(update_fields=["acknowledged_at"])
    return receipt


def listener_left(*, session: Session, now: datetime) -> list[ReleaseOffer]:
    """Somebody who needed interpretation gave up their seat. The caller holds the session's row.

    Where nobody who has a seat or waits for one needs it any more, each interpreter is offered to go, by mail.
    """
    if has_listeners(session) or session.starts_at <= now:
        return []
    offers = []
    for row in interpreters_of(session):
        if not ReleaseOffer.objects.filter(assignment=row, state=ReleaseState.OFFERED).exists():
            offer = ReleaseOffer.objects.create(assignment=row, offered_at=now)
            staff_mail.tell_release(row, release_token(offer), now)
            offers.append(offer)
    return offers


def answer_release(*, offer: ReleaseOffer, goes: bool, now: datetime) -> ReleaseOffer:
    """The interpreter goes, or stays. Raises NeededAgain where somebody listens meanwhile."""
    with transaction.atomic():
        session = lock_session(offer.assignment.session_id)
        row = ReleaseOffer.objects.select_related("assignment__person", "assignment__session__series").get(pk=offer.pk)
        to = ReleaseState.RELEASED if goes else ReleaseState.STAYS
        if row.state == to:
            return row
        if to not in RELEASE_TRANSITIONS[ReleaseState(row.state)] or session.starts_at <= now:
            raise NotInThatState
        if goes and has_listeners(session):
            raise NeededAgain
        row.state, row.answered_at = to, now
        row.save()
        assignment = row.assignment
        if goes and assignment.state == AssignmentState.ACCEPTED:
            set_state(assignment, AssignmentState.WITHDRAWN, now)
            assignment.save()
            send_cancel(commitment=assignment, now=now)
    return row


def pack_token(assignment: Assignment) -> str:
    return signing.dumps(assignment.pk, salt=PACK_SALT)


def release_token(offer: ReleaseOffer) -> str:
    return signing.dumps(offer.pk, salt=RELEASE_SALT)


def interpreter_by_token(*, token: str, now: datetime) -> Assignment:
    """Raises ForeignLink, or StaleLink after the session or for who does not interpret there any more."""
    assignment = interpreter_by_key(_number(token, PACK_SALT))
    if assignment is None or assignment.session.ends_at <= now:
        raise StaleLink
    return assignment


def release_by_token(*, token: str, now: datetime) -> ReleaseOffer:
    offer = release_by_key(_number(token, RELEASE_SALT))
    if offer is None or offer.assignment.session.starts_at <= now:
        raise StaleLink
    return offer


def _number(token: str, salt: str) -> int:
    try:
        return int(signing.loads(token, salt=salt))
    except (signing.BadSignature, ValueError, TypeError):
        raise ForeignLink from None
