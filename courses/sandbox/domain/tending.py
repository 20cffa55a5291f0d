"""Rows and machines drift apart when a process dies in between: every minute they are held against each other."""

from datetime import datetime
from uuid import UUID

from courses.sandbox.domain.control import ask, ask_state, is_on, told
from courses.sandbox.domain.machines import FRESH, note_state
from courses.sandbox.enums import ON
from courses.sandbox.errors import MachinesAway
from courses.sandbox.models import Machine

MOST = 1000


def tend(*, now: datetime) -> int:
    """How many rows changed their state. A daemon that is away leaves all of them as they were."""
    if not is_on():
        return 0
    try:
        said = [told(one) for one in ask("list", now=now).json()]
    except MachinesAway:
        return 0
    known = {one.key: one for one in said if _is_key(one.key)}
    changed = 0
    rows = Machine.objects.filter(key__in=list(known)) | Machine.objects.filter(state__in=ON)
    for row in rows.select_related("lab_text").order_by("pk")[:MOST]:
        is_fresh = row.seen_at is not None and now - row.seen_at < FRESH
        found = known.get(str(row.key))
        if found is None and is_fresh:  # started while we asked
            continue
        before = row.state
        try:
            note_state(row, found or ask_state("state", str(row.key), now=now), now=now)
        except MachinesAway:
            break
        changed += row.state != before
    return changed


def _is_key(text: str) -> bool:
    """Copies that are made to be judged have names of their own."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
