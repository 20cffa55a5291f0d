from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


class ImpossibleRule(DomainError):
    message = _("Sessions cannot repeat like that. Look at the days, the interval and the end once more.")


class NoSuchSession(DomainError):
    status = 404
    message = _("There is no such session, or not any more.")


class EndsBeforeItStarts(DomainError):
    message = _("It would end before it starts. A session lasts at least five minutes and at most sixteen hours a day.")


class ImpossibleCapacity(DomainError):
    message = _("A number of seats is between 0 and 5,000, and what is held in a room or online has at least one.")


class NoTitle(DomainError):
    message = _("It needs a title in at least one of the two languages.")


class UnknownZone(DomainError):
    message = _("There is no such time zone. Choose one from the list.")


class NotInThatState(DomainError):
    """A change that is not allowed from the state that a session, a registration or an assignment is in."""

    status = 409
    message = _("That is not possible any more: somebody changed it meanwhile. Below is how it is now.")


class UnknownQuestion(DomainError):
    """The API was asked for something that it does not know."""

    message = _("That question is not understood.")


class TooManyQuestions(DomainError):
    status = 429
    message = _("That was too fast. Wait a minute, then go on.")


class ImpossibleWebhook(DomainError):
    message = _(
        "That address cannot be told anything. It begins with https: and names a host, without a password in it."
    )


class NotDelivered(DomainError):
    """The other program did not take it: the job runs again later. ``str()`` names the fault and nothing of the message."""

    status = 503
    message = _("The other program did not take the message. It will be tried again.")

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__()

    def __str__(self) -> str:
        return self.reason
