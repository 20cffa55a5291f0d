from celery import shared_task

from lms.core import clock, jobs
from workshops.domain import announcements, cancellations, endings, reminders


@shared_task(name="workshops.remind")
def remind() -> None:
    reminders.remind(now=clock.now())


jobs.every("workshops.remind", seconds=60)


@shared_task(name="workshops.tell_of_cancellation")
def tell_of_cancellation(session_id: int, sequence: int) -> None:
    cancellations.tell_registrants(session_id=session_id, sequence=sequence, now=clock.now())


@shared_task(name="workshops.end_sessions")
def end_sessions() -> None:
    endings.end_sessions(now=clock.now())


jobs.every("workshops.end_sessions", seconds=5 * 60)


@shared_task(name="workshops.send_announcement")
def send_announcement(announcement_id: int) -> None:
    announcements.send_announcement(announcement_id=announcement_id, now=clock.now())
