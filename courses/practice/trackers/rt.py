"""Request Tracker 5 and 4.4 by REST 2 (https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html).

The account needs SeeQueue, ShowTicket, ShowTicketComments, ReplyToTicket and, to do more than reply, ModifyTicket. With
a login its secret is a password, without one an authentication token ("1-14-…").

An answer is a reply ("correspond"): it goes to the requestor. Keys of actions are names of statuses. RT compares the
token (the ETag: its latest transaction) where a status is set alone, but not where a reply is added: there it is
compared just before. RT does both in one request and one after the other. A reply reopens a ticket that is closed.
"""

import base64
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import ClassVar
from urllib.parse import quote

from courses.practice.trackers.port import (
    Access,
    Action,
    Batch,
    Capabilities,
    Check,
    NoSuchTicket,
    NotAllowed,
    Refused,
    Stale,
    Ticket,
    Tracker,
    TrackerError,
    tidy,
)
from courses.practice.trackers.rest_json import Answer, Changed, Rest, TooMuch, numbered
from courses.practice.trackers.rt_shapes import (
    DELETED,
    Item,
    changed_of,
    choices_of,
    commented_at,
    is_last_page,
    is_superuser,
    items_of,
    may_reply,
    number_of,
    queue_of,
    status_of,
    texts_of,
    ticket_of,
    told,
    version_of,
    was_set,
)

OVERLAP = timedelta(minutes=1)  # a change bears the moment at which RT began with it
AT_ONCE = 100  # RT gives no more in one page
TEXTS_AT_ONCE = 25
ATTEMPTS = 3  # where others keep changing the ticket between our reading and our writing
USUAL_CLOSED = {"resolved", "rejected", DELETED}  # of the lifecycle that RT brings along
BEGINNING = "1970-01-01T00:00:00Z"
PEOPLE = [
    ("fields", "LastUpdated,Requestor,Queue"),
    ("fields[Requestor]", "Name,EmailAddress"),
    ("fields[Queue]", "Name"),
]


@dataclass(frozen=True)
class _Read:
    """A ticket, and what it was read from."""

    ticket: Ticket
    got: Answer
    history: Sequence[Item]
    texts: dict[str, str]


class RequestTracker(Tracker):
    kind: ClassVar[str] = "rt"
    name: ClassVar[str] = "Request Tracker"
    capabilities: ClassVar[Capabilities] = Capabilities(is_atomic=False, detects_changes=False, has_webhooks=False)

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self._is_closed: dict[tuple[str, str], bool] = {}  # queue and status

    def changes(self, mark: str) -> Iterator[Batch]:
        """Goes on from the last ticket, not by pages: those shift while tickets change."""
        mark = at = mark or BEGINNING
        last = "0"
        while True:
            rows = self._rows(_after(at, last), order=("LastUpdated", "id"))
            if not rows:
                yield Batch((), mark)
                return
            at, last = changed_of(rows[-1]), number_of(rows[-1])
            mark = max(mark, _before(at))
            yield Batch(tuple(self._those_left(rows)), mark)

    def get(self, number: str) -> Ticket:
        return self._read(numbered(number)).ticket

    def numbers(self) -> Iterator[str]:
        last = "0"
        while rows := self._rows(f"id > {last}", order=("id",)):
            yield from map(number_of, rows)
            last = number_of(rows[-1])

    def actions(self, number: str) -> list[Action]:
        row = self._row(numbered(number))
        choices = choices_of(self._got(number))
        return [
            Action(status, label, closes=self._closes(row, status))
            for status, label in choices.items()
            if status != DELETED
        ]

    def answer(self, number: str, text: str, *, marker: str, action: str = "", token: str = "") -> Ticket:
        """Two steps, the reply and the status. Whether each was done is read from the ticket's history."""
        read = self._read(numbered(number))
        place = commented_at(read.history, read.texts, marker)
        if place is None:
            if token and token != read.ticket.token:
                raise Stale(read.ticket)
            self._reply(read, f"{self.escape(text)}\n\n{marker}", action)
            read = self._read(number)
            place = commented_at(read.history, read.texts, marker)
            if place is None:
                raise TrackerError
        for _ in range(ATTEMPTS):
            if not action or read.ticket.status == action or was_set(read.history, place, action):
                return read.ticket
            if action not in choices_of(read.got):
                raise Refused
            with suppress(Changed):
                self._rest().write("PUT", f"/ticket/{number}", {"Status": action}, match=read.ticket.token)
            read = self._read(number)
        raise TrackerError

    def escape(self, text: str) -> str:
        """RT shows text/plain as it is."""
        return tidy(text)

    def check(self) -> Check:
        """RT tells nobody's rights. They show in what it offers to do with a ticket, if the account sees one."""
        rest = self._rest()
        about = rest.get("/rt")
        too_much = ["SuperUser"] if is_superuser(about) else []
        missing: list[str] = []
        if self.access.space:
            try:
                rest.get(f"/queue/{_segment(self.access.space)}")
            except (NoSuchTicket, NotAllowed):
                missing.append("SeeQueue")
        for row in self._rows("Status = '__Active__'", order=("id",))[-1:]:
            got = self._got(number_of(row))
            choices = choices_of(got)
            missing += [] if may_reply(got) else ["ReplyToTicket"]
            missing += [] if choices else ["ModifyTicket"]
            too_much += ["DeleteTicket"] if DELETED in choices else []
        return Check(f"{self.name} {version_of(about)}", self._login(rest), tuple(missing), tuple(too_much))

    # --- Reading -----------------------------------------------------------------------------------------------------

    def _those_left(self, rows: Sequence[Item]) -> Iterator[Ticket]:
        """Without those deleted or hidden since they were listed."""
        for row in rows:
            with suppress(NoSuchTicket):
                yield self._read(number_of(row), row).ticket

    def _read(self, number: str, row: Item | None = None) -> _Read:
        """The token first: what changes while we read makes it old, and nobody answers to what they have not seen."""
        got = self._got(number)
        row = row or self._row(number)
        history = self._history(number)
        texts = self._texts(told(history))
        is_closed = self._closes(row, status_of(got), number)
        ticket = ticket_of(row, got, history, texts, is_closed=is_closed, address=self.access.address.rstrip("/"))
        return _Read(ticket, got, history, texts)

    def _got(self, number: str) -> Answer:
        """RT says 403 of one that the account may not see, and gives another one in the place of one that was merged."""
        try:
            got = self._rest().get(f"/ticket/{number}")
        except NotAllowed:
            self._rest().get("/rt")
            raise NoSuchTicket from None
        if status_of(got) == DELETED or number_of(got.value) != str(int(number)):
            raise NoSuchTicket
        return got

    def _row(self, number: str) -> Item:
        for row in self._rows(f"id = {number}"):
            return row
        raise NoSuchTicket

    def _rows(self, condition: str, order: Sequence[str] = ()) -> list[Item]:
        """At most a page of tickets by a condition in TicketSQL. RT leaves out those deleted, merged and hidden."""
        if self.access.space:
            condition = f"Queue = {_quoted(self.access.space)} AND ({condition})"
        ordered = [("orderby", field) for field in order]
        query = [("query", condition), ("per_page", str(AT_ONCE)), *ordered, *PEOPLE]
        return items_of(self._rest().get("/tickets", query))

    def _history(self, number: str) -> list[Item]:
        fields = [("fields", "Type,Created,Creator,NewValue"), ("orderby", "id"), ("per_page", str(AT_ONCE))]
        found: list[Item] = []
        for page in count(1):
            answer = self._rest().get(f"/ticket/{number}/history", [*fields, ("page", str(page))])
            found += items_of(answer)
            if is_last_page(answer, page):
                break
        return found

    def _texts(self, transactions: Sequence[str]) -> dict[str, str]:
        texts: dict[str, str] = {}
        for start in range(0, len(transactions), TEXTS_AT_ONCE):
            texts |= self._some_texts(transactions[start : start + TEXTS_AT_ONCE])
        return texts

    def _some_texts(self, transactions: Sequence[str]) -> dict[str, str]:
        """One that is too much by itself, a file that RT took for a text, is left out."""
        conditions: list[dict[str, str]] = [{"field": "TransactionId", "value": each} for each in transactions]
        conditions.append({"field": "ContentType", "operator": "LIKE", "value": "text/"})
        fields = "TransactionId,ContentType,Filename,Content"
        query = [("query", json.dumps(conditions)), ("fields", fields), ("per_page", str(AT_ONCE)), ("orderby", "id")]
        try:
            return texts_of(items_of(self._rest().get("/attachments", query)))
        except TooMuch:
            if len(transactions) == 1:
                return {}
            half = len(transactions) // 2
            return self._some_texts(transactions[:half]) | self._some_texts(transactions[half:])

    def _closes(self, row: Item, status: str, number: str = "") -> bool:
        """Lifecycles are the site's own, and told by nobody; but RT searches by what it takes for closed. ``number``: of
        a ticket that has this status, else any will do."""
        key = (queue_of(row), status)
        if key not in self._is_closed:
            same = f"Queue = {_quoted(key[0])} AND Status = {_quoted(status)}"
            for kind, is_closed in (("__Inactive__", True), ("__Active__", False)):
                if self._rows(f"{same} AND Status = '{kind}'"):
                    self._is_closed[key] = is_closed
                    break
            else:
                return status in USUAL_CLOSED
        return self._is_closed[key]

    # --- Writing -----------------------------------------------------------------------------------------------------

    def _reply(self, read: _Read, text: str, action: str) -> None:
        """Raises NotAllowed, Refused, before anything is written: RT would add the reply and leave out the status."""
        choices = choices_of(read.got)
        if not may_reply(read.got) or (action and not choices and not read.ticket.is_closed):
            raise NotAllowed
        if action and action != read.ticket.status and action not in choices:
            raise Refused
        value = {"Content": text, "ContentType": "text/plain", **({"Status": action} if action else {})}
        self._rest().write("POST", f"/ticket/{read.ticket.number}/correspond", value)

    # --- Connecting --------------------------------------------------------------------------------------------------

    def _login(self, rest: Rest) -> str:
        """A token names its owner by number: "1-14-…"."""
        if self.access.login:
            return self.access.login
        owner = self.access.secret.split("-")[1:2]
        with suppress(TrackerError):
            return tidy(rest.get(f"/user/{numbered(''.join(owner))}").value.get("Name"))
        return "".join(owner)

    def _rest(self) -> Rest:
        if self.access.login:
            pair = base64.b64encode(f"{self.access.login}:{self.access.secret}".encode()).decode()
            authorization = f"Basic {pair}"
        else:
            authorization = f"token {self.access.secret}"
        base = f"{self.access.address.rstrip('/')}/REST/2.0"
        return Rest(base, {"Authorization": authorization}, self.seconds)


def _after(moment: str, last: str) -> str:
    return f"LastUpdated > '{moment}' OR (LastUpdated >= '{moment}' AND id > {last})"


def _before(moment: str) -> str:
    return (datetime.fromisoformat(moment) - OVERLAP).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _quoted(text: str) -> str:
    """A string of TicketSQL."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _segment(text: str) -> str:
    return quote(text, safe="")
