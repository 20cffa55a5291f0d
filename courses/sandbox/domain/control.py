"""The site's word to ``sandboxd``: one signed order a request, short time caps, and its refusals as errors with words.

Never called inside a transaction: it may take seconds.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from courses.sandbox.errors import (
    Busy,
    CannotIsolate,
    HouseIsFull,
    ImageMissing,
    MachineFailed,
    MachinesAway,
    NoMachines,
    NotRunning,
    QuotaReached,
    SnapshotLost,
    TooSlow,
)
from courses.sandbox.orders import Order, sign
from lms.accounts.models import Person
from lms.core.egress import EgressError, EgressTooSlow, Response, request
from lms.core.errors import DomainError

log = logging.getLogger(__name__)

SECONDS = {
    "state": 3.0,
    "list": 5.0,
    "lab": 10.0,
    "run": 15.0,
    "start": 8.0,
    "reset": 8.0,
    "stop": 20.0,
    "save": 20.0,
}
SECONDS |= {"check": 60.0, "solve": 130.0}
USUAL = 10.0
MOST_BYTES = 8 * 1024 * 1024
REFUSALS: dict[str, type[DomainError]] = {
    "quota": QuotaReached,
    "host_is_full": HouseIsFull,
    "cannot_isolate": CannotIsolate,
    "image_missing": ImageMissing,
    "unknown_snapshot": SnapshotLost,
    "stopped": NotRunning,
    "busy": Busy,
    "too_many_terminals": Busy,
    "failed": MachineFailed,
}


class UnknownLab(Exception):
    """The daemon has not got this text yet: push it, and ask again."""


@dataclass(frozen=True)
class Told:
    """How a machine is, as the daemon says. ``reason``: why it stopped. ``watchers``: name and mode of each."""

    key: str
    state: str
    position: int = 0
    ends_at: datetime | None = None
    snapshot: str = ""
    reason: str = ""
    watchers: tuple[tuple[str, str], ...] = field(default=())


def is_on() -> bool:
    return bool(settings.SANDBOX_URL)


def owner_of(person: Person) -> str:
    """A number that says nothing of the person, and is always the same."""
    return salted_hmac("courses.sandbox.owner", str(person.pk)).hexdigest()[:24]


def signed(
    act: str, key: str = "", *, now: datetime, person: Person | None = None, about: Mapping[str, Any] | None = None
) -> str:
    if not is_on():
        raise NoMachines
    owner, name = (owner_of(person), person.chosen_name) if person else ("", "")
    order = Order(act=act, key=key, owner=owner, name=name, about=about or {})
    return sign(order, settings.SANDBOX_KEY.encode(), now=now.timestamp())


def ask(
    act: str,
    key: str = "",
    *,
    now: datetime,
    person: Person | None = None,
    about: Mapping[str, Any] | None = None,
    body: Mapping[str, Any] | None = None,
) -> Response:
    """Raises what the daemon refuses, UnknownLab, or MachinesAway for everything that nobody expects."""
    method, path = _address(act, key)
    headers = {"Authorization": f"Bearer {signed(act, key, now=now, person=person, about=about)}"}
    sent = None
    if body is not None:
        headers["Content-Type"] = "application/json"
        sent = json.dumps(body).encode()
    address = f"{settings.SANDBOX_CONTROL}{path}"
    try:
        answer = request(
            method,
            address,
            headers=headers,
            body=sent,
            timeout=SECONDS.get(act, USUAL),
            most_bytes=MOST_BYTES,
            follow=False,
        )
    except EgressTooSlow as error:
        raise TooSlow from error
    except EgressError as error:
        log.warning("sandboxd cannot be reached", extra={"act": act, "failure": type(error).__name__})
        raise MachinesAway from error
    if answer.status >= 300:
        raise _refusal(act, answer)
    return answer


def ask_state(act: str, key: str, **given: Any) -> Told:
    return told(ask(act, key, **given).json())


def told(state: Mapping[str, Any]) -> Told:
    ends = state.get("ends_at")
    return Told(
        key=str(state.get("key", "")),
        state=str(state.get("state", "")),
        position=int(state.get("position") or 0),
        ends_at=datetime.fromtimestamp(float(ends), tz=UTC) if ends else None,
        snapshot=str(state.get("snapshot") or "")[:64],
        reason=str(state.get("reason") or ""),
        watchers=tuple((str(one.get("name", "")), str(one.get("mode", ""))) for one in state.get("watchers") or ()),
    )


def _address(act: str, key: str) -> tuple[str, str]:
    match act:
        case "lab":
            return "PUT", f"/v1/labs/{key}"
        case "prove":
            return "POST", f"/v1/labs/{key}/prove"
        case "list":
            return "GET", "/v1/machines"
        case "state":
            return "GET", f"/v1/machines/{key}"
        case "transcript" | "recording":
            return "GET", f"/v1/machines/{key}/{act}"
        case _:
            return "POST", f"/v1/machines/{key}/{act}"


def _refusal(act: str, answer: Response) -> Exception:
    try:
        code = json.loads(answer.body).get("error", "")
    except (ValueError, AttributeError):
        code = ""
    if code == "unknown_lab":
        return UnknownLab()
    if code in REFUSALS:
        return REFUSALS[code]()
    if answer.status == 404 and act not in ("lab", "list"):
        return NotRunning()
    log.warning("sandboxd refused", extra={"act": act, "status": answer.status, "code": str(code)[:60]})
    return MachinesAway()
