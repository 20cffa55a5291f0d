from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from lms.core import jobs
from lms.mail.domain.delivery import deliver
from lms.mail.domain.promising import job_key
from lms.mail.enums import MessageState
from lms.mail.errors import BeingSent, BodyGone, CannotSendAgain, NotDelivered, Refused
from lms.mail.models import Message

CLAIM = timedelta(seconds=settings.MAIL_CLAIM_SECONDS)
GIVE_UP_AFTER = timedelta(days=3)
CHASE_AFTER = timedelta(minutes=5)


def send_message(*, message_id: int, now: datetime) -> MessageState:
    """Sends the message of that row unless it has left already; answers its state. Safe to run twice and side by side.

    The claim is committed before the mail server is spoken to, and the sent-marker after it answered. Who dies between
    the two leaves a claim that runs out: the message then goes once more, under the same Message-ID, by which mail
    programmes and FolderBackend know it again. Raises NotDelivered when it should be tried later.
    """
    with transaction.atomic():
        claimed = (
            Message.objects.filter(pk=message_id)
            .claimable(now)
            .move(MessageState.SENDING, claimed_until=now + CLAIM, attempts=F("attempts") + 1)
        )
        message = Message.objects.filter(pk=message_id).first()
    if message is None:  # taken back: see ``forget_messages``
        return MessageState.FAILED
    if not claimed:
        if message.claimed_until:
            raise BeingSent(message.claimed_until)
        return MessageState(message.state)
    ours = Message.objects.filter(pk=message_id, attempts=message.attempts)
    try:
        deliver(message)
    except Refused as error:
        ours.move(MessageState.FAILED, claimed_until=None, last_error=str(error))
        return MessageState.FAILED
    except NotDelivered as error:
        if now - message.promised_at > GIVE_UP_AFTER:
            ours.move(MessageState.FAILED, claimed_until=None, last_error=f"given up: {error}")
            return MessageState.FAILED
        ours.move(MessageState.WAITING, claimed_until=None, last_error=str(error))
        raise
    ours.move(MessageState.SENT, claimed_until=None, sent_at=now, last_error="")
    return MessageState.SENT


def chase_messages(*, now: datetime) -> int:
    """Gives every message that still waits a job, if it has none; answers how many wait."""
    waiting = Message.objects.unsent().filter(promised_at__lte=now - CHASE_AFTER).order_by("pk")
    keys = list(waiting.values_list("pk", flat=True))
    for message_pk in keys:
        jobs.enqueue("mail.send_message", message_pk, dedupe=job_key(message_pk))
    return len(keys)


@transaction.atomic
def send_again(*, message_id: int, now: datetime) -> Message:
    """A person's wish for a message that failed. Its three days begin anew, its Message-ID stays."""
    failed = Message.objects.select_for_update().filter(pk=message_id)
    message = failed.get()
    if message.state != MessageState.FAILED:
        raise CannotSendAgain
    if message.emptied_at:
        raise BodyGone
    failed.move(MessageState.WAITING, promised_at=now)
    jobs.enqueue("mail.send_message", message_id, dedupe=job_key(message_id))
    message.refresh_from_db()
    return message
