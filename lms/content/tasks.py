from celery import shared_task

from lms.content.domain import proposals
from lms.core import clock


@shared_task(name="content.settle_proposals")
def settle_proposals(page_id: int) -> None:
    proposals.settle_proposals(page_id=page_id, now=clock.now())
