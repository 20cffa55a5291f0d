"""Posting to the real ticket: one comment and one transition, whatever is lost on the way, or a person is told.

The tracker module looks for our marker before it writes, so this may run any number of times. Nothing is held locked while
the tracker is asked. Only this module writes the state of a post. Lock order: ticket, then post, then what follows.
Learners answer as long as the member's yes stands: what is on its way when it is taken back is left to a person."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from courses.practice.domain.mirroring import keep_fresh
from courses.practice.domain.posting import send
from courses.practice.domain.practice_mail import tell_claimants, tell_desk_about_post
from courses.practice.domain.resolved import end_answered, follow_posted
from courses.practice.domain.sealed import open_answer, seal_answer, tracker_of
from courses.practice.domain.ticket_changes import end_where_closed
from courses.practice.enums import POST_TRANSITIONS, ConsentState, PostState
from courses.practice.errors import AnswerMissing, NotPossibleNow, TextTooLong
from courses.practice.models import Consent, MirroredTicket, Post
from courses.practice.trackers.port import NoSuchTicket, NotAllowed, Refused, Stale, Ticket, TrackerError
from lms.core.sealing import InvalidToken

if TYPE_CHECKING:
    from lms.accounts.models import Person

LONGEST = 25_000  # characters of an answer with all that is added to it
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=2)
TOLD_AFTER = timedelta(hours=24)
GIVEN_UP_AFTER = timedelta(days=7)


def post(*, post_pk: int, now: datetime) -> PostState | None:
    """What became of it; None where there is no such post any more. Safe to run twice, and by two workers at once."""
    row = Post.objects.select_related("ticket__source").filter(pk=post_pk).first()
    if row is None or row.state != PostState.WAITING:
        return PostState(row.state) if row else None
    if not _may_be_posted(row):
        return _ended(row, PostState.LEFT, now=now)
    try:
        text = open_answer(row)
    except InvalidToken as lost:
        return _ended(row, PostState.FAILED, now=now, failure=type(lost).__name__)
    tracker = tracker_of(row.ticket.source)
    try:
        ticket = tracker.answer(row.ticket.number, text, marker=row.marker, action=row.action, token=row.token)
    except Stale as stale:
        return _ended(row, PostState.CONFLICT, now=now, ticket=stale.ticket)
    except (NotAllowed, NoSuchTicket, Refused) as error:
        return _ended(row, PostState.FAILED, now=now, failure=type(error).__name__)
    except TrackerError as error:
        return _later(row, type(error).__name__, now)
    return _ended(row, PostState.POSTED, now=now, ticket=ticket)


def _ended(row: Post, state: PostState, *, now: datetime, ticket: Ticket | None = None, failure: str = "") -> PostState:
    with transaction.atomic():
        mirrored = MirroredTicket.objects.select_for_update(no_key=True).get(pk=row.ticket_id)
        locked = (
            Post.objects.select_for_update(no_key=True, of=("self",)).select_related("ticket__source").get(pk=row.pk)
        )
        if locked.state != PostState.WAITING:
            return PostState(locked.state)
        if ticket is not None:  # while the post still waits: so its own closing of the ticket is known as ours
            keep_fresh(locked.ticket.source, ticket, now=now)
        set_post_state(locked, state, ended_at=now, last_failure=failure)
        if state == PostState.POSTED:
            follow_posted(locked, now=now)
        else:
            mirrored.refresh_from_db(fields=["is_closed"])
            end_where_closed(mirrored, now=now)
        if state in (PostState.CONFLICT, PostState.FAILED):
            tell_desk_about_post(locked, now=now)
    return state


def _may_be_posted(row: Post) -> bool:
    """What does not come of learners always may."""
    is_agreed = Consent.objects.filter(ticket=row.ticket_id, state=ConsentState.GIVEN).exists()
    return row.claim_id is None or (is_agreed and row.ticket.gone_at is None)


def _later(row: Post, failure: str, now: datetime) -> PostState:
    """The tracker is down: the pause doubles up to two hours, a person is told after a day; after a week it is theirs."""
    if now - row.made_at >= GIVEN_UP_AFTER:
        return _ended(row, PostState.FAILED, now=now, failure=failure)
    with transaction.atomic():
        locked = Post.objects.select_for_update(no_key=True, of=("self",)).select_related("ticket").get(pk=row.pk)
        if locked.state != PostState.WAITING or locked.tries != row.tries:
            return PostState(locked.state)
        Post.objects.filter(pk=row.pk).update(tries=F("tries") + 1, last_failure=failure)
        locked.refresh_from_db(fields=["tries"])
        if locked.told_at is None and now - locked.made_at >= TOLD_AFTER:
            Post.objects.filter(pk=row.pk).update(told_at=now)
            tell_desk_about_post(locked, now=now)
        send(locked, due=now + min(FIRST_PAUSE * 2 ** min(locked.tries, 10), LONGEST_PAUSE))
    return PostState.WAITING


def set_post_state(row: Post, state: PostState, **fields: object) -> None:
    """The caller holds the row."""
    if state not in POST_TRANSITIONS[PostState(row.state)]:
        raise NotPossibleNow
    row.state = state
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *fields])


def post_anyway(*, post_pk: int, text: str, by: "Person", now: datetime) -> Post:
    """After a conflict or a failure: with this text, on the ticket as the mirror has it now. Raises AnswerMissing,
    TextTooLong, and NotPossibleNow also where the member took their yes back."""
    if not text.strip():
        raise AnswerMissing
    if len(text) > LONGEST:
        raise TextTooLong
    with transaction.atomic():
        row = Post.objects.select_for_update(no_key=True, of=("self",)).select_related("ticket").get(pk=post_pk)
        if not _may_be_posted(row):
            raise NotPossibleNow
        set_post_state(
            row,
            PostState.WAITING,
            sealed_text=seal_answer(text),
            token=row.ticket.token if row.claim_id else "",
            tries=row.tries + 1,
            made_by=by,
            made_at=now,
            told_at=None,
            ended_at=None,
        )
        send(row)
    return row


def leave_to_person(*, post_pk: int, now: datetime) -> Post:
    """Somebody of the support team answers in the tracker by themselves; the learner is told that their work was used as
    practice."""
    with transaction.atomic():
        MirroredTicket.objects.select_for_update(no_key=True).get(posts=post_pk)
        row = Post.objects.select_for_update(no_key=True).get(pk=post_pk)
        set_post_state(row, PostState.LEFT, ended_at=now)
        if row.claim is not None:
            end_answered(row.claim, now=now)
            tell_claimants(row.claim, "left_to_desk", now=now)
    return row


def take_back_answers(ticket: MirroredTicket, *, now: datetime) -> None:
    """What came of learners goes with the member's yes: what is not posted yet never is, and no copy of the others stays
    here. The caller holds the ticket."""
    for row in Post.objects.select_for_update(no_key=True).filter(ticket=ticket, claim__isnull=False).order_by("pk"):
        if PostState.LEFT in POST_TRANSITIONS[PostState(row.state)]:
            set_post_state(row, PostState.LEFT, ended_at=now)
        row.sealed_text = ""
        row.save(update_fields=["sealed_text"])
