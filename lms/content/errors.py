from pathlib import Path
from uuid import UUID

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


class NoLibrary(DomainError):
    message = _("There is no list of guides in that language yet. An editor makes one first.")


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


class OriginalNotPublished(DomainError):
    status = 404
    message = _("The original is not published yet. Publish it first: translations are made from what readers see.")


class NotStale(DomainError):
    message = _("This text is not stale: there is no change to mark.")


class BadTranslation(DomainError):
    """What is wrong with one text; nothing of it is kept."""

    message = _("This translation cannot be taken.")


class EmptyTranslation(BadTranslation):
    message = _("There are no words in it.")


class OtherPlaceholders(BadTranslation):
    message = _("Its placeholders are not those of the original. Keep them exactly as they are.")


class OtherTags(BadTranslation):
    message = _("Its tags are not those of the original: something is open, missing or too much.")


class OtherLinks(BadTranslation):
    message = _("Its links lead elsewhere than those of the original.")


class TooManyParagraphs(BadTranslation):
    message = _("It has lists or headings in it that do not belong there.")


class OriginalMoved(BadTranslation):
    message = _("The original says something else by now.")


class NoSuchSegment(BadTranslation):
    message = _("This page has no such text.")


class StillMissing(DomainError):
    message = _("Not everything is translated yet. A page appears in a language only when it is complete.")


class UnpublishedChanges(DomainError):
    message = _(
        "The translated page has changes in the page editor that are not published. Publish them there or discard them "
        "first: they would be lost."
    )


class NothingToPublish(DomainError):
    message = _("There is nothing new to publish.")


class MissingParent(DomainError):
    """``page_key`` is that of the page to translate first."""

    message = _("The page above this one is not published in that language yet. Translate that one first.")

    def __init__(self, page_key: UUID) -> None:
        self.page_key = page_key
        super().__init__()


class CannotPublish(DomainError):
    """What the page's own form would refuse, in its words."""


class NotYours(DomainError):
    status = 403
    message = _("You may not do this with this page.")


class OtherPage(DomainError):
    message = _("This file belongs to another page. Nothing was taken from it.")


class BrokenFile(DomainError):
    message = _("This file cannot be read. Give a PO or XLIFF 1.2 file that was taken from this page.")


class FileTooLarge(DomainError):
    status = 413
    message = _("This file is too large: two megabytes are the most for one page.")
