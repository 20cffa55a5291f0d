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


class UnitLocked(DomainError):
    status = 403
    message = _("This unit is not open to you yet. Its page says what comes first.")


class AskFirst(DomainError):
    status = 403
    message = _("One joins this course by asking, or with a code that a trainer gave out.")


class Circle(DomainError):
    message = _("That would go in a circle: each of these would wait for the other. Nothing was stored.")


class ImpossibleTerms(DomainError):
    message = _("These terms cannot be met. Nothing was stored.")


class NothingWritten(DomainError):
    message = _("There is nothing to hand in yet. Write something, add a file or give a link.")


class AlreadyDecided(DomainError):
    message = _("This was already decided. Nothing was changed.")


class TextTooLong(DomainError):
    status = 413
    message = _("The text is longer than 20,000 characters. Nothing was stored; shorten it or add it as a file.")


class NotALink(DomainError):
    message = _("That is not the address of a page: it should begin with https:// or http://.")


class FileTooLarge(DomainError):
    status = 413
    message = _("A file is larger than 10 MB. It was not stored; everything else is saved.")


class EmptyFile(DomainError):
    message = _("A file is empty. It was not stored; everything else is saved.")


class TooManyFiles(DomainError):
    message = _("Five files are the most. Take one away before you add another; everything else is saved.")


class FeedbackMissing(DomainError):
    message = _("Each row needs a verdict, and each “try again” needs words that help. Nothing was sent yet.")


class UnknownCode(DomainError):
    status = 404
    message = _("No group has this code. Look at it again, or ask whoever gave it to you.")


class CohortFull(DomainError):
    message = _("This group is full. Its trainers can tell you when the next one begins.")


class CohortOver(DomainError):
    message = _("This group has ended. Its trainers can tell you when the next one begins.")


class DateOutOfReach(DomainError):
    message = _("That is not a date that can be kept: choose one within the next five years.")
