"""Many people who press a button at the same moment: made inside a site, and played from outside it."""

import json
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib import import_module
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

from tests.live_site import Site

TOKEN = "x" * 32
HANDS = 40


@dataclass(frozen=True)
class Answer:
    status: int
    location: str


def gather(people: int, seats: int) -> None:
    """Inside the site: prints the key of a session with so many seats online, and the cookies of each person."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from lms.accounts.models import Person
    from tests.factories.workshops import make_session

    store = import_module(settings.SESSION_ENGINE).SessionStore
    rows = [Person(email=f"racer-{number}@people.example", chosen_name=f"Racer {number}") for number in range(people)]
    for row in rows:
        row.set_unusable_password()
    cookies = []
    for person in Person.objects.bulk_create(rows):
        session = store()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={TOKEN}")
    sys.stdout.write(json.dumps({"session": str(make_session(online_seats=seats).key), "cookies": cookies}))


def gathered(site: Site, people: int, seats: int) -> dict[str, Any]:
    code = f"from tests.races import crowd; crowd.gather({people}, {seats})"
    return dict(json.loads(site.run(code).splitlines()[-1]))


def press(site: Site, path: str, cookies: Sequence[str]) -> list[Answer]:
    """Everybody's one submit, by a form whose key is their own: asked anew it is the same submit again."""
    queue = list(enumerate(cookies))
    start = Barrier(HANDS)

    def hand(number: int) -> list[tuple[int, Answer]]:
        connection = HTTPConnection("127.0.0.1", site.port, timeout=60)
        start.wait()
        try:
            return [
                (person, _post(connection, path, cookie, f"form-{person}")) for person, cookie in queue[number::HANDS]
            ]
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        answers = dict(pair for pairs in pool.map(hand, range(HANDS)) for pair in pairs)
    return [answers[person] for person, _cookie in queue]


def _post(connection: HTTPConnection, path: str, cookie: str, submit_key: str) -> Answer:
    body = urlencode({"submit_key": submit_key, "csrfmiddlewaretoken": TOKEN})
    headers = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "text/html",
    }
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    answer.read()
    return Answer(answer.status, answer.getheader("Location", ""))
