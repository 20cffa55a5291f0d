from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


class NotAPair(DomainError):
    message = _("These two pages cannot be each other's translation.")


class ReverseTranslation(DomainError):
    message = _("This page already has a translation in that language: it would be overwritten.")
