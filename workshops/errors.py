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


class NotRegistered(DomainError):
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
