"""What goes wrong with people who work in workshops, and with requests for support."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


class Busy(DomainError):
    """Somebody has something else at that time. What it is, only they themselves are told: in ``message``."""

    status = 409
    message = _("This person is busy then.")


class PlaceFilled(DomainError):
    status = 409
    message = _("Somebody else was quicker, and nobody more is needed there. Thank you for being ready to help.")


class NotAsked(DomainError):
    status = 409
    message = _("You are not asked for this any more. What you are asked for is on your page.")


class TooLate(DomainError):
    status = 410
    message = _("This session has begun or is cancelled: there is nothing to answer any more.")


class ForeignLink(DomainError):
    status = 404
    message = _("This link is not one of ours, or it was cut short on its way. Open it from the mail once more.")


class StaleLink(DomainError):
    status = 410
    message = _("This link is old: things changed after it was sent. What you are asked for is on your page.")


class NobodyToAsk(DomainError):
    message = _("Nobody was asked: choose people who are not asked yet, for a place that is still open.")


class NotAvailable(DomainError):
    status = 409
    message = _("Somebody among them said that they have no time then. The house does not ask people at such times.")


class ReasonNeeded(DomainError):
    message = _("Write a reason: it is kept, and others can read why.")


class ImpossibleHours(DomainError):
    message = _("Hours end after they begin, and do not overlap on one day. Look at the days once more.")


class ImpossibleDays(DomainError):
    message = _("The last day is not before the first one, and both are within the next two years.")


class ImpossibleSkill(DomainError):
    message = _("Say which way you interpret: English to Spanish, Spanish to English, or both ways.")


class NotStaffed(DomainError):
    """A session cannot be confirmed yet. ``shortcomings`` says why; a written reason helps where ``can_be_overridden``."""

    status = 409
    message = _("This session is not ready to be confirmed. Below is what is missing.")

    def __init__(self, shortcomings: Sequence[Any] = (), *, can_be_overridden: bool = False) -> None:
        self.shortcomings = shortcomings
        self.can_be_overridden = can_be_overridden
        super().__init__()


class ImpossiblePack(DomainError):
    message = _("It needs a title, and a web address or the words themselves.")


class NeededAgain(DomainError):
    status = 409
    message = _("Somebody needs the interpretation again. Please stay, or take it back on your page.")


class NoWords(DomainError):
    message = _("Write what you need, in your own words.")


class NoSteward(DomainError):
    status = 409
    message = _("Nobody is named for such requests in this series yet. Ask its trainers to name somebody.")


class CaseNotKept(DomainError):
    status = 409
    message = _("That could not be kept. Nothing was lost of what you had before: try it once more.")


class NoSuchCase(DomainError):
    status = 404
    message = _("There is no such request, or it is not yours to answer.")
