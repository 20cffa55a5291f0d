from datetime import datetime, timedelta

from django.db.models import Q

from lms.mail.enums import UNSENT
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
