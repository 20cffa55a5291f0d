"""Who wants to be in a session, for those who organise it: what waits for their answer first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from lms.accounts.models import Person
from workshops.enums import Pool, RegistrationState, SessionState
from workshops.models import Registration, Session
from workshops.queries.desk import sessions_managed_by
from workshops.queries.lines import positions_of
from workshops.queries.questions import Asked, ever_asked
from workshops.queries.sessions import Seats, seats_of

SHOWN = 300  # of each kind, in each pool
WANTED = (
    RegistrationState.REQUESTED,
    RegistrationState.CONFIRMED,
    RegistrationState.OFFERED,
    RegistrationState.WAITLISTED,
)


@dataclass(frozen=True)
class Answered:
    question: Asked
    answer: str


@dataclass(frozen=True)
class Wish:
    """``position``: 1 for the next in line, 0 for who does not wait."""

    registration: Registration
    answers: tuple[Answered, ...]
    position: int = 0


@dataclass(frozen=True)
class Group:
    """``more``: how many are not among ``wishes``."""

    state: RegistrationState
    wishes: tuple[Wish, ...]
    more: int

    @property
    def count(self) -> int:
        return len(self.wishes) + self.more


@dataclass(frozen=True)
class InPool:
    seats: Seats
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class People:
    requested: Group
    pools: tuple[InPool, ...]


def people_of(session: Session, now: datetime, language: str) -> People:
    """Requests apart from everything else, first come first; then each pool. As many queries for ten as for a thousand."""
    rows = list(Registration.objects.filter(session=session, state__in=WANTED).select_related("person").order_by("pk"))
    for row in rows:
        row.session = session
    positions = positions_of(rows, now)
    questions = ever_asked(session.series, language)

    def group(state: RegistrationState, pool: Pool | None = None) -> Group:
        found = [row for row in rows if row.state == state and pool in (None, row.pool)]
        found.sort(key=lambda row: positions.get(row.pk, 0))
        wishes = [Wish(row, answers_of(row, questions), positions.get(row.pk, 0)) for row in found[:SHOWN]]
        return Group(state, tuple(wishes), max(0, len(found) - SHOWN))

    pools = [
        InPool(seats, tuple(group(state, seats.pool) for state in WANTED[1:]))
        for seats in seats_of([session])[session.pk]
    ]
    return People(group(RegistrationState.REQUESTED), tuple(pools))


def answers_of(registration: Registration, questions: Sequence[Asked]) -> tuple[Answered, ...]:
    """What somebody said, with the words of the questions in the reader's language."""
    found = []
    for question in questions:
        answer = registration.answers.get(str(question.pk))
        if isinstance(answer, int):
            answer = question.options[answer] if answer < len(question.options) else None
        if answer:
            found.append(Answered(question, str(answer)))
    return tuple(found)


def wish_in(session: Session, pk: int) -> Registration | None:
    """A registration for this session and no other."""
    return Registration.objects.filter(session=session, pk=pk).first()


def waiting_for_an_answer(person: Person, now: datetime) -> "QuerySet[Session]":
    """The sessions to come that somebody organises and that have requests, with ``requests``: how many."""
    asked = Count("registrations", filter=Q(registrations__state=RegistrationState.REQUESTED))
    sessions = sessions_managed_by(person).upcoming(now).exclude(state=SessionState.CANCELLED)
    return sessions.annotate(requests=asked).filter(requests__gt=0).order_by("starts_at", "pk")
