"""What readers said and proposed, inside the editor at /cms/readers/."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.content.queries.answers import answer_lines, newest_answers
from lms.content.queries.proposals import SHOWN, unsettled_proposals
from lms.content.queries.published import number_for
from lms.core.policy import Audience, audience

ON_A_PAGE = 50


@require_safe
@audience(Audience.STAFF)
def answer_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(newest_answers(), ON_A_PAGE).get_page(request.GET.get("p"))
    lines = answer_lines(number_for(request), list(page.object_list))
    context = {"page": page, "lines": lines, "zone": getattr(request.user, "time_zone", "UTC")}
    return render(request, "content/desk/answers.html", context)


@require_safe
@audience(Audience.STAFF)
def proposal_list(request: HttpRequest) -> HttpResponse:
    context = {
        "proposals": unsettled_proposals()[:SHOWN],
        "zone": getattr(request.user, "time_zone", "UTC"),
    }
    return render(request, "content/desk/proposals.html", context)
