"""Whom a change of sessions concerns."""

from collections.abc import Collection

from workshops.models import Assignment, Registration


def number_concerned(sessions: Collection[int]) -> int:
    """How many people work in one of them, hold a seat, wait for one or asked for one; each once."""
    working = Assignment.objects.of_staff().standing().filter(session__in=sessions, person__is_active=True)
    coming = Registration.objects.live().filter(session__in=sessions, person__is_active=True)
    both = working.order_by().values_list("person").union(coming.order_by().values_list("person"))
    return both.count()
