"""The life of a job, and which step may follow which. ``JobQuerySet.move`` is the one function that takes a step."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class JobState(TextChoices):
    # Translators: the state of a piece of background work
    WAITING = "waiting", pgettext_lazy("job", "waiting")
    # Translators: the state of a piece of background work
    RUNNING = "running", pgettext_lazy("job", "running")
    # Translators: the state of a piece of background work
    DONE = "done", pgettext_lazy("job", "done")
    # Translators: the state of a piece of background work that failed too often and waits for a person
    DEAD = "dead", pgettext_lazy("job", "given up")


UNFINISHED = (JobState.WAITING, JobState.RUNNING)

# target: the states it may be reached from
SOURCES: dict[JobState, tuple[JobState, ...]] = {
    JobState.RUNNING: (JobState.WAITING, JobState.RUNNING),  # running again: the former runner lost its lease
    JobState.WAITING: (JobState.RUNNING, JobState.DEAD),  # a retry, a second request while running; a person's wish
    JobState.DONE: (JobState.RUNNING,),
    JobState.DEAD: (JobState.RUNNING,),
}
