"""GitLab's issues through REST API v4, as documented for GitLab 17 (https://docs.gitlab.com/api/issues/, notes, resource
state events, personal access tokens; webhooks). Written from the documentation and not run against a live server.

``space`` is the project's path, as ``group/project``. The token needs the scope ``api`` and the role Planner (before
17.7: Reporter): best is a project access token. Confidential issues are private tickets. Internal notes, and those that
GitLab writes itself, are left out. Within a minute of its last change a comment does not move an issue's ``updated_at``.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import ClassVar
from urllib.parse import quote

from courses.practice.trackers.forge import Forge, Row, Turn, login_of
from courses.practice.trackers.port import Check, Comment, Forged, NotAllowed, Ticket, tidy
from courses.practice.trackers.rest import Answer, Query, Rest
from courses.practice.trackers.shapes import moment, named, shapes
from courses.practice.trackers.signatures import delivery, header, is_same

PAGE: dict[str, str | int] = {"state": "all", "scope": "all", "per_page": 100}
ROLES = {30: "Developer", 40: "Maintainer", 50: "Owner"}  # by access level
PLANNER = 15  # the least that may close what others opened


class GitLab(Forge):
    kind: ClassVar[str] = "gitlab"
    name: ClassVar[str] = "GitLab"
    talk: ClassVar[str] = "notes"
    oldest_first: ClassVar[Query] = {"sort": "asc", "order_by": "created_at", "per_page": 100}

    def check(self) -> Check:
        """A token that is too small to be asked about itself may nothing that we need."""
        rest = self._rest()
        scopes = _scopes(rest)
        try:
            version, user = rest.find("/version").row, rest.find("/user").row
        except NotAllowed:
            if "api" in scopes:
                raise
            return Check(self.name, self.access.login, missing=("api",))
        with shapes():
            server, login = f"{self.name} {tidy(version['version'])}", tidy(user["username"])
        level = self._level(rest)
        missing = ["api"] if "api" not in scopes else []
        missing += ["Planner"] if level < PLANNER else []
        too_much = [scope for scope in scopes if scope != "api" and not scope.startswith("read_")]
        too_much += [ROLES[level]] if level in ROLES else []
        too_much += ["administrator"] if user.get("is_admin") else []
        return Check(server, login, tuple(missing), tuple(too_much))

    def verify(self, headers: Mapping[str, str], body: bytes) -> str:
        """GitLab sends the secret itself. The key of idempotency came with 17.4; the name of the event is older, and the
        same for what one event leads to."""
        if not is_same(header(headers, "X-Gitlab-Token"), self.access.hook_secret):
            raise Forged
        return delivery(headers, body, "Idempotency-Key", "X-Gitlab-Event-UUID")

    def _rest(self) -> Rest:
        headers = {"PRIVATE-TOKEN": self.access.secret}
        return Rest(f"{self.access.address.rstrip('/')}/api/v4", headers, self.seconds, is_gone_where_moved=True)

    @property
    def _home(self) -> str:
        return f"/projects/{quote(self.access.space.strip('/'), safe='')}"

    def _changed(self, rest: Rest, since: datetime) -> Iterator[Answer]:
        query = PAGE | {"order_by": "updated_at", "sort": "asc"}
        return rest.pages_by_change(f"{self._home}/issues", query, since, "updated_after")

    def _all(self, rest: Rest) -> Iterator[Answer]:
        return rest.pages(f"{self._home}/issues", PAGE | {"order_by": "created_at", "sort": "asc"})

    def _number(self, row: Row) -> str:
        return str(int(row["iid"]))

    def _ticket(self, row: Row) -> Ticket:
        number = self._number(row)
        return Ticket(
            number=number,
            title=tidy(row["title"]),
            text=tidy(row["description"]),
            status=named(row["state"]),
            is_closed=row["state"] == "closed",
            reporter=login_of(row["author"]),
            owner=login_of(row.get("assignees")),
            created_at=moment(row["created_at"]),
            changed_at=moment(row["updated_at"]),
            token="",
            address=f"{self.access.address.rstrip('/')}/{self.access.space.strip('/')}/-/issues/{number}",
            labels=tuple(named(label) for label in row["labels"]),
            is_private=bool(row.get("confidential")),
        )

    def _has_comments(self, row: Row) -> bool:
        return int(row["user_notes_count"]) > 0

    def _comment(self, row: Row) -> Comment | None:
        if row["system"] or row.get("internal") or row.get("confidential"):
            return None
        return Comment(str(row["id"]), login_of(row["author"]), tidy(row["body"]), moment(row["created_at"]))

    def _turns(self, rest: Rest, number: str) -> Iterator[Turn]:
        for page in rest.pages(f"{self._home}/issues/{number}/resource_state_events", {"per_page": 100}):
            yield from (Turn(row["state"] == "closed", moment(row["created_at"])) for row in page.rows)

    def _turn(self, rest: Rest, number: str, *, closes: bool) -> Answer:
        event = "close" if closes else "reopen"
        return rest.ask("PUT", f"{self._home}/issues/{number}", body={"state_event": event})

    def _level(self, rest: Rest) -> int:
        """The higher of what the project and its group give; 0 where the project is hidden."""
        try:
            project = self._find_home(rest).row
        except NotAllowed:
            return 0
        with shapes():
            given = project["permissions"]
            return max(int(given[which]["access_level"]) if given.get(which) else 0 for which in _GIVEN)


_GIVEN = ("project_access", "group_access")


def _scopes(rest: Rest) -> list[str]:
    with shapes():
        return [tidy(scope) for scope in rest.find("/personal_access_tokens/self").row["scopes"]]
