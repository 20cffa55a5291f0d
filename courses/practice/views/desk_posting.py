"""An answer that does not get through: what changed meanwhile, and what shall become of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from courses.practice.domain import posted
from courses.practice.domain.answering import as_posted
from courses.practice.domain.opening import open_raw
from courses.practice.domain.sealed import open_answer
from courses.practice.enums import POST_TRANSITIONS, PostState
from courses.practice.models import Post
from courses.practice.views.desk_gate import at_desk, failure_in_words, post_on_desk
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private


@private(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, pk: int) -> HttpResponse:
    row, person = post_on_desk(request, pk), at_desk(request)
    if request.method != "POST":
        return _page(request, row)
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    try:
        if request.POST.get("do") == "leave":
            posted.leave_to_person(post_pk=row.pk, now=clock.now())
            messages.success(request, gettext("It is yours: answer in the tracker yourself. The learners are told."))
        else:
            posted.post_anyway(post_pk=row.pk, text=text or open_answer(row), by=person, now=clock.now())
            messages.success(request, gettext("It is on its way again."))
    except DomainError as error:
        return _page(request, post_on_desk(request, pk), error)
    log(row.ticket, "practice.decide_post", user=request.user, data={})
    return redirect("practice_desk:ticket", row.ticket.key)


def _page(request: HttpRequest, row: Post, error: DomainError | None = None) -> HttpResponse:
    raw = open_raw(ticket=row.ticket, by=at_desk(request), now=clock.now())
    text = request.POST.get("text", "") if error else open_answer(row)
    context = {
        "post": row,
        "ticket": row.ticket,
        "failure": failure_in_words(row.last_failure),
        "raw": raw,
        "new_comments": [one for one in raw.comments if one.at > row.made_at and row.marker not in one.text],
        "text": text,
        "shown": as_posted(row.ticket, text),
        "can_post": PostState.WAITING in POST_TRANSITIONS[PostState(row.state)],
        "can_leave": PostState.LEFT in POST_TRANSITIONS[PostState(row.state)],
        "error": error.message if error else "",
    }
    return render(request, "practice/desk/post.html", context, status=error.status if error else 200)
