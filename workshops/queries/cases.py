"""Requests for support: whose they are, who reads them, and what everybody else is told: numbers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Case as When
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models import When as Condition

from workshops.enums import CaseKind, CaseState
from workshops.models import Case, Series, Session, Steward

if TYPE_CHECKING:
    from lms.accounts.models import Person


def own_cases(person: "Person", session: Session) -> QuerySet[Case]:
    """What the person asked for, with the answers; the stewards' notes are not fetched."""
    return Case.objects.filter(person=person, session=session).defer("notes").order_by("-pk")


def cases_of_steward(person: "Person") -> QuerySet[Case]:
    """What somebody may read and answer, of the series that they are a steward of now; what waits stands first.

    Nobody answers what they asked for themselves, or reads what is noted about it.
    """
    named = Steward.objects.filter(person=person, series=OuterRef("session__series"))
    rank = When(Condition(state__in=(CaseState.OPEN, CaseState.TAKEN), then=Value(0)), default=Value(1))
    return (
        Case.objects.filter(Exists(named))
        .exclude(state=CaseState.WITHDRAWN)
        .exclude(person=person)
        .select_related("person", "steward", "session__series", "session__venue")
        .prefetch_related("session__texts", "session__series__texts", "session__venue__texts")
        .order_by(rank, "deadline_on", "pk")
    )


def is_steward(person: "Person") -> bool:
    return Steward.objects.filter(person=person).exists()


def stewards_of(series: Series) -> list[Steward]:
    return list(Steward.objects.filter(series=series, person__is_active=True).select_related("person").order_by("pk"))


class Blind(NamedTuple):
    """How many asked for something of a kind in a session, and for how many it will be there. No names, no words."""

    kind: CaseKind
    asked: int
    met: int


def blind_totals(session: Session) -> list[Blind]:
    """For trainers: “2 access needs, both met”."""
    return blind_totals_of([session])[session.pk]


def blind_totals_of(sessions: Iterable[Session]) -> dict[int, list[Blind]]:
    """Session key → totals. One query."""
    found: dict[int, list[Blind]] = {one.pk: [] for one in sessions}
    rows = (
        Case.objects.filter(session__in=list(found))
        .exclude(state=CaseState.WITHDRAWN)
        .values("session_id", "kind")
        .annotate(asked=Count("pk"), met=Count("pk", filter=Q(state=CaseState.MET)))
        .order_by("session_id", "kind")
    )
    for row in rows:
        found[row["session_id"]].append(Blind(CaseKind(row["kind"]), row["asked"], row["met"]))
    return found
