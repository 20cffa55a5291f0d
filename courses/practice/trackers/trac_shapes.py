"""What Trac's plug-in answers, as the port's words. A shape that is not as expected is a TrackerError."""

import hashlib
import html
import re
from dataclasses import dataclass
from mimetypes import guess_type
from typing import Any

from courses.practice.trackers.port import MOST_COMMENTS, Action, Attachment, Comment, Refused, Ticket, tidy
from courses.practice.trackers.shapes import LONGEST_NAME, attached, named, shapes
from courses.practice.trackers.trac_rpc import moment
from courses.practice.trackers.wire import unpacked

MOST_MARKUP = 5_000
CLOSED = "closed"

_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")


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


@shapes()
def choices_of(answer: Any) -> dict[str, Choice]:
    found = {}
    for key, label, hint, inputs in answer:
        fields = tuple((str(name), str(value or ""), tuple(map(str, options))) for name, value, options in inputs)
        found[str(key)] = Choice(str(key), _plain(label) or named(key), _plain(hint), fields)
    return found


@shapes()
def numbers_of(answer: Any) -> list[int]:
    return [int(number) for number in answer]


@shapes()
def holds(log: Any, marker: str) -> bool:
    """Whether a comment has the marker, or had it before somebody edited it (fields ``_comment0``, ``_comment1`` …)."""
    now = [new for _, _, field, _, new, *_ in log if field == "comment"]
    before = [old for _, _, field, old, *_ in log if field.startswith("_comment")]
    return any(marker in str(text) for text in now + before)


@shapes()
def ticket_of(got: Any, log: Any, base: str) -> Ticket:
    """From ``ticket.get``: [number, created, changed, {field: value}], and ``ticket.changeLog``."""
    number, created, changed, values = got
    reporter = named(values.get("reporter"))
    address = _ADDRESS.search(reporter)
    labels = [values.get("component"), values.get("type"), *str(values.get("keywords") or "").replace(",", " ").split()]
    return Ticket(
        number=str(int(number)),
        title=tidy(values["summary"]),
        text=tidy(values.get("description")),
        status=named(values["status"]),
        is_closed=values["status"] == CLOSED,
        reporter=reporter,
        owner=named(values.get("owner")),
        created_at=moment(created),
        changed_at=moment(changed),
        token=str(values["_ts"]),
        address=f"{base}/ticket/{int(number)}",
        labels=tuple(dict.fromkeys(named(label) for label in labels if label)),
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
            found.append(Comment(key, named(author), tidy(new), moment(at)))
    return tuple(found[-MOST_COMMENTS:])


@shapes()
def attachments_of(answer: Any) -> tuple[Attachment, ...]:
    """From [filename, description, size, moment, author], in the order of the names."""
    listed = sorted(((moment(at), str(name), size) for name, _, size, at, _ in answer), key=lambda one: one[0])
    return attached((digest_of(name), name, size, guess_type(name)[0]) for _, name, size in listed)


def digest_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


@shapes()
def bytes_of(answer: Any) -> bytes:
    """``{"__jsonclass__": ["binary", "aGVs…"]}``"""
    kind, written = answer["__jsonclass__"]
    if kind != "binary":
        raise ValueError(kind)
    return unpacked(written)


def version_of(page: str) -> str:
    """From the foot of any of its pages, unless a theme has taken it out."""
    found = re.search(r"<strong>(Trac \d[\w.]{0,20})</strong>", page)
    return found[1] if found else "Trac"


def _plain(markup: Any) -> str:
    """Text of a piece of HTML, in one line."""
    written = html.unescape(re.sub(r"<[^>]*>", "", str(markup or "")[:MOST_MARKUP]))
    return " ".join(tidy(written).split())[:LONGEST_NAME]
