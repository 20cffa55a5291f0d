from collections.abc import Iterable, Mapping
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


def kept_under(prefix: str) -> list[str]:
    """The keys of promises that begin like that."""
    return list(Message.objects.filter(key__startswith=prefix).values_list("key", flat=True))


def unreachable(addresses: Mapping[int, str]) -> set[int]:
    """Of these people (key → present address) those whose newest mail to that address failed. One query."""
    failed = Message.objects.filter(person__in=addresses, state=MessageState.FAILED)
    rows = Message.objects.filter(person__in=failed.values("person")).order_by("promised_at", "pk")
    newest = {
        person: state
        for person, to, state in rows.values_list("person_id", "to", "state")
        if person and addresses.get(person) == to
    }
    return {person for person, state in newest.items() if state == MessageState.FAILED}


def failed_among(keys: Iterable[str]) -> set[str]:
    """Of these promises, those that were given up or refused."""
    return set(Message.objects.filter(key__in=list(keys), state=MessageState.FAILED).values_list("key", flat=True))
