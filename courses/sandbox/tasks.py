from celery import shared_task

from courses.sandbox.domain import proving, tending
from lms.core import clock, jobs


@shared_task(name="sandbox.tend")
def tend() -> None:
    tending.tend(now=clock.now())


@shared_task(name="sandbox.prove")
def prove(text_id: int) -> None:
    proving.go_on(text_id=text_id, now=clock.now())


jobs.every("sandbox.tend", seconds=60)
