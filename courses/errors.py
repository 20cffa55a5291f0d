from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


class NotPublished(DomainError):
    status = 404
    message = _("This is not published, or not any more.")


class AlreadyHandedIn(DomainError):
    message = _("These answers were already handed in. Nothing was changed; below is what you had.")


class ForeignOption(DomainError):
    message = _("One of the answers belongs to another question. Nothing was stored.")


class AnswerTooLong(DomainError):
    message = _("An answer is longer than 500 characters. Nothing was stored.")


class NothingAnswered(DomainError):
    message = _("Some questions have no answer yet. What you answered is saved.")
