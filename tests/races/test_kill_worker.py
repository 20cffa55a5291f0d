"""The worker is killed at ten random moments of a learner's way: nothing is lost, and nothing is there twice.

The moments are drawn from a seed, which is printed; KILL_SEED=… draws the same ones again. Most of them are counted from
the moment at which a job is seen running, so that they fall into the middle of what matters.
"""

import os
import random
import re
import secrets
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from lms.core.jobs.claims import MOST_ATTEMPTS
from tests.core.processes import Watched, is_gone, until
from tests.live_site import Site, prepared_site
from tests.races.walker import LONG, Walker
from tests.shipped_courses import Course, course_of

pytestmark = [pytest.mark.race, pytest.mark.slow]
KILLS = 10
DEEDS = 11
WEIGHTS = (2, 2, 1, 1, 1, 1, 1, 1, 4, 3, 4)  # codes by mail, units, the last quiz and its award, two certificates
SHORT = {"JOB_LEASE_SECONDS": "2", "MAIL_CLAIM_SECONDS": "2"}
RUNNING = "SELECT id, fence, task FROM core_job WHERE state = 'running'"
UNFINISHED = """
SELECT task FROM core_job
WHERE queue = '' AND state IN ('waiting', 'running') AND (dedupe IS NULL OR dedupe NOT LIKE 'every:%')
"""
DUE = """
SELECT task FROM core_job
WHERE queue = '' AND (state = 'running' OR (state = 'waiting' AND due_at <= CURRENT_TIMESTAMP))
"""  # what is reserved for the signing worker is nobody else's
MOST_OF_ONE = MOST_ATTEMPTS // 2  # blows at one job: what loses every one of its runners is given up, as it ought to be


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with prepared_site(**SHORT) as prepared:
        yield prepared


@dataclass(frozen=True)
class Kill:
    """During which deed, and how long after the first job was seen running that has not been struck yet."""

    deed: int
    after: float
    patience: float  # after so long without a job it strikes an idle worker


def drawn_kills(seed: int) -> list[Kill]:
    draw = random.Random(seed)
    deeds = sorted(draw.choices(range(DEEDS), WEIGHTS, k=KILLS))
    return [Kill(deed, draw.choice((0.0, draw.uniform(0, 0.05), draw.uniform(0, 1.5))), 4.0) for deed in deeds]


@dataclass
class Killer:
    """``bring_back`` waits until another worker is there and answers its process. Begins when what a start brings with it
    (the search index) is done: that would take the blows that are meant for the learner's jobs."""

    site: Site
    worker: int
    bring_back: Callable[[], int]
    struck: list[str] = field(default_factory=list)
    seen: set[tuple[Any, Any]] = field(default_factory=set)
    blows: Counter[Any] = field(default_factory=Counter)  # by job

    def __post_init__(self) -> None:
        until(lambda: not self.site.rows(DUE), "what a start brings with it is done", patience=LONG)

    def strike(self, kills: list[Kill]) -> None:
        with self.site.reading() as ask:
            for kill in kills:
                task = self._sees_a_job(ask, kill.patience)
                time.sleep(kill.after)  # the moment that was drawn
                os.kill(self.worker, signal.SIGKILL)
                self.struck.append(f"deed {kill.deed}: {task or 'idle'}, {kill.after * 1000:.0f} ms")
                self.worker = self.bring_back()

    def _sees_a_job(self, ask: Callable[[str], list[tuple[Any, ...]]], patience: float) -> str:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            for key, fence, task in ask(RUNNING):
                if (key, fence) not in self.seen and self.blows[key] < MOST_OF_ONE:
                    self.seen.add((key, fence))
                    self.blows[key] += 1
                    return str(task)
        return ""


def walk(walker: Walker, course: Course, killer: Killer, kills: list[Kill], between: Callable[[int], None]) -> None:
    for number, deed in enumerate(walker.deeds(course)):
        between(number)
        striking = _Thread(partial(killer.strike, [kill for kill in kills if kill.deed == number]))
        striking.start()
        try:
            deed()
        finally:
            striking.finish()


class _Thread(threading.Thread):
    """Raises in the test what was raised in it."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.work, self.error = work, None

    def run(self) -> None:
        try:
            self.work()
        except BaseException as error:  # noqa: BLE001  handed on
            self.error = error

    def finish(self) -> None:
        self.join(LONG)
        assert not self.is_alive(), "the killer never came to an end"
        if self.error:
            raise self.error


def nothing_is_lost_or_doubled(site: Site, walker: Walker, course: Course) -> None:
    until(lambda: not site.rows(UNFINISHED), "every job comes to its end", patience=LONG)
    assert site.rows("SELECT task, last_error FROM core_job WHERE state = 'dead'") == []

    [[person]] = site.rows(f"SELECT id FROM accounts_person WHERE email = '{walker.email}'")
    told = Counter(site.rows(f"SELECT verb, object_key FROM records_statement WHERE person_id = {person}"))
    assert set(told.values()) == {1}
    assert Counter(verb for verb, _ in told) == {"enrolled": 1, "completed": len(course.units) + 1}

    [[award]] = site.rows(f"SELECT id FROM badges_award WHERE person_id = {person}")
    [[certificate]] = site.rows(f"SELECT id FROM badges_certificate WHERE award_id = {award}")
    files = site.rows(f"SELECT language, content FROM badges_certificatefile WHERE certificate_id = {certificate}")
    assert sorted(language for language, _ in files) == ["en", "es"]
    assert all(bytes(content).startswith(b"%PDF-") for _, content in files)

    promised = site.rows(f"SELECT key, message_id, state FROM mail_message WHERE person_id = {person}")
    assert {state for _, _, state in promised} == {"sent"}
    assert [key for key, _, _ in promised].count(f"award:{award}") == 1
    assert Counter(key.split(":")[0] for key, _, _ in promised) == {"account": 1, "award": 1}
    left = [str(mail["Message-ID"]) for mail in site.mails(walker.email)]
    assert sorted(left) == sorted(message_id for _, message_id, _ in promised)

    checked = site.manage("records", "rebuild", "--check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.fixture
def kills() -> list[Kill]:
    seed = int(os.environ.get("KILL_SEED") or secrets.randbelow(10**6))
    print(f"KILL_SEED={seed}")  # noqa: T201  pytest shows it where the test fails
    return drawn_kills(seed)


@contextmanager
def told(killer: Killer) -> Iterator[None]:
    try:
        yield
    finally:
        print("\n".join(killer.struck))  # noqa: T201


def test_ten_kills_of_a_worker_that_its_supervisor_brings_back(site: Site, kills: list[Kill]) -> None:
    """After five of them the supervisor is killed too, and takes everything along: the next one goes on from there."""
    course = course_of("correo-confiable")
    with ExitStack() as stack:
        ups = [stack.enter_context(site.up())]
        killer = Killer(site, started_jobs(ups[0]), lambda: next_jobs(ups[-1]))

        def another_supervisor(deed: int) -> None:
            if deed != kills[KILLS // 2].deed or len(ups) > 1:
                return
            os.kill(ups[0].process.pid, signal.SIGKILL)
            until(lambda: is_gone(killer.worker), "the worker ends with its supervisor")
            ups.append(stack.enter_context(site.up()))
            killer.worker = started_jobs(ups[1])

        walker = stack.enter_context(Walker(site, "Lidia Peña", "lidia@kills.example", "es"))
        with told(killer):
            walk(walker, course, killer, kills, another_supervisor)
        nothing_is_lost_or_doubled(site, walker, course)
    assert len(killer.struck) == KILLS
    assert any("idle" not in blow for blow in killer.struck)


def started_jobs(up: Watched) -> int:
    """Of a supervisor that is ready: what it printed on the way there."""
    line = next(line for line in up.seen if "jobs started" in line)
    return process_in(line)


def next_jobs(up: Watched) -> int:
    up.line("jobs ended (SIGKILL)")
    return process_in(up.line("jobs started"))


def process_in(line: str) -> int:
    return int(re.findall(r"process (\d+)", line)[0])


def test_ten_kills_of_a_worker_that_was_started_plainly(site: Site, kills: list[Kill]) -> None:
    course = course_of("look-after-your-web-site")
    with ExitStack() as stack:
        stack.enter_context(site.web_alone())

        def another() -> int:
            return stack.enter_context(site.worker()).process.pid

        killer = Killer(site, another(), another)
        walker = stack.enter_context(Walker(site, "Mario Ríos", "mario@kills.example", "en"))
        with told(killer):
            walk(walker, course, killer, kills, lambda _: None)
        nothing_is_lost_or_doubled(site, walker, course)
    assert len(killer.struck) == KILLS
    assert any("idle" not in blow for blow in killer.struck)
