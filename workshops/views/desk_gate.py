"""Who stands at the trainer's desk, and the series or session that an address there names.

Each raises ``PermissionDenied`` for those who schedule nothing, and ``Http404`` for what somebody else organises.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from lms.accounts.models import Person
from lms.accounts.queries import person_in
from workshops.models import Series, Session
from workshops.queries import desk as queries
from workshops.rules.managing import may_schedule


def scheduler(request: HttpRequest) -> Person:
    if not may_schedule(request.user):
        raise PermissionDenied
    return person_in(request)


def series_on_desk(request: HttpRequest, key: UUID) -> Series:
    series = queries.managed_series(scheduler(request), key)
    if series is None:
        raise Http404
    return series


def session_on_desk(request: HttpRequest, key: UUID) -> Session:
    session = queries.managed_session(scheduler(request), key)
    if session is None:
        raise Http404
    return session
