from celery import shared_task

from lms.core import clock
from workshops.domain import calendar_mail


@shared_task(name="workshops.tell_calendars")
def tell_calendars(session_pk: int) -> None:
    calendar_mail.tell_everybody(session_pk=session_pk, now=clock.now())


@shared_task(name="workshops.tell_calendar")
def tell_calendar(session_pk: int, person_pk: int) -> None:
    calendar_mail.tell(session_pk=session_pk, person_pk=person_pk, now=clock.now())
