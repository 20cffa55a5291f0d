"""Which of the two languages is the original: the one switch of the leading side."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Revision

from lms.content.domain.ledger import lock_ledger, lock_pages, renew_ledger
from lms.content.domain.publishing import something_public_changed
from lms.content.enums import Language, SegmentState
from lms.content.errors import OriginalNotPublished, StillMissing, UnpublishedChanges
from lms.content.models import BasePage, Segment
from lms.content.queries.pairs import pair_of

if TYPE_CHECKING:
    from lms.accounts.models import Person


def switch_leading_side(*, page_key: UUID, now: datetime, by: "Person | None") -> Language:
    """From now on the other page is the original. Gives its language.

    No text and no date changes; what was fresh stays fresh, what was stale stays stale. Raises StillMissing while a
    text has no translation, and UnpublishedChanges while a page has changes that wait in the page editor.
    """
    with transaction.atomic():
        lock_pages(page_key)
        lock_ledger()
        pair = pair_of(page_key)
        if pair is None or pair.following is None or not (pair.leading.live and pair.following.live):
            raise OriginalNotPublished
        sides = (pair.leading, pair.following)
        if any(side.has_unpublished_changes for side in sides):
            raise UnpublishedChanges
        here = Segment.objects.filter(page_key=page_key, position__isnull=False)
        if here.filter(state=SegmentState.MISSING).exists():
            raise StillMissing
        for side in sides:
            _write(side, pair.target)
        renew_ledger(page_key=page_key, now=now, by=by)
        log(pair.following, "content.switch_leading_side", user=by, data={"from": pair.language, "to": pair.target})
        something_public_changed()
    return pair.target


def _write(page: BasePage, language: Language) -> None:
    """On the page and in the revisions that may be opened or published later; neither is dated anew."""
    type(page)._base_manager.filter(pk=page.pk).update(original_language=language)
    wanted = {page.latest_revision_id, page.live_revision_id} - {None}
    revisions = Revision.objects.filter(pk__in=wanted) | Revision.page_revisions.filter(
        object_id=str(page.pk), approved_go_live_at__isnull=False
    )
    for revision in revisions:
        Revision.objects.filter(pk=revision.pk).update(content=revision.content | {"original_language": language})
