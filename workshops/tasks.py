"""Work on workshops after the commit, and what comes round by itself."""

from datetime import datetime

from celery import shared_task

from lms.core import clock, jobs
from workshops.domain import (
    announcements,
    calendar_mail,
    cancellations,
    cases,
    change_mail,
    endings,
    interpretation,
    offers,
    registration_mail,
    reminders,
    scheduling,
    waitlist,
    webhooks,
)

A_QUARTER_OF_AN_HOUR = 15 * 60


@shared_task(name="workshops.tell_of_change")
def tell_of_change(session_id: int, before: str, sequence: int, because: str = "") -> None:
    told_at = datetime.fromisoformat(before)
    change_mail.tell_of_change(
        session_id=session_id, before=told_at, sequence=sequence, because=because, now=clock.now()
    )


@shared_task(name="workshops.tell_registrants")
def tell_registrants(session_pk: int) -> None:
    registration_mail.tell_registrants(session_id=session_pk, now=clock.now())


@shared_task(name="workshops.expire_offers")
def expire_offers(session_pk: int) -> None:
    offers.expire_offers(session_id=session_pk, now=clock.now())


@shared_task(name="workshops.promote_all_who_wait")
def promote_all_who_wait() -> None:
    waitlist.promote_all_who_wait(now=clock.now())


@shared_task(name="workshops.tell_calendars")
def tell_calendars(session_pk: int) -> None:
    calendar_mail.tell_everybody(session_pk=session_pk, now=clock.now())


@shared_task(name="workshops.tell_calendar")
def tell_calendar(session_pk: int, person_pk: int) -> None:
    calendar_mail.tell(session_pk=session_pk, person_pk=person_pk, now=clock.now())


@shared_task(name="workshops.send_packs")
def send_packs() -> None:
    interpretation.send_due_packs(now=clock.now())


@shared_task(name="workshops.forget_words")
def forget_words() -> None:
    cases.forget_words(now=clock.now())


@shared_task(name="workshops.remind")
def remind() -> None:
    reminders.remind(now=clock.now())


@shared_task(name="workshops.tell_of_cancellation")
def tell_of_cancellation(session_id: int, sequence: int) -> None:
    cancellations.tell_registrants(session_id=session_id, sequence=sequence, now=clock.now())


@shared_task(name="workshops.end_sessions")
def end_sessions() -> None:
    endings.end_sessions(now=clock.now())


@shared_task(name="workshops.send_announcement")
def send_announcement(announcement_id: int) -> None:
    announcements.send_announcement(announcement_id=announcement_id, now=clock.now())


@shared_task(name="workshops.top_up")
def top_up() -> None:
    scheduling.top_up_all(now=clock.now())


@shared_task(name="workshops.deliver")
def deliver(delivery_pk: int) -> None:
    webhooks.deliver(delivery_pk=delivery_pk, now=clock.now())


@shared_task(name="workshops.forget_deliveries")
def forget_deliveries() -> None:
    webhooks.forget_old_deliveries(now=clock.now())


jobs.every("workshops.promote_all_who_wait", seconds=A_QUARTER_OF_AN_HOUR)
jobs.every("workshops.send_packs", seconds=15 * 60)
jobs.every("workshops.forget_words", seconds=24 * 60 * 60)
jobs.every("workshops.remind", seconds=60)
jobs.every("workshops.end_sessions", seconds=5 * 60)
jobs.every("workshops.top_up", seconds=24 * 60 * 60)
jobs.every("workshops.forget_deliveries", seconds=24 * 60 * 60)
