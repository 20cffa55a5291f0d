"""What counts as having been there, when one may sign in, and who may write it down for others."""

from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lms.core.policy import Allowed, Decision, Denied
from workshops.enums import RegistrationState, StaffRole
from workshops.models import Session
from workshops.queries.attendance import roles_in
from workshops.rules.managing import may_manage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import Person

OPENS = timedelta(minutes=30)  # before the start
CLOSES = timedelta(minutes=30)  # after the end; a trainer may write down and correct for ever
TAKES_ATTENDANCE = frozenset({StaffRole.LEAD, StaffRole.CO_TRAINER, StaffRole.HELPER, StaffRole.HOST})

TRAINS = frozenset({StaffRole.LEAD, StaffRole.CO_TRAINER})


def may_take_attendance(person: "Person | AnonymousUser", session: Session) -> Decision:
    """Its organisers, and those who lead, help or receive people in this session."""
    if may_manage(person, session.series) or roles_in(session, person) & TAKES_ATTENDANCE:
        return Allowed()
    return Denied(_("Only those who run this session see who comes."))


def may_train(person: "Person | AnonymousUser", session: Session) -> Decision:
    """Its organisers, and those who lead it: they write to its people, and put up its materials."""
    if may_manage(person, session.series) or roles_in(session, person) & TRAINS:
        return Allowed()
    return Denied(_("Only the trainers of this session can do that."))


def is_open(session: Session, now: datetime) -> bool:
    """Whether people sign in themselves."""
    return session.starts_at - OPENS <= now <= session.ends_at + CLOSES


def outcome_of(minutes: int | None, *, total: int) -> tuple[RegistrationState, int | None]:
    """Minutes that somebody was there → the state of their registration, and the minutes where it was a part.

    None is the whole session: nobody has to look at a watch for who came and stayed.
    """
    if minutes is None or minutes >= total:
        return RegistrationState.ATTENDED, None
    if minutes <= 0:
        return RegistrationState.ABSENT, None
    return RegistrationState.PARTIAL, minutes


def counts(outcome: str, minutes: int | None, *, total: int, percent: int) -> bool:
    """Whether it is enough to have attended the session."""
    if outcome == RegistrationState.PARTIAL:
        return (minutes or 0) * 100 >= total * percent
    return outcome == RegistrationState.ATTENDED


def enough_of(sessions: int, *, percent: int) -> int:
    """How many of that many sessions one must have attended, to have attended the series."""
    return max(1, ceil(sessions * percent / 100))
