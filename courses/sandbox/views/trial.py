"""A draft on its author's machine: the learner's page, and the solution by one button."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from courses.sandbox.domain import machines, trying
from courses.sandbox.enums import TRIAL
from courses.sandbox.views.machine import own, page
from courses.sandbox.views.writing_gate import writer
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private


@private(Audience.SIGNED_IN)
@require_POST
def solve(request: HttpRequest, key: UUID) -> HttpResponse:
    found = own(request, key)
    if found.context != TRIAL:
        raise Http404
    writer(request)
    try:
        output = trying.run_solution(machine=found, now=clock.now())
    except DomainError as error:
        return page(request, found, error=error)
    return page(request, machines.look(machine=found, now=clock.now()), solution=output)
