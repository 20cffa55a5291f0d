"""What the support desk asks of a ticket system, whichever it is. One module beside this one for each kind.

A module is a thin client: it knows addresses, shapes and oddities of one kind of server, keeps nothing, decides nothing.
Every request goes out through ``lms.core.egress``. Moments are aware and in UTC. Text is whatever people typed, with
control characters (C0 but tab and newline) taken out; what is too long is cut at ``MOST_TEXT``.
"""

import abc
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError

MOST_TEXT = 64 * 1024  # characters of one description or comment
MOST_COMMENTS = 500  # of one ticket; the newest are kept
MOST_ATTACHMENTS = 200  # of one ticket; the newest are listed

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


class TrackerError(DomainError):
    """No connection, an answer of 5xx, or one that is not what this kind of server says. Trying later may help."""

    status = 502
    message = _("The ticket system gave no usable answer. It is asked again by itself.")


class TooMuch(TrackerError):
    """An answer of more than is read."""


class NotAllowed(TrackerError):
    """The token is wrong, or may not do this (401, 403)."""

    message = _("The ticket system does not let us do this: the access it was given is wrong or too small.")


class NoSuchTicket(TrackerError):
    """Deleted, or hidden from the token."""

    message = _("The ticket system does not have that ticket any more, or hides it from us.")


class Refused(TrackerError):
    """The server understood and said no, as to an action that this ticket does not have. Trying again does not help."""

    message = _("The ticket system did not accept the answer.")


class Stale(TrackerError):
    """Somebody changed the ticket meanwhile; nothing was written. ``ticket`` is as it is now."""

    status = 409
    message = _("Somebody changed the ticket meanwhile.")

    def __init__(self, ticket: "Ticket") -> None:
        super().__init__()
        self.ticket = ticket


class NoSuchAttachment(TrackerError):
    """Taken away, or never there."""

    status = 404
    message = _("The ticket system does not have that attachment any more, or hides it from us.")


class AttachmentTooLarge(TrackerError):
    """More than is read of one: see ``Tracker.most_attached``."""

    status = 413
    message = _("This attachment has more than 10 MB. Take it down from the ticket system itself.")


class Forged(TrackerError):
    """A webhook that the tracker did not sign."""

    status = 401
    message = _("This call was not signed by the ticket system.")


@dataclass(frozen=True)
class Access:
    """How to reach one tracker. ``space``: the queue, project or repository, where that kind has them.

    ``secret`` (password or token) and ``hook_secret`` are shown to nobody, not by ``repr`` either.
    """

    address: str  # https://desk.example.org/trac
    login: str = ""
    secret: str = field(default="", repr=False)
    space: str = ""
    hook_secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Comment:
    """``key`` is the tracker's own name of it, unique within its ticket."""

    key: str
    author: str
    text: str = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class Ticket:
    """A ticket as the tracker has it now, with what was said in it, oldest first.

    ``token`` changes with every change of the ticket; ``answer`` takes it back. ``version`` is for reading: what the
    tracker calls its state. ``owner`` and ``reporter`` are the tracker's names of people, empty where it has none.
    """

    number: str
    title: str = field(repr=False)
    text: str = field(repr=False)
    status: str
    is_closed: bool
    reporter: str = field(repr=False)
    owner: str = field(repr=False)
    created_at: datetime
    changed_at: datetime
    token: str
    address: str  # of its page, for people who may open it there
    labels: tuple[str, ...] = ()  # component, type, keywords, tags
    is_private: bool = False
    reporter_address: str = field(default="", repr=False)  # e-mail, where the tracker tells it
    comments: tuple[Comment, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Attachment:
    """A file that somebody added to a ticket, or to something said in it. ``key``: letters, digits, ``-`` and ``_``.
    ``size`` in bytes, as the tracker says. ``kind``: what the tracker takes it for, "image/png"; "" where it does not say.
    Neither is to be believed."""

    key: str
    name: str = field(repr=False)
    size: int
    kind: str = ""


@dataclass(frozen=True)
class Batch:
    """Some changed tickets, and the mark to go on from once they are kept. Some may have been given before."""

    tickets: tuple[Ticket, ...]
    mark: str


@dataclass(frozen=True)
class Action:
    """What may be done with a ticket besides commenting. ``label``: plain text, as the tracker words it."""

    key: str
    label: str
    closes: bool


@dataclass(frozen=True)
class Capabilities:
    """``is_atomic``: comment and action are one change. ``detects_changes``: the server itself compares the token in that
    change; elsewhere it is compared just before. ``has_attachments``: files belong to tickets; elsewhere they are links in
    what people wrote."""

    is_atomic: bool
    detects_changes: bool
    has_webhooks: bool
    has_attachments: bool


@dataclass(frozen=True)
class Check:
    """What a test of the connection found. Rights by the tracker's own names: what is missing, and what the token may do
    that nobody here needs."""

    server: str  # "Trac 1.6"
    login: str
    missing: tuple[str, ...] = ()
    too_much: tuple[str, ...] = ()


class Tracker(abc.ABC):
    """Every method raises a kind of TrackerError, and nothing else, for whatever a server may answer."""

    kind: ClassVar[str]
    name: ClassVar[str]  # as its makers write it
    capabilities: ClassVar[Capabilities]
    seconds: ClassVar[float] = 30.0  # that one request may take, whole
    most_attached: ClassVar[int] = 10 * 1024 * 1024  # bytes of one attachment

    def __init__(self, access: Access) -> None:
        self.access = access

    @abc.abstractmethod
    def changes(self, mark: str) -> Iterator[Batch]:
        """Tickets that changed since ``mark`` ("" for all), whole, oldest change first where the server can, at most
        100 in a batch. A change may come twice, none is left out: marks overlap by as much as the server's clock is
        coarse. The last mark is given even where nothing changed."""

    @abc.abstractmethod
    def get(self, number: str) -> Ticket:
        """Raises NoSuchTicket."""

    @abc.abstractmethod
    def numbers(self) -> Iterator[str]:
        """Of every ticket there is, to find out which were deleted."""

    @abc.abstractmethod
    def actions(self, number: str) -> list[Action]:
        """What can be done with that ticket now."""

    @abc.abstractmethod
    def answer(self, number: str, text: str, *, marker: str, action: str = "", token: str = "") -> Ticket:
        """Adds a comment, and does what ``action`` names, exactly once; answers the ticket as it is after.

        ``marker`` is a short word that no other comment holds; it is added to the text, and where a comment holds it
        already nothing is commented again, and the action is done only where it is not done yet. So it may be called
        again after any failure. ``text`` is plain: whatever the tracker would take for markup, a macro or a call to
        everybody is escaped (see ``escape``). With ``token``: raises Stale, and writes nothing, where the ticket
        changed since. Raises Refused, NoSuchTicket.
        """

    @abc.abstractmethod
    def escape(self, text: str) -> str:
        """Plain text as this tracker must be given it so that people read it as it stands. Also shown to who reviews."""

    @abc.abstractmethod
    def check(self) -> Check:
        """Signs in, reads, and tells what the access may do. Writes nothing."""

    def attachments(self, number: str) -> tuple[Attachment, ...]:
        """What is attached to that ticket, oldest first, without the content. Raises NoSuchTicket."""
        return ()

    def attachment(self, number: str, key: str) -> bytes:
        """The content of one of them. Raises NoSuchAttachment, AttachmentTooLarge, NoSuchTicket."""
        found = next((one for one in self.attachments(number) if one.key == key), None)
        if found is None:
            raise NoSuchAttachment
        if found.size > self.most_attached:
            raise AttachmentTooLarge
        try:
            content = self._content(number, found)
        except NoSuchTicket:
            raise NoSuchAttachment from None
        except TooMuch:
            raise AttachmentTooLarge from None
        if len(content) > self.most_attached:
            raise AttachmentTooLarge
        return content

    def _content(self, number: str, attachment: Attachment) -> bytes:
        """Of one that is attached to that ticket. Reads hardly more than ``most_attached``, whatever size was told."""
        raise NoSuchAttachment

    def verify(self, headers: Mapping[str, str], body: bytes) -> str:
        """The name of the delivery that a webhook brought, for being taken once. Names of headers in any case. Compares
        in constant time. Raises Forged; also where this kind has no webhooks."""
        raise Forged


def tidy(text: object, most: int = MOST_TEXT) -> str:
    """Any value of a server as text that can be kept: line ends are newlines, no control characters, not too long."""
    written = "" if text is None else str(text)
    return _CONTROL.sub("", written.replace("\r\n", "\n").replace("\r", "\n"))[:most]
