from celery import shared_task
from django.core.management import call_command

from lms.core import jobs

EVERY_MINUTE = 60


@shared_task(name="content.publish_scheduled")
def publish_scheduled() -> None:
    """Pages whose moment has come go live, those whose time is over leave. Wagtail's own command; safe to run twice."""
    call_command("publish_scheduled")


jobs.every("content.publish_scheduled", seconds=EVERY_MINUTE)
