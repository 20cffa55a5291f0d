"""What people have promised to do, and what stands in its way."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Prefetch, Q, QuerySet

from workshops.enums import AssignmentState, RuleKind, SessionState, StaffRole
from workshops.models import Assignment, SeriesText, Session
from workshops.models.people import AssignmentQuerySet

if TYPE_CHECKING:
    from lms.accounts.models import Person


class Clash(NamedTuple):
    """``kind``: both at once, or only no time for the way between them."""

    kind: RuleKind
    other: Assignment


def busy_span(session: Session, travel_minutes: int) -> tuple[datetime, datetime]:
    """The session with the way there and back."""
    way = timedelta(minutes=travel_minutes)
    return session.starts_at - way, session.ends_at + way


def clash_of(assignment: Assignment) -> Clash | None:
    """The worst of what its person has accepted at that time, in whatever role. Cancelled sessions take no time.

    Who takes part in a session can lend a hand in it too: that is one place and one time.
    """
    others = (
        Assignment.objects.accepted()
        .filter(
            person=assignment.person_id,
            busy_from__lt=assignment.busy_until,
            busy_until__gt=assignment.busy_from,
        )
        .exclude(pk=assignment.pk)
        .exclude(session__state=SessionState.CANCELLED)
        .exclude(_takes_part_in_it(assignment))
        .order_by("busy_from", "pk")
    )
    found = [_clash(assignment, other) for other in with_session(others)]
    return min(found, key=lambda clash: clash.kind != RuleKind.OVERLAP, default=None)


def _takes_part_in_it(assignment: Assignment) -> Q:
    same = Q(session=assignment.session_id)
    return same if assignment.role == StaffRole.ATTENDEE else same & Q(role=StaffRole.ATTENDEE)


def is_held_already(assignment: Assignment) -> bool:
    """Whether another row says that its person is in that session: the database knows each time once."""
    rows = Assignment.objects.accepted().filter(person=assignment.person_id, session=assignment.session_id, holds=True)
    return rows.exclude(pk=assignment.pk).exists()


def _clash(assignment: Assignment, other: Assignment) -> Clash:
    ours, theirs = assignment.session, other.session
    at_once = ours.starts_at < theirs.ends_at and theirs.starts_at < ours.ends_at
    return Clash(RuleKind.OVERLAP if at_once else RuleKind.TRAVEL, other)


def with_session(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    """With what a page says of their sessions."""
    return assignments.select_related("session__series", "session__venue", "person").prefetch_related(
        "session__texts",
        "session__venue__texts",
        Prefetch("session__series__texts", SeriesText.objects.order_by("language")),
    )


def own_work(person: "Person") -> AssignmentQuerySet:
    """What somebody is or was asked for: the only work that they can answer."""
    return with_session(Assignment.objects.of_staff().filter(person=person))


def asked_of(person: "Person", now: datetime) -> AssignmentQuerySet:
    """What waits for their answer, the next session first."""
    return _to_come(own_work(person), now).filter(state=AssignmentState.ASKED)


def promised_by(person: "Person", now: datetime) -> AssignmentQuerySet:
    return _to_come(own_work(person), now).filter(state=AssignmentState.ACCEPTED)


def count_asked_of(person: "Person", now: datetime) -> int:
    """How much waits for their answer: for *my page*."""
    waiting = Assignment.objects.of_staff().filter(person=person, state=AssignmentState.ASKED)
    return _to_come(waiting, now).count()


def _to_come(assignments: AssignmentQuerySet, now: datetime) -> AssignmentQuerySet:
    shown = assignments.exclude(session__state=SessionState.CANCELLED).filter(session__starts_at__gt=now)
    return shown.order_by("session__starts_at", "pk")


def asking_of(person_id: int, role: str, series_id: int, asked_at: datetime) -> QuerySet[Assignment]:
    """What somebody was asked for in one mail: one session of a series, or several."""
    return with_session(
        Assignment.objects.of_staff()
        .filter(person=person_id, role=role, session__series=series_id, asked_at=asked_at)
        .order_by("session__starts_at", "pk")
    )


def following(session: Session, now: datetime) -> list[Session]:
    """That session and those of its series that come later and take place or are planned, as rows."""
    later = session.series.sessions.exclude(state=SessionState.CANCELLED).filter(starts_at__gte=session.starts_at)
    return list(later.upcoming(now))


def held_by(people: Iterable[int], first: datetime, last: datetime) -> dict[int, list[Assignment]]:
    """Person key → what they have accepted in that time. One query."""
    rows = (
        Assignment.objects.accepted()
        .filter(person__in=list(people), busy_from__lt=last, busy_until__gt=first)
        .exclude(session__state=SessionState.CANCELLED)
        .select_related("session")
    )
    found: dict[int, list[Assignment]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found
