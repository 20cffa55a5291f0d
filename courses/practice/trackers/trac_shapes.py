"""What Trac's plug-in answers, as the port's words. A shape that is not as expected is a TrackerError."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from courses.practice.trackers.port import (
    MOST_COMMENTS,
    Action,
    Comment,
    Refused,
    Ticket,
    TrackerError,
    tidy,
)
from courses.practice.trackers.trac_rpc import moment

MOST_LABEL = 200  # characters of a name or a label
MOST_MARKUP = 5_000
CLOSED = "closed"

_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")

P = ParamSpec("P")
R = TypeVar("R")


def _shaped(read: Callable[P, R]) -> Callable[P, R]:
    @wraps(read)
    def guarded(*arguments: P.args, **named: P.kwargs) -> R:
        try:
            return read(*arguments, **named)
        except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
            raise TrackerError from None

    return guarded


@dataclass(frozen=True)
class Choice:
    """An action of the workflow as ``ticket.getActions`` lists it: [key, label, hint, [[input, value, [option, …]], …]].

    The label may be HTML. Only the hint says what becomes of the ticket; it names the next status untranslated.
    """

    key: str
    label: str
    hint: str
    inputs: tuple[tuple[str, str, tuple[str, ...]], ...]

    def actions(self) -> list[Action]:
        """One, and one for each resolution but the usual."""
        closes = self.key == "resolve" or re.search(rf"\b{CLOSED}\b", self.hint) is not None
        resolutions = [(value, options) for name, value, options in self.inputs if _is_resolution(name)]
        others = [each for value, options in resolutions for each in options if each != _usual(value, options)]
        named = (Action(f"{self.key}:{other}", f"{self.label}: {other}", closes) for other in others)
        return [Action(self.key, self.label, closes), *named]

    def attributes(self, resolution: str) -> dict[str, str]:
        """What the page's form would send. Raises Refused for a resolution that the site does not have."""
        values = {"action": self.key}
        for name, value, options in self.inputs:
            if not _is_resolution(name):
                values[name] = value
            elif resolution and options and resolution not in options:
                raise Refused
            else:
                values[name] = resolution or _usual(value, options)
        return values


def _is_resolution(name: str) -> bool:
    """Trac names inputs ``action_<action>_<operation>_resolution``, or so."""
    return name.endswith("_resolution")


def _usual(value: str, options: tuple[str, ...]) -> str:
    return "fixed" if not options or "fixed" in options else value


@_shaped
def choices_of(answer: Any) -> dict[str, Choice]:
    found = {}
    for key, label, hint, inputs in answer:
        fields = tuple((str(name), str(value or ""), tuple(map(str, options))) for name, value, options in inputs)
        found[str(key)] = Choice(str(key), _plain(label) or tidy(key, MOST_LABEL), _plain(hint), fields)
    return found


@_shaped
def numbers_of(answer: Any) -> list[int]:
    return [int(number) for number in answer]


@_shaped
def holds(log: Any, marker: str) -> bool:
    """Whether a comment has the marker, or had it before somebody edited it (fields ``_comment0``, ``_comment1`` …)."""
    now = [new for _, _, field, _, new, *_ in log if field == "comment"]
    before = [old for _, _, field, old, *_ in log if field.startswith("_comment")]
    return any(marker in str(text) for text in now + before)


@_shaped
def ticket_of(got: Any, log: Any, base: str) -> Ticket:
    """From ``ticket.get``: [number, created, changed, {field: value}], and ``ticket.changeLog``."""
    number, created, changed, values = got
    reporter = tidy(values.get("reporter"), MOST_LABEL)
    address = _ADDRESS.search(reporter)
    labels = [values.get("component"), values.get("type"), *str(values.get("keywords") or "").replace(",", " ").split()]
    return Ticket(
        number=str(int(number)),
        title=tidy(values["summary"]),
        text=tidy(values.get("description")),
        status=tidy(values["status"], MOST_LABEL),
        is_closed=values["status"] == CLOSED,
        reporter=reporter,
        owner=tidy(values.get("owner"), MOST_LABEL),
        created_at=moment(created),
        changed_at=moment(changed),
        token=str(values["_ts"]),
        address=f"{base}/ticket/{int(number)}",
        labels=tuple(dict.fromkeys(tidy(label, MOST_LABEL) for label in labels if label)),
        is_private="1" in (values.get("sensitive"), values.get("private")),  # fields of plug-ins
        reporter_address=address[0] if address else "",
        comments=_comments(log),
    )


def _comments(log: Any) -> tuple[Comment, ...]:
    """From [moment, author, field, old, new, permanent]; what "old" holds is the comment's number, "2.3" in a reply."""
    found = []
    for at, author, field, old, new, *_ in log:
        if field == "comment" and new:
            key = str(old or "").rpartition(".")[2] or f"{moment(at).timestamp():.6f}"
            found.append(Comment(key, tidy(author, MOST_LABEL), tidy(new), moment(at)))
    return tuple(found[-MOST_COMMENTS:])


def version_of(page: str) -> str:
    """From the foot of any of its pages, unless a theme has taken it out."""
    found = re.search(r"<strong>(Trac \d[\w.]{0,20})</strong>", page)
    return found[1] if found else "Trac"


def _plain(markup: Any) -> str:
    """Text of a piece of HTML, in one line."""
    written = html.unescape(re.sub(r"<[^>]*>", "", str(markup or "")[:MOST_MARKUP]))
    return " ".join(tidy(written).split())[:MOST_LABEL]
