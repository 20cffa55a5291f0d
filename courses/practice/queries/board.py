"""What learners see: assignments that were opened for them, in words that a person of the support team confirmed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from courses.practice.enums import GOING_ON, SHOWN, TAKES_THE_TICKET, AssignmentState, ConsentState, Difficulty
from courses.practice.models import AssignmentWords, Claim, Claimant, TicketAssignment, Wait
from courses.practice.rules.reading import is_stale
from lms.accounts.models import Person


@dataclass(frozen=True)
class Filter:
    difficulty: str = ""
    language: str = ""
    skill: str = ""
    only_free: bool = False


@dataclass(frozen=True)
class OnBoard:
    """A row of the board. ``words`` is in the reader's language where it is written in it."""

    assignment: TicketAssignment
    words: AssignmentWords
    is_free: bool
    is_mine: bool
    is_stale: bool
    is_exercise: bool
    skills: list[str]


def agreed(to: str = "") -> Q:
    """Assignments that may be read: their member did not take the yes back, and did not delete the ticket. The job that
    purges comes a moment later, and nobody reads in between. ``to``: the way there, as ``claim__assignment__``."""
    taken_back = Q(**{f"{to}ticket__consent__state": ConsentState.WITHDRAWN})
    return ~taken_back & Q(**{f"{to}ticket__gone_at": None})


def on_board(person: Person, language: str, now: datetime, wanted: Filter) -> list[OnBoard]:
    """Newest need first: real tickets by how long they have waited, exercises after them. Two queries."""
    found = _with_counts(TicketAssignment.objects.filter(agreed(), state__in=SHOWN), person)
    if wanted.difficulty in Difficulty.values:
        found = found.filter(difficulty=wanted.difficulty)
    if wanted.language:
        found = found.filter(language=wanted.language)
    if wanted.skill:
        found = found.filter(skills__icontains=wanted.skill)
    rows = [_row(one, language, now) for one in found]
    if wanted.only_free:
        rows = [row for row in rows if row.is_free]
    return sorted(rows, key=lambda row: (row.is_exercise, _waiting(row.assignment), row.assignment.pk))


def shown_to(person: Person) -> QuerySet[TicketAssignment]:
    """On the board, or worked on by this person."""
    mine = Claimant.objects.filter(assignment=OuterRef("pk"), person=person)
    found = TicketAssignment.objects.filter(Q(state__in=SHOWN) | Exists(mine))
    return _with_counts(found.filter(agreed()).exclude(state=AssignmentState.PURGED), person)


def assignment_for(person: Person, key: UUID) -> TicketAssignment | None:
    return shown_to(person).filter(key=key).first()


def row_of(assignment: TicketAssignment, language: str, now: datetime) -> OnBoard:
    return _row(assignment, language, now)


def words_in(assignment: TicketAssignment, language: str) -> AssignmentWords:
    found = {one.language: one for one in assignment.words.all()}
    return found.get(language) or next(iter(found.values()))


def rubric_in(assignment: TicketAssignment, language: str) -> list[tuple[int, str]]:
    """What counts as done: the key of each row, and its words."""
    return [(row.pk, row.words_es if language == "es" else row.words_en) for row in assignment.rubric.all()]


def is_waiting(assignment: TicketAssignment, person: Person) -> bool:
    return Wait.objects.filter(assignment=assignment, person=person).exists()


def real_claim_exists(assignment: TicketAssignment) -> bool:
    return Claim.objects.filter(assignment=assignment, is_real=True, state__in=TAKES_THE_TICKET).exists()


def _with_counts(found: QuerySet[TicketAssignment], person: Person) -> QuerySet[TicketAssignment]:
    return (
        found.select_related("ticket__source")
        .prefetch_related(Prefetch("words", AssignmentWords.objects.order_by("language")))
        .annotate(
            going_on=Count("claims", filter=Q(claims__state__in=GOING_ON), distinct=True),
            is_mine=Exists(Claimant.objects.filter(assignment=OuterRef("pk"), person=person, is_going_on=True)),
        )
    )


def _row(assignment: TicketAssignment, language: str, now: datetime) -> OnBoard:
    ticket = assignment.ticket
    is_exercise = assignment.state == AssignmentState.EXERCISE
    return OnBoard(
        assignment=assignment,
        words=words_in(assignment, language),
        is_free=is_exercise or getattr(assignment, "going_on", 0) < assignment.most_in_parallel,
        is_mine=bool(getattr(assignment, "is_mine", False)),
        is_stale=bool(ticket and not is_exercise and is_stale(ticket.changed_at, now, ticket.source.stale_days)),
        is_exercise=is_exercise,
        skills=[one.strip() for one in assignment.skills.split(",") if one.strip()],
    )


def _waiting(assignment: TicketAssignment) -> datetime:
    return assignment.ticket.waiting_since if assignment.ticket else assignment.made_at
