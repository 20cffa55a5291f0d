"""Files of a ticket, asked for at its tracker when somebody of the support team wants them. Each look is an opening."""

from io import BytesIO
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.practice.domain.attaching import fetch_attachment, list_attachments
from courses.practice.domain.opening import open_raw
from courses.practice.models import MirroredTicket
from courses.practice.trackers.port import Attachment
from courses.practice.views.desk_gate import at_desk, ticket_on_desk
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience


@audience(Audience.STAFF)
@never_cache
@require_safe
def attachments(request: HttpRequest, key: UUID) -> HttpResponse:
    """Their names are words of the ticket too."""
    ticket = _opened(request, key)
    try:
        listed = list_attachments(ticket=ticket)
    except DomainError as error:
        return _page(request, ticket, (), error)
    return _page(request, ticket, listed)


@audience(Audience.STAFF)
@require_safe
def attachment(request: HttpRequest, key: UUID, attachment_key: str) -> HttpResponse:
    """One of them, always as a download that a browser may neither guess at nor run."""
    ticket = _opened(request, key)
    try:
        name, content = fetch_attachment(ticket=ticket, key=attachment_key)
    except DomainError as error:
        return _page(request, ticket, (), error)
    answer = FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type="application/octet-stream")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[return-value]


def _opened(request: HttpRequest, key: UUID) -> MirroredTicket:
    ticket = ticket_on_desk(request, key)
    open_raw(ticket=ticket, by=at_desk(request), now=clock.now())
    return ticket


def _page(
    request: HttpRequest, ticket: MirroredTicket, listed: tuple[Attachment, ...], error: DomainError | None = None
) -> HttpResponse:
    context = {"ticket": ticket, "attachments": listed, "error": error.message if error else ""}
    answer = render(request, "practice/desk/attachments.html", context, status=error.status if error else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer
