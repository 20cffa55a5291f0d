from uuid import UUID

from django.utils.functional import lazystr
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


class OpenAnswerTooLong(DomainError):
    status = 413
    message = _("An answer is longer than 5,000 characters. Nothing was stored; shorten it.")


class NothingToAsk(DomainError):
    message = _("This quiz has no questions just now. What you answered is saved.")


class NothingAnswered(DomainError):
    message = _("Some questions have no answer yet. What you answered is saved.")


class NoSuchCourse(DomainError):
    status = 404
    message = _("There is no such course.")


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


class MayNotStartCourse(DomainError):
    status = 403
    message = _("You may not make courses here.")


class CourseTitleEmpty(DomainError):
    message = _("Give the course a title.")


class CourseTitleTooLong(DomainError):
    message = _("That title is too long. Please shorten it to 120 characters.")


class NothingWritten(DomainError):
    message = _("There is nothing in it yet. Write something first.")


class TextTooLong(DomainError):
    message = _("This is longer than %(most)s characters. Nothing was stored; shorten it, or split it into parts.")

    def __init__(self, most: int) -> None:
        super().__init__(lazystr(self.message % {"most": most}))


class TooManyPosts(DomainError):
    status = 429
    message = _(
        "You have written a lot within an hour. Take a short break; your text is still below, and can be sent then."
    )


class NotAllowed(DomainError):
    """``message`` is the reason that a rule gave."""

    status = 403


class NotALanguage(DomainError):
    message = _("Say in which language you write.")


class NoReason(DomainError):
    message = _("Say why. The person who wrote it will read your reason.")


class ChangedElsewhere(DomainError):
    status = 409
    message = _(
        "This note was changed in another window after you opened it here. Nothing was stored: below is what you have "
        "here, and beneath it what is stored."
    )


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


class NothingToHandIn(DomainError):
    message = _("There is nothing to hand in yet. Write something, add a file or give a link.")


class AlreadyDecided(DomainError):
    message = _("This was already decided. Nothing was changed.")


class WorkTooLong(DomainError):
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


class QuestionFileTooLarge(DomainError):
    status = 413
    message = _("This file is too large: two megabytes are the most. Nothing was taken from it.")


class TooManyQuestions(DomainError):
    status = 413
    message = _("There are more than 200 questions in this file. Split it; nothing was taken from it.")


class NotUtf8(DomainError):
    message = _("This file is not text in UTF-8. Save it in that encoding; nothing was taken from it.")


class BrokenQuestionFile(DomainError):
    message = _("This file cannot be read. Give a GIFT or a Moodle XML file; nothing was taken from it.")


class NoQuestions(DomainError):
    message = _("There are no questions in this file.")


class MayNotTakeIn(DomainError):
    """``message`` is the reason that a rule gave."""

    status = 403
