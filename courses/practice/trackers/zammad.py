"""Zammad through its REST API (https://docs.zammad.org/en/latest/api/intro.html, as of Zammad 6.5; webhooks:
https://admin-docs.zammad.org/en/latest/manage/webhook.html). Written from the documentation and the published source of
its controllers, and not run against a live server.

``space`` is the name of a group, "" for all that the token sees. The token needs the permission ``ticket.agent``; its
account the rights ``read`` and ``change`` (``overview`` does no harm) in that one group. Numbers are those in addresses,
not those in subjects of e-mails.

An answer is an article of type "note" that is not internal: the customer sees it in Zammad, and gets it by e-mail only
where a trigger says so; "email" would ask for an address to send to. Internal articles are left out. Article and state are
one change, in one transaction; Zammad does not compare anything before it.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from courses.practice.trackers.port import (
    MOST_COMMENTS,
    MOST_TEXT,
    Action,
    Attachment,
    Batch,
    Capabilities,
    Check,
    Comment,
    Forged,
    NoSuchTicket,
    NotAllowed,
    Refused,
    Stale,
    Ticket,
    TooMuch,
    Tracker,
    tidy,
)
from courses.practice.trackers.rest import Rest, is_empty
from courses.practice.trackers.shapes import (
    asked_for,
    attached,
    holds,
    iso,
    known,
    marked,
    moment,
    named,
    shapes,
    stamped,
)
from courses.practice.trackers.signatures import delivery, header, is_signed
from lms.core.html import plain_text

OVERLAP = timedelta(minutes=2)
BEGINNING = datetime.fromtimestamp(0, UTC)
ALL_TICKETS: dict[str, str | int] = {"expand": "true", "per_page": 100}
CHANGED = ALL_TICKETS | {
    "condition[ticket.updated_at][operator]": "after (absolute)",
    "sort_by": "updated_at",
    "order_by": "asc",
}
SINCE = "condition[ticket.updated_at][value]"
OPEN, CLOSED = {"open"}, {"closed"}  # types of states that can be chosen without saying more
ENDED = {"closed", "merged", "removed"}
NEEDED, HARMLESS, ALL = ("read", "change"), {"read", "change", "overview"}, "full"
MOST_HTML = 8 * MOST_TEXT

Row = dict[str, Any]
States = dict[str, str]  # name → type


class Zammad(Tracker):
    kind: ClassVar[str] = "zammad"
    name: ClassVar[str] = "Zammad"
    capabilities: ClassVar[Capabilities] = Capabilities(
        is_atomic=True, detects_changes=False, has_webhooks=True, has_attachments=True
    )

    def changes(self, mark: str) -> Iterator[Batch]:
        """A moment yet to come by the server's clock does not move the mark. With a condition and without a query Zammad
        asks its database, not the index for searching, which lags behind."""
        rest = self._rest()
        with shapes():
            since = moment(mark) if mark else BEGINNING
        self._find_group(rest)
        states, newest, seen = _states(rest), since + OVERLAP, set[tuple[int, str]]()
        for page in rest.pages_by_change("/tickets/search", CHANGED, since, SINCE, is_last=is_empty):
            with shapes():
                rows = {(int(row["id"]), str(row["updated_at"])): row for row in page.rows if self._is_ours(row)}
            new = [row for key, row in rows.items() if key not in seen]
            tickets = [ticket for row in new if (ticket := self._if_there(rest, row, states))]
            seen |= set(rows)
            newest = max([newest, *(each.changed_at for each in tickets if each.changed_at <= page.at)])
            yield Batch(tuple(tickets), iso(newest - OVERLAP))

    def get(self, number: str) -> Ticket:
        rest = self._rest()
        return self._get(rest, number, _states(rest))

    def numbers(self) -> Iterator[str]:
        """Where one is deleted meanwhile, another can move past us: who takes it for deleted asks for it first."""
        rest = self._rest()
        self._find_group(rest)
        given: set[str] = set()
        for page in rest.pages("/tickets", ALL_TICKETS, is_last=is_empty):
            with shapes():
                found = [str(int(row["id"])) for row in page.rows if self._is_ours(row)]
            yield from (number for number in found if number not in given)
            given |= set(found)

    def actions(self, number: str) -> list[Action]:
        rest = self._rest()
        states = _states(rest, only_active=True)
        return self._actions(self._get(rest, number, _states(rest)), states)

    def answer(self, number: str, text: str, *, marker: str, action: str = "", token: str = "") -> Ticket:
        rest = self._rest()
        states = _states(rest)
        ticket = self._get(rest, number, states)
        if any(holds(comment.text, marker) for comment in ticket.comments):
            return ticket
        if token and token != ticket.token:
            raise Stale(ticket)
        article = {"subject": "", "body": marked(self.escape(text), marker), "content_type": "text/plain"}
        body: Row = {"article": article | {"type": "note", "internal": False}}
        if action and not (ticket.is_closed and states.get(action) in CLOSED):
            if action not in [offered.key for offered in self._actions(ticket, _states(rest, only_active=True))]:
                raise Refused
            body["state"] = action
        rest.ask("PUT", f"/tickets/{known(number)}", body=body)
        return self._get(rest, number, states)

    def attachments(self, number: str) -> tuple[Attachment, ...]:
        """Of what the customer may see. A key is the article's and the file's."""
        rest = self._rest()
        self._find_ours(rest, number)
        with shapes():
            articles = rest.get(f"/ticket_articles/by_ticket/{known(number)}", {"expand": "true"}).rows
            seen = [article for article in articles if not article["internal"]]
            return attached(
                (f"{int(article['id'])}-{int(file['id'])}", file["filename"], file.get("size"), _kind(file))
                for article in seen
                for file in article.get("attachments") or ()
            )

    def _content(self, number: str, attachment: Attachment) -> bytes:
        path = attachment.key.replace("-", "/")
        return self._rest().fetch(f"/ticket_attachment/{known(number)}/{path}", most=self.most_attached)

    def escape(self, text: str) -> str:
        """Articles of text/plain are shown as they are."""
        return tidy(text)

    def check(self) -> Check:
        """Its version is told to administrators only."""
        with shapes():
            user = _me(self._rest())
            groups = {tidy(name): set(rights) for name, rights in (user.get("groups") or {}).items()}
            roles = [tidy(role) for role in user["roles"]]
            login = tidy(user["login"])
        ours = [rights for name, rights in groups.items() if self.access.space in ("", name)]
        missing = [right for right in NEEDED if not any({right, ALL} & rights for rights in ours)]
        too_much = sorted(set().union(*ours) - HARMLESS) + [role for role in roles if role == "Admin"]
        too_much += [name for name in groups if self.access.space not in ("", name)]
        return Check(self.name, login, tuple(missing), tuple(too_much))

    def verify(self, headers: Mapping[str, str], body: bytes) -> str:
        """SHA-1 is all that Zammad offers; as an HMAC it still holds."""
        given = header(headers, "X-Hub-Signature").removeprefix("sha1=")
        if not is_signed(given, body, self.access.hook_secret, "sha1"):
            raise Forged
        return delivery(headers, body, "X-Zammad-Delivery")

    def _rest(self) -> Rest:
        headers = {"Authorization": f"Token token={self.access.secret}"}
        return Rest(f"{self.access.address.rstrip('/')}/api/v1", headers, self.seconds)

    def _find_group(self, rest: Rest) -> None:
        """A group that was renamed, or is hidden from us, is not one without tickets. Raises NotAllowed."""
        if not self.access.space:
            return
        with shapes():
            is_there = self.access.space in (_me(rest).get("groups") or {})
        if not is_there:
            raise NotAllowed

    def _is_ours(self, row: Row) -> bool:
        return self.access.space in ("", row["group"])

    def _actions(self, ticket: Ticket, states: States) -> list[Action]:
        wanted = OPEN if ticket.is_closed else OPEN | CLOSED
        offered = [(name, type_) for name, type_ in states.items() if type_ in wanted and name != ticket.status]
        return [Action(name, name, closes=type_ in CLOSED) for name, type_ in offered]

    def _get(self, rest: Rest, number: str, states: States) -> Ticket:
        return self._whole(rest, self._find_ours(rest, number), states)

    def _find_ours(self, rest: Rest, number: str) -> Row:
        row = rest.get(f"/tickets/{known(number)}", {"expand": "true"}).row
        with shapes():
            asked_for(number, int(row["id"]))
            is_ours = self._is_ours(row)
        if not is_ours:
            self._find_group(rest)
            raise NoSuchTicket
        return row

    def _if_there(self, rest: Rest, row: Row, states: States) -> Ticket | None:
        """None where it was deleted since it was listed. Without text where all that was said is too much: that keeps no
        other ticket from us, but to answer we would have to read it."""
        try:
            return self._whole(rest, row, states)
        except NoSuchTicket:
            return None
        except TooMuch:
            with shapes():
                return self._ticket(row, [], states)

    def _whole(self, rest: Rest, row: Row, states: States) -> Ticket:
        with shapes():
            articles = rest.get(f"/ticket_articles/by_ticket/{int(row['id'])}", {"expand": "true"}).rows
            return self._ticket(row, articles, states)

    def _ticket(self, row: Row, articles: list[Row], states: States) -> Ticket:
        number, customer, owner = str(int(row["id"])), named(row.get("customer")), named(row.get("owner"))
        first = [_said(article) for article in articles[:1] if not article["internal"]]
        later = [_said(article) for article in articles[1:] if not article["internal"]]
        ticket = Ticket(
            number=number,
            title=tidy(row["title"]),
            text=first[0].text if first else "",
            status=named(row["state"]),
            is_closed=states[row["state"]] in ENDED,
            reporter=customer,
            owner="" if owner == "-" else owner,
            created_at=moment(row["created_at"]),
            changed_at=moment(row["updated_at"]),
            token="",
            address=f"{self.access.address.rstrip('/')}/#ticket/zoom/{number}",
            labels=(named(row["priority"]),),
            reporter_address=customer if "@" in customer else "",
            comments=tuple(later[-MOST_COMMENTS:]),
        )
        return stamped(ticket)


def _said(article: Row) -> Comment:
    body = article["body"] or ""
    if "html" in str(article.get("content_type")):
        body = plain_text(body[:MOST_HTML])
    return Comment(str(article["id"]), named(article["from"]), tidy(body), moment(article["created_at"]))


def _kind(file: Row) -> object:
    """Where it came by mail the name of the header, else Rails' own."""
    told = file.get("preferences") or {}
    return told.get("Content-Type") or told.get("Mime-Type") or told.get("content_type")


def _me(rest: Rest) -> Row:
    return rest.find("/users/me", {"expand": "true"}).row


def _states(rest: Rest, *, only_active: bool = False) -> States:
    with shapes():
        rows = rest.find("/ticket_states", {"expand": "true"}).rows
        return {str(row["name"]): str(row["state_type"]) for row in rows if row["active"] or not only_active}
