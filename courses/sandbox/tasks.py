from celery import shared_task

from courses.sandbox.domain import tending
from lms.core import clock, jobs


@shared_task(name="sandbox.tend")
def tend() -> None:
    tending.tend(now=clock.now())


jobs.every("sandbox.tend", seconds=60)
