"""Two years of reminders for 500 series in 40 zones, with restarts, crashes, moves, cancellations and a change of law.

What is simulated, and what is not: the clock, the worker and the database are. Series, rules of repetition, zones and
wall clocks are the real ones, and so are the decisions (``rules.reminding.plan`` and ``fate``), which are all that the
database layer asks. Rows and mails are kept in dictionaries, under the unique keys that the database has. That the
database layer does with rows what is done here with dictionaries is what ``test_reminders`` is for, and the compressed
run at the end: a few series, a few weeks, the real database, the real outbox, jobs killed in the middle.
"""

import random
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, takewhile
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lms.core.walls import moment_at, wall_at
from lms.mail.models import Message
from tests.factories.around import seat
from tests.factories.people import make_person
from tests.factories.workshops import make_series
from workshops.domain import reminders
from workshops.domain.scheduling import derive
from workshops.domain.session_states import announce_session, cancel_session, restore_session
from workshops.enums import Frequency, RoundState, SessionState
from workshops.models import Session
from workshops.rules.recurrence import Rule, occurrences
from workshops.rules.reminding import LOOK_AHEAD, Known, fate, plan

WEEK, DAY, HOUR = 7 * 24 * 60, 24 * 60, 60
KINDS = (WEEK, DAY, HOUR)
BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
LAW_CHANGES = datetime(2027, 2, 1, 12, tzinfo=UTC)
ZONES = """
America/New_York America/Mexico_City America/Tijuana America/Ojinaga America/Ciudad_Juarez America/Havana
America/Santiago America/Asuncion America/Bogota America/Lima America/Sao_Paulo America/Argentina/Buenos_Aires
America/Los_Angeles America/Denver America/Phoenix America/Chicago America/Cancun America/Hermosillo
America/St_Johns America/Halifax America/Anchorage America/Caracas America/Montevideo America/Panama
America/Puerto_Rico America/Guatemala Europe/Madrid Europe/London Europe/Lisbon Europe/Istanbul Africa/Casablanca
Africa/Cairo Africa/Lagos Asia/Kolkata Asia/Kathmandu Asia/Tehran Australia/Adelaide Australia/Lord_Howe
Pacific/Auckland Pacific/Apia
""".split()  # noqa: SIM905  forty of them read better so
CHANGED = {"America/Asuncion", "America/Bogota", "Africa/Cairo"}  # an invented law: an hour later than we thought


Where = tuple[int, datetime, int]  # session, start, minutes: the unique key of a round


@dataclass
class Simulated:
    """A session: its starts in order, each with the moment since when it holds, and when it was off."""

    starts: list[tuple[datetime, datetime]]
    off: list[tuple[datetime, datetime]] = field(default_factory=list)

    def start_at(self, now: datetime) -> datetime:
        return self.starts[bisect_right([since for since, _ in self.starts], now) - 1][1]

    def is_on(self, now: datetime) -> bool:
        return not any(since <= now < until for since, until in self.off)


@dataclass
class Store:
    """The two tables and the outbox."""

    rounds: dict[Where, list[Any]] = field(default_factory=dict)  # → [due_at, state]
    of_session: dict[int, set[Where]] = field(default_factory=lambda: defaultdict(set))
    mails: dict[tuple[int, int, int, datetime], tuple[datetime, datetime]] = field(default_factory=dict)


def wall_clocks(number: int, zone: ZoneInfo, dice: random.Random) -> Iterator[datetime]:
    frequency = dice.choice([Frequency.WEEKLY] * 3 + [Frequency.MONTHLY_DAY])
    rule = Rule(frequency, interval=dice.choice((1, 2)) if frequency == Frequency.WEEKLY else 1)
    at = dice.choice((time(0, 30), time(2, 30), time(10), time(18), time(23, 45)))
    first = date(2026, 1, 5) + timedelta(days=number % 23)
    found = occurrences(rule, first=first, at=at, zone=zone, fold=0)
    for one in takewhile(lambda one: one.start.year < 2028, found):
        yield moment_at(one.start, zone, fold=one.fold)


def make(number: int, dice: random.Random) -> dict[int, Simulated]:
    zone = ZoneInfo(ZONES[number % len(ZONES)])
    sessions = {}
    for key, start in enumerate(wall_clocks(number, zone, dice)):
        one = Simulated([(BEGIN - timedelta(days=100), start)])
        if dice.random() < 0.08:  # moved by hand, long before or shortly before, by minutes or by weeks
            when = start - timedelta(minutes=dice.choice((20 * DAY, 8 * DAY, 3 * DAY, DAY + 5, DAY - 5, 600, 70, 40)))
            by = timedelta(minutes=dice.choice((-45, 30, 60, 180, DAY, -DAY, 14 * DAY)))
            if start + by > when:
                one.starts.append((when, start + by))
        if zone.key in CHANGED and one.starts[-1][0] < LAW_CHANGES < one.starts[-1][1]:
            one.starts.append((LAW_CHANGES, one.starts[-1][1] + timedelta(hours=1)))
        if dice.random() < 0.04:
            since = start - timedelta(minutes=dice.choice((9 * DAY, 2 * DAY, 90, 30)))
            one.off.append((since, since + timedelta(minutes=dice.choice((30, DAY, 100 * DAY)))))
        sessions[key] = one
    return sessions


def sleeping(now: datetime, naps: list[tuple[datetime, datetime]]) -> datetime:
    """When a job that should run now runs: after the pause of the worker that it falls into."""
    return next((until for since, until in naps if since <= now < until), now)


def tick(sessions: dict[int, Simulated], store: Store, now: datetime, dice: random.Random) -> bool:
    """What ``workshops.domain.reminders.remind`` does in one minute, for the sessions of one series. False: it died."""
    for key, one in sessions.items():
        _plan(key, one, store, now)
    due = [where for where, row in store.rounds.items() if row[1] == RoundState.PLANNED and row[0] <= now]
    return all(_send(where, sessions[where[0]], store, now, dice) for where in due)


def _plan(key: int, one: Simulated, store: Store, now: datetime) -> None:
    start, rounds = one.start_at(now), store.of_session[key]
    is_near = now < start <= now + timedelta(days=60) + LOOK_AHEAD
    if not is_near or not one.is_on(now) or any(begins == start for _, begins, _ in rounds):
        return
    known = [Known(minutes, begins, store.rounds[(key, begins, minutes)][1]) for _, begins, minutes in rounds]
    for planned in plan(starts_at=start, minutes=KINDS, known=known, now=now):
        store.rounds[(key, start, planned.minutes)] = [planned.due_at, planned.state]
        rounds.add((key, start, planned.minutes))


def _send(where: Where, one: Simulated, store: Store, now: datetime, dice: random.Random) -> bool:
    """False: killed after a mail was promised. The round is not closed, and the next minute goes on with it."""
    key, begins, minutes = where
    start = one.start_at(now)
    outcome = fate(
        minutes=minutes, planned_for=begins, starts_at=start, takes_place=one.is_on(now), wanted=KINDS, now=now
    )
    for person in (1, 2, 3) if outcome == RoundState.SENT else ():
        store.mails.setdefault((key, minutes, person, begins), (now, start))
        if dice.random() < 0.002:
            return False
    store.rounds[where][1] = outcome
    return True


def moments(
    sessions: dict[int, Simulated], naps: list[tuple[datetime, datetime]], dice: random.Random
) -> list[datetime]:
    """When the job looks: at every moment at which something could be due or has just changed, a little late each time,
    and once more a minute later. In between a minute finds nothing, as there is nothing in it."""
    found = {BEGIN, LAW_CHANGES}
    for one in sessions.values():
        for since, start in one.starts:
            found |= {since, start} | {start - timedelta(minutes=minutes) for minutes in KINDS}
        found |= {moment for span in one.off for moment in span}
    late = (sleeping(at + timedelta(seconds=dice.randrange(60)), naps) for at in found if BEGIN <= at < END)
    return sorted({at + timedelta(minutes=extra) for at in late for extra in (0, 1)})


def series(number: int) -> tuple[dict[int, Simulated], Store, list[tuple[datetime, datetime]], datetime]:
    """Also when the job looked for the first time: what was due before it had passed."""
    dice = random.Random(number)
    sessions, store = make(number, dice), Store()
    starts = (BEGIN + timedelta(minutes=dice.randrange(2 * 365 * DAY)) for _ in range(12))
    naps = [(at, at + timedelta(minutes=dice.choice((2, 30, 200, 900)))) for at in starts]
    looked = moments(sessions, naps, dice)
    for at in looked:
        now = at
        while not tick(sessions, store, now, dice):
            now += timedelta(minutes=1)
    return sessions, store, naps, looked[0]


def awake_between(since: datetime, until: datetime, naps: list[tuple[datetime, datetime]]) -> bool:
    """Whether the worker was up for some minutes between the two."""
    at = since
    while at + timedelta(minutes=3) < until:
        later = sleeping(at, naps)
        if later == at and sleeping(at + timedelta(minutes=3), naps) == at + timedelta(minutes=3):
            return True
        at = max(later, at + timedelta(minutes=1))
    return False


def expected(one: Simulated, naps: list[tuple[datetime, datetime]], first: datetime) -> list[int]:
    """By other means: the kinds that somebody must have had of a session that was never moved or off. A worker that was
    up for less than three minutes in between may have sent more."""
    start = one.starts[0][1]
    ends = [start - timedelta(minutes=minutes) for minutes in KINDS[1:]] + [start]
    begins = [start - timedelta(minutes=minutes) for minutes in KINDS]
    return [
        minutes
        for minutes, since, until in zip(KINDS, begins, ends, strict=True)
        if since > first and awake_between(since, until, naps)
    ]


@pytest.mark.slow
def test_each_reminder_once_and_none_with_an_old_time() -> None:
    counted: Counter[str] = Counter()
    for number in range(500):
        sessions, store, naps, first = series(number)
        had = mails_of(sessions, store)
        counted["mails"] += len(store.mails)
        counted["again, for it was put off"] += sum(put_off(mails) for mails in had.values())
        for key, one in sessions.items():
            counted["sessions"] += 1
            counted["moved"] += len(one.starts) > 1
            counted["cancelled"] += len(one.off)
            if len(one.starts) == 1 and not one.off and one.starts[0][1] < END - timedelta(days=1):
                due = expected(one, naps, first)
                for person in (1, 2, 3):
                    kinds = [kind for _, kind, _ in had[(key, person)]]
                    assert set(due) <= set(kinds)
                    assert len(kinds) == len(set(kinds))
                counted["undisturbed"] += 1
    assert counted["sessions"] > 25_000
    assert counted["mails"] > 200_000
    assert min(counted.values()) > 50, counted


Mail = tuple[datetime, int, datetime]  # when, which kind, the start that it says


def mails_of(sessions: dict[int, Simulated], store: Store) -> dict[tuple[int, int], list[Mail]]:
    """Per session and person. None says an old time, or speaks of what is cancelled."""
    had = defaultdict(list)
    for (key, minutes, person, begins), (at, said) in store.mails.items():
        one = sessions[key]
        assert said == begins == one.start_at(at), "an old time"
        assert one.is_on(at), "of what is cancelled"
        assert said - timedelta(minutes=minutes) <= at < said, "too early, or after the start"
        had[(key, person)].append((at, minutes, said))
    return had


def put_off(mails: list[Mail]) -> int:
    """How often somebody had the same kind once more: only for a start that is later by all of its time."""
    again = 0
    for minutes in KINDS:
        said = [start for at, kind, start in sorted(mails) if kind == minutes]
        assert all(later - start >= timedelta(minutes=minutes) for start, later in pairwise(said)), "twice of the same"
        again += max(0, len(said) - 1)
    return again


@pytest.mark.slow
@pytest.mark.django_db
def test_the_database_does_the_same_in_a_few_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four zones over both changes of clocks in spring; the job dies now and then, sessions move and are cancelled."""
    dice = random.Random(4)
    monkeypatch.setattr(reminders, "AT_ONCE", 2)
    people = [make_person(f"Person{number}", time_zone=zone) for number, zone in enumerate(ZONES[:3])]
    for zone in ("America/New_York", "America/Mexico_City", "Europe/Madrid", "America/Santiago"):
        made = make_series(Rule(Frequency.WEEKLY, count=5), zone=zone, first=date(2027, 3, 4), at=time(18))
        for session in made.sessions.all():
            announce_session(session=session, now=session.starts_at - timedelta(days=80))
            for person in people:
                seat(session, person)
    now = datetime(2027, 2, 20, tzinfo=UTC)
    reminders.remind(now=now)
    seen: dict[int, datetime] = {}
    while now < datetime(2027, 4, 20, tzinfo=UTC):
        now += timedelta(minutes=dice.choice((20, 40, 50)))
        if dice.random() < 0.008:
            _change_something(dice, now)
        if dice.random() < 0.3:
            with monkeypatch.context() as patched:
                patched.setattr(reminders, "send_round", lambda round_id, now: reminders._send_some(round_id, now) or 0)
                reminders.remind(now=now)  # dies after its first transaction, and comes again a minute later
            now += timedelta(minutes=1)
        reminders.remind(now=now)
        for message in Message.objects.filter(pk__gt=max(seen, default=0)):
            seen[message.pk] = now
            session = Session.objects.get(pk=message.key.split(":")[1])
            shown = wall_at(session.starts_at, ZoneInfo(people_zone(message.to)))
            assert shown.strftime("%H:%M") in message.subject
            assert session.state != SessionState.CANCELLED
    assert len(seen) == Message.objects.count() > 120
    untouched = Session.objects.filter(sequence=0)
    assert untouched.count() > 5
    had = [sorted(kinds_of(one, person.pk), key=int) for one in untouched for person in people]
    assert had == [[str(HOUR), str(DAY), str(WEEK)]] * len(had)


def kinds_of(session: Session, person: int) -> list[str]:
    keys = Message.objects.filter(key__startswith=f"reminder:{session.pk}:{person}:").values_list("key", flat=True)
    return [key.split(":")[3] for key in keys]


def people_zone(address: str) -> str:
    return ZONES[int(address.partition("@")[0].removeprefix("person"))]


def _change_something(dice: random.Random, now: datetime) -> None:
    session = dice.choice(list(Session.objects.order_by("pk")))
    if session.state == SessionState.CANCELLED:
        if session.ends_at > now:
            restore_session(session=session, now=now)
    elif session.starts_at < now:
        return
    elif dice.random() < 0.4:
        cancel_session(session=session, reason="", now=now)
    else:
        moved = datetime.fromisoformat(session.start) + timedelta(minutes=dice.choice((-30, 60, 3 * DAY)))
        session.start = moved.isoformat(timespec="minutes")
        derive(session)
        session.sequence += 1
        session.save()
