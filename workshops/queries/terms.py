"""Which series make up a term."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from workshops.models import Series, Session


def series_of_term(*, first: date, last: date) -> QuerySet[Series]:
    """Those with a session that begins on one of these days, by the session's own clock; in the order of their start."""
    after = (last + timedelta(days=1)).isoformat()
    within = Session.objects.filter(series=OuterRef("pk"), start__gte=first.isoformat(), start__lt=after)
    return Series.objects.filter(Exists(within)).order_by("starts_on", "pk")
