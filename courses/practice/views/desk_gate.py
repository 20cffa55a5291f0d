"""The desk's doors: tickets for the support team alone, numbers for the committee too."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from courses.practice.domain.sealed import can_open
from courses.practice.models import MirroredTicket, Post, TrackerSource, Try
from courses.practice.queries import desk, work
from courses.practice.rules.access import may_open_desk, may_read_health, may_set_trackers
from courses.practice.trackers.port import NoSuchTicket, NotAllowed, Refused, TrackerError
from lms.accounts.models import Person
from lms.accounts.queries import person_in
from lms.core.policy import Decision, Denied

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FAILURES: dict[str, "StrOrPromise"] = {
    one.__name__: one.message for one in (TrackerError, NotAllowed, NoSuchTicket, Refused)
}
NOTHING_THERE = _("There is no ticket system of this kind at this address.")


def failure_in_words(name: str) -> "StrOrPromise":
    """Of a post; nothing where there was none."""
    return FAILURES.get(name, TrackerError.message) if name else ""


def silence_in_words(name: str) -> "StrOrPromise":
    """Of a poll or a test, in which no one ticket is asked for; nothing where there was none."""
    return NOTHING_THERE if name == NoSuchTicket.__name__ else failure_in_words(name)


def at_desk(request: HttpRequest) -> Person:
    """Whoever asks, when they are of the support team; 403 with the reason for everybody else."""
    person = person_in(request)
    _refuse_unless(may_open_desk(person))
    return person


def reads_health(request: HttpRequest) -> Person:
    person = person_in(request)
    _refuse_unless(may_read_health(person))
    return person


def sets_trackers(request: HttpRequest) -> Person:
    person = person_in(request)
    _refuse_unless(may_set_trackers(person))
    return person


def ticket_on_desk(request: HttpRequest, key: UUID) -> MirroredTicket:
    at_desk(request)
    ticket = desk.ticket_by_key(key)
    if ticket is None or not can_open(ticket):
        raise Http404
    return ticket


def try_at_desk(request: HttpRequest, pk: int) -> Try:
    at_desk(request)
    attempt = work.try_on_desk(pk)
    if attempt is None or not attempt.claim.assignment.rubric.exists():  # taken away with its consent
        raise Http404
    return attempt


def post_on_desk(request: HttpRequest, pk: int) -> Post:
    at_desk(request)
    post = desk.post_by_pk(pk)
    if post is None:
        raise Http404
    return post


def source_for(request: HttpRequest, key: UUID) -> TrackerSource:
    sets_trackers(request)
    source = desk.source_by_key(key)
    if source is None:
        raise Http404
    return source


def _refuse_unless(decision: Decision) -> None:
    if isinstance(decision, Denied):
        raise PermissionDenied(decision.reason)
