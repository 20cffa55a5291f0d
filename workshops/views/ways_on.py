"""Where somebody goes from the page of a session: what is open to them now, and what they run."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from workshops.enums import TAKING_PLACE, WAS_THERE, FeedbackMoment, RegistrationState
from workshops.models import Registration, Session
from workshops.queries.certificates import attended_session
from workshops.queries.feedback import has_answered
from workshops.queries.materials import materials_visible_to
from workshops.rules.attending import is_open, may_take_attendance, may_train
from workshops.rules.feedback import may_answer
from workshops.rules.managing import may_manage, may_schedule

if TYPE_CHECKING:
    from lms.accounts.models import Person


def ways_on(request: HttpRequest, session: Session, registration: Registration | None, now: datetime) -> dict[str, Any]:
    """Nothing is asked of the database for a stranger but whether there is something to take home."""
    return {
        "has_materials": materials_visible_to(request.user, session).exists(),
        **(_of_own_seat(registration.person, session, registration.state, now) if registration else {}),
        **(_of_who_runs_it(request, session) if request.user.is_authenticated else {}),
    }


def _of_own_seat(person: "Person", session: Session, state: str, now: datetime) -> dict[str, Any]:
    takes_place = session.state in TAKING_PLACE
    moments = [one.value for one in FeedbackMoment if takes_place and may_answer(session, one, state, now)]
    return {
        "may_sign_in": takes_place and state == RegistrationState.CONFIRMED and is_open(session, now),
        "asked_at": next((one for one in moments if not has_answered(session, person.pk, one)), ""),
        "has_certificate": state in WAS_THERE and attended_session(person, session.key) is not None,
    }


def _of_who_runs_it(request: HttpRequest, session: Session) -> dict[str, Any]:
    runs = bool(may_take_attendance(request.user, session))
    return {
        "runs_it": runs,
        "trains_there": runs and bool(may_train(request.user, session)),
        "plans_it": runs and bool(may_schedule(request.user)) and bool(may_manage(request.user, session.series)),
    }
