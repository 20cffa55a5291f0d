from celery import shared_task

from lms.core import clock, jobs
from workshops.domain import cases, interpretation


@shared_task(name="workshops.send_packs")
def send_packs() -> None:
    interpretation.send_due_packs(now=clock.now())


jobs.every("workshops.send_packs", seconds=15 * 60)


@shared_task(name="workshops.forget_words")
def forget_words() -> None:
    cases.forget_words(now=clock.now())


jobs.every("workshops.forget_words", seconds=24 * 60 * 60)
