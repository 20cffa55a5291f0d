"""Issues of Forgejo and Gitea through their API v1, in the shapes of Forgejo 11 and Gitea 1.24 (``/swagger.v1.json`` of any
server). Written from the documentation and the shapes, and not run against a live server.

``space`` is ``owner/repository``. The token needs ``write:issue``, ``read:repository`` and ``read:user``; its account needs
to write issues there and no code. Older servers cannot sort by change, so all that changed is listed, newest issue first,
before the first batch is given; an issue deleted while that goes on makes it start again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from mimetypes import guess_type
from typing import ClassVar
from urllib.parse import quote

from courses.practice.trackers.forge import Forge, Row, Turn, login_of
from courses.practice.trackers.port import (
    Attachment,
    Capabilities,
    Check,
    Comment,
    Forged,
    NoSuchTicket,
    NotAllowed,
    Refused,
    Ticket,
    TrackerError,
    tidy,
)
from courses.practice.trackers.rest import Answer, Query, Rest, is_empty
from courses.practice.trackers.shapes import attached, iso, moment, named, shapes
from courses.practice.trackers.signatures import delivery, header, is_signed

PAGE: dict[str, str | int] = {"state": "all", "type": "issues", "limit": 50}
AT_ONCE = 50
ATTEMPTS = 3
TURNS = {"close": True, "reopen": False}
NOBODY = 0  # the number of no issue


class Forgejo(Forge):
    kind: ClassVar[str] = "forgejo"
    name: ClassVar[str] = "Forgejo"
    talk: ClassVar[str] = "comments"
    oldest_first: ClassVar[Query] = {}  # all in one answer
    capabilities: ClassVar[Capabilities] = replace(Forge.capabilities, has_attachments=True)

    def check(self) -> Check:
        """What the token may do is tried on an issue that cannot be: refused for the right, or for the number. Whether the
        account may close what others opened is not told."""
        rest = self._rest()
        with shapes():
            version = tidy(rest.find("/version").row["version"])
        server = f"{self.name if 'gitea' in version else 'Gitea'} {version}"
        user = rest.find("/user").row
        missing, rights = [], {}
        try:
            with shapes():
                rights = dict(self._find_home(rest).row["permissions"])
            rest.ask("POST", f"{self._home}/issues/{NOBODY}/comments", body={"body": "?"})
        except NotAllowed:
            missing = ["write:issue"] if rights else ["read:repository"]
        except (NoSuchTicket, Refused):
            pass
        too_much = [right for right in ("push", "admin") if rights.get(right)]
        too_much += ["administrator"] if user.get("is_admin") else []
        return Check(server, login_of(user), tuple(missing), tuple(too_much))

    def verify(self, headers: Mapping[str, str], body: bytes) -> str:
        given = header(headers, "X-Forgejo-Signature", "X-Gitea-Signature")
        if not is_signed(given, body, self.access.hook_secret):
            raise Forged
        return delivery(headers, body, "X-Forgejo-Delivery", "X-Gitea-Delivery")

    def attachments(self, number: str) -> tuple[Attachment, ...]:
        """Of the issue and of its comments."""
        rest = self._rest()
        issue = self._issue(rest, number)
        with shapes():
            files = list(issue.get("assets") or ())
            for page in rest.pages(f"{self._home}/issues/{number}/{self.talk}", self.oldest_first):
                files += [file for row in page.rows for file in row.get("assets") or ()]
            return attached(
                (file["uuid"], file["name"], file["size"], guess_type(str(file["name"]))[0]) for file in files
            )

    def _content(self, number: str, attachment: Attachment) -> bytes:
        """From where its pages have it; the address that an asset names is anybody's."""
        rest = Rest(self.access.address, self._headers, self.seconds)
        return rest.fetch(f"/attachments/{attachment.key}", most=self.most_attached)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"token {self.access.secret}"}

    def _rest(self) -> Rest:
        api = f"{self.access.address.rstrip('/')}/api/v1"
        return Rest(api, self._headers, self.seconds, is_gone_where_moved=True)

    @property
    def _home(self) -> str:
        return f"/repos/{quote(self.access.space.strip('/'))}"

    def _changed(self, rest: Rest, since: datetime) -> Iterator[Answer]:
        pages = self._whole_list(rest, PAGE | {"since": iso(since)})
        with shapes():
            rows = sorted((row for page in pages for row in page.rows), key=lambda row: moment(row["updated_at"]))
        for start in range(0, len(rows) or 1, AT_ONCE):
            yield replace(pages[0], value=rows[start : start + AT_ONCE])

    def _all(self, rest: Rest) -> Iterator[Answer]:
        yield from self._whole_list(rest, PAGE)

    def _whole_list(self, rest: Rest, query: Query) -> list[Answer]:
        """New issues and changed ones move others down the list, into the next page again; deleted ones move them up,
        past us."""
        for _ in range(ATTEMPTS):
            pages = list(rest.pages(f"{self._home}/issues", query))
            with shapes():
                totals = [int(page.headers.get("X-Total-Count", 0)) for page in pages]
            if totals == sorted(totals):
                return pages
        raise TrackerError

    def _number(self, row: Row) -> str:
        return "" if row.get("pull_request") else str(int(row["number"]))

    def _ticket(self, row: Row) -> Ticket:
        number = self._number(row)
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
            labels=tuple(named(label["name"]) for label in row["labels"] or ()),
        )

    def _has_comments(self, row: Row) -> bool:
        return int(row["comments"]) > 0

    def _comment(self, row: Row) -> Comment | None:
        return Comment(str(row["id"]), login_of(row["user"]), tidy(row["body"]), moment(row["created_at"]))

    def _turns(self, rest: Rest, number: str) -> Iterator[Turn]:
        for page in rest.pages(f"{self._home}/issues/{number}/timeline", {"limit": 50}, is_last=is_empty):
            rows = (row for row in page.rows if row["type"] in TURNS)
            yield from (Turn(TURNS[row["type"]], moment(row["created_at"])) for row in rows)

    def _turn(self, rest: Rest, number: str, *, closes: bool) -> Answer:
        return rest.ask("PATCH", f"{self._home}/issues/{number}", body={"state": "closed" if closes else "open"})
