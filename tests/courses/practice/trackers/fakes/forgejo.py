"""Forgejo 11 (and Gitea) as in its /swagger.v1.json and routers/api/v1, for one repository. Pages are of 50 at most; moments
carry the offset of the server; the timeline has pages and no link to the next one."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, ClassVar
from uuid import UUID

from tests.courses.practice.trackers.fakes.base import JSON, Asked, Fake, Filed, Held, Route, Said, Told

HOME = r"/api/v1/repos/helpers/desk"
MISSING = Told({"errors": [], "message": "The target couldn't be found.", "url": "/api/swagger"}, 404)
TOO_SMALL = Told({"message": "token does not have at least one of required scope(s): [write:issue]"}, 403)
THERE = timezone(timedelta(hours=1))


class FakeForgejo(Fake):
    kind: ClassVar[str] = "forgejo"
    page: ClassVar[int] = 50

    def __init__(self) -> None:
        super().__init__()
        self.version, self.is_admin = "11.0.1+gitea-1.22.0", False
        self.files_of_comments: list[Filed] = []  # with the key of the comment
        self.rights = {"admin": False, "push": False, "pull": True}

    def routes(self) -> list[Route]:
        return [
            ("GET", "/api/v1/version", lambda asked: Told({"version": self.version})),
            ("GET", "/api/v1/user", lambda asked: Told({"id": 5, "login": "vereda", "is_admin": self.is_admin})),
            ("GET", HOME, lambda asked: Told({"id": 4, "full_name": self.space, "permissions": self.rights})),
            ("GET", f"{HOME}/issues", self._list),
            ("GET", rf"{HOME}/issues/(\d+)", self._issue),
            ("PATCH", rf"{HOME}/issues/(\d+)", self._change),
            ("GET", rf"{HOME}/issues/(\d+)/comments", self._comments),
            ("POST", rf"{HOME}/issues/(\d+)/comments", self._comment),
            ("GET", rf"{HOME}/issues/(\d+)/timeline", self._timeline),
            ("GET", r"/attachments/([0-9a-f-]{36})", self._content),
        ]

    def secret(self, headers: Mapping[str, str]) -> str:
        return headers.get("authorization", "").removeprefix("token ")

    def _list(self, asked: Asked) -> Told:
        found = sorted(self.tickets.values(), key=lambda held: held.created, reverse=True)
        if asked.query.get("type") == "issues":
            found = [held for held in found if not held.is_request]
        if "since" in asked.query:
            since = datetime.fromisoformat(asked.query["since"])
            found = [held for held in found if held.changed.replace(microsecond=0) >= since]
        return self.paged(asked, [self._shape(held) for held in found], "limit")

    def _issue(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        return Told(self._shape(held)) if held else MISSING

    def _change(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        if not asked.may_write or not held:
            return MISSING if asked.may_write else TOO_SMALL
        self.turn(held, asked.body["state"])
        return Told(self._shape(held), 201)

    def _comments(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        return Told([self._said(said) for said in held.said]) if held else MISSING

    def _comment(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        if not asked.may_write or not held:
            return MISSING if asked.may_write else TOO_SMALL
        return Told(self._said(self.say(held, asked.body["body"], by="vereda")), 201)

    def _timeline(self, asked: Asked, number: str) -> Told:
        held = self.held(number)
        turns = held.turns if held else []
        kinds = [("comment", said.at) for said in held.said] if held else []
        kinds += [("close" if status == "closed" else "reopen", at) for status, at in turns]
        rows = [{"id": place, "type": kind, "created_at": _there(at)} for place, (kind, at) in enumerate(kinds)]
        told = self.paged(asked, sorted(rows, key=lambda row: str(row["created_at"])), "limit")
        return Told(told.value)

    def _content(self, asked: Asked, uuid: str) -> Told:
        files = [filed for held in self.tickets.values() for filed in (*held.files, *self.files_of_comments)]
        return next((Told(filed.content) for filed in files if _uuid(filed) == uuid), MISSING)

    def _asset(self, filed: Filed) -> JSON:
        return {
            "id": filed.key,
            "name": filed.name,
            "size": len(filed.content),
            "download_count": 0,
            "uuid": _uuid(filed),
            "browser_download_url": f"https://elsewhere.example/attachments/{_uuid(filed)}",
        }

    def _shape(self, held: Held) -> JSON:
        return {
            "id": 1000 + held.number,
            "number": held.number,
            "title": held.title,
            "body": held.text,
            "state": held.status,
            "user": {"id": 9, "login": held.reporter, "email": f"{held.reporter}@noreply.example.org"},
            "labels": [{"id": 3, "name": "printing", "color": "f29513"}],
            "assignee": None,
            "assignees": None,
            "comments": len(held.said),
            "created_at": _there(held.created),
            "updated_at": _there(held.changed),
            "closed_at": None,
            "assets": [self._asset(filed) for filed in held.files],
            "pull_request": {"merged": False} if held.is_request else None,
            "html_url": f"{self.address}/{self.space}/issues/{held.number}",
        }

    def _said(self, said: Said) -> dict[str, Any]:
        return {
            "id": said.key,
            "body": said.text,
            "assets": [self._asset(filed) for filed in self.files_of_comments if filed.key == said.key],
            "user": {"id": 9, "login": said.author},
            "created_at": _there(said.at),
            "updated_at": _there(said.at),
        }


def _uuid(filed: Filed) -> str:
    return str(UUID(int=filed.key))


def _there(at: datetime) -> str:
    return at.astimezone(THERE).isoformat(timespec="seconds")
