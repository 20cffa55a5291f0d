"""What goes wrong around a session: attendance, feedback, materials, messages, other programs."""

from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


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
