"""Is this process alive, and may it be sent people? Apps add checks with ``register(name, check)``.

A check takes ``now`` and answers None when all is well, or one English sentence for the operator. It may raise: that is
a failed check, of which only the error's type is told.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from lms.core import clock
from lms.core.addresses import client_address
from lms.core.jobs.models import Job
from lms.core.models import WriteProbe
from lms.core.policy import Audience, audience

Check = Callable[[datetime], str | None]
OVERDUE = timedelta(minutes=5)
REMEMBER = 1.0  # seconds: /readyz is public and writes, so a flood of it asks the database once a second
_checks: dict[str, Check] = {}


@dataclass(frozen=True)
class Report:
    problems: dict[str, str]
    checked: tuple[str, ...]

    @property
    def ready(self) -> bool:
        return not self.problems


def register(name: str, check: Check) -> None:
    """Adds a check to /readyz, or replaces the one of that name."""
    _checks[name] = check


def examine(now: datetime) -> Report:
    problems = {name: problem for name, check in _checks.items() if (problem := _problem(check, now))}
    return Report(problems=problems, checked=tuple(_checks))


def _problem(check: Check, now: datetime) -> str | None:
    try:
        return check(now)
    except Exception as error:  # noqa: BLE001  whatever goes wrong in a check means: not ready
        connection.close()
        return f"The check ended with {type(error).__name__}."


# --- The checks of the ground floor --------------------------------------------------------------------------


def database_writable(now: datetime) -> str | None:
    WriteProbe.objects.bulk_create(
        [WriteProbe(pk=1, written_at=now)], update_conflicts=True, unique_fields=["id"], update_fields=["written_at"]
    )
    return None


def migrations_applied(now: datetime) -> str | None:
    applied = MigrationRecorder(connection).applied_migrations().keys()
    missing = [key for key, parts in _migrations().items() if key not in applied and not (parts and parts <= applied)]
    return f"{len(missing)} migrations are not applied, {'.'.join(missing[0])} first." if missing else None


@cache
def _migrations() -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
    """Every migration of this code, with those it stands for where it is squashed. Read once: code does not change."""
    nodes: dict[tuple[str, str], Migration | None] = MigrationLoader(None).graph.nodes
    return {key: frozenset(node.replaces) for key, node in sorted(nodes.items()) if node}


def jobs_on_time(now: datetime) -> str | None:
    # A reserved queue is the business of whoever reserved it, who has a check of their own.
    late = (
        Job.objects.claimable(now - OVERDUE)
        .filter(queue="")
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )
    return (
        f"A job has been due for {(now - late) // timedelta(minutes=1)} minutes: do the job loops run?"
        if late
        else None
    )


register("database", database_writable)
register("migrations", migrations_applied)
register("jobs", jobs_on_time)


# --- The routes ----------------------------------------------------------------------------------------------

_lock = threading.Lock()
_last: tuple[float, Report] | None = None


def recent() -> Report:
    """The report of this second. One thread at a time asks the database; the others wait for its answer."""
    global _last  # noqa: PLW0603  one per process is what is wanted
    with _lock:
        if _last is None or time.monotonic() - _last[0] > REMEMBER:
            report = examine(clock.now())
            _last = (time.monotonic(), report)
        return _last[1]


@never_cache
@audience(Audience.EVERYBODY)
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. No query: a database that is away is no reason to restart this."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@audience(Audience.EVERYBODY)
def readyz(request: HttpRequest) -> HttpResponse:
    """May this process be sent people? Everybody learns yes or no; READYZ_ALLOW learns why."""
    report = recent()
    status = 200 if report.ready else 503
    if not _may_see_detail(request):
        return HttpResponse("ok\n" if report.ready else "not ok\n", content_type="text/plain", status=status)
    checks = {name: report.problems.get(name, "ok") for name in report.checked}
    return JsonResponse({"ready": report.ready, "checks": checks}, status=status)


def _may_see_detail(request: HttpRequest) -> bool:
    address = client_address(request)
    return address is not None and any(address in network for network in settings.READYZ_ALLOW)
