"""*Run it again*: a session, a series, or a whole term, on other days.

A copy has the words, the questions, the arrangement, the clock and the organisers of what it was made from, and says how
many people it needs and who its stewards are. It has no registrations, no staff and no calendar identity of the old one,
and begins as drafts.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.db.models import Model

from lms.core.walls import moment_at, wall_at
from workshops.domain.scheduling import HORIZON, Plan, Words, check_plan, create_series, wall
from workshops.enums import Frequency, SessionState
from workshops.errors import ImpossibleRule, InThePast, RunsAlready
from workshops.models import Around, Series, Session
from workshops.models.arrangements import ARRANGED
from workshops.rules.outlook import Outlook, outlook_of
from workshops.rules.recurrence import MOST_DATES, Rule

if TYPE_CHECKING:
    from lms.accounts.models import Person

WEEK = timedelta(weeks=1)
Row = TypeVar("Row", bound=Model)


def duplicate_session(
    *,
    session: Session,
    start: datetime,
    now: datetime,
    fold: int | None = None,
    organisers: "Iterable[Person] | None" = None,
) -> Session:
    """One session like that one, ``start`` (naive) on the same clock, as a series of its own.

    Raises SkippedTime and DoubledTime. Without ``organisers`` those of the original's series are meant.
    """
    plan = plan_of_session(session, start, fold)
    with transaction.atomic():
        copy = _create(session.series, plan, organisers, now).sessions.get()
        _copy_parts([(session, copy)])
    return copy


def duplicate_series(
    *,
    series: Series,
    starts_on: date,
    now: datetime,
    starts_time: time | None = None,
    fold: int | None = None,
    organisers: "Iterable[Person] | None" = None,
) -> Series:
    """The series again from another first day; its end, and dates of its own, move along.

    What single sessions have of their own (a place, a theme, seats; not a time) goes to the session of the same number.
    A series that was changed in the middle is copied by the rule of its newest part, for as many sessions as it had.
    ``fold`` counts wherever clocks show the hour twice; without it the copy does as the original.
    """
    plan = plan_of_series(series, starts_on, starts_time, fold)
    with transaction.atomic():
        copy = _create(series, plan, organisers, now)
        placed = series.sessions.exclude(original_start=None).prefetch_related("texts", "staff_needs")
        originals = {one.number: one for one in placed.order_by("pk")}
        pairs = [(originals[one.number], one) for one in copy.sessions.all() if one.number in originals]
        for original, one in pairs:
            _copy_own(original, one)
        _copy_parts(pairs)
    return copy


def duplicate_term(
    *,
    series: Iterable[Series],
    starts_on: date,
    now: datetime,
    organisers: "Iterable[Person] | None" = None,
    later: timedelta | None = None,
) -> list[Series]:
    """Several series again, all later by the same number of whole weeks: the first begins in the week of ``starts_on``.

    Weekdays and the order stay. What goes on without an end is left out: it takes place in the next term too. ``later``:
    of a term of which these are a part (``weeks_later``).
    """
    chosen = [one for one in series if not Rule.from_plain(one.rule).goes_on]
    later = weeks_later(chosen, starts_on) if later is None else later
    with transaction.atomic():
        return [
            duplicate_series(series=one, starts_on=one.starts_on + later, now=now, organisers=organisers)
            for one in sorted(chosen, key=lambda one: (one.starts_on, one.pk))
        ]


def weeks_later(series: Iterable[Series], starts_on: date) -> timedelta:
    first = min((one.starts_on for one in series), default=starts_on)
    return WEEK * ((monday(starts_on) - monday(first)) // WEEK)


def plan_of_session(session: Session, start: datetime, fold: int | None) -> Plan:
    arranged = {name: getattr(session, name) for name in ARRANGED}
    return Plan(session.zone, start.date(), start.time(), Rule(), fold, arranged)


def plan_of_series(series: Series, starts_on: date, starts_time: time | None = None, fold: int | None = None) -> Plan:
    arranged = {name: getattr(series, name) for name in ARRANGED}
    at, which = starts_time or series.starts_time, series.fold if fold is None else fold
    return Plan(series.zone, starts_on, at, shifted(series, starts_on), which, arranged)


def check_copy(*, original: Series, plan: Plan, now: datetime) -> Outlook:
    """What a copy would be. Raises what speaks against it: a time that is skipped, doubled, past or taken by itself."""
    zone = check_plan(plan)
    if plan.rule.frequency == Frequency.ONCE:
        moment_at(datetime.combine(plan.starts_on, plan.starts_time), zone, fold=plan.fold)
    outlook = outlook_of(
        rule=plan.rule,
        first=plan.starts_on,
        at=plan.starts_time,
        zone=zone,
        fold=plan.fold or 0,
        most=MOST_DATES,
        until=wall_at(now + HORIZON, zone).date(),
    )
    if not outlook.sessions:
        raise ImpossibleRule
    if outlook.sessions[0].starts_at <= now:
        raise InThePast
    titles = [one.title for one in original.texts.all()]
    same = Session.objects.filter(
        start=wall(outlook.sessions[0].start), zone=plan.zone, series__texts__title__in=titles
    )
    if same.exclude(state=SessionState.CANCELLED).exists():
        raise RunsAlready
    return outlook


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def shifted(series: Series, starts_on: date) -> Rule:
    """Its rule as it is from another first day on."""
    rule, later = Rule.from_plain(series.rule), starts_on - series.starts_on
    if rule.frequency == Frequency.DATES:
        later = starts_on - min(rule.dates, default=starts_on)
        return replace(rule, dates=tuple(one + later for one in rule.dates))
    if rule.until:
        return replace(rule, until=rule.until + later)
    if rule.count is None:
        return rule
    last = series.sessions.exclude(original_start=None).order_by("-number").first()
    return replace(rule, count=max(rule.count, last.number if last else 1))


def _create(original: Series, plan: Plan, organisers: "Iterable[Person] | None", now: datetime) -> Series:
    """The row of the original is locked: of the same copy at the same moment the second finds the first."""
    original = Series.objects.select_for_update(no_key=True).get(pk=original.pk)
    check_copy(original=original, plan=plan, now=now)
    words = {one.language: Words(one.title, one.summary, one.description, one.bring) for one in original.texts.all()}
    copy = create_series(
        plan=plan,
        words=words,
        original_language=original.original_language,
        organisers=original.organisers.all() if organisers is None else organisers,
        chapter=original.chapter,
        now=now,
    )
    copy_belongings(original, copy, now)
    return copy


def copy_belongings(original: Series, copy: Series, now: datetime) -> None:
    """What hangs on a series and goes with it. Whoever gives series something more adds it here.

    Priorities do not: they are declared for people of one time, until a day of that time.
    """
    for question in original.questions.all():
        [twin] = _copies([question], series=copy)
        _copies(question.texts.all(), question=twin)
    _copies(Around.objects.filter(series=original), series=copy)
    _copies(original.stewards.all(), series=copy, named_at=now)
    _copies(original.staff_needs.all(), series=copy)
    _copies(original.pack_items.all(), series=copy, added_at=now)


def _copies(rows: Iterable[Row], **changes: object) -> list[Row]:
    """New rows that say the same but for ``changes``."""
    made = []
    for row in rows:
        same = {
            field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
        }
        twin = type(row)(**same)
        for name, value in changes.items():
            setattr(twin, name, value)
        twin.save()
        made.append(twin)
    return made


def _copy_own(original: Session, copy: Session) -> None:
    own = [name for name in original.own if name in ARRANGED and name not in ("minutes", "days")]
    for name in own:
        setattr(copy, name, getattr(original, name))
    copy.own = own
    copy.save()


def _copy_parts(pairs: Iterable[tuple[Session, Session]]) -> None:
    """Themes, notes and needs of single sessions."""
    for original, copy in pairs:
        _copies(original.texts.all(), session=copy)
        _copies(original.staff_needs.all(), session=copy)
