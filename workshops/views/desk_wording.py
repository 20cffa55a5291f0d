"""The trainer's desk: what a series says, and what one session says beside it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain.changing import may_be_changed
from workshops.domain.wording import change_words, say_of_session
from workshops.enums import Frequency
from workshops.forms.changing import ThemeForm, WordsForm
from workshops.queries import desk as queries
from workshops.queries.sessions import said
from workshops.views.desk_gate import series_on_desk, session_on_desk
from workshops.views.public import language


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def series_words(request: HttpRequest, key: UUID) -> HttpResponse:
    series = series_on_desk(request, key)
    form = WordsForm(request.POST or None, series=series)
    if request.method == "POST" and form.is_valid():
        try:
            change_words(series=series, words=form.words, now=clock.now())
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            log(series, "workshops.change_words", user=request.user, data={})
            messages.success(request, gettext("These are its words from now on, on every page and in every calendar."))
            return redirect("workshops_desk:series", series.key)
    context = {"title": queries.title_of(series), "form": form, "back": ("workshops_desk:series", series.key)}
    return render(request, "workshops/desk/change_words.html", context, status=400 if form.errors else 200)


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def session_words(request: HttpRequest, key: UUID) -> HttpResponse:
    session, now = session_on_desk(request, key), clock.now()
    context: dict[str, Any] = {
        "session": session,
        "title": said(session, language()).title,
        "back": ("workshops_desk:session", session.key),
    }
    if not may_be_changed(session, now):
        status = 409 if request.method == "POST" else 200
        return render(request, "workshops/desk/change_not.html", context, status=status)
    repeats = session.series.rule.get("frequency", Frequency.ONCE) != Frequency.ONCE
    form = ThemeForm(request.POST or None, session=session, is_one_of_several=repeats)
    if request.method == "POST" and form.is_valid():
        try:
            following = form.cleaned_data.get("and_following", False)
            say_of_session(session=session, said=form.said, now=now, and_following=following)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            log(session, "workshops.change_words", user=request.user, data={})
            messages.success(request, gettext("This is what it says from now on."))
            return redirect("workshops_desk:session", session.key)
    context["form"] = form
    return render(request, "workshops/desk/change_words.html", context, status=400 if form.errors else 200)
