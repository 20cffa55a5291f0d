"""What goes wrong with registrations, seats, places on the list, and what is asked there."""

from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


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


class UnknownQuestion(DomainError):
    """The API was asked for something that it does not know."""

    message = _("That question is not understood.")


class TooManyQuestions(DomainError):
    status = 429
    message = _("That was too fast. Wait a minute, then go on.")


class NoQuestion(DomainError):
    message = _("Write the question in at least one of the two languages.")


class OptionsDiffer(DomainError):
    message = _("Answers to choose from are two to twenty, as many in one language as in the other, in the same order.")


class TooManyAsked(DomainError):
    message = _("Twenty questions are the most. Stop asking one before you ask another.")


class QuestionAnswered(DomainError):
    status = 409
    message = _(
        "People have answered this question. You can reword its answers, add more at the end, or stop asking it."
    )


class NoLabel(DomainError):
    message = _("Say who is first in at least one of the two languages: everybody reads it.")


class NobodyIsFirst(DomainError):
    message = _("Say since when they have been members, or name them.")
