"""What Request Tracker's REST 2 answers, as the port's words. A shape that is not as expected is a TrackerError."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from courses.practice.trackers.port import MOST_COMMENTS, MOST_TEXT, Comment, Ticket, tidy
from courses.practice.trackers.rest_json import Answer, shaped
from lms.core.html import plain_text

NOBODY = "Nobody"
DELETED = "deleted"
SAID = ("Correspond", "Comment")  # to the requestor, among staff
HTML = "text/html"

Item = Mapping[str, Any]


@shaped
def items_of(answer: Answer) -> list[Item]:
    return [dict(item) for item in answer.value["items"]]


@shaped
def is_beginning(history: Sequence[Item], number: str) -> bool:
    return any(each["Type"] == "Create" and str(each["ObjectId"]) == str(int(number)) for each in history)


@shaped
def number_of(item: Item) -> str:
    return str(int(item["id"]))


@shaped
def queue_of(row: Item) -> str:
    return str(row["Queue"]["Name"])


@shaped
def changed_of(row: Item) -> datetime:
    return _moment(row["LastUpdated"])


@shaped
def status_of(row: Item) -> str:
    return str(row["Status"])


@shaped
def version_of(about: Answer) -> str:
    return tidy(about.value["Version"], 40).partition("+")[0]


@shaped
def is_superuser(about: Answer) -> bool:
    """RT lists its extensions to nobody else."""
    return "Plugins" in about.value


@shaped
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
        created_at=_moment(row["Created"]),
        changed_at=_moment(row["LastUpdated"]),
        token=str(history[-1]["id"]),
        address=f"{address}/Ticket/Display.html?id={number}",
        labels=(tidy(queue_of(row)),),
        reporter_address=tidy(reporter.get("EmailAddress")),
        comments=_comments(history, texts),
    )


def _comments(history: Sequence[Item], texts: Mapping[str, str]) -> tuple[Comment, ...]:
    said = [each for each in history if each["Type"] in SAID][-MOST_COMMENTS:]
    return tuple(
        Comment(
            str(each["id"]), tidy(each["Creator"]["id"]), tidy(texts.get(str(each["id"]))), _moment(each["Created"])
        )
        for each in said
    )


@shaped
def told(history: Sequence[Item]) -> list[str]:
    """The transactions that have a text: the first, and those of the newest comments."""
    said = [str(each["id"]) for each in history if each["Type"] in SAID][-MOST_COMMENTS:]
    return [str(each["id"]) for each in history if each["Type"] == "Create"] + said


@shaped
def texts_of(attachments: Sequence[Item]) -> dict[str, str]:
    """Transaction -> what was written, of its parts: plain text rather than HTML, no files."""
    plain: dict[str, str] = {}
    marked: dict[str, str] = {}
    for each in attachments:
        if not each.get("Filename"):
            found = marked if each["ContentType"] == HTML else plain
            found.setdefault(str(each["TransactionId"]), str(each["Content"]))
    return {key: plain_text(html[: 4 * MOST_TEXT]) for key, html in marked.items()} | plain


@shaped
def commented_at(history: Sequence[Item], texts: Mapping[str, str], marker: str) -> int | None:
    """The place in the history of the comment that holds the marker."""
    places = [place for place, each in enumerate(history) if each["Type"] in SAID]
    return next((place for place in places if marker in texts.get(str(history[place]["id"]), "")), None)


@shaped
def was_set(history: Sequence[Item], since: int, status: str) -> bool:
    """Whether it came to that status after that place in the history."""
    return any(each["Type"] == "Status" and each["NewValue"] == status for each in history[since:])


@shaped
def may_reply(got: Answer) -> bool:
    return any(link["ref"] == "correspond" for link in got.value["_hyperlinks"])


@shaped
def choices_of(got: Answer) -> dict[str, str]:
    """Status that it may come to now -> how the lifecycle names the step; also "deleted", where we may."""
    links = [link for link in got.value["_hyperlinks"] if link["ref"] == "lifecycle"]
    return {str(link["to"]): tidy(link.get("label") or link["to"]) for link in links}


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError
    return moment
