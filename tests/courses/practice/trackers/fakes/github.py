"""GitHub's REST API of 2022-11-28 as documented at https://docs.github.com/rest, below /api/v3 as on a server of one's own,
for one public repository. An issue that was deleted is 410."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from tests.courses.practice.trackers.fakes.base import JSON, Asked, Fake, Held, Route, Said, Told, iso

HOME = r"/api/v3/repos/helpers/desk"
MISSING = Told({"message": "Not Found", "documentation_url": "https://docs.github.com/rest"}, 404)
DELETED = Told({"message": "This issue was deleted"}, 410)
NOT_ACCESSIBLE = Told({"message": "Resource not accessible by personal access token"}, 403)


class FakeGitHub(Fake):
    kind: ClassVar[str] = "github"

    def __init__(self) -> None:
        super().__init__()
        self.scopes: str | None = "public_repo"
        self.rights = {"admin": False, "maintain": False, "push": False, "triage": True, "pull": True}
        self.refusal = NOT_ACCESSIBLE

    def routes(self) -> list[Route]:
        return [
            ("GET", "/api/v3/user", self._user),
            ("GET", HOME, lambda asked: Told({"id": 4, "private": False, "permissions": self.rights})),
            ("GET", f"{HOME}/issues", self._list),
            ("GET", rf"{HOME}/issues/(\d+)", self._issue),
            ("PATCH", rf"{HOME}/issues/(\d+)", self._change),
            ("GET", rf"{HOME}/issues/(\d+)/comments", self._comments),
            ("POST", rf"{HOME}/issues/(\d+)/comments", self._comment),
            ("GET", rf"{HOME}/issues/(\d+)/events", self._events),
        ]

    def secret(self, headers: Mapping[str, str]) -> str:
        return headers.get("authorization", "").removeprefix("Bearer ")

    def _user(self, asked: Asked) -> Told:
        scopes = self.scopes if asked.may_write else ""
        headers = {"X-GitHub-Enterprise-Version": "3.15.2"} | ({} if scopes is None else {"X-OAuth-Scopes": scopes})
        return Told({"login": "vereda", "id": 5, "type": "User"}, headers=headers)

    def _list(self, asked: Asked) -> Told:
        query = asked.query
        by_change = query.get("sort") == "updated"
        found = sorted(self.tickets.values(), key=lambda held: held.changed if by_change else held.created)
        found = found if query.get("direction") == "asc" else found[::-1]
        if "since" in query:
            since = datetime.fromisoformat(query["since"])
            found = [held for held in found if held.changed.replace(microsecond=0) >= since]
        return self.paged(asked, [self._shape(held) for held in found])

    def _issue(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        if not held:
            return DELETED if int(number) <= self.numbers else MISSING
        return Told(self._shape(held))

    def _change(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        if not held or not asked.may_write:
            return self.refusal if held else MISSING
        self.turn(held, asked.body["state"])
        return Told(self._shape(held))

    def _comments(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        return self.paged(asked, [self._said(said) for said in held.said]) if held else MISSING

    def _comment(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        if not held or not asked.may_write:
            return self.refusal if held else MISSING
        return Told(self._said(self.say(held, asked.body["body"], by="vereda")), 201)

    def _events(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        rows: list[JSON] = [{"id": 0, "event": "subscribed", "created_at": iso(self.now), "actor": {"login": "member"}}]
        for place, (status, at) in enumerate(held.turns if held else [], 1):
            event = "closed" if status == "closed" else "reopened"
            rows.append({"id": place, "event": event, "created_at": iso(at), "actor": {"login": "member"}})
        return self.paged(asked, rows)

    def _shape(self, held: Held) -> JSON:
        shape: JSON = {
            "id": 1000 + held.number,
            "number": held.number,
            "title": held.title,
            "body": held.text,
            "state": held.status,
            "state_reason": None,
            "user": {"login": held.reporter, "id": 9, "type": "User"} if held.reporter else None,
            "labels": [{"id": 3, "name": "printing", "color": "f29513"}],
            "assignee": None,
            "assignees": [],
            "comments": len(held.said),
            "created_at": iso(held.created),
            "updated_at": iso(held.changed),
            "closed_at": None,
            "html_url": f"{self.address}/{self.space}/issues/{held.number}",
        }
        if held.is_request:
            shape["pull_request"] = {"html_url": f"{self.address}/{self.space}/pull/{held.number}"}
        return shape

    def _said(self, said: Said) -> dict[str, Any]:
        return {
            "id": said.key,
            "body": said.text,
            "user": {"login": said.author, "id": 9},
            "created_at": iso(said.at),
            "updated_at": iso(said.at),
            "author_association": "NONE",
        }
