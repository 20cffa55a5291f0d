"""What Request Tracker's REST 2 answers, as the port's words. A shape that is not as expected is a TrackerError."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from courses.practice.trackers.port import MOST_COMMENTS, MOST_TEXT, Attachment, Comment, Ticket, tidy
from courses.practice.trackers.rest import Answer
from courses.practice.trackers.shapes import attached, moment, shapes
from courses.practice.trackers.wire import unpacked
from lms.core.html import plain_text

NOBODY = "Nobody"
DELETED = "deleted"
SAID = ("Correspond", "Comment")  # to the requestor, among staff
HTML = "text/html"

Item = Mapping[str, Any]


@shapes()
def items_of(answer: Answer) -> list[Item]:
    return [dict(item) for item in answer.value["items"]]


@shapes()
def is_beginning(page: Answer, number: str) -> bool:
    """Of a history that is read backwards: where the ticket was created, or the end."""
    history = items_of(page)
    return not history or any(each["Type"] == "Create" and str(each["ObjectId"]) == number for each in history)


def is_last_page(page: Answer) -> bool:
    return not items_of(page)


@shapes()
def attachments_of(items: Sequence[Item]) -> tuple[Attachment, ...]:
    """Those that are files; the others are what was written. Before RT 5 the size is not told."""
    files = {int(each["id"]): each for each in items if each.get("Filename")}
    return attached(
        (key, each["Filename"], each.get("ContentLength"), each.get("ContentType"))
        for key, each in sorted(files.items())
    )


@shapes()
def content_of(answer: Answer) -> bytes:
    return unpacked(answer.value.get("Content") or "")


@shapes()
def number_of(item: Item) -> str:
    return str(int(item["id"]))


@shapes()
def queue_of(row: Item) -> str:
    return str(row["Queue"]["Name"])


@shapes()
def changed_of(row: Item) -> datetime:
    return moment(row["LastUpdated"])


@shapes()
def status_of(row: Item) -> str:
    return str(row["Status"])


@shapes()
def version_of(about: Answer) -> str:
    return tidy(about.value["Version"], 40).partition("+")[0]


@shapes()
def is_superuser(about: Answer) -> bool:
    """RT lists its extensions to nobody else."""
    return "Plugins" in about.value


@shapes()
def ticket_of(row: Item, history: Sequence[Item], texts: Mapping[str, str], *, is_closed: bool, address: str) -> Ticket:
    """``texts``: of transactions. The token is the number of the latest transaction, as in RT's own ETag."""
    number = number_of(row)
    reporter = (row.get("Requestor") or [{}])[0]
    owner = str(row["Owner"]["Name"])
    first = next((str(each["id"]) for each in history if each["Type"] == "Create"), "")
    return Ticket(
        number=number,
        title=tidy(row["Subject"]),
        text=tidy(texts.get(first, "")),
        status=tidy(row["Status"]),
        is_closed=is_closed,
        reporter=tidy(reporter.get("Name") or reporter.get("id")),
        owner="" if owner == NOBODY else tidy(owner),
        created_at=moment(row["Created"]),
        changed_at=moment(row["LastUpdated"]),
        token=str(history[-1]["id"]),
        address=f"{address}/Ticket/Display.html?id={number}",
        labels=(tidy(queue_of(row)),),
        reporter_address=tidy(reporter.get("EmailAddress")),
        comments=_comments(history, texts),
    )


def _comments(history: Sequence[Item], texts: Mapping[str, str]) -> tuple[Comment, ...]:
    said = [each for each in history if each["Type"] in SAID][-MOST_COMMENTS:]
    return tuple(
        Comment(str(each["id"]), tidy(each["Creator"]["id"]), tidy(texts.get(str(each["id"]))), moment(each["Created"]))
        for each in said
    )


@shapes()
def told(history: Sequence[Item]) -> list[str]:
    """The transactions that have a text: the first, and those of the newest comments."""
    said = [str(each["id"]) for each in history if each["Type"] in SAID][-MOST_COMMENTS:]
    return [str(each["id"]) for each in history if each["Type"] == "Create"] + said


@shapes()
def texts_of(attachments: Sequence[Item]) -> dict[str, str]:
    """Transaction -> what was written, of its parts: plain text rather than HTML, no files."""
    plain: dict[str, str] = {}
    marked: dict[str, str] = {}
    for each in attachments:
        if not each.get("Filename"):
            found = marked if each["ContentType"] == HTML else plain
            found.setdefault(str(each["TransactionId"]), str(each["Content"]))
    return {key: plain_text(html[: 4 * MOST_TEXT]) for key, html in marked.items()} | plain


@shapes()
def commented_at(history: Sequence[Item], texts: Mapping[str, str], marker: str) -> int | None:
    """The place in the history of the comment that holds the marker."""
    places = [place for place, each in enumerate(history) if each["Type"] in SAID]
    return next((place for place in places if marker in texts.get(str(history[place]["id"]), "")), None)


@shapes()
def was_set(history: Sequence[Item], since: int, status: str) -> bool:
    """Whether it came to that status after that place in the history."""
    return any(each["Type"] == "Status" and each["NewValue"] == status for each in history[since:])


@shapes()
def may_reply(got: Answer) -> bool:
    return any(link["ref"] == "correspond" for link in got.value["_hyperlinks"])


@shapes()
def choices_of(got: Answer) -> dict[str, str]:
    """Status that it may come to now -> how the lifecycle names the step; also "deleted", where we may."""
    links = [link for link in got.value["_hyperlinks"] if link["ref"] == "lifecycle"]
    return {str(link["to"]): tidy(link.get("label") or link["to"]) for link in links}
