"""JSON-RPC as Trac's XmlRpcPlugin speaks it (API 1.1 and 1.2): its envelope, its faults, its moments.

https://trac-hacks.org/wiki/XmlRpcPlugin. Chosen over XML-RPC because moments keep their microseconds and control
characters in old tickets do not make an answer unreadable. A call is answered 200 also where it failed: the fault is
inside. Every answer is read in English, because some refusals differ in nothing but their words.
"""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.practice.trackers.port import Access, NoSuchTicket, NotAllowed, TrackerError
from courses.practice.trackers.wire import clock, parsed, send
from lms.core.egress import Response

NO_METHOD, NO_SENSE = -32601, -32700
SECOND = timedelta(seconds=1)

Call = tuple[str, list[Any]]


class Faulted(TrackerError):
    """The server could not or would not do what it was asked; ``said`` is why, for comparing, shown to nobody."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.said = said


class Rpc:
    """``answered_at``: the end of the second that it was by the server's clock (or that of the proxy before it) when it
    answered last."""

    def __init__(self, access: Access, seconds: float) -> None:
        self._address = access.address.rstrip("/") + "/login/rpc"
        self._login = base64.b64encode(f"{access.login}:{access.secret}".encode()).decode()
        self._seconds = seconds
        self.answered_at: datetime = datetime.min.replace(tzinfo=UTC)

    def call(self, method: str, *params: Any, most: int = 0) -> Any:
        """``most``: bytes of the answer, where it may be no longer than that."""
        answer = self._post({"method": method, "params": list(params), "id": 1}, most)
        value = _value(answer)
        if isinstance(value, TrackerError):
            raise value
        return value

    def several(self, calls: Sequence[Call]) -> list[Any]:
        """One request. A call that failed has its TrackerError in its place."""
        listed = [{"method": method, "params": params, "id": place} for place, (method, params) in enumerate(calls)]
        answers = self.call("system.multicall", *listed)
        if not isinstance(answers, list) or len(answers) != len(calls):
            raise TrackerError
        return [_value(answer) for answer in answers]

    def page(self) -> str:
        """What people see at this address; an error page is one too."""
        answer = self._send("GET", None, {"Accept": "text/html"})
        if answer.status == 401:
            raise NotAllowed
        return answer.body.decode(errors="replace")

    def _post(self, asked: dict[str, Any], most: int) -> Any:
        answer = self._send("POST", json.dumps(asked).encode(), {"Content-Type": "application/json"}, most)
        if answer.status in (401, 403):
            raise NotAllowed
        if answer.status == 404:
            raise TrackerError(_("There is no Trac with the RPC plug-in at this address."))
        if answer.status != 200:
            raise TrackerError
        self.answered_at = clock(answer.headers.get("Date")) + SECOND
        return parsed(answer.body)

    def _send(self, method: str, body: bytes | None, headers: dict[str, str], most: int = 0) -> Response:
        headers |= {"Authorization": f"Basic {self._login}", "Accept-Language": "en-US"}
        return send(method, self._address, headers=headers, body=body, seconds=self._seconds, most=most)


def moment(value: Any) -> datetime:
    """``{"__jsonclass__": ["datetime", "2026-11-28T07:35:08.295912"]}``, in UTC. Raises ValueError, TypeError, KeyError."""
    kind, written = value["__jsonclass__"]
    if kind != "datetime":
        raise ValueError(kind)
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def _value(answer: Any) -> Any:
    """The result within one envelope, or the error that it holds."""
    if not isinstance(answer, dict) or "result" not in answer:
        return TrackerError()
    error = answer.get("error")
    if error is None:
        return answer["result"]
    code = error.get("code") if isinstance(error, dict) else NO_SENSE
    if code in (401, 403):
        return NotAllowed()
    if code == 404:
        return NoSuchTicket()
    return TrackerError() if code in (NO_METHOD, NO_SENSE) else Faulted(str(error.get("message")))
