"""What readers do for a page: say whether it worked, and propose a better paragraph. Forms that work without scripts."""

from typing import Any
from uuid import UUID

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.queries import person_in
from lms.content.domain.answers import give_answer
from lms.content.domain.proposals import propose_change
from lms.content.enums import ProposalState
from lms.content.forms import AnswerForm, ProposalForm
from lms.content.queries.captions import captions_in
from lms.content.queries.leaves import Part, part_of
from lms.content.queries.pages import is_restricted
from lms.content.queries.proposals import open_parts
from lms.content.queries.published import number_for
from lms.content.queries.writings import writing_page
from lms.content.views.pages import page_language_links
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.origin import comes_from_here
from lms.core.policy import Audience, audience

ANSWERS_OF_GUESTS = "60/h/ip"  # a class of thirty behind one address answers twice
GUESTS = "answer"


def _page(request: HttpRequest, page_key: UUID) -> Any:
    """The guide or essay, as far as this person may see it."""
    number = number_for(request)
    page = writing_page(number, page_key, get_language())
    if page is None or not _may_see(request, number, page):
        raise Http404
    return page


def _may_see(request: HttpRequest, number: int, page: Any) -> bool:
    if not is_restricted(number, page):
        return True
    return all(restriction.accept_request(request) for restriction in page.get_view_restrictions())


@csrf_exempt
@audience(Audience.EVERYBODY)
@require_POST
def answer(request: HttpRequest, page_key: UUID) -> HttpResponse:
    """With a name for somebody signed in. A guest's post has no token, so it is asked to come from this site."""
    if request.user.is_authenticated:
        return _answer(request, page_key)
    if not comes_from_here(request):
        raise PermissionDenied
    if not ratelimit.consume(request, app="content", action=GUESTS, config={GUESTS: ANSWERS_OF_GUESTS}):
        messages.error(request, _("Many answers came from your network. Please try again in an hour."))
        return redirect(_page(request, page_key).path_on_site)
    return _keep_answer(request, page_key)


@csrf_protect
def _answer(request: HttpRequest, page_key: UUID) -> HttpResponse:
    return _keep_answer(request, page_key)


def _keep_answer(request: HttpRequest, page_key: UUID) -> HttpResponse:
    page = _page(request, page_key)
    form = AnswerForm(request.POST, prefix="answer")
    context = {"page": page, "form": form, "language_links": page_language_links(request, page)}
    if not form.is_valid():
        return render(request, "content/answer.html", context, status=400)
    try:
        give_answer(
            page_key=page_key,
            person=person_in(request) if request.user.is_authenticated else None,
            session=request.session,
            has_worked=form.cleaned_data["has_worked"],
            comment=form.cleaned_data["comment"],
            language=page.locale.language_code,
            now=clock.now(),
        )
    except DomainError as error:
        return render(request, "content/answer.html", context | {"error": error.message}, status=error.status)
    messages.success(request, _("Thank you. Your answer is kept, and you can change it here at any time."))
    return redirect(page.path_on_site)


@audience(Audience.SIGNED_IN)
def propose(request: HttpRequest, page_key: UUID, part: str) -> HttpResponse:
    """The texts of one block as a form. The page stays as it is until a moderator accepts."""
    page = _page(request, page_key)
    found = part_of(page, part)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _proposal_page(request, page, found, ProposalForm(list(found.leaves)))
    form = ProposalForm(list(found.leaves), request.POST)
    if not form.is_valid():
        return _proposal_page(request, page, found, form, status=400)
    try:
        proposal = propose_change(
            page_key=page_key,
            language=page.locale.language_code,
            part=part,
            typed=form.typed(),
            reason=form.cleaned_data["reason"],
            person=person_in(request),
            now=clock.now(),
        )
    except DomainError as error:
        return _proposal_page(request, page, found, form, error=str(error.message), status=error.status)
    messages.success(request, _said(proposal.state))
    return redirect(f"{page.path_on_site}#b-{part}")


def _said(state: str) -> str:
    if state == ProposalState.SUBMITTED:
        return _(
            "Thank you. Your change is with the people who look after this page; a mail tells you what becomes of it."
        )
    return _(
        "Thank you. Another change of this page is being looked at just now. Yours is kept and comes next; a mail tells you "
        "what becomes of it."
    )


def _proposal_page(
    request: HttpRequest, page: Any, part: Part, form: ProposalForm, *, error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "page": page,
        "part": part,
        "form": form,
        "error": error,
        "waiting": open_parts(page.pk).get(part.name, 0),
        "back_href": f"{page.path_on_site}#b-{part.name}",
    }
    return render(request, "content/propose.html", context, status=status)


@audience(Audience.EVERYBODY)
@require_safe
def captions(request: HttpRequest, page: int, block: UUID, language: str) -> HttpResponse:
    """The captions of a recording on a published page, as players ask for them."""
    number = number_for(request)
    shown, text = captions_in(number, page, str(block), language)
    if shown is None or not text or not _may_see(request, number, shown):
        raise Http404
    response = HttpResponse(text, content_type="text/vtt; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    return response
