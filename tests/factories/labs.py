"""Labs and machines as tests of their pages need them, on a real ``sandboxd`` with machines in memory."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from courses.sandbox.domain import library, machines
from courses.sandbox.enums import Source
from courses.sandbox.labs.reading import read
from courses.sandbox.models import Lab, Machine
from lms.accounts.models import Person
from lms.core import clock
from tests.courses.sandbox.daemon.support import KEY, LAB, Daemon, MovedClock

AFTER = {"after.en.md": "## What was wrong\n\nA word.\n", "after.es.md": "## Qué pasaba\n\nUna palabra.\n"}
REPAIR = "write /srv/word right"


class OurClock(MovedClock):
    """The real one, as the site's."""

    def __call__(self) -> float:
        return time.time()

    def __getattribute__(self, name: str) -> Any:
        return time.time() if name == "now" else super().__getattribute__(name)


def make_lab(slug: str = "words", *, minutes: int = 10, level: str = "first", topic: str = "web", **more: str) -> Lab:
    spec = LAB["lab.yaml"].replace("minutes: 10", f"minutes: {minutes}")
    spec = spec.replace("level: first", f"level: {level}").replace("[web]", f"[{topic}]")
    spec = spec.replace("es: Dice right}", "es: Dice right}\n    hint: 1")
    # The title makes each of them another text.
    files = LAB | AFTER | {"lab.yaml": spec.replace("Words", f"Words of {slug}")} | more
    return library.keep_text(read(slug, files), source=Source.LIBRARY, now=clock.now())


def make_machine(person: Person, lab: Lab | None = None, *, context: str = "", **fields: Any) -> Machine:
    """A row alone; ``fields`` say what sandboxd would have."""
    made = machines.open_machine(
        person=person, lab=lab or make_lab(), language=person.language, now=clock.now(), context=context
    )
    Machine.objects.filter(pk=made.pk).update(**fields)
    return Machine.objects.select_related("person", "lab_text__lab").get(pk=made.pk)


def started(person: Person, lab: Lab | None = None, **fields: Any) -> Machine:
    return machines.start(machine=make_machine(person, lab, **fields), now=clock.now())


@contextmanager
def running_sandboxd(folder: Path, settings: Any, **options: Any) -> Iterator[Daemon]:
    """A daemon, and the settings of a site that knows it."""
    for path in ("images/shell/srv", "images/shell/etc", "images/shell/root"):
        (folder / path).mkdir(parents=True)
    with Daemon(folder, clock=OurClock(), **options) as daemon:
        known: Mapping[str, Any] = {
            "SANDBOX_URL": f"ws://127.0.0.1:{daemon.port}",
            "SANDBOX_CONTROL": f"http://127.0.0.1:{daemon.port}",
            "SANDBOX_KEY": KEY.decode(),
            "SANDBOX_PREVIEW": daemon.preview,
            "EGRESS_ALLOW": ["127.0.0.1"],
        }
        for name, value in known.items():
            setattr(settings, name, value)
        yield daemon
