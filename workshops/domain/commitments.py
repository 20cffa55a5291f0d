"""When people are taken. The one place that writes what staff have answered, and the time that it takes them.

Lock order: the session, then the person. On PostgreSQL an exclusion constraint keeps two commitments that hold apart,
whoever writes them; on SQLite one writer at a time looks first.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Person
from lms.core.moments import render_moment
from workshops.domain import staff_mail
from workshops.enums import ASSIGNMENT_TRANSITIONS, AssignmentState, RuleKind, RuleLevel, SessionState, StaffRole
from workshops.errors import Busy, NotInThatState
from workshops.models import Assignment, Session
from workshops.queries.commitments import Clash, busy_span, clash_of, held_by, is_held_already, with_session
from workshops.queries.sessions import said
from workshops.queries.staffing import Ruling, rulings

CONSTRAINT = "assignment_in_one_place_at_a_time"


def set_state(row: Assignment, to: AssignmentState, now: datetime) -> None:
    """On the row in memory; what is no longer accepted takes no time."""
    if to not in ASSIGNMENT_TRANSITIONS[AssignmentState(row.state)]:
        raise NotInThatState
    row.state = to
    if to == AssignmentState.ASKED:
        row.asked_at, row.answered_at = now, None
    else:
        row.answered_at = now
    if to != AssignmentState.ACCEPTED:
        row.holds = False


def lock_people(people: Iterable[int]) -> None:
    """In the order of their keys, so that two who need the same people never wait for each other."""
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=set(people)).order_by("pk").values_list("pk"))


def keep_time(row: Assignment, ruled: dict[RuleKind, Ruling]) -> None:
    """Stores an accepted row, which holds its time from now on. Raises Busy where the house does not let it happen.

    What the house lets happen, or somebody wrote a reason for, is stored without holding the time.
    """
    try:
        _keep(row, ruled)
    except IntegrityError as error:
        if not is_overlap(error):
            raise
        _keep(row, ruled)  # what came between the look and the write is there to be seen now


def _keep(row: Assignment, ruled: dict[RuleKind, Ruling]) -> None:
    clash = clash_of(row)
    ruling = ruled[clash.kind] if clash else None
    if clash and ruling and ruling.level == RuleLevel.BLOCK and not row.reason:
        raise busy(clash, row.person)
    row.holds = clash is None and not is_held_already(row)
    if ruling and ruling.level == RuleLevel.IGNORE and not row.reason:
        row.reason = ruling.reason
    with transaction.atomic():  # a savepoint: the conflict must not break the caller's transaction
        row.save()


def is_overlap(error: IntegrityError) -> bool:
    """Whether that is what PostgreSQL's exclusion constraint says."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) == CONSTRAINT


def busy(clash: Clash, reader: Person | None) -> Busy:
    """What the other thing is, only the person themselves is told."""
    other = clash.other
    if reader is None or reader.pk != other.person_id:
        return Busy()
    language = get_language() or reader.language
    shown = render_moment(
        other.session.starts_at, reader_zone=reader.time_zone, language=language, until=other.session.ends_at
    )
    values = {"title": said(other.session, language).title, "day": shown.day, "time": shown.time}
    if clash.kind == RuleKind.TRAVEL:
        return Busy(format_lazy(_("There is no time for the way: you are in “{title}”, {day}, {time}."), **values))
    return Busy(format_lazy(_("You are in “{title}” at that time: {day}, {time}."), **values))


@dataclass
class Reseated:
    """``asked_again``: staff who now have something else at that time. ``clashing``: participants who have."""

    asked_again: list[Assignment] = field(default_factory=list)
    clashing: list[Assignment] = field(default_factory=list)


def reseat_assignments(*, session: Session, now: datetime) -> Reseated:
    """After a session got another time, was cancelled or restored: when its people are taken. The caller holds its row.

    Staff who have something else then are asked again, by mail. The states of participants belong to their
    registrations: theirs stay, without holding the time. Who has nothing else near that time costs no query of their own.
    """
    found, ruled = Reseated(), rulings()
    with transaction.atomic():
        Assignment.objects.filter(session=session).update(holds=False)
        if session.state == SessionState.CANCELLED:
            return found
        rows = list(with_session(Assignment.objects.filter(session=session)).order_by("pk"))
        lock_people(row.person_id for row in rows)
        for row in rows:
            row.session, row.holds = session, False
            row.busy_from, row.busy_until = busy_span(session, row.travel_minutes)
        Assignment.objects.bulk_update(rows, ["busy_from", "busy_until"])
        for row in _hold_at_once([row for row in rows if row.state == AssignmentState.ACCEPTED]):
            try:
                keep_time(row, ruled)
            except Busy:
                _give_back(row, found, now)
    return found


def _hold_at_once(rows: list[Assignment]) -> list[Assignment]:
    """Lets those hold their time who have nothing else near it; answers the others. All are of one session."""
    if not rows:
        return []
    people = Counter(row.person_id for row in rows)
    held = held_by(people, min(row.busy_from for row in rows), max(row.busy_until for row in rows))
    own = {row.pk for row in rows}
    crowded = {person for person, others in held.items() if any(one.pk not in own for one in others)}
    crowded |= {person for person, roles in people.items() if roles > 1}
    quiet = [row.pk for row in rows if row.person_id not in crowded]
    try:
        with transaction.atomic():
            Assignment.objects.filter(pk__in=quiet).update(holds=True)
    except IntegrityError as error:
        if not is_overlap(error):
            raise
        return rows  # somebody took on something else in this moment: one by one, then
    return [row for row in rows if row.person_id in crowded]


def _give_back(row: Assignment, found: Reseated, now: datetime) -> None:
    if row.role == StaffRole.ATTENDEE:
        row.holds = False
        row.save()
        found.clashing.append(row)
        return
    set_state(row, AssignmentState.ASKED, now)
    row.save()
    found.asked_again.append(row)
    staff_mail.tell_moved(row, now)
