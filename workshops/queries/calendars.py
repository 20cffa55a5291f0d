"""Which sessions a calendar holds, and whether it has changed since somebody read it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Sum

from lms.accounts.models import Chapter, Person
from lms.core.walls import rules_version
from workshops.enums import AssignmentState, RegistrationState, StaffRole
from workshops.models import Assignment, FeedLink, Registration, Series, Session
from workshops.models.sessions import SessionQuerySet

KEPT = timedelta(days=180)  # what is over for longer leaves the feeds
MOST = 2500  # events of a feed; the earliest first
EDITION = 1  # raised whenever the writer says something in another way: then every calendar is read anew


def series_by_key(key: UUID) -> Series | None:
    """With its words."""
    return Series.objects.prefetch_related("texts").filter(key=key).first()


def chapter_by_slug(slug: str) -> Chapter | None:
    return Chapter.objects.filter(slug=slug).first()


def chapters_with_workshops(now: datetime) -> Iterable[Chapter]:
    """Those whose feed has something in it."""
    theirs = Session.objects.listed().filter(series__chapter=OuterRef("pk"), ends_at__gt=now - KEPT)
    return Chapter.objects.filter(Exists(theirs))


def of_series(series: Series, now: datetime) -> SessionQuerySet:
    """Whoever has the link of one session knows the series: unlisted sessions are in it."""
    return _recent(Session.objects.public().filter(series=series), now)


def of_chapter(chapter: Chapter, now: datetime) -> SessionQuerySet:
    return _recent(Session.objects.listed().filter(series__chapter=chapter), now)


def of_person(person: Person, now: datetime) -> SessionQuerySet:
    """Where they have a seat, or one is offered, and where they have accepted to do something."""
    seats = Registration.objects.seated().filter(session=OuterRef("pk"), person=person)
    roles = Assignment.objects.of_staff().accepted().filter(session=OuterRef("pk"), person=person)
    return _recent(Session.objects.public().filter(Exists(seats) | Exists(roles)), now)


def _recent(sessions: SessionQuerySet, now: datetime) -> SessionQuerySet:
    return sessions.filter(ends_at__gt=now - KEPT).order_by("starts_at", "pk")


def stamp_of(sessions: SessionQuerySet, *more: object) -> str:
    """Changes whenever the calendar of these sessions would. One query, however many they are.

    It counts on ``changed_at`` and ``sequence`` of sessions and ``changed_at`` of series, which every change of what
    calendars show raises (``workshops.domain.session_states.touch``).
    """
    counted = sessions.order_by().aggregate(
        Count("pk"), Min("uid"), Max("uid"), Sum("sequence"), Max("changed_at"), Max("series__changed_at")
    )
    known = (*counted.values(), EDITION, rules_version(), settings.SITE_NAME, settings.SITE_URL, *more)
    return hashlib.sha256(repr(known).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Part:
    """What somebody is in a session."""

    roles: tuple[StaffRole, ...] = ()
    has_seat: bool = False
    is_offered: bool = False


NO_PART = Part()


def parts_of(person: Person, sessions: Iterable[Session]) -> dict[int, Part]:
    """By session key; two queries."""
    keys = [one.pk for one in sessions]
    seats = dict(
        Registration.objects.seated().filter(person=person, session__in=keys).values_list("session_id", "state")
    )
    roles: dict[int, list[StaffRole]] = {}
    accepted = Assignment.objects.of_staff().accepted().filter(person=person, session__in=keys).order_by("pk")
    for session, role in accepted.values_list("session_id", "role"):
        roles.setdefault(session, []).append(StaffRole(role))
    return {
        key: Part(
            roles=tuple(roles.get(key, ())),
            has_seat=key in seats and seats[key] != RegistrationState.OFFERED,
            is_offered=seats.get(key) == RegistrationState.OFFERED,
        )
        for key in keys
        if key in seats or key in roles
    }


def stamp_of_person(person: Person, sessions: SessionQuerySet) -> str:
    """Three queries."""
    seats = Registration.objects.filter(person=person).aggregate(Count("pk"), Max("changed_at"))
    roles = Assignment.objects.of_staff().filter(person=person)
    known = roles.aggregate(
        Count("pk"), accepted=Count("pk", filter=Q(state=AssignmentState.ACCEPTED)), answered=Max("answered_at")
    )
    return stamp_of(sessions, *seats.values(), *known.values(), person.pk, person.language, person.time_zone)


def people_expected(session: Session) -> set[int]:
    """Keys of everybody with a confirmed seat or an accepted role."""
    seats = session.registrations.seated().exclude(state=RegistrationState.OFFERED).values_list("person_id", flat=True)
    return {*seats, *staff_expected(session)}


def staff_expected(session: Session) -> set[int]:
    return set(session.assignments.of_staff().accepted().values_list("person_id", flat=True))


def person_of_link(token: str) -> Person | None:
    """Whose calendar a secret address is, while it is valid."""
    link = FeedLink.objects.select_related("person").filter(digest=digest_of(token), person__is_active=True).first()
    return link.person if link else None


def link_of(person: Person) -> FeedLink | None:
    return FeedLink.objects.filter(person=person).first()


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
