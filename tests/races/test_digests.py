"""Several workers at the same replies, and a worker that dies over them: one mail for each morning, and none lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.models import QuerySet

from courses.domain import digests, notes, talk
from courses.domain.digests import send_digest
from courses.domain.learning import enrol
from courses.models import Note, Post, Reply, TalkChoices
from lms.accounts.models import Person
from lms.core.jobs.models import Job
from lms.mail.models import Message
from tests.factories.people import MONDAY, make_person
from tests.factories.site import MadeCourse, forget_pages, lesson, make_course, make_site
from tests.races.together import meet_around, meet_before, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def course() -> Any:
    make_site()
    yield make_course("web", [lesson("one")])
    forget_pages()


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    """Beto answered her three times."""
    alicia, beto = make_person("Alicia"), make_person("Beto")
    for person in (alicia, beto):
        enrol(person=person, course_key=course.key, now=MONDAY)
    unit = course.unit("one")
    question = talk.ask(person=alicia, unit_key=unit, language="en", text="Why?", now=MONDAY)
    for number in range(3):
        talk.answer(person=beto, question=question, language="en", text=f"Reason {number}.", now=MONDAY)
    return alicia


def send_at_once(person: Person, meet: Callable[[Any, str], None], workers: int) -> list[Any]:
    """All have decided that a mail is due before anybody has committed, where nothing holds them back."""
    TalkChoices.objects.create(person=person)
    meet(digests, "_threads")
    return together(*[partial(send_digest, person_id=person.pk, now=TUESDAY)] * workers)


def test_several_workers_at_once_promise_one_mail(
    alicia: Person, course: MadeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = send_at_once(alicia, partial(meet_before, monkeypatch, people=2), 4)

    assert sorted(outcomes) == [False, False, False, True]
    message = Message.objects.get(template="talk_digest")
    assert all(f"Reason {number}." in message.text for number in range(3))
    assert not Reply.objects.filter(told_at=None).exists()


def test_without_the_lock_on_the_choices_two_workers_think_that_they_told(
    alicia: Person, course: MadeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why it is there. On PostgreSQL both mark the replies; only the mail's key keeps the second mail away. SQLite lets
    one writer in at a time."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    monkeypatch.setattr(QuerySet, "update", _no_row_lock(QuerySet.update))
    is_postgresql = connection.vendor == "postgresql"

    outcomes = send_at_once(
        alicia, partial(meet_around, monkeypatch, people=2, seconds=30 if is_postgresql else 0.5), 2
    )

    assert outcomes.count(True) == (2 if is_postgresql else 1)
    assert Message.objects.filter(template="talk_digest").count() == 1


def _no_row_lock(real: Callable[..., int]) -> Callable[..., int]:
    """The update of the replies would hold the second worker back by itself; here it counts and writes nothing."""

    def update(self: Any, **values: Any) -> int:
        return self.count() if self.model is Reply else real(self, **values)

    return update


DYING = """
import os, sys, django
django.setup()
from datetime import datetime
from django.db import connections
connections.databases["default"]["NAME"] = sys.argv[1]
from courses.domain import digests

real = digests._promise

def promise(*args):
    if sys.argv[4] == "before":
        os.kill(os.getpid(), 9)
    real(*args)
    os.kill(os.getpid(), 9)

digests._promise = promise
digests.send_digest(person_id=int(sys.argv[2]), now=datetime.fromisoformat(sys.argv[3]))
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_killed_over_a_digest_leaves_one_mail(alicia: Person, course: MadeCourse, moment: str) -> None:
    """Killed when the replies are marked, before or after the mail is promised: all of it was one transaction."""
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            DYING,
            str(connection.settings_dict["NAME"]),
            str(alicia.pk),
            TUESDAY.isoformat(),
            moment,
        ],
        cwd=django_settings.BASE_DIR,
        env={**os.environ, "PYTHONPATH": str(django_settings.BASE_DIR)},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert not Message.objects.filter(template="talk_digest").exists()
    assert Reply.objects.filter(told_at=None).count() == 3

    later = TUESDAY + timedelta(hours=1)
    assert [send_digest(person_id=alicia.pk, now=later) for _ in range(2)] == [True, False]

    message = Message.objects.get(template="talk_digest")
    assert Job.objects.filter(task="mail.send_message", args=[message.pk]).count() == 1
    assert not Reply.objects.filter(told_at=None).exists()


def test_the_same_question_from_two_windows_at_once_is_one(
    alicia: Person, course: MadeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_before(monkeypatch, talk, "_cleaned", people=3)
    act = partial(talk.ask, person=alicia, unit_key=course.unit("one"), language="en", text="Once?", now=MONDAY)

    outcomes = together(*[act] * 3)

    assert outcomes == [Post.objects.get(text="Once?")] * 3


def test_two_windows_at_once_never_overwrite_a_note(
    alicia: Person, course: MadeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_before(monkeypatch, notes, "clean_text", people=2)
    unit = course.unit("one")
    acts = [
        partial(notes.save_note, person=alicia, unit_key=unit, text=text, version=0, window=text, now=MONDAY)
        for text in ("telephone", "laptop")
    ]

    outcomes = together(*acts)

    kept = Note.objects.get()
    assert [type(one).__name__ for one in outcomes].count("ChangedElsewhere") == 1
    assert [one for one in outcomes if isinstance(one, Note)] == [kept]
