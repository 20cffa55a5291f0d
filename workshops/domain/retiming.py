"""After a new edition of the time zone database sessions keep their wall clocks and get the moments that these now mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from lms.core.moments import zone_of
from lms.core.walls import SkippedTime
from workshops.domain.change_mail import RULES, SKIPPED
from workshops.domain.changing import Before, promise_update
from workshops.domain.commitments import reseat_assignments
from workshops.domain.scheduling import derive, wall
from workshops.domain.session_states import lock_session, shown_differently, touch
from workshops.enums import TAKING_PLACE, SessionState, WebhookEvent
from workshops.models import Session

DERIVED = ("start", "starts_at", "ends_at", "end", "rules")


@dataclass(frozen=True)
class Retimed:
    """``after`` and ``start`` are None where the zone is not in the database any more: that session stays as it was."""

    session: Session
    was: str  # its wall clock
    before: datetime
    start: str | None
    after: datetime | None

    @property
    def is_moved(self) -> bool:
        """Its wall clock does not exist any more: it begins as much later as clocks skip."""
        return self.start is not None and self.start != self.was


def retime(*, now: datetime, is_trial: bool = False) -> Iterator[Retimed]:
    """Derives every session that is not over again, each in a transaction of its own; yields those that are different.

    Stopped in the middle and run again, it goes on; run twice, it finds nothing. Each one that takes place raises its
    sequence once and promises one update to each of its people. With ``is_trial`` nothing is written.
    """
    for pk in list(Session.objects.filter(ends_at__gt=now).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            found = _retime(pk, now, is_trial=is_trial)
        if found:
            yield found


def _retime(pk: int, now: datetime, *, is_trial: bool) -> Retimed | None:
    row = lock_session(pk)
    if zone_of(row.zone) is None:
        return Retimed(row, row.start, row.starts_at, None, None)
    before, was = Before.of(row), _derived(row)
    settle(row)
    after = _derived(row)
    if after == was:
        return None
    is_different = {**after, "rules": ""} != {**was, "rules": ""}
    if not is_trial:
        _store(row, before, now, is_different=is_different)
    return Retimed(row, was["start"], was["starts_at"], row.start, row.starts_at) if is_different else None


def settle(session: Session) -> None:
    """Derives it, at the next wall clock that exists if its own does not any more, on none of its days.

    It is its own from then on: its series does not skip what people have registered for.
    """
    for _day in range(session.days + 1):
        try:
            derive(session)
        except SkippedTime as skipped:
            start = datetime.fromisoformat(session.start)
            gap = timedelta(hours=skipped.instead.hour - start.hour, minutes=skipped.instead.minute - start.minute)
            session.start = wall(start + gap % timedelta(days=1))
            session.own = sorted({*session.own, "start"})
        else:
            return


def _derived(session: Session) -> dict[str, Any]:
    return {name: getattr(session, name) for name in DERIVED}


def _store(row: Session, before: Before, now: datetime, *, is_different: bool) -> None:
    if not is_different:
        row.save(update_fields=["rules"])
        return
    if row.state == SessionState.DRAFT:
        row.changed_at = now  # nobody's calendar has it yet
    else:
        touch(row, now)
    row.save()
    reseat_assignments(session=row, now=now)
    if row.state != SessionState.DRAFT:
        shown_differently(row, WebhookEvent.CHANGED, now)
    if row.state in TAKING_PLACE:
        promise_update(row, before, because=SKIPPED if before.shown["start"] != row.start else RULES)
