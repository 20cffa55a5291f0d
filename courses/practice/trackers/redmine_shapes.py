"""What Redmine answers, as the port's words. A shape that is not as expected is a TrackerError."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from courses.practice.trackers.port import MOST_COMMENTS, Attachment, Comment, Ticket, tidy
from courses.practice.trackers.rest import Answer
from courses.practice.trackers.shapes import attached, moment, shapes

Item = Mapping[str, Any]


@shapes()
def items_of(answer: Answer, name: str) -> list[Item]:
    return [dict(item) for item in answer.value[name]]


@shapes()
def item_of(answer: Answer, name: str) -> Item:
    return dict(answer.value[name])


@shapes()
def id_of(item: Item) -> int:
    return int(item["id"])


@shapes()
def project_of(issue: Item) -> int:
    return int(issue["project"]["id"])


@shapes()
def changed_of(issue: Item) -> datetime:
    return moment(issue["updated_on"])


@shapes()
def ticket_of(issue: Item, *, address: str) -> Ticket:
    """The token is when it changed, to the second, and how many changes there were."""
    number = str(id_of(issue))
    labels = [(issue.get(name) or {}).get("name") for name in ("tracker", "category")]
    return Ticket(
        number=number,
        title=tidy(issue["subject"]),
        text=tidy(issue.get("description")),
        status=tidy(issue["status"]["name"]),
        is_closed=is_closed(issue),
        reporter=tidy((issue.get("author") or {}).get("name")),
        owner=tidy((issue.get("assigned_to") or {}).get("name")),
        created_at=moment(issue["created_on"]),
        changed_at=moment(issue["updated_on"]),
        token=f"{issue['updated_on']}/{len(issue['journals'])}",
        address=f"{address}/issues/{number}",
        labels=tuple(tidy(label) for label in labels if label),
        is_private=bool(issue.get("is_private")),
        comments=_comments(issue),
    )


def _comments(issue: Item) -> tuple[Comment, ...]:
    """Without notes that are private, of which the account should not even know."""
    said = [each for each in issue["journals"] if each.get("notes") and not each.get("private_notes")]
    return tuple(
        Comment(
            str(each["id"]),
            tidy((each.get("user") or {}).get("name")),
            tidy(each["notes"]),
            moment(each["created_on"]),
        )
        for each in sorted(said, key=id_of)[-MOST_COMMENTS:]
    )


@shapes()
def attachments_of(issue: Item) -> tuple[Attachment, ...]:
    """Also those of notes, which Redmine keeps with the issue, private ones too."""
    files = sorted(issue["attachments"], key=id_of)
    return attached((id_of(each), each["filename"], each["filesize"], each.get("content_type")) for each in files)


@shapes()
def is_closed(issue: Item) -> bool:
    """Before Redmine 4.2 the status does not say; then the moment at which it was closed does."""
    told = issue["status"].get("is_closed")
    return bool(issue.get("closed_on")) if told is None else bool(told)


@shapes()
def status_of(issue: Item) -> str:
    return str(int(issue["status"]["id"]))


@shapes()
def choices_of(issue: Item) -> dict[str, Item]:
    """Status that it may come to now, by number, without the one that it has."""
    allowed = {str(id_of(each)): dict(each) for each in issue["allowed_statuses"]}
    return {key: each for key, each in allowed.items() if key != status_of(issue)}


@shapes()
def holds(issue: Item, marker: str) -> bool:
    return any(marker in str(each.get("notes") or "") for each in issue["journals"])


@shapes()
def was_set(issue: Item, marker: str, status: str) -> bool:
    """Whether it came to that status in the change that holds the marker, or after it."""
    journals = sorted(issue["journals"], key=id_of)
    place = next(place for place, each in enumerate(journals) if marker in str(each.get("notes") or ""))
    details = [detail for each in journals[place:] for detail in each["details"]]
    return any(detail["name"] == "status_id" and str(detail["new_value"]) == status for detail in details)


@shapes()
def roles_in(user: Item, project: int | None) -> set[int]:
    """The roles of the account in that project, or in all of its projects."""
    memberships = [each for each in user["memberships"] if project in (None, id_of(each["project"]))]
    return {id_of(role) for each in memberships for role in each["roles"]}


@shapes()
def permissions_of(role: Item) -> set[str]:
    return {str(each) for each in role["permissions"]}
