"""Reminding people, once each and never of an old time. The only writer of a round's state.

One job comes round every minute for all sessions together. It plans rounds (a few rows a session) and sends those that
are due. What a mail says is read under the lock on the session's row, in the transaction that promises the mail: whoever
moves the session comes before, and the round finds nothing to tell, or after.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lms.mail.domain import promise_message
from workshops.domain.feedback import feedback_address
from workshops.domain.session_mail import about
from workshops.domain.session_states import lock_session
from workshops.enums import TAKING_PLACE, FeedbackMoment, RoundState
from workshops.errors import ImpossibleReminders
from workshops.models import Around, Reminder, ReminderRound, Series, Session
from workshops.models.around import DAY, LONGEST_AHEAD, MOST_REMINDERS
from workshops.queries.around import around_of
from workshops.queries.feedback import has_answered
from workshops.queries.reminders import Reminded, to_remind, unplanned
from workshops.queries.sessions import with_words
from workshops.rules.reminding import LOOK_AHEAD, Known, fate, plan

AT_ONCE = 100  # people in one transaction: the session's row is not held for longer than a moment
SOONEST = 15  # minutes before the start; what is sent later arrives too late


def set_reminders(*, series: Series, minutes: Iterable[int], now: datetime) -> Around:
    """How many minutes before the start its people are reminded; none at all if it is empty. Sessions to come follow."""
    wanted = sorted(set(minutes), reverse=True)
    if len(wanted) > MOST_REMINDERS or any(not SOONEST <= one <= LONGEST_AHEAD for one in wanted):
        raise ImpossibleReminders
    with transaction.atomic():
        around, _ = Around.objects.update_or_create(series=series, defaults={"reminders": wanted})
        for session in series.sessions.taking_place().filter(starts_at__gt=now):
            if session.reminder_rounds.filter(starts_at=session.starts_at).exists():
                _plan(session, wanted, now)  # what was never planned is planned when it is near
    return around


def remind(*, now: datetime) -> int:
    """Plans and sends what is due; answers how many mails were promised. Safe to run twice and to be killed."""
    plan_rounds(now=now)
    due = list(ReminderRound.objects.due(now).values_list("pk", flat=True))
    return sum(send_round(round_id=pk, now=now) for pk in due)


def plan_rounds(*, now: datetime) -> int:
    """Gives every session that is near the rounds that it lacks; answers how many."""
    near = list(unplanned(now, LOOK_AHEAD))
    wanted = {series: around_of(series).reminders for series in sorted({one.series_id for one in near})}
    return sum(_plan(session, wanted[session.series_id], now) for session in near)


def _plan(session: Session, minutes: list[int], now: datetime) -> int:
    rounds = session.reminder_rounds.values_list("minutes", "starts_at", "state")
    known = [Known(before, start, RoundState(state)) for before, start, state in rounds]
    made = plan(starts_at=session.starts_at, minutes=minutes, known=known, now=now)
    ReminderRound.objects.bulk_create(
        [
            ReminderRound(
                session=session,
                minutes=one.minutes,
                starts_at=session.starts_at,
                due_at=one.due_at,
                state=one.state,
                closed_at=None if one.state == RoundState.PLANNED else now,
            )
            for one in made
        ],
        ignore_conflicts=True,  # planned by somebody else in this moment
    )
    return len(made)


def send_round(*, round_id: int, now: datetime) -> int:
    """Tells everybody of one round, some in each transaction; answers how many. A second run goes on where one stopped."""
    told = 0
    while (some := _send_some(round_id, now)) is not None:
        told += some
    return told


def _send_some(round_id: int, now: datetime) -> int | None:
    """How many were told now; None when the round is closed. Locks the session, then the round."""
    session_id = ReminderRound.objects.values_list("session_id", flat=True).get(pk=round_id)
    with transaction.atomic():
        session = lock_session(session_id)
        one = ReminderRound.objects.select_for_update(no_key=True).get(pk=round_id)
        if one.state != RoundState.PLANNED:
            return None
        outcome = fate(
            minutes=one.minutes,
            planned_for=one.starts_at,
            starts_at=session.starts_at,
            takes_place=session.state in TAKING_PLACE,
            wanted=around_of(session.series_id).reminders,
            now=now,
        )
        people = to_remind(one, most=AT_ONCE) if outcome == RoundState.SENT else []
        if not people:
            ReminderRound.objects.filter(pk=round_id).move(outcome, closed_at=now)
            return None
        session = with_words(Session.objects.filter(pk=session_id)).get()
        for reminded in people:
            _promise(session, one, reminded, now)
    return len(people)


def _promise(session: Session, one: ReminderRound, reminded: Reminded, now: datetime) -> None:
    person = reminded.person
    Reminder.objects.create(round=one, person=person, promised_at=now)
    promise_message(
        key=f"reminder:{session.pk}:{person.pk}:{one.minutes}:{one.starts_at.isoformat()}",
        to=person.email,
        language=person.language,
        template="workshops/reminder",
        context={
            **about(session, person, pool=reminded.pool),
            "roles": [role.label for role in reminded.roles],
            "has_seat": bool(reminded.pool),
            "expectations": _questions(session, one, reminded),
        },
        now=now,
        person=person,
    )


def _questions(session: Session, one: ReminderRound, reminded: Reminded) -> str:
    """Where what they expect is asked: early enough to be read, of those who take part, until they have answered."""
    person = reminded.person
    is_early = bool(reminded.pool) and one.minutes >= DAY
    if not is_early or has_answered(session, person.pk, FeedbackMoment.BEFORE):
        return ""
    return feedback_address(session, person, FeedbackMoment.BEFORE)
