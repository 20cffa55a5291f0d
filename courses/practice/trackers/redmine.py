"""Redmine from 5.0 on by REST (https://www.redmine.org/projects/redmine/wiki/Rest_api), which its administrator turns on.

The account's role needs view_issues, add_issue_notes and, to do more than comment, edit_issues with a workflow that
lets it. The secret is its API key. Comment and status are one change. Redmine compares nothing that the API tells: the
token (when it changed, how often) is compared just before. Keys of actions are numbers of statuses.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from courses.practice.trackers.port import (
    Action,
    Attachment,
    Batch,
    Capabilities,
    Check,
    NoSuchTicket,
    NotAllowed,
    Refused,
    Stale,
    Ticket,
    TooMuch,
    Tracker,
    TrackerError,
    tidy,
)
from courses.practice.trackers.redmine_shapes import (
    Item,
    attachments_of,
    changed_of,
    choices_of,
    holds,
    id_of,
    is_closed,
    item_of,
    items_of,
    permissions_of,
    project_of,
    roles_in,
    status_of,
    ticket_of,
    was_set,
)
from courses.practice.trackers.redmine_text import to_redmine
from courses.practice.trackers.rest import Query, Rest, turns
from courses.practice.trackers.shapes import asked_for, iso, known

OVERLAP = timedelta(minutes=1)  # a change bears the moment at which Redmine began with it
AT_ONCE = 100  # Redmine gives no more in one page
BEGINNING = datetime.fromtimestamp(0, UTC)
MOST_LEFT_OUT = 3  # of one list
INCLUDED = "journals,allowed_statuses,attachments"
NEEDED = ("view_issues", "add_issue_notes", "edit_issues")
NOT_NEEDED = ("add_issues", "delete_issues", "edit_issue_notes", "view_private_notes", "manage_members", "edit_project")


class Redmine(Tracker):
    kind: ClassVar[str] = "redmine"
    name: ClassVar[str] = "Redmine"
    capabilities: ClassVar[Capabilities] = Capabilities(
        is_atomic=True, detects_changes=False, has_webhooks=False, has_attachments=True
    )

    def changes(self, mark: str) -> Iterator[Batch]:
        """Marks are moments by the server's clock. What changes while we list does not move the mark past others."""
        since = datetime.fromisoformat(mark) if mark else BEGINNING
        asked_at = self._rest().get("/users/current.json").at
        condition = {"updated_on": f">={iso(since)}"} if mark else {}
        listed = {str(id_of(issue)): changed_of(issue) for issue in self._issues(condition)}
        changed = sorted((at, int(number)) for number, at in listed.items())
        for start in range(0, len(changed) or 1, AT_ONCE):
            some = changed[start : start + AT_ONCE]
            since = max([since, *(min(at, asked_at) - OVERLAP for at, _ in some)])
            yield Batch(tuple(self._those_left([str(number) for _, number in some])), iso(since))

    def get(self, number: str) -> Ticket:
        return self._ticket(self._issue(known(number)))

    def numbers(self) -> Iterator[str]:
        yield from dict.fromkeys(str(id_of(issue)) for issue in self._issues({}))

    def actions(self, number: str) -> list[Action]:
        issue = self._issue(known(number))
        return [
            Action(key, tidy(status.get("name")), closes=bool(status.get("is_closed")) and not is_closed(issue))
            for key, status in choices_of(issue).items()
        ]

    def answer(self, number: str, text: str, *, marker: str, action: str = "", token: str = "") -> Ticket:
        issue = self._issue(known(number))
        if holds(issue, marker):
            return self._ticket(self._finished(issue, marker, action))
        ticket = self._ticket(issue)
        if token and ticket.token != token:
            raise Stale(ticket)
        self._change(issue, {"notes": f"{self.escape(text)}\n\n{marker}"}, action)
        after = self._issue(number)
        if not holds(after, marker):
            raise NotAllowed  # Redmine leaves out what the account may not do, and says that all went well
        return self._ticket(self._finished(after, marker, action))

    def attachments(self, number: str) -> tuple[Attachment, ...]:
        return attachments_of(self._issue(known(number)))

    def _content(self, number: str, attachment: Attachment) -> bytes:
        """By its number; the address that Redmine names is anybody's."""
        return self._rest().fetch(f"/attachments/download/{attachment.key}", most=self.most_attached)

    def escape(self, text: str) -> str:
        return to_redmine(tidy(text))

    def check(self) -> Check:
        """Rights are those of the account's roles, where it is a member; others than members may have some as well."""
        rest = self._rest()
        user = item_of(rest.get("/users/current.json", {"include": "memberships"}), "user")
        login, is_admin = tidy(user.get("login")), bool(user.get("admin"))
        project = None
        try:
            project = self._project()
        except NoSuchTicket:
            return Check(self.name, login, missing=("view_project",), too_much=("admin",) if is_admin else ())
        may: set[str] = set()
        for role in sorted(roles_in(user, project)):
            may |= permissions_of(item_of(rest.get(f"/roles/{role}.json"), "role"))
        missing = [] if is_admin else [right for right in NEEDED if right not in may]
        too_much = ["admin"] if is_admin else [right for right in NOT_NEEDED if right in may]
        return Check(self.name, login, tuple(missing), tuple(too_much))

    # --- Reading -----------------------------------------------------------------------------------------------------

    def _those_left(self, numbers: list[str]) -> Iterator[Ticket]:
        """Without those deleted or hidden since they were listed. One that is too much comes without comments."""
        for number in numbers:
            with suppress(NoSuchTicket):
                try:
                    yield self.get(number)
                except TooMuch:
                    yield self._ticket({**self._issue(number, "attachments"), "journals": []})

    def _issues(self, conditions: Query) -> Iterator[Item]:
        """May give some of them twice: what is deleted meanwhile shifts the pages, so they overlap. Fewer at once where
        they are too much; without a few that are too much by themselves: where all are, it is no Redmine."""
        space: Query = {"project_id": self.access.space, "subproject_id": "!*"} if self.access.space else {}
        query: Query = {**space, "status_id": "*", **conditions, "sort": "id"}
        offset, limit, left_out = 0, AT_ONCE, 0
        for _ in turns():
            try:
                page = self._rest().get("/issues.json", {**query, "limit": limit, "offset": offset})
            except TooMuch:
                if limit > 1:
                    limit //= 2
                    continue
                offset, limit, left_out = offset + 1, AT_ONCE, left_out + 1
                if left_out > MOST_LEFT_OUT:
                    raise
                continue
            issues = items_of(page, "issues")
            yield from issues
            if len(issues) < limit:
                return
            offset += max(1, limit * 9 // 10)
        raise TrackerError

    def _issue(self, number: str, included: str = INCLUDED) -> Item:
        """Redmine says 403 of one that the account may not see."""
        rest = self._rest()
        try:
            issue = item_of(rest.get(f"/issues/{number}.json", {"include": included}), "issue")
        except NotAllowed:
            rest.get("/users/current.json")
            raise NoSuchTicket from None
        asked_for(number, id_of(issue))
        if self._project() not in (None, project_of(issue)):
            raise NoSuchTicket
        return issue

    def _project(self) -> int | None:
        """The number of the project, which tickets bear. Raises NoSuchTicket for one that is not there, or hidden."""
        if not self.access.space:
            return None
        rest = self._rest()
        try:
            return id_of(item_of(rest.get(f"/projects/{quote(self.access.space, safe='')}.json"), "project"))
        except NotAllowed:
            rest.get("/users/current.json")
            raise NoSuchTicket from None

    def _ticket(self, issue: Item) -> Ticket:
        return ticket_of(issue, address=self.access.address.rstrip("/"))

    # --- Writing -----------------------------------------------------------------------------------------------------

    def _finished(self, issue: Item, marker: str, action: str) -> Item:
        """The status as well, where it was left out of the change that brought the comment."""
        if not action or status_of(issue) == action or was_set(issue, marker, action):
            return issue
        self._change(issue, {}, action)
        after = self._issue(str(id_of(issue)))
        if not was_set(after, marker, action):
            raise TrackerError
        return after

    def _change(self, issue: Item, values: dict[str, Any], action: str) -> None:
        """Raises NotAllowed, Refused, before anything is written: Redmine would leave out the status and keep the rest."""
        if action and action != status_of(issue):
            choices = choices_of(issue)
            if action not in choices:
                raise Refused if choices or is_closed(issue) else NotAllowed
            values = {**values, "status_id": int(action)}
        if values:
            self._rest().ask("PUT", f"/issues/{id_of(issue)}.json", body={"issue": values})

    def _rest(self) -> Rest:
        return Rest(self.access.address, {"X-Redmine-API-Key": self.access.secret}, self.seconds)
