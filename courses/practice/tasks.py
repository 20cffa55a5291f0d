from celery import shared_task

from courses.practice.domain import claiming, mirroring, posted, purging, rollups, searching
from lms.core import clock, jobs


@shared_task(name="practice.poll_due")
def poll_due() -> None:
    mirroring.poll_due(now=clock.now())


jobs.every("practice.poll_due", seconds=60)


@shared_task(name="practice.poll")
def poll(source_pk: int) -> None:
    mirroring.poll(source_pk=source_pk, now=clock.now())


@shared_task(name="practice.make_searchable")
def make_searchable(source_pk: int) -> None:
    searching.make_searchable(source_pk=source_pk)


@shared_task(name="practice.post")
def post(post_pk: int) -> None:
    posted.post(post_pk=post_pk, now=clock.now())


@shared_task(name="practice.purge")
def purge(ticket_pk: int) -> None:
    purging.purge(ticket_pk=ticket_pk, now=clock.now())


@shared_task(name="practice.tell_waiting")
def tell_waiting(assignment_pk: int) -> None:
    claiming.tell_who_waits(assignment_pk=assignment_pk, now=clock.now())


@shared_task(name="practice.tend_claims")
def tend_claims() -> None:
    claiming.tend_claims(now=clock.now())


jobs.every("practice.tend_claims", seconds=15 * 60)


@shared_task(name="practice.freeze_week")
def freeze_week() -> None:
    rollups.freeze_week(now=clock.now())


jobs.every("practice.freeze_week", seconds=60 * 60)
