"""A real Trac as the contract suite wants its servers. Writes as ``admin``, through the same plug-in."""

import base64
import json
import re
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any
from urllib.request import HTTPCookieProcessor, Request, build_opener

from courses.practice.trackers.port import Access
from deploy.real_trac import RealTrac

BOT, READER, STRANGER, ADMIN = "vereda", "reader", "stranger", "admin"


@dataclass(frozen=True)
class TracServer:
    trac: RealTrac
    kind: str = "trac"
    closing_action: str = "resolve"

    @property
    def access(self) -> Access:
        return self.access_of(BOT)

    def access_of(self, name: str) -> Access:
        return Access(self.trac.address, name, self.trac.passwords[name])

    def access_without_rights(self) -> Access:
        return self.access_of(READER)

    def create(self, title: str, text: str, *, reporter: str = "member", address: str = "", **fields: str) -> str:
        return str(self.rpc("ticket.create", title, text, {"reporter": address or reporter, **fields}))

    def comment(self, number: str, text: str) -> None:
        self.update(number, text, action="leave")

    def attach(self, number: str, name: str, content: bytes) -> None:
        packed = {"__jsonclass__": ["binary", base64.b64encode(content).decode()]}
        self.rpc("ticket.putAttachment", int(number), name, "", packed, False)

    def close(self, number: str) -> None:
        self.update(number, "", action="resolve", action_resolve_resolve_resolution="fixed")

    def update(self, number: str, text: str, **attributes: str) -> None:
        token = self.rpc("ticket.get", int(number))[3]["_ts"]
        self.rpc("ticket.update", int(number), text, {"_ts": token, **attributes})

    def delete(self, number: str) -> None:
        self.rpc("ticket.delete", int(number))

    def comments(self, number: str) -> list[str]:
        return [new for _, _, field, _, new, _ in self._log(number) if field == "comment" and new]

    def is_closed(self, number: str) -> bool:
        return self.rpc("ticket.get", int(number))[3]["status"] == "closed"

    def times_closed(self, number: str) -> int:
        return sum(field == "status" and new == "closed" for _, _, field, _, new, _ in self._log(number))

    def _log(self, number: str) -> list[Any]:
        return list(self.rpc("ticket.changeLog", int(number)))

    def rpc(self, method: str, *params: Any) -> Any:
        body = json.dumps({"method": method, "params": params, "id": 1}).encode()
        request = Request(
            f"{self.trac.address}/login/rpc", body, self._headers() | {"Content-Type": "application/json"}
        )
        with build_opener().open(request) as answer:
            told = json.loads(answer.read())
        assert told["error"] is None, told["error"]
        return told["result"]

    def page(self, path: str) -> str:
        """As a person signed in sees it."""
        opener = build_opener(HTTPCookieProcessor(CookieJar()))
        opener.open(Request(f"{self.trac.address}/login", headers=self._headers())).close()
        with opener.open(f"{self.trac.address}{path}") as answer:
            return str(answer.read().decode())

    def comments_as_seen(self, number: str) -> list[str]:
        """The HTML of each comment on the ticket's page."""
        page = self.page(f"/ticket/{number}")
        return re.findall(r'<div class="comment searchable">(.*?)</div>', page, re.DOTALL)

    def rendered(self, texts: list[str]) -> list[str]:
        """What its own formatter makes of each."""
        calls = [{"method": "wiki.wikiToHtml", "params": [text]} for text in texts]
        return [told["result"] for told in self.rpc("system.multicall", *calls)]

    def _headers(self) -> dict[str, str]:
        login = base64.b64encode(f"{ADMIN}:{self.trac.passwords[ADMIN]}".encode()).decode()
        return {"Authorization": f"Basic {login}"}
