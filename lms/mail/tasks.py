from celery import shared_task

from lms.core import clock, jobs
from lms.mail import domain
from lms.mail.domain.promising import job_key
from lms.mail.errors import BeingSent

CHASE_EVERY = 15 * 60
EMPTY_EVERY = 6 * 60 * 60


@shared_task(name="mail.send_message")
def send_message(message_pk: int) -> None:
    """A message that another sender holds, perhaps a killed one, is looked at again when its claim ends, not after the
    back-off of what fails."""
    try:
        domain.send_message(message_id=message_pk, now=clock.now())
    except BeingSent as held:
        jobs.enqueue("mail.send_message", message_pk, due=held.until, dedupe=job_key(message_pk))


@shared_task(name="mail.chase_messages")
def chase_messages() -> None:
    """Messages whose job was given up while the mail server was away get a new one."""
    domain.chase_messages(now=clock.now())


@shared_task(name="mail.empty_bodies")
def empty_bodies() -> None:
    domain.empty_bodies(now=clock.now())


jobs.every("mail.chase_messages", seconds=CHASE_EVERY)
jobs.every("mail.empty_bodies", seconds=EMPTY_EVERY)
