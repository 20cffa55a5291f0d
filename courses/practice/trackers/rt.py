"""Request Tracker 5 and 4.4 by REST 2 (https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html).

The account needs SeeQueue, ShowTicket, ShowTicketComments, ReplyToTicket and, to do more than reply, ModifyTicket. With
a login its secret is a password, without one an authentication token ("1-14-…").

An answer is a reply ("correspond"): it goes to the requestor. Keys of actions are names of statuses. RT compares the
token (the ETag: its latest transaction) where a status is set alone, but not where a reply is added: there it is
compared just before. RT does both in one request and one after the other. A reply reopens a ticket that is closed.
"""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import ClassVar
from urllib.parse import quote

from courses.practice.trackers.port import (
    Access,
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
from courses.practice.trackers.rest import Answer, Changed, Query, Rest, turns
from courses.practice.trackers.rt_shapes import (
    DELETED,
    Item,
    attachments_of,
    changed_of,
    choices_of,
    commented_at,
    content_of,
    is_beginning,
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
from courses.practice.trackers.shapes import asked_for, iso, known
from courses.practice.trackers.wire import packed

OVERLAP = timedelta(minutes=1)  # a change bears the moment at which RT began with it
AT_ONCE = 100  # RT gives no more in one page
TEXTS_AT_ONCE = 25
ATTEMPTS = 3  # where others keep changing the ticket between our reading and our writing
USUAL_CLOSED = {"resolved", "rejected", DELETED}  # of the lifecycle that RT brings along
BEGINNING = datetime.fromtimestamp(0, UTC)
FIELDS = {
    "fields": "Subject,Status,Owner,Requestor,Queue,Created,LastUpdated",
    "fields[Requestor]": "Name,EmailAddress",
    "fields[Owner]": "Name",
    "fields[Queue]": "Name",
}


@dataclass(frozen=True)
class _Read:
    """A ticket, and what it was read from."""

    ticket: Ticket
    history: Sequence[Item]
    texts: dict[str, str]


class RequestTracker(Tracker):
    kind: ClassVar[str] = "rt"
    name: ClassVar[str] = "Request Tracker"
    capabilities: ClassVar[Capabilities] = Capabilities(
        is_atomic=False, detects_changes=False, has_webhooks=False, has_attachments=True
    )

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self._is_closed: dict[tuple[str, str], bool] = {}  # queue and status

    def changes(self, mark: str) -> Iterator[Batch]:
        """Marks are moments by the server's clock. What changes while we list does not move the mark past others."""
        since = datetime.fromisoformat(mark) if mark else BEGINNING
        asked_at = self._rest().get("/rt").at
        changed = self._changed_since(since)
        for start in range(0, len(changed) or 1, AT_ONCE):
            some = changed[start : start + AT_ONCE]
            since = max([since, *(min(at, asked_at) - OVERLAP for at, _ in some)])
            read = self._read([str(number) for _, number in some])
            yield Batch(tuple(each.ticket for each in read), iso(since))

    def _changed_since(self, since: datetime) -> list[tuple[datetime, int]]:
        """Oldest change first. TicketSQL takes moments to be in the account's time zone and hears of no other: it is asked
        for days, one more than needed."""
        day = (since - timedelta(days=1)).strftime("%Y-%m-%d")
        rows = self._every(f"LastUpdated >= '{day}'" if since > BEGINNING else "id > 0")
        return sorted((changed_of(row), int(number_of(row))) for row in rows if changed_of(row) >= since)

    def _every(self, condition: str) -> Iterator[Item]:
        """Goes on from the last ticket, not by pages: those shift when one is deleted."""
        last = "0"
        for _ in turns():
            rows = self._rows(f"({condition}) AND id > {last}", order="id")
            yield from rows
            if not rows:
                return
            last = number_of(rows[-1])
        raise TrackerError

    def get(self, number: str) -> Ticket:
        return self._one(known(number)).ticket

    def numbers(self) -> Iterator[str]:
        yield from map(number_of, self._every("id > 0"))

    def actions(self, number: str) -> list[Action]:
        row = self._row(known(number))
        choices = choices_of(self._offers(number))
        return [
            Action(status, label, closes=self._closes(row, status))
            for status, label in choices.items()
            if status != DELETED
        ]

    def answer(self, number: str, text: str, *, marker: str, action: str = "", token: str = "") -> Ticket:
        """Two steps, the reply and the status. Whether each was done is read from the ticket's history."""
        read = self._one(known(number))
        place = commented_at(read.history, read.texts, marker)
        if place is None:
            if token and token != read.ticket.token:
                raise Stale(read.ticket)
            self._reply(read.ticket, f"{self.escape(text)}\n\n{marker}", action)
            read = self._one(number)
            place = commented_at(read.history, read.texts, marker)
            if place is None:
                raise TrackerError
        for _ in range(ATTEMPTS):
            if not action or read.ticket.status == action or was_set(read.history, place, action):
                return read.ticket
            got = self._offers(number)
            if action not in choices_of(got):
                raise Refused
            with suppress(Changed):
                self._rest().ask("PUT", f"/ticket/{number}", body={"Status": action}, match=got.etag)
            read = self._one(number)
        raise TrackerError

    def attachments(self, number: str) -> tuple[Attachment, ...]:
        """RT lists none of a ticket that is not there."""
        self._row(known(number))
        query: Query = {"fields": "Filename,ContentType,ContentLength", "orderby": "id", "per_page": AT_ONCE}
        pages = self._rest().pages(f"/ticket/{number}/attachments", query, is_last=is_last_page)
        return attachments_of([item for page in pages for item in items_of(page)])

    def _content(self, number: str, attachment: Attachment) -> bytes:
        return content_of(self._rest().get(f"/attachment/{attachment.key}", most=packed(self.most_attached)))

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
        for row in self._rows("Status = '__Active__'")[:1]:
            got = self._offers(number_of(row))
            choices = choices_of(got)
            missing += [] if may_reply(got) else ["ReplyToTicket"]
            missing += [] if choices else ["ModifyTicket"]
            too_much += ["DeleteTicket"] if DELETED in choices else []
        return Check(f"{self.name} {version_of(about)}", self._login(rest), tuple(missing), tuple(too_much))

    # --- Reading -----------------------------------------------------------------------------------------------------

    def _one(self, number: str) -> _Read:
        for read in self._read([number]):
            return read
        raise NoSuchTicket

    def _read(self, numbers: Sequence[str]) -> list[_Read]:
        """Without those deleted or hidden meanwhile. Histories first, as they give the tokens: what changes while we read
        makes them old, and nobody answers to what they have not seen."""
        histories = {number: self._history(number) for number in numbers}
        rows = self._rows(" OR ".join(f"id = {number}" for number in numbers))
        texts = self._texts([key for row in rows for key in told(_of_those_asked_for(histories, row))])
        found = {}
        for row in rows:
            history = _of_those_asked_for(histories, row)
            is_closed = self._closes(row, status_of(row))
            ticket = ticket_of(row, history, texts, is_closed=is_closed, address=self.access.address.rstrip("/"))
            found[ticket.number] = _Read(ticket, history, texts)
        return [found[number] for number in numbers if number in found]

    def _offers(self, number: str) -> Answer:
        """The ticket with what may be done with it."""
        return self._rest().get(f"/ticket/{number}")

    def _row(self, number: str) -> Item:
        for row in self._rows(f"id = {number}"):
            asked_for(number, number_of(row))
            return row
        raise NoSuchTicket

    def _rows(self, condition: str, order: str = "") -> list[Item]:
        """At most AT_ONCE tickets by a condition in TicketSQL. RT leaves out those deleted, merged and hidden."""
        if self.access.space:
            condition = f"Queue = {_quoted(self.access.space)} AND ({condition})"
        query: Query = {"query": condition, "per_page": AT_ONCE, **FIELDS}
        return items_of(self._rest().get("/tickets", {**query, "orderby": order} if order else query))

    def _history(self, number: str) -> list[Item]:
        """Oldest first, with those of tickets that were merged into it. Read backwards, to where the ticket was created:
        RT does not say how much there is."""
        order: Query = {"orderby": "id", "order": "DESC", "per_page": AT_ONCE}
        query = {**order, "fields": "Type,ObjectId,Created,Creator,NewValue"}
        pages = self._rest().pages(f"/ticket/{number}/history", query, is_last=partial(is_beginning, number=number))
        found = {number_of(item): item for page in pages for item in items_of(page)}
        return [found[key] for key in sorted(found, key=int)]

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
        query: Query = {"query": json.dumps(conditions), "fields": fields, "per_page": AT_ONCE, "orderby": "id"}
        try:
            return texts_of(items_of(self._rest().get("/attachments", query)))
        except TooMuch:
            if len(transactions) == 1:
                return {}
            half = len(transactions) // 2
            return self._some_texts(transactions[:half]) | self._some_texts(transactions[half:])

    def _closes(self, row: Item, status: str) -> bool:
        """Lifecycles are the site's own, and told by nobody; but RT searches by what it takes for closed. Where no ticket
        has that status the usual ones are meant."""
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

    def _reply(self, ticket: Ticket, text: str, action: str) -> None:
        """Raises NotAllowed, Refused, before anything is written: RT would add the reply and leave out the status."""
        got = self._offers(ticket.number)
        choices = choices_of(got)
        if not may_reply(got) or (action and not choices and not ticket.is_closed):
            raise NotAllowed
        if action and action != ticket.status and action not in choices:
            raise Refused
        value = {"Content": text, "ContentType": "text/plain", **({"Status": action} if action else {})}
        self._rest().ask("POST", f"/ticket/{ticket.number}/correspond", body=value)

    # --- Connecting --------------------------------------------------------------------------------------------------

    def _login(self, rest: Rest) -> str:
        """A token names its owner by number: "1-14-…"."""
        if self.access.login:
            return self.access.login
        owner = self.access.secret.split("-")[1:2]
        with suppress(TrackerError):
            return tidy(rest.get(f"/user/{known(''.join(owner))}").value.get("Name"))
        return "".join(owner)

    def _rest(self) -> Rest:
        if self.access.login:
            pair = base64.b64encode(f"{self.access.login}:{self.access.secret}".encode()).decode()
            authorization = f"Basic {pair}"
        else:
            authorization = f"token {self.access.secret}"
        base = f"{self.access.address.rstrip('/')}/REST/2.0"
        return Rest(base, {"Authorization": authorization}, self.seconds)


def _of_those_asked_for(histories: Mapping[str, list[Item]], row: Item) -> list[Item]:
    if number_of(row) not in histories:
        raise TrackerError
    return histories[number_of(row)]


def _quoted(text: str) -> str:
    """A string of TicketSQL."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _segment(text: str) -> str:
    return quote(text, safe="")
