"""Who works in sessions, how many are needed, and how strict the house is. Everything for many sessions at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q

from lms.accounts.models import Person
from workshops.enums import DEFAULT_LEVELS, SEATED, AssignmentState, RuleKind, RuleLevel, SessionState, StaffRole
from workshops.models import Assignment, Registration, ReleaseOffer, Session, StaffingRule, StaffNeed
from workshops.models.people import AssignmentQuerySet
from workshops.models.sessions import SessionQuerySet
from workshops.queries.sessions import with_words


class Ruling(NamedTuple):
    level: RuleLevel
    reason: str


def rulings() -> dict[RuleKind, Ruling]:
    """What the house decided, or the default, of every kind. One query."""
    decided = {row.kind: Ruling(RuleLevel(row.level), row.reason) for row in StaffingRule.objects.all()}
    return {kind: decided.get(kind, Ruling(DEFAULT_LEVELS[kind], "")) for kind in RuleKind}


@dataclass(frozen=True)
class Staffing:
    """Of one session. ``needs``: what was written down. ``listeners``: language → how many seats need it interpreted."""

    session: Session
    needs: dict[StaffRole, int]
    assignments: list[Assignment] = field(default_factory=list)
    listeners: dict[str, int] = field(default_factory=dict)
    is_released: bool = False  # nobody listened any more, and the interpreters were offered to go

    def in_role(self, role: str, *states: AssignmentState) -> list[Assignment]:
        return [one for one in self.assignments if one.role == role and one.state in states]

    def accepted(self, role: str) -> list[Assignment]:
        return self.in_role(role, AssignmentState.ACCEPTED)


def staffing_of(sessions: Iterable[Session]) -> dict[int, Staffing]:
    """Session key → its staffing. The number of queries does not grow with the sessions."""
    known = list(sessions)
    found = {one.pk: Staffing(one, {StaffRole.LEAD: 1}) for one in known}
    needs = StaffNeed.objects.filter(Q(session__in=known) | Q(series__in={one.series_id for one in known}))
    rows = sorted(needs, key=lambda row: row.session_id is not None)  # those of one session count last
    for one in known:
        for row in rows:
            if row.session_id in (None, one.pk) and row.series_id in (None, one.series_id):
                found[one.pk].needs[StaffRole(row.role)] = row.people
    staff = Assignment.objects.of_staff().filter(session__in=known).select_related("person", "session")
    for assignment in staff.order_by("role", "pk"):
        found[assignment.session_id].assignments.append(assignment)
    for session_id, language, people in listeners_in(known):
        found[session_id].listeners[language] = people
    offers = ReleaseOffer.objects.filter(assignment__session__in=known)
    released = set(offers.values_list("assignment__session_id", flat=True))
    return {pk: replace(one, is_released=pk in released) for pk, one in found.items()}


def listeners_in(sessions: Iterable[Session]) -> list[tuple[int, str, int]]:
    """Session key, language, and how many who hold a seat there need it interpreted: counted now."""
    rows = (
        Registration.objects.filter(session__in=list(sessions), state__in=SEATED)
        .exclude(listens_in="")
        .values("session_id", "listens_in")
        .annotate(people=Count("pk"))
        .order_by("session_id", "listens_in")
    )
    return [(row["session_id"], row["listens_in"], row["people"]) for row in rows]


def managed_by(person: Person, *, sees_all: bool, now: datetime) -> SessionQuerySet:
    """Sessions still to come that somebody organises, or all of them; what is cancelled needs nobody."""
    sessions = Session.objects.exclude(state=SessionState.CANCELLED).upcoming(now)
    return with_words(sessions if sees_all else sessions.filter(series__organisers=person))


def staff_in(sessions: SessionQuerySet) -> AssignmentQuerySet:
    return Assignment.objects.of_staff().filter(session__in=sessions).select_related("session__series", "person")


def people_by_key(keys: Iterable[int]) -> list[Person]:
    return list(Person.objects.filter(is_active=True, pk__in=list(keys)).order_by("pk"))
