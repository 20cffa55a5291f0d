"""Awards as the committee and administrators see them, inside the editor at /cms/awards/: found, looked at, taken back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.log_actions import log

from badges.domain.awards import reinstate, revoke
from badges.enums import AwardState
from badges.exports.art import badge_art
from badges.models import Award
from badges.queries.awards import award_on_desk, awards_on_desk, words
from badges.rules.access import may_judge_awards
from lms.accounts.models import Person
from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, Denied, private

ON_A_PAGE = 50


def _judge(request: HttpRequest) -> Person:
    person = person_in(request)
    decision = may_judge_awards(person)
    if isinstance(decision, Denied):
        raise PermissionDenied(decision.reason)
    return person


@private(Audience.STAFF)
@require_safe
def awards(request: HttpRequest) -> HttpResponse:
    _judge(request)
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    page = Paginator(awards_on_desk(typed), ON_A_PAGE).get_page(request.GET.get("page"))
    language = get_language() or ""
    rows = [{"award": one, "name": words(one.achievement, language).name} for one in page]
    return render(request, "badges/desk/awards.html", {"rows": rows, "page": page, "words": typed})


@private(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def award(request: HttpRequest, pk: int) -> HttpResponse:
    person = _judge(request)
    found = award_on_desk(pk)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, found)
    try:
        _judged(request, found, person)
    except DomainError as error:
        return _page(request, found, str(error.message), error.status)
    return redirect("badges_desk:award", pk)


def _judged(request: HttpRequest, found: Award, person: Person) -> None:
    if "reinstate" in request.POST:
        reinstate(award=found)
        log(found, "badges.reinstate", user=person)
        messages.success(
            request, gettext("The badge counts again. The list of what was taken back follows in a moment.")
        )
        return
    revoke(award=found, by=person, reason=request.POST.get("reason", ""), now=clock.now())
    log(found, "badges.revoke", user=person)
    messages.success(request, gettext("Taken back. The list of what was taken back follows in a moment."))


def _page(request: HttpRequest, found: Award, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "award": found,
        "name": words(found.achievement, get_language() or "").name,
        "art": badge_art(found.achievement.key),
        "credentials": found.credentials.all(),
        "is_revoked": found.state == AwardState.REVOKED,
        "may_revoke": found.state == AwardState.STANDING,
        "reason": request.POST.get("reason", ""),
        "error": error,
    }
    return render(request, "badges/desk/award.html", context, status=status)
