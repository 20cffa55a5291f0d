"""Where trackers call: a call that is signed wakes the poller, and says no more."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.practice.domain.mirroring import receive_hook
from courses.practice.domain.sealed import tracker_of
from courses.practice.queries.desk import source_by_key
from courses.practice.trackers.port import Forged
from lms.core import clock
from lms.core.policy import Audience, private

MOST_BYTES = 5 * 1024 * 1024


@csrf_exempt
@private(Audience.EVERYBODY)
@require_POST
def hook(request: HttpRequest, key: UUID) -> HttpResponse:
    """204 for what is signed, also when it comes again; 401 for everything else."""
    source = source_by_key(key)
    if source is None or not source.is_active:
        raise Http404
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal():
        return HttpResponse(status=400)
    if len(length) > 9 or int(length) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        delivery = tracker_of(source).verify(request.headers, request.body)
    except Forged:
        return HttpResponse(status=401)
    receive_hook(source=source, delivery=delivery, now=clock.now())
    return HttpResponse(status=204)
