from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


class NotDelivered(DomainError):
    """A temporary failure: the job that sends runs again later. ``reason`` names the fault and nothing of the message."""

    status = 503
    message = _("The mail server did not take the message. It will be tried again.")

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__()

    def __str__(self) -> str:
        return self.reason


class BeingSent(NotDelivered):
    """Another sender holds the claim; whether it succeeded is seen when its claim ends."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__("another sender holds the claim")


class Refused(Exception):
    """A permanent failure: trying again would not help. ``str()`` names the fault and nothing of the message."""


class CannotSendAgain(DomainError):
    status = 409
    message = _("Only a message that failed can be sent again.")


class BodyGone(DomainError):
    status = 409
    message = _("The text of this message has been deleted since, so it cannot be sent again.")
