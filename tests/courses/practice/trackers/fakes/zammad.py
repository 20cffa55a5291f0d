"""Zammad 6.5 as documented at https://docs.zammad.org/en/latest/api/, always asked with ``expand=true``. The first article
of a ticket is what it was opened with."""

from collections.abc import Mapping
from datetime import datetime
from mimetypes import guess_type
from typing import Any, ClassVar

from tests.courses.practice.trackers.fakes.base import BOT, JSON, Asked, Fake, Filed, Held, Route, Said, Told, iso

HOME = "/api/v1"
MISSING = Told({"error": "Couldn't find Ticket with 'id'=1", "error_human": "No such object"}, 404)
NOT_AUTHORIZED = Told({"error": "Not authorized", "error_human": "Not authorized"}, 403)
TYPES = {  # name → type
    "new": "new",
    "open": "open",
    "pending reminder": "pending reminder",
    "closed": "closed",
    "merged": "merged",
    "removed": "removed",
    "pending close": "pending action",
}


class FakeZammad(Fake):
    kind: ClassVar[str] = "zammad"
    closing_action: ClassVar[str] = "closed"
    open_status: ClassVar[str] = "new"
    space: ClassVar[str] = "Helpers"

    def __init__(self) -> None:
        super().__init__()
        self.roles, self.groups = ["Agent"], {"Helpers": ["read", "change"]}

    def routes(self) -> list[Route]:
        return [
            ("GET", f"{HOME}/users/me", self._me),
            ("GET", f"{HOME}/ticket_states", self._states),
            ("GET", f"{HOME}/tickets", self._all),
            ("GET", f"{HOME}/tickets/search", self._search),
            ("GET", rf"{HOME}/tickets/(\d+)", self._ticket),
            ("PUT", rf"{HOME}/tickets/(\d+)", self._change),
            ("GET", rf"{HOME}/ticket_articles/by_ticket/(\d+)", self._articles),
            ("GET", rf"{HOME}/ticket_attachment/(\d+)/(\d+)/(\d+)", self._content),
        ]

    def secret(self, headers: Mapping[str, str]) -> str:
        return headers.get("authorization", "").removeprefix("Token token=")

    def create(self, title: str, text: str, *, reporter: str = "member", address: str = "") -> str:
        number = super().create(title, text, reporter=reporter, address=address)
        held = self.tickets[int(number)]
        self.keys += 1
        held.said.append(Said(self.keys, reporter, text, held.created))
        return number

    def comments(self, number: str) -> list[str]:
        return [said.text for said in self.tickets[int(number)].said[1:] if not said.is_internal]

    def _me(self, asked: Asked) -> Told:
        groups = self.groups if asked.may_write else {"Helpers": ["read"]}
        return Told({"id": 5, "login": "vereda@example.org", "roles": self.roles, "groups": groups})

    def _states(self, asked: Asked) -> Told:
        rows = [
            {"id": place, "name": name, "state_type": kind, "state_type_id": place, "active": name != "removed"}
            for place, (name, kind) in enumerate(TYPES.items(), 1)
        ]
        return Told(rows)

    def _all(self, asked: Asked) -> Told:
        return self._part(asked, [self.tickets[number] for number in sorted(self.tickets)])

    def _search(self, asked: Asked) -> Told:
        since = datetime.fromisoformat(asked.query["condition[ticket.updated_at][value]"])
        assert asked.query["condition[ticket.updated_at][operator]"] == "after (absolute)"
        assert (asked.query["sort_by"], asked.query["order_by"]) == ("updated_at", "asc")
        found = [held for held in self.tickets.values() if held.changed >= since]
        return self._part(asked, sorted(found, key=lambda held: held.changed))

    def _part(self, asked: Asked, found: list[Held]) -> Told:
        assert asked.query["expand"] == "true"
        told = self.paged(asked, [self._shape(held) for held in found])
        return Told(told.value)

    def _ticket(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        return Told(self._shape(held)) if held else MISSING

    def _change(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        if not held or not asked.may_write:
            return NOT_AUTHORIZED if held else MISSING
        if "article" in asked.body:
            article = asked.body["article"]
            assert article["type"] == "note"
            self.say(held, article["body"], by=BOT, form=article["content_type"], is_internal=article["internal"])
        if "state" in asked.body:
            self.turn(held, asked.body["state"])
        return Told(self._shape(held))

    def _articles(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        if not held:
            return MISSING
        first, *later = [self._said(said) for said in held.said]
        return Told([first | {"attachments": [_file(filed) for filed in held.files]}, *later])

    def _content(self, asked: Asked, number: str, article: str, key: str) -> Told:
        held = self.held(number)
        files = held.files if held and held.said[0].key == int(article) else []
        return next((Told(filed.content) for filed in files if filed.key == int(key)), MISSING)

    def _shape(self, held: Held) -> JSON:
        return {
            "id": held.number,
            "number": str(22000 + held.number),
            "title": held.title,
            "group": held.group,
            "group_id": 1,
            "state": held.status,
            "state_id": 1,
            "priority": "2 normal",
            "owner": "-",
            "customer": held.address or held.reporter,
            "article_count": len(held.said),
            "article_ids": [said.key for said in held.said],
            "created_at": iso(held.created, timespec="milliseconds"),
            "updated_at": iso(held.changed, timespec="milliseconds"),
        }

    def _said(self, said: Said) -> dict[str, Any]:
        return {
            "id": said.key,
            "from": said.author,
            "to": "",
            "cc": "",
            "subject": "",
            "body": said.text,
            "content_type": said.form,
            "type": "note",
            "sender": "Agent",
            "internal": said.is_internal,
            "attachments": [],
            "created_at": iso(said.at, timespec="milliseconds"),
            "updated_at": iso(said.at, timespec="milliseconds"),
        }


def _file(filed: Filed) -> JSON:
    """Its size is a string."""
    kind = guess_type(filed.name)[0] or "application/octet-stream"
    return {
        "id": filed.key,
        "store_file_id": filed.key,
        "filename": filed.name,
        "size": str(len(filed.content)),
        "preferences": {"Content-Type": f'{kind}; name="{filed.name}"'},
    }
