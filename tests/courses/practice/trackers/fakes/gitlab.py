"""GitLab 17 as documented at https://docs.gitlab.com/api/, for one project."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from tests.courses.practice.trackers.fakes.base import JSON, Asked, Fake, Held, Route, Said, Told, iso

HOME = r"/api/v4/projects/helpers%2Fdesk"
THROTTLE = timedelta(minutes=1)  # app/models/concerns/throttled_touch.rb
MISSING = Told({"message": "404 Not found"}, 404)
TOO_SMALL = Told({"error": "insufficient_scope", "scope": "api"}, 403)


class FakeGitLab(Fake):
    kind: ClassVar[str] = "gitlab"
    open_status: ClassVar[str] = "opened"

    def __init__(self) -> None:
        super().__init__()
        self.scopes, self.level = ["api"], 15

    def routes(self) -> list[Route]:
        return [
            ("GET", "/api/v4/version", lambda asked: Told({"version": "17.9.1-ee", "revision": "abc"})),
            ("GET", "/api/v4/user", lambda asked: Told({"id": 5, "username": "vereda", "name": "Vereda"})),
            ("GET", "/api/v4/personal_access_tokens/self", self._token),
            ("GET", HOME, self._project),
            ("GET", f"{HOME}/issues", self._list),
            ("GET", rf"{HOME}/issues/(\d+)", self._issue),
            ("PUT", rf"{HOME}/issues/(\d+)", self._change),
            ("GET", rf"{HOME}/issues/(\d+)/notes", self._notes),
            ("POST", rf"{HOME}/issues/(\d+)/notes", self._note),
            ("GET", rf"{HOME}/issues/(\d+)/resource_state_events", self._events),
        ]

    def secret(self, headers: Mapping[str, str]) -> str:
        return headers.get("private-token", "")

    def touch(self, held: Held) -> None:
        if self.now - held.changed > THROTTLE:
            held.changed = self.now

    def _token(self, asked: Asked) -> Told:
        return Told({"id": 7, "active": True, "scopes": self.scopes if asked.may_write else ["read_api"]})

    def _project(self, asked: Asked) -> Told:
        given = {"project_access": {"access_level": self.level, "notification_level": 3}, "group_access": None}
        return Told({"id": 4, "path_with_namespace": self.space, "permissions": given})

    def _list(self, asked: Asked) -> Told:
        query = asked.query
        by_change = query.get("order_by") == "updated_at"
        found = sorted(self.tickets.values(), key=lambda held: held.changed if by_change else held.created)
        found = found if query.get("sort") == "asc" else found[::-1]
        if "updated_after" in query:
            since = datetime.fromisoformat(query["updated_after"])
            found = [held for held in found if held.changed >= since]
        return self.paged(asked, [self._shape(held) for held in found])

    def _issue(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        return Told(self._shape(held)) if held else MISSING

    def _change(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        if not held or not asked.may_write:
            return TOO_SMALL if held else MISSING
        self.turn(held, {"close": "closed", "reopen": "opened"}[asked.body["state_event"]])
        return Told(self._shape(held))

    def _notes(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        if not held:
            return MISSING
        said = held.said if asked.query.get("sort") == "asc" else held.said[::-1]
        return self.paged(asked, [self._said(each) for each in said])

    def _note(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        if not held or not asked.may_write:
            return TOO_SMALL if held else MISSING
        return Told(self._said(self.say(held, asked.body["body"], by="vereda")), 201)

    def _events(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        turns = held.turns if held else []
        rows = [
            {"id": place, "resource_type": "Issue", "state": "closed" if status == "closed" else "reopened"}
            | {"created_at": iso(at, timespec="milliseconds"), "user": {"id": 1, "username": "member"}}
            for place, (status, at) in enumerate(turns)
        ]
        return self.paged(asked, rows)

    def _shape(self, held: Held) -> JSON:
        return {
            "id": 1000 + held.number,
            "iid": held.number,
            "project_id": 4,
            "title": held.title,
            "description": held.text,
            "state": held.status,
            "created_at": iso(held.created, timespec="milliseconds"),
            "updated_at": iso(held.changed, timespec="milliseconds"),
            "author": {"id": 9, "username": held.reporter, "name": held.reporter.title(), "state": "active"},
            "assignees": [],
            "assignee": None,
            "labels": ["printing"],
            "user_notes_count": sum(not said.is_system for said in held.said),
            "confidential": held.is_private,
            "issue_type": "issue",
            "web_url": f"{self.address}/{self.space}/-/issues/{held.number}",
        }

    def _said(self, said: Said) -> dict[str, Any]:
        return {
            "id": said.key,
            "body": said.text,
            "author": {"id": 9, "username": said.author},
            "created_at": iso(said.at, timespec="milliseconds"),
            "updated_at": iso(said.at, timespec="milliseconds"),
            "system": said.is_system,
            "noteable_type": "Issue",
            "confidential": said.is_internal,
            "internal": said.is_internal,
        }
