from celery import shared_task

from lms.core import clock
from lms.records.domain import settling


@shared_task(name="records.settle")
def settle(person_id: int) -> None:
    settling.settle(person_id=person_id, now=clock.now())
