"""GitHub's issues through its REST API, version 2022-11-28 (https://docs.github.com/rest/issues, and its webhooks).
Also GitHub Enterprise Server, whose API is below ``/api/v3``. Written from the documentation and not run against a live
server.

``address`` is that of the pages, https://github.com; ``space`` is ``owner/repository``. A fine-grained token needs "Issues:
read and write" on that one repository; GitHub does not say what such a token may do, so ``check`` tells of classic ones
only. Its account needs the role Triage. Pull requests are issues to the API, and no tickets.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import ClassVar
from urllib.parse import quote, urlsplit

from courses.practice.trackers.forge import Forge, Row, Turn, login_of
from courses.practice.trackers.port import Check, Comment, Forged, NotAllowed, Ticket, tidy
from courses.practice.trackers.rest import Answer, Rest
from courses.practice.trackers.shapes import moment, named, shapes
from courses.practice.trackers.signatures import delivery, header, is_signed

PAGE: dict[str, str | int] = {"state": "all", "per_page": 100}
TURNS = {"closed": True, "reopened": False}
NOT_NEEDED = ("push", "maintain", "admin")


class GitHub(Forge):
    kind: ClassVar[str] = "github"
    name: ClassVar[str] = "GitHub"
    talk: ClassVar[str] = "comments"

    def check(self) -> Check:
        rest = self._rest()
        user = rest.find("/user")
        version = user.headers.get("X-GitHub-Enterprise-Version", "")
        server, login = tidy(f"{self.name} {version}").strip(), login_of(user.row)
        try:
            repository = self._find_home(rest).row
        except NotAllowed:
            return Check(server, login, missing=("repo",))
        with shapes():
            rights, needed = dict(repository["permissions"]), "repo" if repository["private"] else "public_repo"
        missing = [] if rights.get("triage") else ["triage"]
        if "X-OAuth-Scopes" not in user.headers:
            return Check(server, login, tuple(missing))
        scopes = [scope.strip() for scope in tidy(user.headers["X-OAuth-Scopes"]).split(",") if scope.strip()]
        missing += [] if {needed, "repo"} & set(scopes) else [needed]
        too_much = [scope for scope in scopes if scope != needed] + [right for right in NOT_NEEDED if rights.get(right)]
        return Check(server, login, tuple(missing), tuple(too_much))

    def verify(self, headers: Mapping[str, str], body: bytes) -> str:
        given = header(headers, "X-Hub-Signature-256").removeprefix("sha256=")
        if not is_signed(given, body, self.access.hook_secret):
            raise Forged
        return delivery(headers, body, "X-GitHub-Delivery")

    def _rest(self) -> Rest:
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self.access.secret}",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        return Rest(api_of(self.access.address), headers, self.seconds, is_gone_where_moved=True)

    @property
    def _home(self) -> str:
        return f"/repos/{quote(self.access.space.strip('/'))}"

    def _changed(self, rest: Rest, since: datetime) -> Iterator[Answer]:
        query = PAGE | {"sort": "updated", "direction": "asc"}
        return rest.pages_by_change(f"{self._home}/issues", query, since, "since")

    def _all(self, rest: Rest) -> Iterator[Answer]:
        return rest.pages(f"{self._home}/issues", PAGE | {"sort": "created", "direction": "asc"})

    def _number(self, row: Row) -> str:
        return "" if row.get("pull_request") else str(int(row["number"]))

    def _ticket(self, row: Row) -> Ticket:
        number = self._number(row)
        labels = [label["name"] if isinstance(label, dict) else label for label in row["labels"]]
        return Ticket(
            number=number,
            title=tidy(row["title"]),
            text=tidy(row["body"]),
            status=named(row["state"]),
            is_closed=row["state"] == "closed",
            reporter=login_of(row["user"]),
            owner=login_of(row.get("assignees")),
            created_at=moment(row["created_at"]),
            changed_at=moment(row["updated_at"]),
            token="",
            address=f"{self.access.address.rstrip('/')}/{self.access.space.strip('/')}/issues/{number}",
            labels=tuple(map(named, labels)),
        )

    def _has_comments(self, row: Row) -> bool:
        return int(row["comments"]) > 0

    def _comment(self, row: Row) -> Comment | None:
        return Comment(str(row["id"]), login_of(row["user"]), tidy(row["body"]), moment(row["created_at"]))

    def _turns(self, rest: Rest, number: str) -> Iterator[Turn]:
        for page in rest.pages(f"{self._home}/issues/{number}/events", {"per_page": 100}):
            rows = (row for row in page.rows if row["event"] in TURNS)
            yield from (Turn(TURNS[row["event"]], moment(row["created_at"])) for row in rows)

    def _turn(self, rest: Rest, number: str, *, closes: bool) -> Answer:
        return rest.ask("PATCH", f"{self._home}/issues/{number}", body={"state": "closed" if closes else "open"})


def api_of(address: str) -> str:
    """Where the API is of a GitHub whose pages are at that address."""
    is_public = urlsplit(address).hostname in ("github.com", "www.github.com")
    return "https://api.github.com" if is_public else f"{address.rstrip('/')}/api/v3"
