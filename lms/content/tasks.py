from celery import shared_task

from lms.content.domain import search_index
from lms.core import jobs


@shared_task(name="content.renew_search")
def renew_search(source: str, pk: int) -> None:
    search_index.renew(source=source, pk=pk)


@shared_task(name="content.mend_search")
def mend_search() -> None:
    """Also after an upgrade that reads pages in another way, and after a restored backup."""
    search_index.mend()


jobs.every("content.mend_search", seconds=24 * 60 * 60)
