"""The one place that writes a session's state. Every published change raises its calendar sequence, in one place."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from lms.content.domain.publishing import something_public_changed
from lms.content.domain.search_index import renew_later
from lms.core.html import clean_line
from workshops.domain.calendar_mail import update_calendars
from workshops.domain.commitments import reseat_assignments
from workshops.domain.webhooks import tell_webhooks
from workshops.enums import SESSION_TRANSITIONS, TAKING_PLACE, SessionState, WebhookEvent
from workshops.errors import InThePast, NoSuchSession, NotInThatState
from workshops.models import Series, Session


def announce_session(*, session: Session, now: datetime) -> Session:
    """From now on it is on the site, and people can register."""
    return _move(session, SessionState.ANNOUNCED, now)


def announce_series(*, series: Series, now: datetime) -> int:
    """Every draft that is still to come; answers how many."""
    drafts = series.sessions.filter(state=SessionState.DRAFT, ends_at__gt=now).order_by("pk")
    with transaction.atomic():
        for session in drafts:
            announce_session(session=session, now=now)
        return len(drafts)


def confirm_session(*, session: Session, now: datetime, understaffed_reason: str = "") -> Session:
    """It takes place, with everybody that it needs. ``workshops.domain.staffing`` says whether it has them."""

    def keep(row: Session) -> None:
        row.understaffed_reason = clean_line(understaffed_reason, most=500)

    return _move(session, SessionState.CONFIRMED, now, keep)


def cancel_session(*, session: Session, reason: str, now: datetime) -> Session:
    """It does not take place. Registrations, roles and the order of the list stay as they are: it may be restored."""

    def keep(row: Session) -> None:
        row.state_before, row.reason = row.state, clean_line(reason, most=500)

    return _move(session, SessionState.CANCELLED, now, keep, since=TAKING_PLACE)


def restore_session(*, session: Session, now: datetime) -> Session:
    """It takes place after all, in the state that it had before, and nothing else is changed.

    Raises InThePast if it would be over: nobody came, and nobody is to be told that it takes place.
    """
    with transaction.atomic():
        row = lock_session(session.pk)
        if row.state != SessionState.CANCELLED:
            raise NotInThatState
        if row.ends_at <= now:
            raise InThePast
        before = SessionState(row.state_before)

        def keep(one: Session) -> None:
            one.state_before = one.reason = ""

        return _move(row, before, now, keep, since=(SessionState.CANCELLED,))


def lock_session(pk: int) -> Session:
    """The row that everything about a session waits for. Take it late, and before anything is counted."""
    found = Session.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if found is None:
        raise NoSuchSession
    return found


def touch(session: Session, now: datetime) -> None:
    """Something that calendars show has changed: the sequence rises. The caller holds the row and saves it."""
    session.sequence += 1
    session.changed_at = now


def _move(
    session: Session,
    to: SessionState,
    now: datetime,
    keep: Callable[[Session], None] | None = None,
    *,
    since: tuple[SessionState, ...] = tuple(SessionState),
) -> Session:
    with transaction.atomic():
        row = lock_session(session.pk)
        before = SessionState(row.state)
        if to not in SESSION_TRANSITIONS[before] or before not in since:
            raise NotInThatState
        if keep:
            keep(row)
        row.state = to
        if before == SessionState.DRAFT:
            row.changed_at = now  # nobody's calendar has it yet
        else:
            touch(row, now)
        row.save()
        if SessionState.CANCELLED in (before, to):
            reseat_assignments(session=row, now=now)
        shown_differently(row, _event(before, to), now)
        if before != SessionState.DRAFT and (before in TAKING_PLACE) != (to in TAKING_PLACE):
            update_calendars(session=row, now=now)
    return row


def _event(before: SessionState, to: SessionState) -> WebhookEvent:
    """What other programs are told."""
    if to == SessionState.CANCELLED:
        return WebhookEvent.CANCELLED
    if to == SessionState.DRAFT:
        return WebhookEvent.WITHDRAWN
    by_before = {SessionState.DRAFT: WebhookEvent.ANNOUNCED, SessionState.CANCELLED: WebhookEvent.RESTORED}
    return by_before.get(before, WebhookEvent.CHANGED)


def shown_differently(session: Session, event: WebhookEvent, now: datetime) -> None:
    """What everybody sees of it is another now: pages that were kept are forgotten, the search reads its series anew,
    other programs are told.

    For whoever changes what is public of a session, in the same transaction.
    """
    something_public_changed()
    renew_later(source="workshops.Series", pk=session.series_id)
    tell_webhooks(session=session, event=event, now=now)
