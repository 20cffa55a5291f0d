from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from lms.mail.enums import UNSENT, MessageState
from lms.mail.models import Message

KEEP_SECRETS = timedelta(days=1)  # a code is good for an hour at most
KEEP_BODIES = timedelta(days=30)


def empty_bodies(*, now: datetime) -> int:
    """Deletes the text of mail that was sent or failed some time ago; who got what, and when, stays. Answers how many.

    Mail that was given up is older than a day by then: secrets among it are emptied at once, and cannot be sent again.
    """
    old = Q(is_secret=True, promised_at__lte=now - KEEP_SECRETS) | Q(promised_at__lte=now - KEEP_BODIES)
    done = Message.objects.with_body().exclude(state__in=UNSENT)
    return done.filter(old).update(text="", html="", calendar="", emptied_at=now)


def forget_messages(*, beginnings: Iterable[str]) -> int:
    """Deletes every mail whose key begins like one of these, for what is told of in it was taken away; what waits is never
    sent. What is with the mail server at this moment is left. Answers how many."""
    rows = Message.objects.exclude(state=MessageState.SENDING)
    return sum(rows.filter(key__startswith=one).delete()[0] for one in beginnings)
