from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


class NoMachines(DomainError):
    status = 503
    message = _("This site has no machines. You can read the labs; somebody who runs the site can add the machines.")


class MachinesAway(DomainError):
    status = 503
    message = _("The machines cannot be reached just now. What you did is kept: try again in a minute.")


class HouseIsFull(DomainError):
    status = 503
    message = _("All machines are in use. Yours is kept as it is: try again in a few minutes.")


class CannotIsolate(DomainError):
    status = 503
    message = _("This server cannot shut machines off from each other, so it starts none. Tell whoever runs the site.")


class ImageMissing(DomainError):
    status = 503
    message = _("The machines of this lab are being prepared on the server. Try again in a few minutes.")


class QuotaReached(DomainError):
    status = 429
    message = _("You have as many machines running as one person can have. Stop one first; it keeps what you did.")


class SnapshotLost(DomainError):
    status = 409
    message = _("What was kept of this machine is not there any more. You can start it afresh.")


class NotRunning(DomainError):
    status = 409
    message = _("The machine is stopped. Start it first: it goes on where you left it.")


class Busy(DomainError):
    status = 409
    message = _("The machine is busy with the last thing that you asked for. Wait a moment, then try again.")


class MachineFailed(DomainError):
    status = 503
    message = _("The machine did not do it. Try once more; if it happens again, start it afresh.")


class TooSlow(DomainError):
    status = 504
    message = _("That took too long, and was left. Try again; if it happens again, start the machine afresh.")


class NoSuchLab(DomainError):
    status = 409
    message = _("This lab was taken back. Choose another one.")


class NotPossibleNow(DomainError):
    status = 409
    message = _("That is not possible any more: something changed meanwhile. Look at the page again.")


class NothingTyped(DomainError):
    message = _("Type a command first.")


class CommandTooLong(DomainError):
    message = _("A command can have 4,096 characters. Put a longer one into a file, in parts.")


class WordsTooLong(DomainError):
    message = _("This is longer than 4,000 characters. Shorten it: what matters most first.")


class AnswerEmpty(DomainError):
    message = _("Say something in your answer: where to look is often enough.")


class AlreadyAsked(DomainError):
    status = 409
    message = _("You have asked for help with this machine already. Add to it in your answer, or take it back first.")


class OwnMachine(DomainError):
    status = 403
    message = _("This is your own machine: somebody else helps with it.")


class NobodyToInvite(DomainError):
    status = 409
    message = _("Nobody has taken your request yet. As soon as somebody has, you can invite them.")


class NotInvited(DomainError):
    status = 403
    message = _("You are not invited to this terminal, or not any more.")


class WrongPart(DomainError):
    message = _("Say from which second to which second the recording is to be cut.")


class SlugTaken(DomainError):
    status = 409
    message = _("There is a lab of this name already, or the name is used for something else. Choose another one.")


class NotOurs(DomainError):
    status = 403
    message = _("This lab comes with Vereda. You can hide it, or write one of your own as a copy of it.")


class FolderTooLarge(DomainError):
    message = _(
        "A lab can have 100 files and 1 MB in all. Nothing was saved; what you wrote is still here. Take something away, "
        "and save."
    )


class ChangedMeanwhile(DomainError):
    status = 409
    message = _(
        "Somebody else saved something meanwhile. Below each file that differs stands theirs: put together what you want, "
        "and save."
    )


class HasMistakes(DomainError):
    status = 409
    message = _(
        "The draft is saved, and has mistakes. Learners cannot get it, and it cannot be tried, before they are mended."
    )


class NotProven(DomainError):
    status = 409
    message = _("This text is not proven.")


class NothingToShow(DomainError):
    status = 409
    message = _("This lab has no text yet that learners could get. Publish it first.")
