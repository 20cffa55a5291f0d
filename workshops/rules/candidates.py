"""Who could do something in a session: offers it, has not said no, is free then, and is asked least of late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Max

from lms.accounts.models import Person
from lms.core.moments import zone_of
from workshops.enums import AssignmentState, Direction, Format, StaffRole
from workshops.models import Assignment, Session, StaffSkill
from workshops.queries.availability import Said, said_by
from workshops.queries.commitments import busy_span, held_by
from workshops.queries.staffing import Staffing, staffing_of
from workshops.rules.availability import Pattern, Says, periods_of, says
from workshops.rules.staffing import covers, is_wanted

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

USUAL_TRAVEL = 30  # minutes to a room and back from it, where nobody said otherwise
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Candidate:
    """``direction``: of interpreters. ``has_said``: that they have time; else they have not said anything."""

    person: Person
    direction: str
    has_said: bool

    @property
    def direction_label(self) -> "StrOrPromise":
        return Direction(self.direction).label if self.direction else ""


@dataclass(frozen=True)
class Candidates:
    """Everything that is needed to say who could, for many sessions. Five queries, however many sessions and people."""

    skills: list[StaffSkill]
    patterns: dict[int, Pattern]
    held: dict[int, list[Assignment]]
    last_asked: dict[int, datetime]

    def could(self, staffing: Staffing, role: str, direction: str = "") -> list[Candidate]:
        """Whoever was not asked for the longest time stands first; nobody sees a number."""
        session = staffing.session
        standing = (AssignmentState.ASKED, AssignmentState.ACCEPTED)
        taken = {one.person_id for one in staffing.in_role(role, *standing)}
        found = [
            Candidate(skill.person, skill.direction, heard == Says.YES)
            for skill in self.skills
            if skill.role == role and skill.person_id not in taken and self._fits(staffing, skill, direction)
            if not self._is_busy(skill.person_id, session)
            if (heard := says(self.patterns[skill.person_id], periods_of(session))) != Says.NO
        ]
        return sorted(found, key=lambda one: (self.last_asked.get(one.person.pk, NEVER), one.person.pk))

    def _fits(self, staffing: Staffing, skill: StaffSkill, direction: str) -> bool:
        if skill.role != StaffRole.INTERPRETER:
            return True
        if direction and not (covers(skill.direction, direction) or direction == Direction.BOTH):
            return False
        return is_wanted(staffing, skill.role, skill.direction)

    def _is_busy(self, person_id: int, session: Session) -> bool:
        first, last = busy_span(session, usual_travel(session))
        return any(
            one.busy_from < last and one.busy_until > first
            for one in self.held.get(person_id, [])
            if one.session_id != session.pk
        )


def usual_travel(session: Session) -> int:
    return 0 if session.format == Format.ONLINE else USUAL_TRAVEL


def candidates_for(sessions: Iterable[Session]) -> Candidates:
    known = list(sessions)
    skills = list(StaffSkill.objects.filter(person__is_active=True).select_related("person").order_by("person_id"))
    people = {skill.person_id: skill.person for skill in skills}
    spans = [busy_span(session, usual_travel(session)) for session in known]
    asked = Assignment.objects.of_staff().filter(person__in=people).values("person_id").annotate(last=Max("asked_at"))
    return Candidates(
        skills=skills,
        patterns={key: pattern_of(people[key], one) for key, one in said_by(people).items()},
        held=held_by(people, min(first for first, _ in spans), max(last for _, last in spans)) if spans else {},
        last_asked={row["person_id"]: row["last"] for row in asked.order_by()},
    )


def who_could(session: Session, role: str, direction: str = "") -> list[Candidate]:
    return candidates_for([session]).could(staffing_of([session])[session.pk], role, direction)


def pattern_of(person: Person, said: Said) -> Pattern:
    return Pattern(zone_of(person.time_zone) or ZoneInfo("UTC"), said.weekly, said.exceptions)


def unavailable(assignments: Iterable[Assignment]) -> list[Assignment]:
    """Those whose person said that they have no time then."""
    rows = list(assignments)
    said = said_by({one.person_id for one in rows})
    return [
        one for one in rows if says(pattern_of(one.person, said[one.person_id]), periods_of(one.session)) == Says.NO
    ]
