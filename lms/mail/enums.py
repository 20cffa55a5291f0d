"""The life of a message, and which step may follow which. ``MessageQuerySet.move`` is the one function that takes a step."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class MessageState(TextChoices):
    # Translators: the state of a mail in the outbox
    WAITING = "waiting", pgettext_lazy("mail", "waiting")
    # Translators: the state of a mail in the outbox
    SENDING = "sending", pgettext_lazy("mail", "being sent")
    # Translators: the state of a mail in the outbox
    SENT = "sent", pgettext_lazy("mail", "sent")
    # Translators: the state of a mail in the outbox
    FAILED = "failed", pgettext_lazy("mail", "failed")


UNSENT = (MessageState.WAITING, MessageState.SENDING)

# target: the states it may be reached from
SOURCES: dict[MessageState, tuple[MessageState, ...]] = {
    MessageState.SENDING: (MessageState.WAITING, MessageState.SENDING),  # sending again: the former claim ran out
    MessageState.SENT: (MessageState.SENDING,),
    MessageState.WAITING: (MessageState.SENDING, MessageState.FAILED),  # a retry; a person's wish
    MessageState.FAILED: (MessageState.SENDING,),
}
