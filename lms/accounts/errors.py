from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


class NameEmpty(DomainError):
    message = _("Write a name that people can read: any letters, in any script.")


class NameTooLong(DomainError):
    message = _("This is too long. Please use at most 200 characters.")


class PronounsTooLong(DomainError):
    message = _("This is too long. Please use at most 60 characters.")


class UnknownLanguage(DomainError):
    message = _("Choose one of the languages of this site.")


class UnknownTimeZone(DomainError):
    message = _("Choose a time zone from the list.")


class TooManyOrganisations(DomainError):
    message = _("Name at most five organisations.")


class EmailTaken(DomainError):
    """For staff and commands only: a public page never tells whether an address has an account."""

    status = 409
    message = _("Somebody already has an account with this address.")


class LastAdministrator(DomainError):
    status = 409
    message = _("Somebody has to remain an administrator. Give the role to another person first.")


class OnlyInDevelopment(DomainError):
    status = 403
    message = _("This exists only where the software is developed or tried out.")
