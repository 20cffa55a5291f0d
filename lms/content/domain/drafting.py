"""A guide that begins as a draft, out of words that were written somewhere else."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.html import escape
from wagtail.models import Page, PageLogEntry

from lms.content.domain.translation import add_page
from lms.content.errors import NoLibrary
from lms.content.models import GuidePage, LibraryIndexPage

if TYPE_CHECKING:
    from lms.accounts.models import Person


@dataclass(frozen=True)
class GuideWords:
    """Plain text in one language; empty lines separate paragraphs. ``steps``: title and text of each."""

    title: str
    summary: str
    goal: str
    before: str
    steps: list[tuple[str, str]]


def draft_guide(*, words: GuideWords, language: str, by: "Person | None") -> GuidePage:
    """A page that nobody but editors sees, at the end of the list of guides in ``language``. It wants an editor before it
    can be published: what one should see after each step is empty. Raises NoLibrary where there is no such list."""
    parent = LibraryIndexPage.objects.filter(locale__language_code=language).first()
    if parent is None:
        raise NoLibrary
    page = GuidePage(
        title=words.title,
        summary=words.summary,
        goal=words.goal,
        before=_paragraphs(words.before),
        owner=by,
        kept_by=by,
        steps=[
            ("step", {"title": title, "text": _paragraphs(text), "language": "console", "code": "", "see": ""})
            for title, text in words.steps
        ],
    )
    with transaction.atomic():
        add_page(parent=parent, page=page)
        page.save_revision(user=by, log_action=True)
    return page


def withdraw_pages(*, page_key: UUID) -> int:
    """Takes a page away in both languages: one that was never published is deleted, and its title in the log with it;
    another one is unpublished, and is not published by its schedule either. Answers how many there were."""
    pages = list(Page.objects.filter(translation_key=page_key).order_by("path").specific())
    for page in pages:
        if page.first_published_at is None:
            key = page.pk
            page.delete()
            PageLogEntry.objects.filter(page=key).update(label=str(page.specific_class._meta.verbose_name))
        elif page.live:
            page.unpublish()
        else:
            page.revisions.exclude(approved_go_live_at=None).update(approved_go_live_at=None)
    return len(pages)


def _paragraphs(text: str) -> str:
    """Rich text that says what the plain one says."""
    parts = [" ".join(part.split()) for part in text.split("\n\n")]
    return "".join(f"<p>{escape(part)}</p>" for part in parts if part)
