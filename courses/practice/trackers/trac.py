"""Trac 1.0 to 1.6 with the RPC plug-in (https://trac-hacks.org/wiki/XmlRpcPlugin).

The account needs XML_RPC, TICKET_VIEW, TICKET_APPEND and, to do more than comment, TICKET_MODIFY: Trac's own workflow
asks for it. Comment and action are one change in Trac, which compares ``_ts`` while it saves. Both ``_ts`` and ``action``
are always sent: without ``action`` the plug-in sets fields past the workflow, without ``_ts`` it compares nothing.

Keys of actions are the site's own names, as "resolve" and "accept". Where an action asks for a resolution, "resolve"
means "fixed" and "resolve:wontfix" another one.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from courses.practice.trackers.port import (
    Action,
    Attachment,
    Batch,
    Capabilities,
    Check,
    NoSuchTicket,
    NotAllowed,
    Refused,
    Stale,
    Ticket,
    TooMuch,
    Tracker,
    TrackerError,
    tidy,
)
from courses.practice.trackers.shapes import asked_for, known
from courses.practice.trackers.trac_rpc import Call, Faulted, Rpc
from courses.practice.trackers.trac_shapes import (
    Choice,
    attachments_of,
    bytes_of,
    choices_of,
    holds,
    numbers_of,
    ticket_of,
    version_of,
)
from courses.practice.trackers.trac_wiki import to_wiki
from courses.practice.trackers.wire import packed

OVERLAP = timedelta(minutes=2)  # a change may be saved a while after the moment that it bears
AT_ONCE = 100
ATTEMPTS = 3  # where others keep changing the ticket between our reading and our writing
NOTIFY = True  # Trac mails to whoever it would if the change had been made on its pages
STAY = "leave"  # the workflow's name for doing nothing
NEVER = "1"  # a ``_ts`` that no ticket has
FORBIDDEN = "No permission"
BEGINNING = datetime.fromtimestamp(0, UTC)

# Right -> a call that needs it, made without its arguments: refused for the right, or for the arguments.
NOT_NEEDED = {
    "TICKET_ADMIN": "ticket.component.delete",
    "TICKET_CREATE": "ticket.create",
}


class Trac(Tracker):
    kind: ClassVar[str] = "trac"
    name: ClassVar[str] = "Trac"
    capabilities: ClassVar[Capabilities] = Capabilities(
        is_atomic=True, detects_changes=True, has_webhooks=False, has_attachments=True
    )

    def changes(self, mark: str) -> Iterator[Batch]:
        """Marks are moments by the server's clock. A ticket may bear one yet to come (imports do), or have changed again
        since we asked which ones did: such moments do not move the mark."""
        rpc = self._rpc()
        since = f"&changetime={mark}.." if mark else ""
        numbers = self._query(rpc, f"max=0&order=changetime{since}")
        asked_at = rpc.answered_at
        newest = datetime.fromisoformat(mark) + OVERLAP if mark else BEGINNING + OVERLAP
        for start in range(0, len(numbers) or 1, AT_ONCE):
            tickets = self._those_left(rpc, numbers[start : start + AT_ONCE])
            newest = max([newest, *(each.changed_at for each in tickets if each.changed_at <= asked_at)])
            yield Batch(tuple(tickets), (newest - OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ"))

    def get(self, number: str) -> Ticket:
        key = _id(number)
        got, log = self._rpc().several(_reading(key))
        return self._ticket(key, _good(got), _good(log))

    def numbers(self) -> Iterator[str]:
        yield from map(str, self._query(self._rpc(), "max=0&order=id"))

    def actions(self, number: str) -> list[Action]:
        choices = choices_of(self._rpc().call("ticket.getActions", _id(number)))
        return [action for choice in choices.values() if choice.key != STAY for action in choice.actions()]

    def answer(self, number: str, text: str, *, marker: str, action: str = "", token: str = "") -> Ticket:
        """Whoever takes the marker out of a comment leaves it in the comment's history, where it is found as well."""
        rpc, key = self._rpc(), _id(number)
        comment = f"{self.escape(text)}\n\n{self.escape(marker)}"
        refusal: TrackerError = TrackerError()
        seen = ""
        for _ in range(ATTEMPTS):
            got, log, offered = map(_good, rpc.several([*_reading(key), ("ticket.getActions", [key])]))
            ticket = self._ticket(key, got, log)
            if holds(log, marker):
                return ticket
            if token and ticket.token != token:
                raise Stale(ticket)
            if ticket.token == seen:  # nobody changed it, and still we were refused
                raise refusal
            seen = ticket.token
            try:
                attributes = self._attributes(ticket, choices_of(offered), action)
                rpc.call("ticket.update", key, comment, {"_ts": seen, **attributes}, NOTIFY)
            except (Faulted, Refused) as error:
                refusal = self._refusal(rpc, key, error)
            else:
                return self.get(number)
        raise TrackerError

    def attachments(self, number: str) -> tuple[Attachment, ...]:
        """Trac names them by their files; a key is a digest of the name. Of a ticket that is not there it lists none."""
        key = _id(number)
        got, listed = self._rpc().several([("ticket.get", [key]), ("ticket.listAttachments", [key])])
        self._ticket(key, _good(got), [])
        return attachments_of(_good(listed))

    def _content(self, number: str, attachment: Attachment) -> bytes:
        most = packed(self.most_attached)
        return bytes_of(self._rpc().call("ticket.getAttachment", _id(number), attachment.name, most=most))

    def escape(self, text: str) -> str:
        return to_wiki(tidy(text))

    def check(self) -> Check:
        """What the workflow lets us do is seen on an open ticket, if there is one. Of rights that are too much those are
        seen that guard one of the plug-in's calls; TRAC_ADMIN shows as all of them."""
        rpc = self._rpc()
        server = version_of(rpc.page())
        try:
            numbers, seeing, *tried = rpc.several([_OPEN, _SEEING, *((method, []) for method in NOT_NEEDED.values())])
        except NotAllowed:
            return Check(server, self.access.login, missing=("XML_RPC",))
        too_much = tuple(right for right, found in zip(NOT_NEEDED, tried, strict=True) if isinstance(found, Faulted))
        if isinstance(seeing, NotAllowed):
            return Check(server, self.access.login, ("TICKET_VIEW",), too_much)
        missing = self._missing_on(rpc, numbers_of(_good(numbers)))
        return Check(server, self.access.login, missing, too_much)

    def _missing_on(self, rpc: Rpc, numbers: Sequence[int]) -> tuple[str, ...]:
        if not numbers:
            return ()
        missing = ["TICKET_APPEND"] if self._may_not_comment(rpc, numbers[0]) else []
        if set(choices_of(rpc.call("ticket.getActions", numbers[0]))) <= {STAY}:
            missing.append("TICKET_MODIFY")
        return tuple(missing)

    def _refusal(self, rpc: Rpc, number: int, error: TrackerError) -> TrackerError:
        said = error.said if isinstance(error, Faulted) else ""
        if "database" in said.lower():  # locked, or no connection left
            return TrackerError()
        return NotAllowed() if FORBIDDEN in said or self._may_not_comment(rpc, number) else Refused()

    def _may_not_comment(self, rpc: Rpc, number: int) -> bool:
        """An update that cannot be saved, as its ``_ts`` is nobody's: Trac says all that speaks against it."""
        try:
            rpc.call("ticket.update", number, "?", {"_ts": NEVER, "action": STAY})
        except Faulted as refusal:
            return FORBIDDEN in refusal.said
        return False

    def _attributes(self, ticket: Ticket, choices: dict[str, Choice], action: str) -> dict[str, str]:
        """What the form of that action would send. Raises Refused."""
        name, _, resolution = action.partition(":")
        if not action or (ticket.is_closed and name == "resolve" and name not in choices):
            return {"action": STAY}
        if name not in choices:
            raise Refused
        return choices[name].attributes(resolution)

    def _rpc(self) -> Rpc:
        return Rpc(self.access, self.seconds)

    def _query(self, rpc: Rpc, query: str) -> list[int]:
        """Trac answers "none" to whoever may not see tickets at all; that is not the same as there being none."""
        numbers, seeing = rpc.several([("ticket.query", [query]), _SEEING])
        _good(seeing)
        return numbers_of(_good(numbers))

    def _those_left(self, rpc: Rpc, numbers: Sequence[int]) -> list[Ticket]:
        """Without those deleted or hidden since they were listed. A ticket that is too much comes without comments."""
        if not numbers:
            return []
        try:
            answers = rpc.several([call for number in numbers for call in _reading(number)])
        except TooMuch:
            if len(numbers) == 1:
                return [self._ticket(numbers[0], rpc.call("ticket.get", numbers[0]), [])]
            half = len(numbers) // 2
            return self._those_left(rpc, numbers[:half]) + self._those_left(rpc, numbers[half:])
        told = zip(numbers, answers[::2], answers[1::2], strict=True)
        gone = (NoSuchTicket, NotAllowed)
        there = [each for each in told if not any(isinstance(answer, gone) for answer in each)]
        return [self._ticket(number, _good(got), _good(log)) for number, got, log in there]

    def _ticket(self, number: int, got: Any, log: Any) -> Ticket:
        ticket = ticket_of(got, log, self.access.address.rstrip("/"))
        asked_for(str(number), ticket.number)
        return ticket


_SEEING: Call = ("ticket.status.getAll", [])  # needs TICKET_VIEW
_OPEN: Call = ("ticket.query", ["status!=closed&max=1"])


def _reading(number: int) -> list[Call]:
    return [("ticket.get", [number]), ("ticket.changeLog", [number])]


def _good(answer: Any) -> Any:
    if isinstance(answer, TrackerError):
        raise answer
    return answer


def _id(number: str) -> int:
    return int(known(number))
