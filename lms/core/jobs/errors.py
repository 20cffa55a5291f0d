from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


class UnknownTask(LookupError):
    """No installed app registers a task of that name: a mistake in the code, so it is raised where it is made."""


class NotPlain(TypeError):
    """An argument that is not a short plain scalar. Jobs carry keys of things, never things and never their content."""


class CannotRunAgain(DomainError):
    status = 409
    message = _("This job is not waiting and was not given up, so it cannot be started again.")


class AlreadyWaiting(DomainError):
    status = 409
    message = _("The same work is already waiting in another job. Drop this one instead.")


class CannotDrop(DomainError):
    status = 409
    message = _("Only a job that is waiting or was given up can be dropped.")
