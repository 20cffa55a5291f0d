from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


class SealedWithAnotherKey(DomainError):
    status = 409
    message = _("This ticket was sealed with a key that is gone. It is read again from its tracker by itself.")


class PictureNotCleaned(DomainError):
    message = _(
        "What a camera wrote into this picture cannot be taken out here, so you do not get it. Open it in the ticket system."
    )


class ConsentMissing(DomainError):
    message = _("The member has not agreed. Learners see nothing of a ticket before that.")


class RedactionMissing(DomainError):
    message = _("Nobody has confirmed the redaction of this ticket as it stands now.")


class TicketIsClosed(DomainError):
    status = 409
    message = _("The ticket is closed: there is nothing to answer. You can keep the assignment as an exercise.")


class WordsMissing(DomainError):
    message = _("Both languages need a title and a story, and at least one row says what counts as done.")


class LooksIdentifying(DomainError):
    message = _(
        "Some of this looks as if it names somebody. Look at it again; if it is invented, say so below and save."
    )


class RealNameInIt(DomainError):
    """``words``: what stands in a text for learners though the redaction of the ticket takes it out."""

    def __init__(self, words: str) -> None:
        said = _("“%(words)s” stands in the ticket and must not reach learners. Write it the way they read it.")
        super().__init__(said % {"words": words})


class ReadAgain(DomainError):
    status = 409
    message = _("The ticket changed while you looked at it. Nothing was stored: look again.")


class NothingToReplace(DomainError):
    message = _("Say both what is replaced and by what.")


class NotPossibleNow(DomainError):
    status = 409
    message = _("That is not possible any more: somebody changed it meanwhile.")


class AlreadyTaken(DomainError):
    status = 409
    message = _("Somebody else took this one a moment ago. You can wait for it, or choose another one.")


class AlreadyYours(DomainError):
    message = _("You are working on this one already.")


class TooManyAtOnce(DomainError):
    message = _("You are working on three tickets already. Finish one or hand it back first.")


class CourseFirst(DomainError):
    message = _("This one is for people who have finished a certain course first.")


class PairIsFull(DomainError):
    message = _("Two people work on this one already.")


class ChangedMeanwhile(DomainError):
    status = 409
    message = _(
        "The other person saved something meanwhile. Both texts are below: put together what you want, and save."
    )


class NothingHandedIn(DomainError):
    message = _("Say what you found or did, and what the member should be told.")


class TextTooLong(DomainError):
    status = 413
    message = _("One of the texts is longer than 20,000 characters. Nothing was stored; shorten it.")


class MentorIsClaimant(DomainError):
    status = 403
    message = _("You worked on this one yourself: somebody else reviews it.")


class VerdictMissing(DomainError):
    message = _("Say of each row, and of the whole, whether it is done or wants another try.")


class AnswerMissing(DomainError):
    message = _("Without an answer the member gets nothing. Write it, or ask for another try.")


class WordsForAgain(DomainError):
    message = _("Where something is to be tried again, say what.")


class TooManyReviews(DomainError):
    message = _("You have taken five already. Give those back or review them first.")


class ImpossibleTracker(DomainError):
    message = _("Give a name, a kind, and an address that begins with https://.")


class BadLink(DomainError):
    status = 404
    message = _("This link is not complete, or a newer one took its place. Look for the newest message in your ticket.")


class NoMachineToOpen(DomainError):
    status = 409
    message = _("There is no machine to open here any more.")
