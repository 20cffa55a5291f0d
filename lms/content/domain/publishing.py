"""Publishing. Editors, importers and schedules all end here or in Wagtail's own publish action, which calls ``changed``."""

import secrets
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.models import Page

from lms.content.models import BasePage, EssayPage, GuidePage, PublishedVersion

if TYPE_CHECKING:
    from lms.accounts.models import Person


def something_public_changed() -> None:
    """Makes every process forget what it remembers of pages. Joins the caller's transaction.

    The number is drawn, not counted: one that was rolled back never comes back with other pages behind it.
    """
    PublishedVersion.objects.update_or_create(pk=1, defaults={"number": secrets.randbits(62)})


def owner_changed(*, person_id: int) -> None:
    """Somebody has another name: forgets what shows it, if there is any: writings, and the filter of the drift report."""
    kept = (model.objects.filter(kept_by_id=person_id) for model in (GuidePage, EssayPage))
    if any(pages.exists() for pages in (*kept, Page.objects.filter(owner_id=person_id))):
        something_public_changed()


def publish_page(*, page: BasePage, by: "Person | None" = None) -> BasePage:
    """Validates as the editor's form does (every StreamField cleaned by its block), saves a revision and publishes it."""
    clean_streams(page)
    page.full_clean()
    with transaction.atomic():
        page.save_revision(user=by, log_action=True).publish(user=by)
    page.refresh_from_db()
    return page


def clean_streams(page: BasePage) -> None:
    """What an editor's form does with every StreamField, for content that came another way."""
    for field in page._meta.get_fields():
        block = getattr(field, "stream_block", None)
        if block is not None:
            setattr(page, field.name, block.clean(getattr(page, field.name)))


def said_by_blocks(error: Any) -> list[str]:
    """What a refusal says in words: blocks say it somewhere deep in their tree, and “Validation error” above."""
    if isinstance(error, str):  # lists of errors hand out their messages
        return [error]
    found: list[str] = []
    for name in ("block_errors", "non_block_errors"):
        inner = getattr(error, name, None) or ()
        for one in inner.values() if isinstance(inner, dict) else inner:
            found += said_by_blocks(one) if one is not None else []
    if not found and hasattr(error, "error_dict"):
        found = [said for errors in error.error_dict.values() for one in errors for said in said_by_blocks(one)]
    return list(dict.fromkeys(found)) or [str(message) for message in error.messages]
