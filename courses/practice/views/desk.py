"""The support team's desk: tickets, and one of them as it was written."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from courses.practice.domain import consents, mirroring
from courses.practice.domain.opening import open_raw
from courses.practice.enums import ConsentState
from courses.practice.models import MirroredTicket
from courses.practice.queries import desk, health
from courses.practice.queries.work import waiting_tries
from courses.practice.rules.access import may_open_desk, may_read_health, may_set_trackers
from courses.practice.rules.reading import is_stale
from courses.practice.views.desk_gate import at_desk, reads_health, silence_in_words, ticket_on_desk
from lms.accounts.enums import Language
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private

ON_A_PAGE = 50
WHICH = (desk.EVERY, desk.WAITING, desk.UNOWNED, desk.STALE, desk.CLOSED)


@private(Audience.STAFF)
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Of a ticket only its number and its title without personal data stand here; its text is behind one more door. Whoever
    has only another part of the desk is led there."""
    if not may_open_desk(request.user):
        for may, name in ((may_read_health, "numbers"), (may_set_trackers, "trackers")):
            if may(request.user):
                return redirect(f"practice_desk:{name}")
    person, now = at_desk(request), clock.now()
    which = request.GET.get("which", desk.WAITING)
    which = which if which in WHICH else desk.WAITING
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    page = Paginator(desk.tickets(which, words, now), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "which": which,
        "words": words,
        "page": page,
        "rows": [_row(one) for one in page],
        "waiting": waiting_tries(person).count(),
        "in_trouble": list(desk.posts_in_trouble(now)[:20]),
        "sources": [(one, silence_in_words(one.last_failure)) for one in desk.sources()],
        "now": now,
    }
    return render(request, "practice/desk/front.html", context)


def _row(ticket: MirroredTicket) -> dict[str, object]:
    return {
        "ticket": ticket,
        "title": desk.stripped_title(ticket),
        "is_stale": not ticket.is_closed and is_stale(ticket.changed_at, clock.now(), ticket.source.stale_days),
        "consent": getattr(ticket, "consent", None),
        "assignment": getattr(ticket, "assignment", None),
    }


@private(Audience.STAFF)
@require_safe
def ticket(request: HttpRequest, key: UUID) -> HttpResponse:
    """The raw text. Each look is written down, and everybody of the team sees who looked."""
    found, person, now = ticket_on_desk(request, key), at_desk(request), clock.now()
    return _page(request, found, raw=open_raw(ticket=found, by=person, now=now))


def _page(request: HttpRequest, found: MirroredTicket, raw: object, error: DomainError | None = None) -> HttpResponse:
    consent, redaction = desk.consent_of(found), desk.redaction_of(found)
    context = {
        "ticket": found,
        "raw": raw,
        "openings": list(desk.openings_of(found)[:20]),
        "consent": consent,
        "has_agreed": consent is not None and consent.state == ConsentState.GIVEN,
        "redaction": redaction,
        "is_confirmed": desk.is_confirmed(redaction, found),
        "assignment": desk.assignment_of(found),
        "posts": list(desk.posts_of(found)),
        "languages": Language.choices,
        "error": error.message if error else "",
    }
    return render(request, "practice/desk/ticket.html", context, status=error.status if error else 200)


@private(Audience.STAFF)
@require_POST
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """Asks the member for their consent, in the language that is chosen; or sends the link again to one who said yes."""
    found, person, now = ticket_on_desk(request, key), at_desk(request), clock.now()
    language = request.POST.get("language", "")
    language = language if language in Language.values else found.language
    try:
        if request.POST.get("do") == "again":
            consents.send_link_again(ticket=found, by=person, now=now)
            messages.success(request, gettext("The member gets the link again, with which they can change their mind."))
            return redirect("practice_desk:ticket", found.key)
        consents.ask_consent(ticket=found, language=language, by=person, now=now)
    except DomainError as error:
        return _page(request, found, open_raw(ticket=found, by=person, now=now), error)
    log(found, "practice.ask_consent", user=request.user, data={})
    messages.success(request, gettext("The member is asked. Without an answer nobody else reads the ticket."))
    return redirect("practice_desk:ticket", found.key)


@private(Audience.STAFF)
@require_POST
def refresh(request: HttpRequest, key: UUID) -> HttpResponse:
    """Reads it again at its tracker, now."""
    found, person = ticket_on_desk(request, key), at_desk(request)
    try:
        mirroring.refresh(found, now=clock.now())
    except DomainError as error:
        return _page(request, found, open_raw(ticket=found, by=person, now=clock.now()), error)
    return redirect("practice_desk:ticket", found.key)


@private(Audience.STAFF)
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """The desk's health, frozen week by week."""
    context = {"is_desk": bool(may_open_desk(reads_health(request))), "weeks": health.weeks()}
    return render(request, "practice/desk/health.html", context)
