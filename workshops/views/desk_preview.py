"""What comes of a form, before it is done: the same for a new series and for what is changed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext

from lms.core.errors import DomainError
from lms.core.moments import place_name
from lms.core.walls import DoubledTime, SkippedTime, moment_at, wall_at
from workshops.domain import scheduling
from workshops.domain.previewing import Outcome, change, preview
from workshops.domain.rescheduling import check_zone
from workshops.enums import Frequency
from workshops.errors import FewerSeatsThanTaken, SeatsOfThatKindAreTaken
from workshops.forms.series import SeriesForm
from workshops.models import Series, Session
from workshops.models.arrangements import Arrangement
from workshops.rules.recurrence import Occurrence, drifts, occurrences

SHOWN = 60
NAMES = {field.name: field.verbose_name for field in Arrangement._meta.local_fields}


def rule_preview(form: SeriesForm) -> dict[str, Any]:
    """The first sessions on the anchored clock, and every one at which another clock moves."""
    plan = form.plan
    zone = scheduling.check_plan(plan) if "format" in form.fields else check_zone(plan.zone)
    if plan.rule.frequency == Frequency.ONCE:
        moment_at(datetime.combine(plan.starts_on, plan.starts_time), zone, fold=plan.fold)
    whole = occurrences(plan.rule, first=plan.starts_on, at=plan.starts_time, zone=zone, fold=plan.fold or 0)
    sessions = list(islice(whole, SHOWN + 1))
    others = form.cleaned_data["other_zones"]
    return {
        "sessions": sessions[:SHOWN],
        "has_more": len(sessions) > SHOWN,
        "moves": _moves(sessions, others),
        "zone": zone.key,
        "place": place_name(zone.key),
        "compared": [place_name(other) for other in others],
    }


@dataclass(frozen=True)
class Decision:
    """``outcome``: what would come of it or, when ``is_done``, what came of it. ``is_news``: it is not what was seen."""

    outcome: Outcome | None = None
    is_done: bool = False
    is_news: bool = False


def decide(request: HttpRequest, form: forms.Form, *, series: Series, act: Callable[[], object]) -> Decision:
    """A first submit shows what would be; a second one does it, if that is still what would be. What is refused stands
    beside its field."""
    asked = request.POST.get("do")
    if request.method != "POST" or asked == "change" or not form.is_valid():
        return Decision()
    try:
        outcome = preview(series=series, act=act)
        if outcome.cancelled and not form.cleaned_data.get("reason"):
            form.add_error("reason", gettext("Sessions are cancelled by it. Write why: everybody registered reads it."))
            return Decision()
        if asked == "make" and request.POST.get("seen") == outcome.mark:
            return Decision(change(series=series, act=act), is_done=True)
    except DomainError as error:
        form.add_error(_field_of(error, form), str(error.message))
        return Decision()
    return Decision(outcome, is_news=asked == "make")


def _field_of(error: DomainError, form: forms.Form) -> str | None:
    match error:
        case SkippedTime():
            name = "starts_time"
        case DoubledTime():
            name = "fold"
        case SeatsOfThatKindAreTaken():
            name = "format"
        case FewerSeatsThanTaken():
            name = "even_below_taken"
        case _:
            return None
    return name if name in form.fields else None


def shown_of(outcome: Outcome, zones: Iterable[str]) -> dict[str, Any]:
    """For the page: each changed session with what is different about it, and what other clocks show."""
    others = list(zones)
    return {
        "outcome": outcome,
        "rows": [
            {
                "was": row.was,
                "session": row.session,
                "is_moved": row.is_moved,
                "parts": [_told_of(row.session, part) for part in sorted(row.parts) if part != "clock"],
            }
            for row in outcome.changed[:SHOWN]
        ],
        "has_more": len(outcome.changed) > SHOWN,
        "elsewhere": _elsewhere(outcome, others),
        "moves": _moves([_occurrence(one) for one in outcome.sessions if "start" not in one.own], others),
    }


def _told_of(session: Session, column: str) -> str:
    """“minutes: 75”"""
    display = getattr(session, f"get_{column}_display", None)
    value = display() if display else getattr(session, column)
    if isinstance(value, bool):
        value = pgettext("of a session", "yes") if value else pgettext("of a session", "no")
    return f"{NAMES[column]}: {'–' if value in (None, '') else value}"


def _elsewhere(outcome: Outcome, zones: Iterable[str]) -> list[dict[str, Any]]:
    """Of one session alone."""
    if len(outcome.changed) != 1 or not outcome.changed[0].is_moved:
        return []
    row = outcome.changed[0]
    return [
        {
            "place": place_name(zone),
            "was": wall_at(row.was.starts_at, ZoneInfo(zone)),
            "will": wall_at(row.session.starts_at, ZoneInfo(zone)),
        }
        for zone in zones
        if zone != row.session.zone
    ]


def _occurrence(session: Session) -> Occurrence:
    return Occurrence(session.number, datetime.fromisoformat(session.start), session.fold, session.starts_at)


def _moves(sessions: list[Occurrence], zones: Iterable[str]) -> list[dict[str, Any]]:
    moves = [
        {"place": place_name(other), "drift": drift}
        for other in zones
        for drift in drifts(iter(sessions), other=ZoneInfo(other), most=SHOWN)
    ]
    return sorted(moves, key=lambda move: move["drift"].start)
