"""The Celery application. Its messages are wake-ups: each names a job, and the job's row says whether there is work."""

import os

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

application = Celery("vereda")
application.config_from_object("django.conf:settings", namespace="CELERY")
application.autodiscover_tasks()
app = application  # the name that Celery's command line looks for


@application.task(name="jobs.run")
def run(key: int) -> None:
    """Claims the job of that key and runs it. A message that comes late or twice finds nothing to claim."""
    from lms.core.jobs.loop import run_one  # noqa: PLC0415  models can be imported once Django is set up

    run_one(key)


@worker_process_init.connect
def end_with_the_worker(**_: object) -> None:
    from lms.core.supervisor import die_with_parent  # noqa: PLC0415  only where processes are supervised

    die_with_parent()
