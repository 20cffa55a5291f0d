from celery import shared_task
from django.core.management import call_command

from lms.content.domain import proposals, search_index
from lms.core import clock, jobs

EVERY_MINUTE = 60


@shared_task(name="content.publish_scheduled")
def publish_scheduled() -> None:
    """Pages whose moment has come go live, those whose time is over leave. Wagtail's own command; safe to run twice."""
    call_command("publish_scheduled")


@shared_task(name="content.settle_proposals")
def settle_proposals(page_id: int) -> None:
    proposals.settle_proposals(page_id=page_id, now=clock.now())


@shared_task(name="content.renew_search")
def renew_search(source: str, pk: int) -> None:
    search_index.renew(source=source, pk=pk)


@shared_task(name="content.mend_search")
def mend_search() -> None:
    """Also after an upgrade that reads pages in another way, and after a restored backup."""
    search_index.mend()


jobs.every("content.publish_scheduled", seconds=EVERY_MINUTE)
jobs.every("content.mend_search", seconds=24 * 60 * 60)
