"""Finding a date together: opening a poll, answering it, setting the date."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain import polls
from workshops.enums import PollState
from workshops.forms.polls import PollForm, VoteForm, when
from workshops.models import DatePoll
from workshops.queries.polls import option_of, poll_with_key, polls_of, tallies, voter_of
from workshops.queries.sessions import in_language
from workshops.rules.managing import may_decide, may_schedule
from workshops.views.gate import refuse_unless
from workshops.views.public import language

SHOWN = 20


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def new_poll(request: HttpRequest) -> HttpResponse:
    refuse_unless(may_schedule(request.user))
    person, error = person_in(request), None
    form = PollForm(request.POST if request.method == "POST" else None, initial={"zone": person.time_zone})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            poll = polls.open_poll(
                zone=given["zone"],
                starts=given["starts"],
                words=form.words,
                original_language=language(),
                arranged=form.arranged,
                by=person,
                now=clock.now(),
            )
        except DomainError as refused:
            error = refused
        else:
            messages.success(
                request, gettext("The poll is open. Send the address of this page to those who should answer.")
            )
            return redirect("workshops:poll", poll.key)
    context = {"form": form, "error": error.message if error else "", "polls": rows_of(request)}
    return render(request, "workshops/poll_new.html", context, status=400 if form.errors or error else 200)


def rows_of(request: HttpRequest) -> list[tuple[DatePoll, str]]:
    """Their own polls, and what each is called."""
    return [(poll, title_of(poll)) for poll in polls_of(request.user)[:SHOWN]]


@audience(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def poll_page(request: HttpRequest, key: UUID) -> HttpResponse:
    poll, person = found(key), person_in(request)
    tallied = tallies(poll)
    form = VoteForm(
        request.POST if request.method == "POST" else None,
        poll=poll,
        tallied=tallied,
        voter=voter_of(poll, person),
        reader_zone=person.time_zone,
        language=language(),
    )
    error = None
    if request.method == "POST" and form.is_valid():
        may_register = form.cleaned_data["may_register"]
        try:
            polls.vote(poll=poll, person=person, answers=form.answers, may_register=may_register, now=clock.now())
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, gettext("Thank you, that is kept. You can change it until the date is set."))
            return redirect("workshops:poll", poll.key)
    context = {
        "poll": poll,
        "words": in_language(poll.texts.all(), language()),
        "form": form,
        "error": error.message if error else "",
        "is_open": poll.state == PollState.OPEN,
        "decides": bool(may_decide(request.user, poll)),
        "results": [(one, when(one, poll, person.time_zone, language())) for one in tallied],
    }
    return render(
        request, "workshops/poll.html", context, status=error.status if error else 400 if form.errors else 200
    )


@audience(Audience.SIGNED_IN)
@require_POST
def decide_poll(request: HttpRequest, key: UUID) -> HttpResponse:
    """``option``: the date; without one the poll is closed."""
    poll = found(key)
    refuse_unless(may_decide(request.user, poll))
    number = request.POST.get("option", "")
    option = option_of(poll, number)
    if number and option is None:
        raise Http404
    try:
        if option:
            session = polls.decide(poll=poll, option=option, now=clock.now())
            messages.success(request, gettext("The date is set, and those who agreed are registered."))
            return redirect("workshops:session", session.key)
        polls.close_poll(poll=poll)
    except DomainError as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, gettext("The poll is closed without a date."))
    return redirect("workshops:poll", poll.key)


def found(key: UUID) -> DatePoll:
    poll = poll_with_key(key)
    if poll is None:
        raise Http404
    return poll


def title_of(poll: DatePoll) -> str:
    return str(in_language(poll.texts.all(), language()).title)
