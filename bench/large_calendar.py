"""A chapter with many sessions ahead, all announced: what its calendar holds."""

from datetime import date, time, timedelta

from lms.accounts.models import Chapter, Person
from lms.core import clock
from workshops.domain.scheduling import Plan, Words, create_series
from workshops.enums import Format, Frequency, SessionState
from workshops.models import Session
from workshops.rules.recurrence import Rule

EACH = 50  # sessions of one series
ZONES = ("America/New_York", "America/Mexico_City", "Europe/Madrid", "America/Santiago")
WORDS = {
    "en": Words("Look after your site", "Copies, updates, and whom to ask.", "Two hours with your own site. " * 8),
    "es": Words(
        "Cuida tu sitio", "Copias, actualizaciones y a quién preguntar.", "Dos horas con tu propio sitio. " * 8
    ),
}


def fill_calendar(slug: str, sessions: int, organiser: Person) -> None:
    now = clock.now()
    chapter = Chapter.objects.create(name=slug.capitalize(), slug=slug, time_zone=ZONES[0])
    first = date(now.year + 1, 1, 1)
    for number in range(sessions // EACH):
        plan = Plan(
            ZONES[number % len(ZONES)],
            first + timedelta(days=number % 28),
            time(10 + number % 9),
            Rule(Frequency.WEEKLY, count=EACH),
            arranged={"format": Format.ONLINE, "online_seats": 30, "is_interpreted": True, "spoken": "en"},
        )
        create_series(plan=plan, words=WORDS, original_language="en", organisers=[organiser], chapter=chapter, now=now)
    Session.objects.filter(series__chapter=chapter).update(state=SessionState.ANNOUNCED)
