"""What GitLab, GitHub and Forgejo have in common as ticket systems: a project with issues, comments on them, and two
states. None of them lets a comment and a change of state be one change, nor compares anything before it writes. So the
comment comes first, then the state, each only where it is not there yet; what is there is read from the issue.

Where somebody opened an issue again after our answer had closed it, it stays open: its history tells.
"""

import abc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from courses.practice.trackers.markdown import to_markdown
from courses.practice.trackers.port import (
    MOST_COMMENTS,
    Action,
    Batch,
    Capabilities,
    Comment,
    NoSuchTicket,
    NotAllowed,
    Refused,
    Stale,
    Ticket,
    TooMuch,
    Tracker,
    tidy,
)
from courses.practice.trackers.rest import Answer, Query, Rest
from courses.practice.trackers.shapes import asked_for, holds, iso, known, marked, moment, named, shapes, stamped

OVERLAP = timedelta(minutes=2)  # GitLab does not move its moment of change within a minute of the last one
BEGINNING = datetime.fromtimestamp(0, UTC)
CLOSE, REOPEN = "close", "reopen"
ACTIONS = {CLOSE: Action(CLOSE, "Close issue", closes=True), REOPEN: Action(REOPEN, "Reopen issue", closes=False)}

Row = dict[str, Any]


@dataclass(frozen=True)
class Turn:
    """An issue was closed, or opened again."""

    closes: bool
    at: datetime


class Forge(Tracker):
    capabilities: ClassVar[Capabilities] = Capabilities(
        is_atomic=False, detects_changes=False, has_webhooks=True, has_attachments=False
    )
    talk: ClassVar[str]  # the address of an issue's comments, below that of the issue
    oldest_first: ClassVar[Query] = {"per_page": 100}  # how comments are asked for

    # --- What each of them fills in ------------------------------------------------------------------------------------

    @abc.abstractmethod
    def _rest(self) -> Rest: ...

    @property
    @abc.abstractmethod
    def _home(self) -> str:
        """The address of the project below that of the API."""

    @abc.abstractmethod
    def _changed(self, rest: Rest, since: datetime) -> Iterator[Answer]:
        """Issues by pages, each at least once."""

    @abc.abstractmethod
    def _all(self, rest: Rest) -> Iterator[Answer]:
        """Issues by pages, the oldest or the newest first."""

    @abc.abstractmethod
    def _number(self, row: Row) -> str:
        """Empty for what is no ticket."""

    @abc.abstractmethod
    def _ticket(self, row: Row) -> Ticket:
        """Without comments and token."""

    @abc.abstractmethod
    def _has_comments(self, row: Row) -> bool: ...

    @abc.abstractmethod
    def _comment(self, row: Row) -> Comment | None:
        """None for what is not said to everybody."""

    @abc.abstractmethod
    def _turns(self, rest: Rest, number: str) -> Iterator[Turn]:
        """Oldest first."""

    @abc.abstractmethod
    def _turn(self, rest: Rest, number: str, *, closes: bool) -> Answer:
        """Closes the issue or opens it again; answers the issue."""

    # --- Reading -------------------------------------------------------------------------------------------------------

    def changes(self, mark: str) -> Iterator[Batch]:
        """A moment yet to come by the server's clock does not move the mark."""
        rest = self._rest()
        with shapes():
            since = moment(mark) if mark else BEGINNING
        newest, seen = since + OVERLAP, set[tuple[str, str]]()
        for page in self._here(self._changed(rest, since)):
            with shapes():
                rows = {(number, row["updated_at"]): row for row in page.rows if (number := self._number(row))}
            tickets = [ticket for key, row in rows.items() if key not in seen and (ticket := self._if_there(rest, row))]
            seen |= set(rows)
            newest = max([newest, *(each.changed_at for each in tickets if each.changed_at <= page.at)])
            yield Batch(tuple(tickets), iso(newest - OVERLAP))

    def get(self, number: str) -> Ticket:
        return self._get(self._rest(), number)

    def numbers(self) -> Iterator[str]:
        """Where one is deleted meanwhile, another can move past us: who takes it for deleted asks for it first."""
        given: set[str] = set()
        for page in self._here(self._all(self._rest())):
            with shapes():
                found = dict.fromkeys(number for row in page.rows if (number := self._number(row)))
            yield from (number for number in found if number not in given)
            given |= set(found)

    def actions(self, number: str) -> list[Action]:
        return [ACTIONS[REOPEN if self.get(number).is_closed else CLOSE]]

    # --- Answering -----------------------------------------------------------------------------------------------------

    def answer(self, number: str, text: str, *, marker: str, action: str = "", token: str = "") -> Ticket:
        rest = self._rest()
        ticket = self._get(rest, number)
        if action and action not in ACTIONS:
            raise Refused
        answered_at = next((comment.at for comment in ticket.comments if holds(comment.text, marker)), None)
        if answered_at is None:
            if token and token != ticket.token:
                raise Stale(ticket)
            self._say(rest, number, marked(self.escape(text), marker))
        if action and not self._is_done(rest, ticket, ACTIONS[action].closes, answered_at):
            self._do(rest, number, ACTIONS[action].closes)
        return self._get(rest, number)

    def escape(self, text: str) -> str:
        return to_markdown(tidy(text))

    def _say(self, rest: Rest, number: str, body: str) -> None:
        try:
            rest.ask("POST", f"{self._home}/issues/{number}/{self.talk}", body={"body": body})
        except NoSuchTicket:
            self._get(rest, number)
            raise NotAllowed from None  # it is there: this is how they say that we may not

    def _do(self, rest: Rest, number: str, closes: bool) -> None:
        try:
            row = self._turn(rest, number, closes=closes).row
        except NoSuchTicket:
            self._get(rest, number)
            raise NotAllowed from None
        with shapes():
            is_done = self._ticket(row).is_closed == closes
        if not is_done:  # what an account may not change is passed over in silence
            raise NotAllowed

    def _is_done(self, rest: Rest, ticket: Ticket, closes: bool, answered_at: datetime | None) -> bool:
        """It is so now, or was so when or after we had answered."""
        if ticket.is_closed == closes or answered_at is None:
            return ticket.is_closed == closes
        with shapes():
            turns = list(self._turns(rest, ticket.number))
        before = [turn.closes for turn in turns if turn.at <= answered_at]
        return before[-1:] == [closes] or any(turn.closes == closes for turn in turns if turn.at >= answered_at)

    # --- Steps ---------------------------------------------------------------------------------------------------------

    def _get(self, rest: Rest, number: str) -> Ticket:
        return self._whole(rest, self._issue(rest, number))

    def _issue(self, rest: Rest, number: str) -> Row:
        try:
            row = rest.get(f"{self._home}/issues/{known(number)}").row
            with shapes():
                told = self._number(row)
            if not told:
                raise NoSuchTicket
        except NoSuchTicket:
            self._find_home(rest)
            raise
        asked_for(number, told)
        return row

    def _find_home(self, rest: Rest) -> Answer:
        """A project that is not there, or hidden, is not a ticket that was deleted. Raises NotAllowed."""
        try:
            return rest.get(self._home)
        except NoSuchTicket:
            raise NotAllowed from None

    def _here(self, pages: Iterator[Answer]) -> Iterator[Answer]:
        try:
            yield from pages
        except NoSuchTicket:
            raise NotAllowed from None

    def _if_there(self, rest: Rest, row: Row) -> Ticket | None:
        """None where it was deleted since it was listed. Without comments where they are too much: that keeps no other
        ticket from us, but to answer we would have to read them."""
        try:
            return self._whole(rest, row)
        except NoSuchTicket:
            return None
        except TooMuch:
            with shapes():
                return stamped(self._ticket(row))

    def _whole(self, rest: Rest, row: Row) -> Ticket:
        with shapes():
            ticket = self._ticket(row)
            said = self._said(rest, ticket.number) if self._has_comments(row) else []
            return stamped(replace(ticket, comments=tuple(said[-MOST_COMMENTS:])))

    def _said(self, rest: Rest, number: str) -> list[Comment]:
        pages = rest.pages(f"{self._home}/issues/{number}/{self.talk}", self.oldest_first)
        said = [comment for page in pages for row in page.rows if (comment := self._comment(row))]
        return list({comment.key: comment for comment in said}.values())


def login_of(people: Any) -> str:
    """The login of the first of them, "" where there is none: accounts can be deleted."""
    first = people[0] if isinstance(people, list) and people else people
    return named(first.get("login") or first.get("username")) if isinstance(first, dict) else ""
