from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


class NoName(DomainError):
    message = _("A certificate needs a name. Write the one you want on it in your profile first.")
