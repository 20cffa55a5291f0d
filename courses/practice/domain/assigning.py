"""From a ticket to an assignment. Nothing of it is shown before a person confirmed the redaction and the member said yes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from courses.practice.domain.assignment_states import set_assignment_state
from courses.practice.domain.claim_states import promise_word
from courses.practice.domain.redacting import refuse_originals
from courses.practice.enums import (
    AssignmentState,
    ClaimState,
    ConsentState,
    Difficulty,
    PostState,
    Size,
    Supervision,
)
from courses.practice.errors import (
    ConsentMissing,
    LooksIdentifying,
    RedactionMissing,
    TextTooLong,
    TicketIsClosed,
    WordsMissing,
)
from courses.practice.models import (
    AssignmentWords,
    Claim,
    Consent,
    MirroredTicket,
    Redaction,
    RubricRow,
    TicketAssignment,
)
from courses.practice.rules.reading import is_stale
from courses.practice.rules.redaction import looks_left
from lms.accounts.enums import Language

if TYPE_CHECKING:
    from lms.accounts.models import Person

LONGEST = 20_000
MOST_ROWS = 12


@dataclass(frozen=True)
class Told:
    """What learners read, in one language."""

    title: str
    story: str
    goals: str = ""
    hints: str = ""


@dataclass(frozen=True)
class Terms:
    difficulty: str = Difficulty.FIRST
    supervision: str = Supervision.MENTOR
    size: str = Size.SMALL
    skills: str = ""
    lab: str = ""
    days: int = 7
    most_in_parallel: int = 1
    course_key: UUID | None = None
    is_sensitive: bool = False
    is_tidying: bool = False


@dataclass(frozen=True)
class Written:
    """``rows``: what counts as done, English and Spanish."""

    words: Mapping[str, Told]
    rows: Sequence[tuple[str, str]]
    terms: Terms = field(default_factory=Terms)


def write_assignment(
    *, ticket: MirroredTicket, written: Written, is_invented: bool, by: "Person", now: datetime
) -> TicketAssignment:
    """Keeps a draft. ``is_invented``: a person says that what still looks like somebody's is not. Raises LooksIdentifying
    otherwise, WordsMissing where one language has none, and RealNameInIt where something stands in it that the redaction
    takes out."""
    texts = _checked(written, is_invented=is_invented)
    with transaction.atomic():
        ticket = (
            MirroredTicket.objects.select_for_update(no_key=True, of=("self",))
            .select_related("source")
            .get(pk=ticket.pk)
        )
        refuse_originals(ticket, texts)
        assignment, is_new = TicketAssignment.objects.get_or_create(
            ticket=ticket,
            defaults={
                "language": ticket.language,
                "made_by": by,
                "made_at": now,
                "is_sensitive": ticket.is_private,
                "was_stale": is_stale(ticket.changed_at, now, ticket.source.stale_days),
            },
        )
        for name, value in written.terms.__dict__.items():
            setattr(assignment, name, value)
        assignment.is_sensitive = written.terms.is_sensitive or ticket.is_private
        assignment.save(update_fields=list(written.terms.__dict__))
        _keep_words(assignment, written, is_new=is_new)
        promise_word(assignment.pk)  # more may work on it in parallel now
    return assignment


def _checked(written: Written, *, is_invented: bool) -> list[str]:
    """Every text that learners will read."""
    if not written.rows or any(not (en.strip() and es.strip()) for en, es in written.rows):
        raise WordsMissing
    texts = []
    for language in Language.values:
        told = written.words.get(language)
        if told is None or not (told.title.strip() and told.story.strip()):
            raise WordsMissing
        texts += [told.title, told.story, told.goals, told.hints]
    texts += [text for row in written.rows for text in row] + [written.terms.skills]
    if any(len(text) > LONGEST for text in texts):
        raise TextTooLong
    if not is_invented and looks_left(texts):
        raise LooksIdentifying
    return texts


def _keep_words(assignment: TicketAssignment, written: Written, *, is_new: bool) -> None:
    for language, told in written.words.items():
        AssignmentWords.objects.update_or_create(assignment=assignment, language=language, defaults=dict(told.__dict__))
    if not is_new and [(row.words_en, row.words_es) for row in assignment.rubric.all()] == list(written.rows):
        return  # reviews point at the rows
    kept = list(assignment.rubric.all())
    for position, (en, es) in enumerate(written.rows[:MOST_ROWS]):
        if position < len(kept):
            kept[position].words_en, kept[position].words_es = en, es
            kept[position].save(update_fields=["words_en", "words_es"])
        else:
            RubricRow.objects.create(assignment=assignment, position=position, words_en=en, words_es=es)
    for row in kept[len(written.rows) :]:
        row.delete()


def open_assignment(*, assignment: TicketAssignment, now: datetime) -> TicketAssignment:
    """Learners see it from now on. Raises ConsentMissing, WordsMissing, NotPossibleNow, TicketIsClosed, and RedactionMissing
    also where the ticket changed since a person confirmed it. What was answered before it was opened again takes the ticket
    no longer: the next one answers."""
    with transaction.atomic():
        assignment = _locked(assignment)
        _refuse_unless_ready(assignment)
        if assignment.ticket is not None and assignment.ticket.is_closed:
            raise TicketIsClosed
        answered = Claim.objects.filter(assignment=assignment, is_real=True, state=ClaimState.DONE)
        answered.filter(post__state__in=[PostState.POSTED, PostState.LEFT]).update(is_real=False)
        set_assignment_state(assignment, AssignmentState.OPEN, opened_at=assignment.opened_at or now)
        promise_word(assignment.pk)
    return assignment


def _refuse_unless_ready(assignment: TicketAssignment) -> None:
    ticket = assignment.ticket
    if ticket is None or not Consent.objects.filter(ticket=ticket, state=ConsentState.GIVEN).exists():
        raise ConsentMissing
    if not Redaction.objects.filter(ticket=ticket, confirmed_at__isnull=False, token=ticket.token).exists():
        raise RedactionMissing
    if assignment.words.count() < len(Language.values) or not assignment.rubric.exists():
        raise WordsMissing


def close_assignment(*, assignment: TicketAssignment, now: datetime) -> TicketAssignment:
    """Nobody new begins; whoever works on it goes on."""
    with transaction.atomic():
        assignment = _locked(assignment)
        set_assignment_state(assignment, AssignmentState.CLOSED, closed_at=now)
    return assignment


def keep_as_exercise(*, assignment: TicketAssignment, now: datetime) -> TicketAssignment:
    """A resolved one stays for practice, as long as the member's consent does. What learners never saw before must be as
    ready as what is opened."""
    with transaction.atomic():
        assignment = _locked(assignment)
        if assignment.opened_at is None:
            _refuse_unless_ready(assignment)
        if not Consent.objects.filter(ticket=assignment.ticket, state=ConsentState.GIVEN).exists():
            raise ConsentMissing
        set_assignment_state(assignment, AssignmentState.EXERCISE, opened_at=assignment.opened_at or now)
        promise_word(assignment.pk)
    return assignment


def _locked(assignment: TicketAssignment) -> TicketAssignment:
    return (
        TicketAssignment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("ticket")
        .get(pk=assignment.pk)
    )
