"""Series from a file: checked as a whole first, then made as a whole, or not at all.

``workshops.forms.csv_files`` and ``workshops.forms.ics_files`` read the files; a dry run is their faults and those of
``check_import``, and nothing else happens.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Person
from lms.core.errors import DomainError
from lms.core.moments import zone_of
from lms.core.walls import moment_at, wall_at
from workshops.domain.rescheduling import move_session
from workshops.domain.scheduling import HORIZON, Plan, Words, check_plan, check_words, create_series, wall
from workshops.enums import Frequency
from workshops.errors import ImpossibleRule, InThePast, NotInThatState, TooManySessions, UnknownZone
from workshops.models import Series, SeriesText, Session
from workshops.rules.outlook import Outlook, outlook_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_UID = 80
MOST_SESSIONS = 5000  # of one file


@dataclass(frozen=True)
class Row:
    """One series of a file. ``number``: its line, or which event it is. ``uid``: of a single session, where it has one.

    ``left_out`` and ``moved``: wall clocks of sessions that do not take place, or take place at another one.
    """

    number: int
    plan: Plan
    words: Mapping[str, Words]
    original_language: str
    uid: str = ""
    left_out: tuple[datetime, ...] = ()
    moved: Mapping[datetime, datetime] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return next((one.title for one in self.words.values() if one.title), "")


@dataclass(frozen=True)
class Fault:
    """``number``: the line or the event; 0 is the file itself. ``part``: the column or the property, if it is one."""

    number: int
    message: "StrOrPromise"
    part: str = ""


@dataclass(frozen=True)
class Read:
    """What a file says: rows that can be read, and what is wrong with the others."""

    rows: list[Row]
    faults: list[Fault]


class FaultyImport(DomainError):
    """Nothing was made. ``faults`` says why, row by row."""

    message = _("Some of the rows cannot be imported, so none was. They are listed below.")

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__()


def check_import(*, rows: Sequence[Row], now: datetime) -> list[Fault]:
    """What is impossible about rows that could be read; an import of the same rows then says the same."""
    faults = []
    seen: dict[str, int] = {}
    sessions = 0
    for row in rows:
        try:
            sessions += len(_check(row, now).sessions)
        except DomainError as error:
            faults.append(Fault(row.number, error.message))
        if row.uid and seen.setdefault(row.uid, row.number) != row.number:
            faults.append(Fault(row.number, _("The same event stands in the file twice."), "UID"))
        if sessions > MOST_SESSIONS:
            return [*faults, Fault(0, TooManySessions(MOST_SESSIONS).message)]
    return faults


def outlook_of_row(row: Row, now: datetime) -> Outlook:
    """Every session that an import would make now; of what goes on, those of the next year."""
    plan, zone = row.plan, zone_of(row.plan.zone)
    if zone is None:
        raise UnknownZone
    return outlook_of(
        rule=plan.rule,
        first=plan.starts_on,
        at=plan.starts_time,
        zone=zone,
        fold=plan.fold or 0,
        most=MOST_SESSIONS + 1,
        until=wall_at(now + HORIZON, zone).date(),
    )


def known_already(*, rows: Sequence[Row]) -> set[int]:
    """The numbers of rows that an earlier import, or somebody by hand, has made: the same UID, or title and time.

    Of rows without faults.
    """
    uids = set(Session.objects.filter(uid__in=[row.uid for row in rows if row.uid]).values_list("uid", flat=True))
    texts = SeriesText.objects.filter(series__starts_on__in=[row.plan.starts_on for row in rows])
    columns = ("title", "series__starts_on", "series__starts_time", "series__zone")
    same = set(texts.values_list(*columns))
    return {
        row.number
        for row in rows
        if row.uid in uids
        or any(
            (one.title, row.plan.starts_on, row.plan.starts_time, row.plan.zone) in same
            for one in check_words(row.words).values()
        )
    }


def import_series(*, rows: Sequence[Row], organisers: Iterable[Person], now: datetime) -> list[Series]:
    """Makes what is not there yet, as drafts. Raises FaultyImport, and then nothing was made. Safe to send twice.

    The rows of the organisers are locked: of the same file at the same moment, the second sees what the first has made.
    """
    faults = check_import(rows=rows, now=now)
    if faults:
        raise FaultyImport(faults)
    people = list(organisers)
    keys = [one.pk for one in people]
    try:
        with transaction.atomic():
            list(Person.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
            known = known_already(rows=rows)
            return [_make(row, people, now) for row in rows if row.number not in known]
    except IntegrityError as error:  # somebody else imports the same events
        raise NotInThatState from error


def _check(row: Row, now: datetime) -> Outlook:
    plan = row.plan
    zone = check_plan(plan)
    check_words(row.words)
    start = datetime.combine(plan.starts_on, plan.starts_time)
    if plan.rule.frequency == Frequency.ONCE:
        moment_at(start, zone, fold=plan.fold)
    found = outlook_of_row(row, now)
    if not found.sessions and not plan.rule.goes_on:
        raise ImpossibleRule
    if not plan.rule.goes_on and found.sessions[-1].starts_at <= now:
        raise InThePast
    for moved in row.moved.values():
        moment_at(moved, zone, fold=plan.fold or 0)
    more_days = timedelta(days=plan.arranged.get("days", 1) - 1)
    for one in found.sessions if more_days else ():
        moment_at(one.start + more_days, zone, fold=one.fold)
    return found


def _make(row: Row, organisers: list[Person], now: datetime) -> Series:
    series = create_series(
        plan=row.plan, words=row.words, original_language=row.original_language, organisers=organisers, now=now
    )
    if row.uid and row.plan.rule.frequency == Frequency.ONCE and len(row.uid) <= LONGEST_UID:
        series.sessions.update(uid=row.uid)
    series.sessions.filter(original_start__in=[wall(one) for one in row.left_out]).delete()
    zone = zone_of(row.plan.zone)
    if zone is None:
        raise UnknownZone
    for original, start in row.moved.items():
        session = series.sessions.filter(original_start=wall(original)).first()
        if session and moment_at(start, zone, fold=0) > now and session.starts_at > now:
            minutes, days = session.minutes, session.days
            move_session(session=session, start=start, zone=zone.key, minutes=minutes, days=days, fold=0, now=now)
    return series
