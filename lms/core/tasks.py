from importlib import import_module

from celery import shared_task
from django.conf import settings

from lms.core import clock, jobs
from lms.core.jobs.desk import prune_jobs as prune


@shared_task(name="core.prune_jobs")
def prune_jobs() -> None:
    prune(now=clock.now())


@shared_task(name="core.clear_sessions")
def clear_sessions() -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


jobs.every("core.prune_jobs", seconds=60 * 60)
jobs.every("core.clear_sessions", seconds=6 * 60 * 60)
