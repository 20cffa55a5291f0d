"""Claims, tries and their reviews, for those who work and for those who review."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from courses.practice.enums import ClaimState, ConsentState, Place
from courses.practice.models import (
    AssignmentWords,
    Claim,
    Claimant,
    PracticeNote,
    PracticeReview,
    PracticeReviewRow,
    Thanks,
    TicketAssignment,
    Try,
    TryFile,
)
from courses.practice.queries.board import agreed
from courses.practice.rules.reading import paragraphs
from lms.accounts.models import Person


def claims_of(person: Person) -> QuerySet[Claim]:
    """Newest first."""
    mine = Claimant.objects.filter(person=person).values("claim_id")
    return (
        Claim.objects.filter(pk__in=mine)
        .select_related("assignment__ticket__consent", "post")
        .prefetch_related(
            Prefetch("claimants", Claimant.objects.select_related("person").order_by("pk")),
            Prefetch("assignment__words", AssignmentWords.objects.order_by("language")),
        )
        .order_by("-claimed_at", "-pk")
    )


def claim_of(person: Person, key: UUID) -> Claim | None:
    return claims_of(person).filter(key=key).first()


def claim_to_join(key: UUID) -> Claim | None:
    return Claim.objects.select_related("assignment").filter(agreed("assignment__"), key=key).first()


def is_taken_away(assignment: TicketAssignment) -> bool:
    """Purged, or about to be: see ``agreed``."""
    ticket = assignment.ticket
    if not assignment.words.all():
        return True
    if ticket is None:
        return False
    consent = getattr(ticket, "consent", None)
    return ticket.gone_at is not None or (consent is not None and consent.state == ConsentState.WITHDRAWN)


def is_practice(claim: Claim) -> bool:
    """Nothing of it was, or will be, posted. What was answered before the ticket was opened again stays an answer."""
    return not claim.is_real and getattr(claim, "post", None) is None


def tries_of(claim: Claim) -> list[Try]:
    """Oldest first, with reviews, their rows and files."""
    rows = PracticeReviewRow.objects.select_related("row").order_by("row__position")
    notes = PracticeNote.objects.order_by("pk")
    reviews = PracticeReview.objects.select_related("mentor").prefetch_related(
        Prefetch("rows", rows), Prefetch("notes", notes)
    )
    found = claim.tries.select_related("saved_by").prefetch_related(
        Prefetch("reviews", reviews.order_by("pk")), Prefetch("files", TryFile.objects.order_by("pk"))
    )
    return list(found.order_by("number"))


@dataclass(frozen=True)
class Paragraph:
    """``notes``: what mentors said to it."""

    number: int
    text: str
    notes: list[PracticeNote]


@dataclass(frozen=True)
class Passage:
    """One text of what was handed in."""

    place: Place
    paragraphs: list[Paragraph]


def passages_of(attempt: Try) -> list[Passage]:
    """Of a try that ``tries_of`` gave: what is not empty, with the notes of its reviews."""
    notes: dict[tuple[str, int], list[PracticeNote]] = {}
    for review in attempt.reviews.all():
        for note in review.notes.all():
            notes.setdefault((note.place, note.paragraph), []).append(note)
    found = [
        Passage(
            place,
            [
                Paragraph(number, text, notes.get((place.value, number), []))
                for number, text in enumerate(paragraphs(getattr(attempt, place.value)))
            ],
        )
        for place in Place
    ]
    return [one for one in found if one.paragraphs]


def file_for(person: Person, pk: int, *, is_desk: bool) -> TryFile | None:
    """A file of one's own work; for the support team also what was handed in."""
    allowed = Q(attempt__claim__claimants__person=person)
    if is_desk:
        allowed |= Q(attempt__handed_in_at__isnull=False)
    return TryFile.objects.filter(allowed, agreed("attempt__claim__assignment__"), pk=pk).distinct().first()


def waiting_tries(person: Person) -> QuerySet[Try]:
    """Handed in and not decided, oldest first; not one's own, and not what one has said *done* to already."""
    mine = Claimant.objects.filter(person=person).values("claim_id")
    said = PracticeReview.objects.filter(mentor=person).values("attempt_id")
    return (
        Try.objects.filter(claim__state=ClaimState.HANDED_IN, handed_in_at__isnull=False, decided_at=None)
        .exclude(claim__in=mine)
        .exclude(pk__in=said)
        .select_related("claim__assignment", "mentor")
        .prefetch_related("claim__assignment__words", "claim__claimants__person")
        .order_by("handed_in_at", "pk")
    )


def try_on_desk(pk: int) -> Try | None:
    found = Try.objects.filter(handed_in_at__isnull=False).select_related(
        "claim__assignment__ticket__source", "mentor", "claim__post"
    )
    return found.filter(pk=pk).first()


def thanks_for(claim: Claim) -> Thanks | None:
    if is_practice(claim) or claim.assignment.ticket_id is None:
        return None
    return thanks_of(claim.assignment.ticket_id)


def thanks_of(ticket_pk: int) -> Thanks | None:
    return Thanks.objects.filter(ticket_id=ticket_pk).first()


def claimants_of(claim: Claim) -> list[Claimant]:
    return list(Claimant.objects.filter(claim=claim).select_related("person").order_by("pk"))


def has_reviewed(attempt: Try, mentor: Person) -> bool:
    return PracticeReview.objects.filter(attempt=attempt, mentor=mentor).exists()


def is_held(attempt: Try, person: Person, now: datetime, held: timedelta) -> bool:
    """Whether another mentor has taken it lately."""
    return attempt.mentor_id not in (None, person.pk) and attempt.taken_at is not None and now - attempt.taken_at < held
