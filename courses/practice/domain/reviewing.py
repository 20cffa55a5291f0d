"""Reviews by the support team: taken from the queue, row by row, *done* or *try again*. Lock order: claim,
then try, then the mentor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from courses.practice.domain.answering import promise_answer
from courses.practice.domain.claim_states import set_claim_state
from courses.practice.domain.practice_mail import tell_claimants, tell_mentors
from courses.practice.domain.redacting import refuse_originals
from courses.practice.enums import ClaimState, Place, PracticeVerdict
from courses.practice.errors import (
    AnswerMissing,
    MentorIsClaimant,
    NotPossibleNow,
    TextTooLong,
    TooManyReviews,
    VerdictMissing,
    WordsForAgain,
)
from courses.practice.models import Claim, PracticeNote, PracticeReview, PracticeReviewRow, Try
from courses.practice.rules.reading import paragraphs
from lms.accounts.models import Person
from lms.records.domain.statements import record
from lms.records.enums import Verb

MOST_TAKEN = 5
HELD = timedelta(days=3)  # then others may take it
LONGEST = 20_000


@dataclass(frozen=True)
class SaidOfRow:
    verdict: str
    words: str = ""


@dataclass(frozen=True)
class Judged:
    """``notes``: what is said to single paragraphs, by place and number. ``answer``: what is to be posted, with the real
    names, as the mentor saw and perhaps changed it; ``token``: the ticket that they saw."""

    verdict: str
    rows: Mapping[int, SaidOfRow]
    words: str = ""
    answer: str = ""
    token: str = ""
    notes: Mapping[tuple[str, int], str] = field(default_factory=dict)


def take_review(*, attempt: Try, mentor: Person, now: datetime) -> Try:
    """At most five at once, for three days; raises TooManyReviews, MentorIsClaimant, NotPossibleNow."""
    with transaction.atomic():
        claim, attempt = _locked(attempt)
        _refuse_claimants(claim, mentor)
        if claim.state != ClaimState.HANDED_IN or attempt.decided_at:
            raise NotPossibleNow
        held_by_other = (
            attempt.mentor_id not in (None, mentor.pk) and attempt.taken_at and now - attempt.taken_at < HELD
        )
        if held_by_other:
            raise NotPossibleNow
        Person.objects.select_for_update(no_key=True).get(pk=mentor.pk)
        others = Try.objects.filter(mentor=mentor, decided_at=None, taken_at__gt=now - HELD).exclude(pk=attempt.pk)
        if others.filter(claim__state=ClaimState.HANDED_IN).count() >= MOST_TAKEN:
            raise TooManyReviews
        attempt.mentor, attempt.taken_at = mentor, now
        attempt.save(update_fields=["mentor", "taken_at"])
    return attempt


def give_back_review(*, attempt: Try, mentor: Person) -> None:
    Try.objects.filter(pk=attempt.pk, mentor=mentor, decided_at=None).update(mentor=None, taken_at=None)


def give_review(*, attempt: Try, mentor: Person, judged: Judged, now: datetime) -> PracticeReview:
    """*Done* of a sensitive ticket wants two mentors; the second one's answer is what is posted. What was decided is not
    decided again. What learners read of it must not say who the member is: raises RealNameInIt."""
    with transaction.atomic():
        claim, attempt = _locked(attempt)
        _refuse_claimants(claim, mentor)
        if claim.state != ClaimState.HANDED_IN or attempt.handed_in_at is None or attempt.decided_at:
            raise NotPossibleNow
        if attempt.reviews.filter(mentor=mentor).exists():
            raise NotPossibleNow
        _check(claim, judged)
        review = _keep(attempt, mentor, judged, now)
        _note(claim, attempt, mentor, review, now)
        if judged.verdict == PracticeVerdict.AGAIN:
            _try_again(claim, attempt, now)
        elif claim.assignment.is_sensitive and attempt.reviews.filter(verdict=PracticeVerdict.DONE).count() < 2:
            attempt.mentor = attempt.taken_at = None
            attempt.save(update_fields=["mentor", "taken_at"])
            tell_mentors(attempt, now=now)
        else:
            _done(claim, attempt, mentor, judged, now)
    return review


def _try_again(claim: Claim, attempt: Try, now: datetime) -> None:
    attempt.decided_at = now
    attempt.save(update_fields=["decided_at"])
    ends_at = max(claim.ends_at, now + timedelta(days=claim.assignment.days))
    set_claim_state(claim, ClaimState.AGAIN, now=now, ends_at=ends_at, warned_at=None)
    tell_claimants(claim, "again", now=now, once=str(attempt.number))


def _done(claim: Claim, attempt: Try, mentor: Person, judged: Judged, now: datetime) -> None:
    attempt.decided_at = now
    attempt.save(update_fields=["decided_at"])
    set_claim_state(claim, ClaimState.DONE, now=now)
    if claim.is_real:
        promise_answer(attempt, text=judged.answer, token=judged.token, by=mentor, now=now)
    tell_claimants(claim, "done", now=now)


def _check(claim: Claim, judged: Judged) -> None:
    if judged.verdict not in PracticeVerdict.values:
        raise VerdictMissing
    rows = {row.pk for row in claim.assignment.rubric.all()}
    if rows != set(judged.rows) or any(one.verdict not in PracticeVerdict.values for one in judged.rows.values()):
        raise VerdictMissing
    is_again = judged.verdict == PracticeVerdict.AGAIN
    said = [one.words for one in judged.rows.values() if one.verdict == PracticeVerdict.AGAIN]
    if any(not words.strip() for words in said) or (is_again and not said and not judged.words.strip()):
        raise WordsForAgain
    if not is_again and said:
        raise WordsForAgain
    if claim.is_real and not is_again and not judged.answer.strip():
        raise AnswerMissing
    if any(len(text) > LONGEST for text in (judged.words, judged.answer, *said, *judged.notes.values())):
        raise TextTooLong
    ticket = claim.assignment.ticket
    if ticket is not None:
        refuse_originals(ticket, [judged.words, *(one.words for one in judged.rows.values()), *judged.notes.values()])


def _keep(attempt: Try, mentor: Person, judged: Judged, now: datetime) -> PracticeReview:
    review = PracticeReview.objects.create(
        attempt=attempt, mentor=mentor, verdict=judged.verdict, words=_kept_words(judged.words), given_at=now
    )
    PracticeReviewRow.objects.bulk_create(
        PracticeReviewRow(review=review, row_id=pk, verdict=one.verdict, words=_kept_words(one.words))
        for pk, one in judged.rows.items()
    )
    PracticeNote.objects.bulk_create(
        PracticeNote(review=review, place=place, paragraph=number, words=words.strip())
        for (place, number), words in judged.notes.items()
        if words.strip() and place in Place.values and number < len(paragraphs(getattr(attempt, place)))
    )
    return review


def _kept_words(text: str) -> str:
    return text.replace("\x00", "").strip()


def _note(claim: Claim, attempt: Try, mentor: Person, review: PracticeReview, now: datetime) -> None:
    record(
        person=mentor,
        verb=Verb.REVIEWED,
        object_key=f"assignment:{claim.assignment.key}",
        happened_at=now,
        now=now,
        source="practice",
        source_key=f"reviewed:{review.pk}",
    )


def _refuse_claimants(claim: Claim, mentor: Person) -> None:
    if claim.claimants.filter(person=mentor).exists():
        raise MentorIsClaimant


def _locked(attempt: Try) -> tuple[Claim, Try]:
    claim = Claim.objects.select_for_update(no_key=True, of=("self",)).select_related("assignment__ticket__source")
    held = claim.get(pk=attempt.claim_id)
    return held, Try.objects.select_for_update(no_key=True).get(pk=attempt.pk)
