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
