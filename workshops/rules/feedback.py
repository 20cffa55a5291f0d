"""What people are asked before and after a session, who may answer, and who may read. Words instead of scales: a number
between one and five says less than it seems, and means another thing in each language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lms.core.policy import Allowed, Decision, Denied
from workshops.enums import WAS_THERE, FeedbackMoment, RegistrationState
from workshops.models import Session
from workshops.queries.attendance import roles_in
from workshops.rules.attending import TRAINS
from workshops.rules.managing import may_manage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django_stubs_ext import StrOrPromise

    from lms.accounts.models import Person

FEWEST = 5  # answers, before anybody reads them
OPEN_FOR = timedelta(days=30)  # after the end


@dataclass(frozen=True)
class Asked:
    """Without options it is answered in words."""

    key: str
    label: "StrOrPromise"
    options: Mapping[str, "StrOrPromise"] = field(default_factory=dict)


QUESTIONS: dict[FeedbackMoment, tuple[Asked, ...]] = {
    FeedbackMoment.BEFORE: (
        Asked(
            "known",
            _("How well do you know what this is about?"),
            {
                "new": _("It is new to me"),
                "tried": _("I have tried it"),
                "often": _("I do it often"),
            },
        ),
        Asked("hope", _("What would you like to be able to do afterwards?")),
        Asked("worry", _("Is there something that could make it hard for you to follow?")),
    ),
    FeedbackMoment.AFTER: (
        Asked(
            "use",
            _("Will you use what you learned?"),
            {
                "yes": _("Yes, and I know how to begin"),
                "later": _("Yes, but I need help or time"),
                # Translators: an answer to: will you use what you learned?
                "no": _("Rather not"),
            },
        ),
        Asked(
            "pace",
            _("How was the pace?"),
            {"slow": _("Too slow for me"), "right": _("Right for me"), "fast": _("Too fast for me")},
        ),
        Asked(
            "language",
            _("Could you follow in your language?"),
            {"all": _("All of it"), "most": _("Most of it"), "little": _("Only a little")},
        ),
        Asked("keep", _("What should stay as it is?")),
        Asked("change", _("What should be different next time?")),
    ),
}


def questions(moment: str) -> tuple[Asked, ...]:
    return QUESTIONS[FeedbackMoment(moment)]


def may_answer(session: Session, moment: str, state: str, now: datetime) -> bool:
    """``state``: of their registration, or empty. Before: with a seat, until it begins. After: whoever was there."""
    if moment == FeedbackMoment.BEFORE:
        return state == RegistrationState.CONFIRMED and now < session.starts_at
    return state in WAS_THERE and session.ends_at <= now < session.ends_at + OPEN_FOR


def may_read(person: "Person | AnonymousUser", session: Session) -> Decision:
    if may_manage(person, session.series) or roles_in(session, person) & TRAINS:
        return Allowed()
    return Denied(_("Only the trainers of this session read what people answered."))
