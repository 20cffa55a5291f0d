from celery import shared_task

from lms.core import clock, jobs
from workshops.domain import offers, registration_mail, waitlist


@shared_task(name="workshops.tell_registrants")
def tell_registrants(session_pk: int) -> None:
    registration_mail.tell_registrants(session_id=session_pk, now=clock.now())


@shared_task(name="workshops.expire_offers")
def expire_offers(session_pk: int) -> None:
    offers.expire_offers(session_id=session_pk, now=clock.now())


@shared_task(name="workshops.promote_all_who_wait")
def promote_all_who_wait() -> None:
    waitlist.promote_all_who_wait(now=clock.now())


jobs.every("workshops.promote_all_who_wait", seconds=15 * 60)
