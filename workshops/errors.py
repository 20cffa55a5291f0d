from django.utils.text import format_lazy
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


class InThePast(DomainError):
    message = _("That would be in the past. Sessions are moved to a time that is still to come.")


class IsHistory(DomainError):
    """It has begun, or somebody's attendance is kept with it."""

    status = 409
    message = _("This session has begun or is over, and stays as it was. You can change those that are still to come.")


class FewerSeatsThanTaken(DomainError):
    """``start``: the wall clock of the first session that has more people than seats would be left."""

    status = 409

    def __init__(self, start: str, taken: int) -> None:
        self.start, self.taken = start, taken
        words = _("On {day} more people have a seat ({taken}) than there would be. Nothing was changed.")
        super().__init__(format_lazy(words, day=start.replace("T", ", "), taken=taken))


class ManyAtOnce(DomainError):
    """The row of the session was not free for three seconds. Nothing was written: the same submit may come again."""

    status = 503
    message = _("Many people are registering right now. Nothing of yours was lost: press the button again.")


class RegistrationOver(DomainError):
    status = 409
    message = _("This session is over, so nobody can register for it any more. Perhaps it is given again.")


class SessionIsCancelled(DomainError):
    status = 409
    message = _("This session is cancelled. If it takes place after all, your registration stands as it was.")


class SessionIsFull(DomainError):
    status = 409
    message = _("Every seat is taken, and this session has no waitlist. Perhaps another one suits you.")


class NoSuchPool(DomainError):
    message = _("This session has no seats of that kind. Choose one of those on the page.")


class UsedForm(DomainError):
    status = 409
    message = _("This form was already sent for another session. Open the page of this session and register there.")


class AnswerMissing(DomainError):
    message = _("A question that must be answered has no answer yet, or one that is not among the choices.")


class NotRegistered(DomainError):
    status = 404
    message = _("You are not registered for this session.")


class TooLateToCancel(DomainError):
    status = 409
    message = _("It is too late to cancel here. Please write to the trainers, so that they know.")


class ReasonMissing(DomainError):
    message = _("Write a reason: the person reads it.")


class OfferOver(DomainError):
    status = 409
    message = _("This offer has ended, and the seat went on to the next person. You can register again.")


class NoFreeSeat(DomainError):
    status = 409
    message = _("There is no free seat any more. You keep your place on the list.")


class SeatsAreTaken(DomainError):
    """``taken``: how many seats of that pool people hold or are offered."""

    status = 409

    def __init__(self, taken: int) -> None:
        self.taken = taken
        words = _(
            "{taken} seats are taken already. Say that you mean it: then everybody keeps theirs, and no new ones."
        )
        super().__init__(format_lazy(words, taken=taken))


class UnknownQuestion(DomainError):
    """The API was asked for something that it does not know."""

    message = _("That question is not understood.")


class TooManyQuestions(DomainError):
    status = 429
    message = _("That was too fast. Wait a minute, then go on.")
