"""The redaction of a ticket: what is proposed, what a person changes, and how learners would read it."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from courses.practice.domain import redacting
from courses.practice.domain.opening import open_raw
from courses.practice.models import MirroredTicket
from courses.practice.queries.desk import is_confirmed, redaction_of
from courses.practice.rules.redaction import Kind, looks_left
from courses.practice.views.desk_gate import at_desk, ticket_on_desk
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private

NEW_ROWS = 3
KINDS = {
    # Translators: what kind of thing is replaced in a ticket
    Kind.PERSON: _("person"),
    # Translators: what kind of thing is replaced in a ticket
    Kind.ORGANISATION: _("organisation"),
    # Translators: what kind of thing is replaced in a ticket: example.org
    Kind.DOMAIN: _("domain"),
    # Translators: what kind of thing is replaced in a ticket
    Kind.EMAIL: _("e-mail address"),
    # Translators: what kind of thing is replaced in a ticket
    Kind.ADDRESS_IP: _("IP address"),
    # Translators: what kind of thing is replaced in a ticket
    Kind.PHONE: _("telephone number"),
    # Translators: what kind of thing is replaced in a ticket
    Kind.URL: _("link"),
    # Translators: what kind of thing is replaced in a ticket
    Kind.USER_NAME: _("user name"),
    Kind.SECRET: _("key, token or password"),
    # Translators: what kind of thing is replaced in a ticket
    Kind.CARD: _("payment card"),
    # Translators: what kind of thing is replaced in a ticket
    Kind.BANK_ACCOUNT: _("bank account"),
    Kind.GOVERNMENT_ID: _("number of an official paper"),
    # Translators: what kind of thing is replaced in a ticket
    Kind.STREET: _("street address"),
    # Translators: what kind of thing is replaced in a ticket: a position on the map
    Kind.COORDINATES: _("coordinates"),
    # Translators: what kind of thing is replaced in a ticket: a folder or file
    Kind.PATH: _("path"),
    # Translators: what kind of thing is replaced in a ticket
    Kind.TICKET_NUMBER: _("ticket number"),
    # Translators: what kind of thing is replaced in a ticket: none of the others
    Kind.OTHER: pgettext_lazy("kind of redaction", "something else"),
}


@private(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def redact(request: HttpRequest, key: UUID) -> HttpResponse:
    ticket, person, now = ticket_on_desk(request, key), at_desk(request), clock.now()
    open_raw(ticket=ticket, by=person, now=now)
    if request.method != "POST":
        return _page(request, ticket)
    left, changed, added = _decided(request, redacting.read(ticket).rows())
    try:
        kept = redacting.save_redaction(
            ticket=ticket,
            left=left,
            changed=changed,
            added=added,
            by=person,
            confirm="confirm" in request.POST,
            now=now,
            seen=request.POST.get("seen", ""),
        )
    except DomainError as error:
        return _page(request, ticket, error)
    if kept.confirmed_at is not None:
        log(ticket, "practice.confirm_redaction", user=request.user, data={})
        messages.success(request, gettext("The redaction is confirmed for the ticket as it stands now."))
        return redirect("practice_desk:ticket", ticket.key)
    messages.success(
        request, gettext("Saved, and not confirmed yet. Read the text below as somebody who knows the member would.")
    )
    return redirect("practice_desk:redact", ticket.key)


def _decided(
    request: HttpRequest, rows: list[redacting.Replaced]
) -> tuple[list[str], Mapping[str, str], Mapping[str, str]]:
    """What stays, what is replaced by something else, and what a person added. Rows come by their number in the list."""
    left, changed, added = [], {}, {}
    for number, row in enumerate(rows):
        new = request.POST.get(f"new-{number}", row.replacement).strip()[:200] or row.replacement
        if request.POST.get(f"keep-{number}"):
            left.append(row.original)
        elif row.is_added:
            added[row.original] = new
        elif new != row.replacement or row.is_left:
            changed[row.original] = new
    for number in range(NEW_ROWS):
        original = request.POST.get(f"added-original-{number}", "").strip()[:200]
        new = request.POST.get(f"added-new-{number}", "").strip()[:200]
        if original or new:
            added[original] = new
    return left, changed, added


def _page(request: HttpRequest, ticket: MirroredTicket, error: DomainError | None = None) -> HttpResponse:
    reading = redacting.read(ticket)
    parts = reading.redacted()
    context = {
        "ticket": ticket,
        "rows": [(number, row, KINDS[row.kind]) for number, row in enumerate(reading.rows())],
        "seen": reading.seen(),
        "is_cut": reading.is_cut,
        "title": parts[0],
        "text": parts[1],
        "comments": parts[2:],
        "is_suspicious": bool(looks_left(parts)),
        "is_confirmed": is_confirmed(redaction_of(ticket), ticket),
        "new_rows": range(NEW_ROWS),
        "error": error.message if error else "",
    }
    return render(request, "practice/desk/redact.html", context, status=error.status if error else 200)
