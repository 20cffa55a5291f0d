"""What a trainer's desk shows."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from lms.accounts.enums import Role
from lms.accounts.models import Chapter, Person
from lms.accounts.queries import has_role
from workshops.enums import SessionState
from workshops.models import Series, Session
from workshops.models.sessions import SessionQuerySet
from workshops.queries.sessions import in_language, with_words


def series_managed_by(person: Person) -> QuerySet[Series]:
    """Editors and administrators: every series. Trainers: those that they organise."""
    series = Series.objects.order_by("-made_at", "-pk")
    if person.is_superuser or has_role(person, Role.EDITOR):
        return series
    return series.filter(organisers=person)


def managed_series(person: Person, key: UUID) -> Series | None:
    return series_managed_by(person).prefetch_related("texts").filter(key=key).first()


def sessions_managed_by(person: Person) -> SessionQuerySet:
    return with_words(Session.objects.filter(series__in=series_managed_by(person).values("pk")))


def managed_session(person: Person, key: UUID) -> Session | None:
    return sessions_managed_by(person).filter(key=key).first()


def drafts_first(sessions: SessionQuerySet, now: datetime) -> SessionQuerySet:
    """Still to come: what nobody sees yet before what is announced, each in the order of time."""
    return sessions.upcoming(now).order_by(
        Exists(Session.objects.filter(pk=OuterRef("pk")).exclude(state=SessionState.DRAFT)), "starts_at", "pk"
    )


@dataclass(frozen=True)
class Day:
    on: date
    is_in_month: bool
    is_today: bool
    sessions: tuple[Session, ...]


def month_of(person: Person, year: int, month: int, *, today: date) -> list[list[Day]]:
    """Weeks from Monday to Sunday. A session stands on the day of its own wall clock, wherever that is."""
    weeks = Calendar(firstweekday=0).monthdatescalendar(year, month)
    first, last = weeks[0][0].isoformat(), weeks[-1][-1].isoformat()
    by_day: dict[str, list[Session]] = {}
    for session in sessions_managed_by(person).filter(start__gte=first, start__lte=f"{last}T24").order_by("start"):
        by_day.setdefault(session.start[:10], []).append(session)
    return [
        [Day(day, day.month == month, day == today, tuple(by_day.get(day.isoformat(), ()))) for day in week]
        for week in weeks
    ]


def title_of(series: Series, language: str | None = None) -> str:
    """In the language of the page, else in the other one. Reads what was fetched."""
    text = in_language(series.texts.all(), language or get_language() or "")
    return text.title if text else ""


def with_counts(series: QuerySet[Series], now: datetime) -> QuerySet[Series]:
    """``ahead`` and ``drafts``: how many sessions are still to come, and how many of them nobody sees yet."""
    ahead = Q(sessions__ends_at__gt=now)
    return series.prefetch_related("texts").annotate(
        ahead=Count("sessions", filter=ahead, distinct=True),
        drafts=Count("sessions", filter=ahead & Q(sessions__state=SessionState.DRAFT), distinct=True),
    )


def zones_to_compare(person: Person) -> list[str]:
    """The zones of the local chapters and one's own, each once: whose clocks a trainer thinks of."""
    chapters = list(Chapter.objects.values_list("time_zone", flat=True))
    return list(dict.fromkeys([person.time_zone, *sorted(chapters)]))
