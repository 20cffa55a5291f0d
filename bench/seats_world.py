"""Inside the site: people who are signed in, sessions that they race for, and a long list that is promoted."""

import json
import time
from datetime import date, timedelta
from datetime import time as clock_time
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.models import Count

from bench.race import TOKEN
from lms.accounts.models import Person
from lms.core import clock
from workshops.domain.capacity import change_seats
from workshops.domain.scheduling import Plan, Words, create_series
from workshops.domain.session_states import announce_session
from workshops.enums import Format, Pool, RegistrationState, WaitlistMode
from workshops.models import Registration, Session

NEW_YORK = "America/New_York"


def gather(people: int, sessions: int, seats: int) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    cookies = []
    for person in _people("racer", people):
        session = store()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session.save()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={TOKEN}")
    made = [_session(number, seats) for number in range(sessions)]
    print(json.dumps({"cookies": cookies, "paths": [f"/en/workshops/{one.key}/register/" for one in made]}))


def count(path: str) -> None:
    """What became of everybody in the session that this path leads to."""
    rows = Registration.objects.filter(session__key=path.split("/")[3]).values_list("state")
    waiting = Registration.objects.filter(session__key=path.split("/")[3], state=RegistrationState.WAITLISTED)
    counted = dict(rows.annotate(Count("pk")).order_by())
    print(json.dumps({"states": counted, "places": waiting.values("place").distinct().count()}))


def promote(waiting: int) -> None:
    """Seconds until so many people who wait have a seat, or an offer, and their mail is promised to be written."""
    people = _people("waiting", waiting)
    took = {
        mode.value: _promoted(people, number, mode)
        for number, mode in enumerate((WaitlistMode.CONFIRM, WaitlistMode.OFFER))
    }
    print(json.dumps(took))


def _promoted(people: list[Person], number: int, mode: WaitlistMode) -> float:
    now = clock.now()
    session = _session(100 + number, 1, mode)
    Registration.objects.bulk_create(
        Registration(
            session=session,
            person=person,
            pool=Pool.ONLINE,
            state=RegistrationState.WAITLISTED,
            place=place,
            submit_key=f"{session.pk}",
            registered_at=now,
            changed_at=now,
        )
        for place, person in enumerate(people, start=1)
    )
    begun = time.perf_counter()
    change_seats(session_id=session.pk, room_seats=0, online_seats=len(people), now=now)
    took = time.perf_counter() - begun
    left = Registration.objects.filter(session=session, state=RegistrationState.WAITLISTED).count()
    if left:
        raise RuntimeError(f"{left} of {len(people)} still wait.")
    return took


def _people(name: str, count: int) -> list[Person]:
    rows = [
        Person(email=f"{name}-{number}@bench.example", chosen_name=f"{name} {number}", time_zone=NEW_YORK)
        for number in range(count)
    ]
    for row in rows:
        row.set_unusable_password()
    return Person.objects.bulk_create(rows)


def _session(number: int, seats: int, mode: WaitlistMode = WaitlistMode.OFFER) -> Session:
    """Each on a day of its own, in a month: whoever has a seat in one is not busy in another."""
    now = clock.now()
    day: date = (now + timedelta(days=30 + number)).date()
    arranged = {"format": Format.ONLINE, "online_seats": seats, "waitlist": mode, "stop_hours": 0}
    plan = Plan(NEW_YORK, day, clock_time(18), arranged=arranged)
    words = {"en": Words("A race"), "es": Words("Una carrera")}
    series = create_series(plan=plan, words=words, original_language="en", organisers=(), now=now)
    return announce_session(session=series.sessions.get(), now=now)
