"""What the member who wrote a ticket opens by a signed link, without an account: consent, and thanks. No word of the ticket
stands there: a link can be forwarded."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from courses.practice.domain import answering, consents, thanking
from courses.practice.enums import ConsentState
from courses.practice.errors import BadLink
from courses.practice.queries.work import thanks_of
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private

ANSWERS = {"yes": ConsentState.GIVEN, "no": ConsentState.REFUSED, "withdraw": ConsentState.WITHDRAWN}


@private(Audience.EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, signed: str) -> HttpResponse:
    """Reading the page answers nothing: programs that look at mail follow links, and press no buttons."""
    try:
        asked = consents.consent_by_link(signed)
    except BadLink as wrong:
        return render(request, "practice/link_lost.html", {"error": wrong.message}, status=wrong.status)
    error: DomainError | None = None
    state = ANSWERS.get(request.POST.get("answer", ""))
    if request.method == "POST" and state is not None:
        try:
            consents.answer_consent(consent=asked, state=state, now=clock.now())
        except DomainError as refused:
            error = refused
        else:
            return redirect(request.path)
    context = {"consent": asked, "ticket": asked.ticket, "error": error.message if error else ""}
    return render(request, "practice/consent.html", context, status=error.status if error else 200)


@private(Audience.EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def thanks(request: HttpRequest, signed: str) -> HttpResponse:
    try:
        ticket = answering.ticket_by_thanks_link(signed)
    except BadLink as wrong:
        return render(request, "practice/link_lost.html", {"error": wrong.message}, status=wrong.status)
    words = request.POST.get("words", "")
    error: DomainError | None = None
    if request.method == "POST":
        try:
            thanking.thank(ticket=ticket, words=words, now=clock.now())
        except DomainError as refused:
            error = refused
        else:
            return redirect(request.path)
    context = {
        "ticket": ticket,
        "given": thanks_of(ticket.pk),
        "longest": thanking.LONGEST,
        "words": words,
        "error": error.message if error else "",
    }
    return render(request, "practice/thanks.html", context, status=error.status if error else 200)
