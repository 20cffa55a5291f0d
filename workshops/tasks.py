from celery import shared_task

from lms.core import clock, jobs
from workshops.domain import calendar_mail, webhooks


@shared_task(name="workshops.tell_calendars")
def tell_calendars(session_pk: int) -> None:
    calendar_mail.tell_everybody(session_pk=session_pk, now=clock.now())


@shared_task(name="workshops.tell_calendar")
def tell_calendar(session_pk: int, person_pk: int) -> None:
    calendar_mail.tell(session_pk=session_pk, person_pk=person_pk, now=clock.now())


@shared_task(name="workshops.deliver")
def deliver(delivery_pk: int) -> None:
    webhooks.deliver(delivery_pk=delivery_pk, now=clock.now())


@shared_task(name="workshops.forget_deliveries")
def forget_deliveries() -> None:
    webhooks.forget_old_deliveries(now=clock.now())


jobs.every("workshops.forget_deliveries", seconds=24 * 60 * 60)
