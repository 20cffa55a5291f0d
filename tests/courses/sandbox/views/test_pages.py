"""Every page of the labs in both languages, the shelf's filters, and as many questions to the database for one row as for
three."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from courses.sandbox.domain import helping
from courses.sandbox.domain.helping import Question
from courses.sandbox.models import Machine
from courses.sandbox.views.kept import moments_of, shown
from lms.accounts.models import Person
from lms.core import clock
from tests.factories.labs import make_lab, make_machine
from tests.factories.people import make_person as somebody
from tests.factories.people import signed_in
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
EVERY = 3  # session, person, what is published
SHELF, MINE = EVERY + 3, EVERY + 1  # labs, what one has begun, one's roles; machines
DESK, MACHINE = (
    EVERY + 4,
    EVERY + 5,
)  # roles, requests, invitations, copies; machine, run, snapshot, request, invitations


@pytest.fixture(autouse=True)
def site(db: None) -> None:
    make_site()


def titles(client: Client, query: str) -> list[str]:
    page = client.get(f"/en/learn/labs/?{query}")
    assert page.status_code == 200
    return re.findall(r'<h2 class="card-title"><a[^>]*>([^<]*)</a>', page.content.decode())


def test_the_shelf_begins_with_what_is_easy_and_short(client: Client) -> None:
    make_lab("hard", level="deep", topic="mail", minutes=10)
    make_lab("long", minutes=40)
    make_lab("short", minutes=15, topic="dns")

    every = [f"Words of {name}" for name in ("short", "long", "hard")]
    assert titles(client, "") == every
    assert titles(client, "topic=mail") == every[2:]
    assert titles(client, "level=first&minutes=15") == every[:1]
    assert titles(client, "topic=dns&level=deep") == []
    assert titles(client, "topic=%00&level=x&minutes=-1") == every


def test_pages_in_both_languages(learner: Person, mentor: Person) -> None:
    machine = make_machine(learner, state="stopped", reason="wall", started_at=clock.now())
    request = helping.ask_help(machine=machine, question=Question(words="Help"), language="en", now=clock.now())
    learners = ["", "words/", "machines/", f"machines/{machine.key}/"]
    learners += [f"machines/{machine.key}/{name}/" for name in ("files", "afresh")]
    for client, paths in ((signed_in(learner), learners), (signed_in(mentor), ["desk/", f"desk/{request.pk}/"])):
        for path in paths:
            for language, word in (("en", "Words"), ("es", "Palabras")):
                page = client.get(f"/{language}/learn/labs/{path}")
                assert page.status_code == 200, path
                assert word in page.content.decode().partition('<main id="main"')[2], path


@pytest.mark.parametrize("path", ["transcript", "recording"])
def test_pages_of_what_the_daemon_keeps_say_that_it_is_away(learner: Person, path: str) -> None:
    machine = make_machine(learner)

    page = signed_in(learner).get(reverse(f"labs:{path}", args=[machine.key]))

    assert page.status_code == 503
    assert "This site has no machines." in page.content.decode()


def counted(client: Client, path: str, most: int, check: Any) -> None:
    assert client.get(path).status_code == 200
    cache.clear()
    with check(most):
        client.get(path)


@pytest.mark.parametrize("rows", [1, 3])
def test_questions_of_shelf_and_machines(learner: Person, rows: int, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        make_machine(learner, make_lab(f"lab-{number}"))
    client = signed_in(learner)

    counted(client, "/en/learn/labs/", SHELF, django_assert_num_queries)
    counted(client, "/en/learn/labs/machines/", MINE, django_assert_num_queries)


@pytest.mark.parametrize("rows", [1, 3])
def test_questions_of_the_desk(mentor: Person, rows: int, django_assert_num_queries: Any) -> None:
    lab = make_lab()
    for number in range(rows):
        machine = make_machine(somebody(f"Beto{number}"), lab)
        helping.ask_help(machine=machine, question=Question(words="Help"), language="en", now=clock.now())

    counted(signed_in(mentor), "/en/learn/labs/desk/", DESK, django_assert_num_queries)


def test_questions_of_a_machine(learner: Person, django_assert_num_queries: Any) -> None:
    machine = make_machine(learner)

    counted(signed_in(learner), reverse("labs:machine", args=[machine.key]), MACHINE, django_assert_num_queries)


def test_time_left_is_told(learner: Person, settings: Any) -> None:
    machine = make_machine(learner)
    now = clock.now()
    Machine.objects.filter(pk=machine.pk).update(state="running", seen_at=now, ends_at=now + timedelta(minutes=9.5))

    page = signed_in(learner).get(reverse("labs:machine", args=[machine.key])).content.decode()

    assert "10 minutes left" in page


def test_moments_of_a_recording() -> None:
    cast = b'{"version": 2}\n[0.1, "o", "a\\u001b[31mb"]\n[0.9, "o", "c\\r\\n"]\nnonsense\n[3.2, "i", "x"]\n[61, "o", "d"]\n'

    assert moments_of(cast) == [(0, "abc"), (61, "d")]
    assert moments_of(b"") == []
    [(_at, long)] = moments_of(b"{}\n" + json.dumps([0, "o", "y" * 9000]).encode())
    assert (len(long), long[-2:]) == (4001, "y…")


def test_a_changed_file_is_shown_line_by_line() -> None:
    change = {"host": "lab", "path": "/a", "kind": "changed", "before": "1\n2\n", "after": "1\n3\n", "is_text": True}

    found = shown(change | {"mode": 0o100640, "owner": 33})

    assert (found["mode"], found["owner"]) == ("0640", "33")
    assert found["lines"] == [("place", "@@ -1,2 +1,2 @@"), ("same", " 1"), ("removed", "-2"), ("added", "+3")]
    assert shown({"path": "/b", "is_text": False, "after": "x"})["lines"] == []
    assert len(shown(change | {"before": "", "after": "y\n" * 9000})["lines"]) == 400
