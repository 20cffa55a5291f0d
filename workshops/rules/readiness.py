"""What speaks against confirming sessions, as the house looks at it. The number of queries does not grow with them."""

from collections.abc import Iterable

from workshops.enums import AssignmentState, RuleKind
from workshops.models import Assignment, Session
from workshops.queries.commitments import held_by
from workshops.queries.staffing import Staffing, rulings, staffing_of
from workshops.rules.candidates import unavailable
from workshops.rules.staffing import Shortcoming, shortcomings


def readiness_of(
    sessions: Iterable[Session], staffing: dict[int, Staffing] | None = None
) -> dict[int, list[Shortcoming]]:
    """Session key → what is missing or in the way, the strictest first."""
    known = list(sessions)
    staffing = staffing_of(known) if staffing is None else staffing
    ruled = rulings()
    accepted = [row for one in staffing.values() for row in one.assignments if row.state == AssignmentState.ACCEPTED]
    held = (
        held_by(
            {row.person_id for row in accepted},
            min(row.busy_from for row in accepted),
            max(row.busy_until for row in accepted),
        )
        if accepted
        else {}
    )
    away = {row.pk for row in unavailable(accepted)}
    return {
        session.pk: shortcomings(
            staffing[session.pk],
            ruled,
            clashes=[kind for row in own for kind in clashes_of(row, held.get(row.person_id, []))],
            unavailable=sum(row.pk in away for row in own),
        )
        for session in known
        for own in [[row for row in accepted if row.session_id == session.pk]]
    }


def clashes_of(row: Assignment, held: Iterable[Assignment]) -> list[RuleKind]:
    """Of one who accepted, with what else they accepted, where nobody wrote a reason for it."""
    session = row.session
    return [
        RuleKind.OVERLAP
        if session.starts_at < other.session.ends_at and other.session.starts_at < session.ends_at
        else RuleKind.TRAVEL
        for other in held
        if other.pk != row.pk and not row.reason and not other.reason
        if other.busy_from < row.busy_until and row.busy_from < other.busy_until
    ]
