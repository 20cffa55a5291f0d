"""Which sessions somebody may see, and how they read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet

from lms.accounts.models import Person
from lms.core.prepared import Parameter, Prepared
from workshops.enums import SEATED, AssignmentState, Format, Pool, RegistrationState, SessionState
from workshops.models import Assignment, Registration, Series, SeriesText, Session, SessionText, VenueText
from workshops.models.sessions import SessionQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

A_WEEK = timedelta(days=7)
THESE_DAYS = 3  # sessions on the home page


def visible_to(person: "Person | AnonymousUser") -> SessionQuerySet:
    """What is public, with or without a link; for its organisers and its staff also what is not public yet.

    Whoever lists sessions asks for ``listed()`` ones besides: an unlisted session is opened, not found.
    """
    public = Q(state__in=[state for state in SessionState if state != SessionState.DRAFT])
    if not isinstance(person, Person):
        return Session.objects.filter(public)
    if person.is_superuser:
        return Session.objects.all()
    organised = Series.organisers.through.objects.filter(series=OuterRef("series"), person=person)
    staffed = Assignment.objects.standing().of_staff().filter(session=OuterRef("pk"), person=person)
    return Session.objects.filter(public | Exists(organised) | Exists(staffed))


COLUMNS = tuple(field.attname for field in Session._meta.concrete_fields)
# Asked by everybody who registers in a rush, so their SQL is written once.
PUBLIC_BY_KEY = Prepared(Session.objects.public().filter(key=Parameter("key")).values_list(*COLUMNS))


def public_by_key(key: UUID) -> Session | None:
    """Without its words."""
    return next(sessions_in(PUBLIC_BY_KEY.rows(key=key.hex)), None)


def sessions_in(rows: Iterable[tuple[Any, ...]]) -> Iterator[Session]:
    """Of rows of COLUMNS."""
    return (Session.from_db(DEFAULT_DB_ALIAS, COLUMNS, row) for row in rows)


def with_words(sessions: SessionQuerySet) -> SessionQuerySet:
    """Everything that a page says of sessions: the number of queries does not grow with them."""
    return sessions.select_related("series__chapter", "venue").prefetch_related(
        Prefetch("texts", SessionText.objects.order_by("language")),
        Prefetch("series__texts", SeriesText.objects.order_by("language")),
        Prefetch("venue__texts", VenueText.objects.order_by("language")),
    )


def session_with_words(pk: int) -> Session:
    return with_words(Session.objects.all()).get(pk=pk)


class Seats(NamedTuple):
    """Of one pool of one session. ``taken`` counts offers, which hold a seat until their deadline."""

    pool: Pool
    capacity: int
    taken: int
    waiting: int

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.taken)


def seats_of(sessions: Iterable[Session]) -> dict[int, list[Seats]]:
    """Session key → its pools, the room first. One query."""
    known = list(sessions)
    rows = (
        Registration.objects.filter(session__in=known)
        .values("session_id", "pool")
        .annotate(
            taken=Count("pk", filter=Q(state__in=SEATED)),
            waiting=Count("pk", filter=Q(state=RegistrationState.WAITLISTED)),
        )
    )
    counted = {(row["session_id"], row["pool"]): row for row in rows}
    none = {"taken": 0, "waiting": 0}
    found: dict[int, list[Seats]] = {}
    for session in known:
        found[session.pk] = [
            Seats(pool, capacity_of(session, pool), row["taken"], row["waiting"])
            for pool in pools_of(session)
            for row in [counted.get((session.pk, pool), none)]
        ]
    return found


def with_free_seats_and_a_line(now: datetime) -> list[int]:
    """Sessions still to come where a seat is free and somebody waits for one of that kind."""
    waiting = Registration.objects.waiting().filter(session=OuterRef("pk"))
    sessions = Session.objects.taking_place().filter(Exists(waiting), starts_at__gt=now).order_by("pk")
    return [key for key, pools in seats_of(sessions).items() if any(one.free and one.waiting for one in pools)]


COUNTED = Prepared(
    Registration.objects.filter(session=Parameter("session"), pool=Parameter("pool"))
    .order_by()
    .values("session")
    .annotate(
        taken=Count("pk", filter=Q(state__in=SEATED)),
        waiting=Count("pk", filter=Q(state=RegistrationState.WAITLISTED)),
        last=Max("place"),
    )
    .values_list("taken", "waiting", "last")
)


class PoolCount(NamedTuple):
    """``last_place``: the highest that was ever drawn."""

    taken: int
    waiting: int
    last_place: int


def count_pool(session: Session, pool: Pool) -> PoolCount:
    """Under the lock of the session's row this is the truth."""
    rows = COUNTED.rows(session=session.pk, pool=pool.value)
    return PoolCount(rows[0][0], rows[0][1], rows[0][2] or 0) if rows else PoolCount(0, 0, 0)


OF_FORM = Prepared(
    Registration.objects.filter(person=Parameter("person"), submit_key=Parameter("key")).values_list("pk", "session_id")
)
LIVING = Prepared(
    Registration.objects.filter(person=Parameter("person"), session=Parameter("session"))
    .live()
    .values_list("pk", "session_id")
)


def of_form_or_living(person_id: int, session_id: int, submit_key: str) -> list[tuple[int, int]]:
    """(registration, its session): what this very form made, else what lives by another form; none or one."""
    found = OF_FORM.rows(person=person_id, key=submit_key) if submit_key else []
    rows = found or LIVING.rows(person=person_id, session=session_id)
    return [(pk, session) for pk, session in rows]


def pools_of(session: Session) -> list[Pool]:
    match session.format:
        case Format.ROOM:
            return [Pool.ROOM]
        case Format.ONLINE:
            return [Pool.ONLINE]
    return [Pool.ROOM, Pool.ONLINE]


def capacity_of(session: Session, pool: Pool) -> int:
    return session.room_seats if pool == Pool.ROOM else session.online_seats


@dataclass(frozen=True)
class Said:
    """A session in the reader's language, or, where that is missing, in the other one: ``language`` says which."""

    title: str
    language: str
    summary: str
    description: str
    bring: str
    theme: str
    note: str
    directions: str
    access: str


def said(session: Session, language: str) -> Said:
    """Reads what ``with_words`` fetched; asks nothing more."""
    series = in_language(session.series.texts.all(), language)
    own = in_language(session.texts.all(), language)
    venue = in_language(session.venue.texts.all(), language) if session.venue else None
    return Said(
        title=series.title if series else "",
        language=series.language if series else language,
        summary=series.summary if series else "",
        description=series.description if series else "",
        bring=series.bring if series else "",
        theme=own.theme if own else "",
        note=own.note if own else "",
        directions=venue.directions if venue else "",
        access=venue.access if venue else "",
    )


def in_language(texts: Iterable[Any], language: str) -> Any:
    """The row of that language, else any; None where there is none at all."""
    rows = list(texts)
    return next((row for row in rows if row.language == language), rows[0] if rows else None)


def staff_of(session: Session) -> QuerySet[Assignment]:
    """Who has accepted to do something, the leads first."""
    return session.assignments.of_staff().accepted().select_related("person").order_by("role", "pk")


def registration_of(person: "Person | AnonymousUser", session: Session) -> Registration | None:
    """The one that lives, else the last one."""
    if not isinstance(person, Person):
        return None
    own = Registration.objects.filter(person=person, session=session).order_by("-pk")
    return own.live().first() or own.first()


def listed_upcoming(now: datetime) -> SessionQuerySet:
    """What the public list shows: what takes place, and what was cancelled and would have been still to come."""
    return with_words(Session.objects.listed().upcoming(now))


def in_these_days(now: datetime) -> list[Session]:
    """The next few that everybody can find, within a week. Two queries, with the titles alone."""
    soon = Session.objects.listed().taking_place().upcoming(now).filter(starts_at__lt=now + A_WEEK)
    titles = Prefetch("series__texts", SeriesText.objects.order_by("language"))
    return list(soon.select_related("series").prefetch_related(titles)[:THESE_DAYS])


def series_with_words(key: UUID) -> Series | None:
    texts = Prefetch("texts", SeriesText.objects.order_by("language"))
    return Series.objects.filter(key=key).select_related("chapter").prefetch_related(texts).first()


def is_staff_of(person: "Person | AnonymousUser", session: Session) -> bool:
    """Whether somebody has accepted to work in it."""
    return (
        isinstance(person, Person)
        and session.assignments.of_staff().filter(person=person, state=AssignmentState.ACCEPTED).exists()
    )
