from collections.abc import Sequence
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


class ImpossibleRule(DomainError):
    message = _("Sessions cannot repeat like that. Look at the days, the interval and the end once more.")


class ImpossibleDay(DomainError):
    message = _("Workshops are between the years 2000 and 2100. Look at the year once more.")


class TooManySessions(DomainError):
    """Of one series that ends, or of all series that are made together."""

    def __init__(self, most: int) -> None:
        words = _("More than {most} sessions would come of it. Choose an earlier end, or make them in several parts.")
        super().__init__(format_lazy(words, most=most))


class RunsAlready(DomainError):
    status = 409
    message = _("It takes place at that time already: the same title, day, hour and clock. Look for it on your desk.")


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


class ImpossibleReminders(DomainError):
    message = _("People are reminded at most five times, between fifteen minutes and sixty days before the start.")


class SignInNotOpen(DomainError):
    message = _("Signing in opens half an hour before the session begins. Come back to this page then.")


class SignInOver(DomainError):
    message = _("Signing in has ended. If you were there, tell your trainer: they can still write it down.")


class WrongCode(DomainError):
    message = _("This is not the code of this session. Look at the six letters on the screen and type them again.")


class OldCode(DomainError):
    message = _("This code is from earlier and does not count any more. Type the one that is on the screen now.")


class NoSeatHere(DomainError):
    status = 409
    message = _("You have no seat in this session. If you are there, tell your trainer: they can add you.")


class NotOnTheList(DomainError):
    message = _("Nobody with a seat is called so. Try the e-mail address, or ask the trainer to add you.")


class SayTheAddress(DomainError):
    message = _("Several people are called so. Type the e-mail address instead.")


class NobodyWithThatAddress(DomainError):
    message = _("Nobody has signed up with this address. Write it on the paper sheet: they can sign up later.")


class NoSeatLeft(DomainError):
    status = 409
    message = _("Every seat is taken. Somebody who did not come gives theirs free: mark them as not there first.")


class SayTheMinutes(DomainError):
    message = _("For somebody who was there for a part, say for how many minutes.")


class TooEarlyForThat(DomainError):
    message = _("Attendance is written down from half an hour before the session begins.")


class CannotAnswer(DomainError):
    status = 409
    message = _(
        "These questions are open to those who have a seat, until it begins, and after it to those who were there."
    )


class AnsweredAlready(DomainError):
    status = 409
    message = _("You have answered already, thank you. It is kept without your name, so it cannot be changed.")


class NothingSaid(DomainError):
    message = _("Answer at least one of the questions.")


class NoMaterialTitle(DomainError):
    message = _("Say what it is: a title, in the language in which it is.")


class NoLink(DomainError):
    message = _("Give a file, or the address of a web page that begins with https://.")


class EmptyMaterial(DomainError):
    message = _("This file is empty. Nothing was stored.")


class MaterialTooLarge(DomainError):
    status = 413
    message = _("This file is larger than 25 MB. Put it where videos are kept, and give its link here.")


class TooManyMaterials(DomainError):
    message = _("Forty are the most for one session. Take one away before you add another.")


class NothingWritten(DomainError):
    message = _("A message needs a subject and a text, in at least one of the two languages.")


class NobodyToWriteTo(DomainError):
    status = 409
    message = _("There is nobody to write to just now.")


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


class ImpossiblePart(DomainError):
    message = _("A part is between 1 and 100 percent.")


class TooFewDates(DomainError):
    message = _("Give between two and twenty different dates to choose from.")


class PollIsOver(DomainError):
    status = 409
    message = _("This poll is over. If a date was set, you find the session on this page.")
