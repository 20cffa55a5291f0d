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
from courses.practice.domain.sealed import can_open, open_answer
from courses.practice.enums import POST_TRANSITIONS, PostState
from courses.practice.models import Post
from courses.practice.views.desk_gate import at_desk, failure_in_words, post_on_desk
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private
from lms.core.sealing import InvalidToken


@private(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, pk: int) -> HttpResponse:
    row, person = post_on_desk(request, pk), at_desk(request)
    if request.method != "POST":
        return _page(request, row)
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\x00", "").strip()
    is_open = can_open(row.ticket)
    try:
        if request.POST.get("do") == "leave":
            posted.leave_to_person(post_pk=row.pk, now=clock.now())
            messages.success(request, gettext("It is yours: answer in the tracker yourself. The learners are told."))
        else:
            posted.post_anyway(post_pk=row.pk, text=text or _text_of(row), by=person, now=clock.now())
            messages.success(request, gettext("It is on its way again."))
    except DomainError as error:
        return _page(request, post_on_desk(request, pk), error)
    log(row.ticket, "practice.decide_post", user=request.user, data={})
    return redirect("practice_desk:ticket", row.ticket.key) if is_open else redirect("practice_desk:front")


def _text_of(row: Post) -> str:
    """Nothing where its key is gone."""
    try:
        return open_answer(row)
    except InvalidToken:
        return ""


def _page(request: HttpRequest, row: Post, error: DomainError | None = None) -> HttpResponse:
    """Also of a ticket that is gone, or whose key is: what shall become of the answer can still be said."""
    raw = open_raw(ticket=row.ticket, by=at_desk(request), now=clock.now()) if can_open(row.ticket) else None
    text = request.POST.get("text", "")[: posted.LONGEST] if error else _text_of(row)
    comments = raw.comments if raw else ()
    context = {
        "post": row,
        "ticket": row.ticket,
        "failure": failure_in_words(row.last_failure),
        "is_open": raw is not None,
        "new_comments": [one for one in comments if one.at > row.made_at and row.marker not in one.text],
        "text": text,
        "shown": as_posted(row.ticket, text),
        "can_post": PostState.WAITING in POST_TRANSITIONS[PostState(row.state)],
        "can_leave": PostState.LEFT in POST_TRANSITIONS[PostState(row.state)],
        "error": error.message if error else "",
    }
    return render(request, "practice/desk/post.html", context, status=error.status if error else 200)
