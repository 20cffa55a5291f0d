"""The session that an address names, for whoever may see it; for those who run it; and for its organisers."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from lms.core.policy import Decision, Denied
from workshops.models import Session
from workshops.queries.sessions import visible_to, with_words
from workshops.rules.attending import may_take_attendance, may_train
from workshops.rules.managing import may_manage


def session_for(request: HttpRequest, key: UUID) -> Session:
    session = with_words(visible_to(request.user)).filter(key=key).first()
    if session is None:
        raise Http404
    return session


def session_run_by(request: HttpRequest, key: UUID) -> Session:
    """For its organisers, and those who lead, help or receive people there."""
    session = session_for(request, key)
    refuse_unless(may_take_attendance(request.user, session))
    return session


def session_trained_by(request: HttpRequest, key: UUID) -> Session:
    """For its organisers and those who lead it."""
    session = session_for(request, key)
    refuse_unless(may_train(request.user, session))
    return session


def session_managed_by(request: HttpRequest, key: UUID) -> Session:
    """For its organisers alone."""
    session = session_for(request, key)
    refuse_unless(may_manage(request.user, session.series))
    return session


def refuse_unless(decision: Decision) -> None:
    if isinstance(decision, Denied):
        raise PermissionDenied(decision.reason)
