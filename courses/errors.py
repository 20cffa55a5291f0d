from pathlib import Path
from uuid import UUID

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


class QuizClosed(DomainError):
    message = _("This quiz is closed. What you saved before that is kept; what you sent now was not stored.")


class NoTryLeft(DomainError):
    message = _("You have used every try of this quiz. Nothing was stored.")


class TooEarly(DomainError):
    message = _("It is too early for another try. Nothing was stored.")


class AnsweredElsewhere(DomainError):
    """``question_ids`` were not stored: since this form was made they were answered differently from another one."""

    message = _(
        "You gave another answer in another window. Both are shown below: leave the one that you want and save again. "
        "All other answers are saved."
    )

    def __init__(self, question_ids: set[UUID]) -> None:
        self.question_ids = question_ids
        super().__init__()


class BrokenCourseFile(DomainError):
    """A course file that cannot be taken: says which file, which line and which field. Nothing of it is imported."""

    def __init__(self, *, file: Path, line: int, field: str, problem: str) -> None:
        self.file, self.line, self.field, self.problem = file, line, field, problem
        place = f"{file}:{line}"
        super().__init__(f"{place}: {field} {problem}" if field else f"{place}: {problem}")
