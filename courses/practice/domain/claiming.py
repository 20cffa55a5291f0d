"""Taking a ticket, alone or as a pair, giving it back, and waiting for it. Lock order: assignment,
then claim, then the person."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q

from courses.models import Completion
from courses.practice.domain.claim_states import set_claim_state
from courses.practice.domain.practice_mail import tell_claimants, tell_waiting
from courses.practice.enums import GOING_ON, SHOWN, AssignmentState, ClaimState, Supervision
from courses.practice.errors import (
    AlreadyTaken,
    AlreadyYours,
    CourseFirst,
    NotPossibleNow,
    PairIsFull,
    TooManyAtOnce,
)
from courses.practice.models import Claim, Claimant, TicketAssignment, Wait
from courses.practice.queries.board import agreed, real_claim_exists
from lms.accounts.models import Person
from lms.core.html import clean_line

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST_AT_ONCE = 3
WARNED_BEFORE = timedelta(days=1)
EXTENDED_TO = 2  # times the days that the assignment gives


def claim(*, assignment: TicketAssignment, person: Person, credit_name: str = "", now: datetime) -> Claim:
    """The first one's answer goes to the member; where several may work in parallel, the others practise. Raises
    AlreadyTaken for whoever came a moment later."""
    with transaction.atomic():
        locked = _locked_assignment(assignment)
        _refuse_unless_free(locked, person)
        going_on = locked.claims.filter(state__in=GOING_ON).count()
        is_exercise = locked.state == AssignmentState.EXERCISE
        is_real = not is_exercise and not real_claim_exists(locked)
        if not is_exercise and going_on >= locked.most_in_parallel:
            raise AlreadyTaken
        try:
            with transaction.atomic():
                made = Claim.objects.create(
                    assignment=locked, is_real=is_real, claimed_at=now, ends_at=now + timedelta(days=locked.days)
                )
                _add(made, person, credit_name)
        except IntegrityError as error:  # only without the lock
            raise AlreadyTaken from error
        Wait.objects.filter(assignment=locked, person=person).delete()
    return made


def join_claim(*, claim: Claim, person: Person, credit_name: str = "", now: datetime) -> Claim:
    """The second of a pair. Both are credited."""
    with transaction.atomic():
        assignment = _locked_assignment(claim.assignment)
        claim = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
        _refuse_unless_free(assignment, person)
        if claim.state not in (ClaimState.WORKING, ClaimState.AGAIN):
            raise NotPossibleNow
        if claim.claimants.count() >= (2 if assignment.supervision == Supervision.PAIRS else 1):
            raise PairIsFull
        _add(claim, person, credit_name)
    return claim


def set_credit(*, claim: Claim, person: Person, credit_name: str) -> None:
    """The name that the member reads, or none."""
    Claimant.objects.filter(claim=claim, person=person).update(credit_name=_tidy(credit_name))


def _tidy(name: str) -> str:
    """One line: it stands in a sentence of the answer."""
    return clean_line(name[:400], most=400)[:80].strip()


def hand_back(*, claim: Claim, now: datetime) -> Claim:
    """Without shame, and without a reason. What was written stays with those who wrote it."""
    with transaction.atomic():
        claim = _locked_with_others(claim)
        set_claim_state(claim, ClaimState.HANDED_BACK, now=now)
        _pass_on(claim, now)
    return claim


def _pass_on(ended: Claim, now: datetime) -> None:
    """Of those who practise in parallel the one who began first answers now, and is told. With all of them held."""
    assignment = ended.assignment
    if not ended.is_real or assignment.state != AssignmentState.OPEN:
        return
    following = assignment.claims.filter(state__in=GOING_ON).order_by("claimed_at", "pk").first()
    if following is not None:
        following.is_real = True
        following.save(update_fields=["is_real"])
        tell_claimants(following, "yours_now", now=now, once=str(ended.pk))


def extend(*, claim: Claim, now: datetime) -> Claim:
    """As many days again from now, up to twice the time in all."""
    with transaction.atomic():
        claim = Claim.objects.select_for_update(no_key=True, of=("self",)).select_related("assignment").get(pk=claim.pk)
        days = timedelta(days=claim.assignment.days)
        until = min(now + days, claim.claimed_at + days * EXTENDED_TO)
        if claim.state not in (ClaimState.WORKING, ClaimState.AGAIN) or until <= claim.ends_at:
            raise NotPossibleNow
        claim.ends_at, claim.warned_at = until, None
        claim.save(update_fields=["ends_at", "warned_at"])
    return claim


def wait_for(*, assignment: TicketAssignment, person: Person, now: datetime) -> Wait:
    wait, _new = Wait.objects.get_or_create(assignment=assignment, person=person, defaults={"at": now})
    return wait


def stop_waiting(*, assignment: TicketAssignment, person: Person) -> None:
    Wait.objects.filter(assignment=assignment, person=person).delete()


def tell_who_waits(*, assignment_pk: int, now: datetime) -> int:
    """Everybody in line is told that it is free, the longest waiting first; the first who takes it has it. They are told of
    nothing whose answer is on its way already."""
    assignment = TicketAssignment.objects.filter(agreed(), pk=assignment_pk, state__in=SHOWN).first()
    if assignment is None or not (assignment.state == AssignmentState.EXERCISE or _has_room(assignment)):
        return 0
    waits = list(assignment.waits.select_related("person", "assignment").order_by("at", "pk"))
    ended = assignment.claims.exclude(state__in=GOING_ON).count()
    once = f"{ended}:{assignment.state}:{assignment.most_in_parallel}"
    for wait in waits:
        tell_waiting(wait, once=once, now=now)
    return len(waits)


def _has_room(assignment: TicketAssignment) -> bool:
    if assignment.claims.filter(state__in=GOING_ON).count() >= assignment.most_in_parallel:
        return False
    return assignment.most_in_parallel > 1 or not real_claim_exists(assignment)


def tend_claims(*, now: datetime) -> int:
    """Warns a day before the end, and ends what nobody handed in. Work that waits for its review does not run out."""
    running = Claim.objects.filter(state__in=[ClaimState.WORKING, ClaimState.AGAIN])
    soon = running.filter(warned_at=None, ends_at__lte=now + WARNED_BEFORE, ends_at__gt=now)
    for claim in _each(soon):
        with transaction.atomic():
            if soon.filter(pk=claim.pk, ends_at=claim.ends_at).update(warned_at=now):
                tell_claimants(claim, "ends_soon", now=now, once=claim.ends_at.isoformat())
    ended = _each(running.filter(ends_at__lte=now))
    for claim in ended:
        with transaction.atomic():
            locked = _locked_with_others(claim)
            if locked.state in (ClaimState.WORKING, ClaimState.AGAIN) and locked.ends_at <= now:
                set_claim_state(locked, ClaimState.EXPIRED, now=now)
                tell_claimants(locked, "expired", now=now)
                _pass_on(locked, now)
    return len(ended)


def _each(claims: "QuerySet[Claim]") -> list[Claim]:
    return list(claims.select_related("assignment").order_by("pk")[:500])


def _locked_assignment(assignment: TicketAssignment) -> TicketAssignment:
    return TicketAssignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)


def _locked_with_others(claim: Claim) -> Claim:
    """The assignment, then all who are at work on it: one of them may follow. Before anything is written: whoever waits is
    told by a job that a mentor's review promises too, with a claim in hand."""
    assignment = _locked_assignment(claim.assignment)
    held = assignment.claims.select_for_update(no_key=True).filter(Q(state__in=GOING_ON) | Q(pk=claim.pk))
    return next(one for one in held.order_by("pk") if one.pk == claim.pk)


def _refuse_unless_free(assignment: TicketAssignment, person: Person) -> None:
    """The person is held, who may be taking another one at the same moment."""
    if not TicketAssignment.objects.filter(agreed(), pk=assignment.pk, state__in=SHOWN).exists():
        raise NotPossibleNow
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    mine = Claimant.objects.filter(person=person, is_going_on=True)
    if mine.filter(assignment=assignment).exists():
        raise AlreadyYours
    if mine.count() >= MOST_AT_ONCE:
        raise TooManyAtOnce
    first = assignment.course_key
    if first and not Completion.objects.filter(person=person, course_key=first).exists():
        raise CourseFirst


def _add(claim: Claim, person: Person, credit_name: str) -> None:
    Claimant.objects.create(
        claim=claim, assignment_id=claim.assignment_id, person=person, credit_name=_tidy(credit_name)
    )
