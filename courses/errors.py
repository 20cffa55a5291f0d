from pathlib import Path

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


class BrokenCourseFile(DomainError):
    """A course file that cannot be taken: says which file, which line and which field. Nothing of it is imported."""

    def __init__(self, *, file: Path, line: int, field: str, problem: str) -> None:
        self.file, self.line, self.field, self.problem = file, line, field, problem
        place = f"{file}:{line}"
        super().__init__(f"{place}: {field} {problem}" if field else f"{place}: {problem}")
