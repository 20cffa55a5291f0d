"""Publishing. Editors, importers and schedules all end here or in Wagtail's own publish action, which calls ``changed``."""

import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from lms.content.models import BasePage, PublishedVersion

if TYPE_CHECKING:
    from lms.accounts.models import Person


def something_public_changed() -> None:
    """Makes every process forget what it remembers of pages. Joins the caller's transaction.

    The number is drawn, not counted: one that was rolled back never comes back with other pages behind it.
    """
    PublishedVersion.objects.update_or_create(pk=1, defaults={"number": secrets.randbits(62)})


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
