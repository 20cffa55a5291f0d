from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


class NoName(DomainError):
    message = _("A certificate needs a name. Write the one you want on it in your profile first.")


class NameCannotBePrinted(DomainError):
    """Named letters have no font on this server; an operator can install one."""

    message = _(
        "Your certificate stands, but this server has no font for these letters of your name: %(letters)s. Tell the people "
        "who run it, or write your name in other letters in your profile and have the certificate made again."
    )

    def __init__(self, letters: str) -> None:
        super().__init__(lazystr(self.message % {"letters": " ".join(letters)}))


class NoReason(DomainError):
    message = _("Say why: the person and whoever checks the badge read it.")


class OtherState(DomainError):
    status = 409
    message = _("That is not possible any more: somebody else was here meanwhile. Look at what it is now.")


class NoSigningKey(DomainError):
    """Nothing can be signed yet; ``manage.py badges keys new`` makes one."""

    message = _("There is no key yet to sign badges with. Tell the people who run this site.")


class NoKeyEncryptionKey(DomainError):
    """This is not the signing worker: BADGES_KEK is not set here."""

    message = _("This process cannot sign: it does not have the key that opens the signing keys.")


class NothingToCheck(DomainError):
    message = _("Choose a file, or paste the text of a badge.")


class BusyChecking(DomainError):
    status = 503
    message = _("Many people are checking badges just now. Try again in a minute.")


class NotFitToBeSigned(Exception):
    """What would be served is not what was signed."""
