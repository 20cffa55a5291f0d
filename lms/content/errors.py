from pathlib import Path

from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


class NotAPair(DomainError):
    message = _("These two pages cannot be each other's translation.")


class ReverseTranslation(DomainError):
    message = _("This page already has a translation in that language: it would be overwritten.")


class NotPublished(DomainError):
    status = 404
    message = _("This is not published, or not any more.")


class CommentTooLong(DomainError):
    message = _("A comment may have 2,000 characters. Nothing was stored; please shorten it.")


class NothingChanged(DomainError):
    message = _("The text is as it was: nothing was sent.")


class ProposalRefused(DomainError):
    """What is wrong with the proposed text."""


class TooManyProposals(DomainError):
    status = 429
    message = _("Many of your changes still wait to be looked at. Nothing was sent; please wait for an answer first.")


class BrokenLibraryFile(DomainError):
    """A file of a course, a guide, an essay or the glossary that cannot be taken: says which file, which line and which
    field. Nothing of what it belongs to is imported."""

    def __init__(self, *, file: Path, line: int, field: str, problem: str) -> None:
        self.file, self.line, self.field, self.problem = file, line, field, problem
        place = f"{file}:{line}"
        super().__init__(f"{place}: {field} {problem}" if field else f"{place}: {problem}")
