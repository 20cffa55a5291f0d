from datetime import datetime, timedelta

from django.db.models import Count, Min

from lms.mail.enums import MessageState
from lms.mail.models import Message, MessageQuerySet


def newest_messages(state: str = "") -> MessageQuerySet:
    """What the staff page lists: never the bodies."""
    messages = Message.objects.defer("text", "html", "calendar")
    return messages.filter(state=state) if state in MessageState.values else messages.all()


def counts_by_state() -> dict[str, int]:
    rows = Message.objects.order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(MessageState.values, 0) | dict(rows)


def age_of_oldest_unsent(now: datetime) -> timedelta:
    """How long the oldest unsent message has waited; nothing when none waits."""
    oldest = Message.objects.unsent().aggregate(oldest=Min("promised_at"))["oldest"]
    return max(now - oldest, timedelta(0)) if oldest else timedelta(0)
