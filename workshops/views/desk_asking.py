"""The trainer's desk: what is asked of everybody who registers for a series, and who stands first in line."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.log_actions import log

from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain.priorities import save_priority
from workshops.domain.questions import is_answered, move_question, remove_question, save_question
from workshops.forms.asking import PriorityForm, QuestionForm
from workshops.models import Question, Series, SeriesPriority
from workshops.queries import desk as queries
from workshops.queries.questions import ever_asked
from workshops.queries.sessions import in_language
from workshops.views.desk_gate import series_on_desk
from workshops.views.public import language


@audience(Audience.STAFF)
@require_safe
def asking(request: HttpRequest, key: UUID) -> HttpResponse:
    series = series_on_desk(request, key)
    rows = {row.pk: row for row in series.questions.all()}
    first = series.priorities.order_by("until", "pk").prefetch_related("texts", "people")
    context = {
        "series": series,
        "title": queries.title_of(series),
        "questions": [{"row": rows[one.pk], "asked": one} for one in ever_asked(series, language())],
        "priorities": [{"row": row, "text": in_language(row.texts.all(), language())} for row in first],
    }
    return render(request, "workshops/desk/asking.html", context)


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, key: UUID, pk: int | None = None) -> HttpResponse:
    """A new one, or one that is there."""
    series = series_on_desk(request, key)
    row = get_object_or_404(Question, series=series, pk=pk) if pk else None
    form = QuestionForm(request.POST or None, initial=QuestionForm.initial_of(row) if row else {})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            kept = save_question(
                series=series,
                question=row,
                wordings=form.wordings,
                is_required=given["is_required"],
                is_asked=given["is_asked"],
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            log(series, "workshops.save_question", user=request.user, data={"question": kept.pk})
            messages.success(request, gettext("The question is kept."))
            return redirect("workshops_desk:asking", series.key)
    context = {"row": row, "is_answered": bool(row and is_answered(row))}
    return _form(request, series, form, "question", **context)


def _form(request: HttpRequest, series: Series, form: Any, template: str, **context: Any) -> HttpResponse:
    context |= {"series": series, "title": queries.title_of(series), "form": form}
    return render(request, f"workshops/desk/asking_{template}.html", context, status=400 if form.errors else 200)


@audience(Audience.STAFF)
@require_POST
def order_question(request: HttpRequest, key: UUID, pk: int) -> HttpResponse:
    """Up, down, or away."""
    series = series_on_desk(request, key)
    row, act = get_object_or_404(Question, series=series, pk=pk), request.POST.get("do")
    try:
        if act == "remove":
            remove_question(question=row)
            log(series, "workshops.remove_question", user=request.user, data={"question": pk})
            messages.success(request, gettext("The question is gone."))
        elif act in ("up", "down"):
            move_question(question=row, up=act == "up")
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect("workshops_desk:asking", series.key)


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def priority(request: HttpRequest, key: UUID, pk: int | None = None) -> HttpResponse:
    """A new one, or one that is there."""
    series = series_on_desk(request, key)
    row = get_object_or_404(SeriesPriority, series=series, pk=pk) if pk else None
    form = PriorityForm(request.POST or None, initial=PriorityForm.initial_of(row) if row else {})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            kept = save_priority(
                series=series,
                priority=row,
                labels=form.labels,
                until=given["until"],
                joined_since=given["joined_since"],
                people=given["addresses"],
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            log(series, "workshops.save_priority", user=request.user, data={"priority": kept.pk})
            messages.success(request, gettext("It is kept, and everybody reads it on the page of each session."))
            return redirect("workshops_desk:asking", series.key)
    return _form(request, series, form, "priority", row=row)


@audience(Audience.STAFF)
@require_POST
def remove_priority(request: HttpRequest, key: UUID, pk: int) -> HttpResponse:
    series = series_on_desk(request, key)
    get_object_or_404(SeriesPriority, series=series, pk=pk).delete()
    log(series, "workshops.remove_priority", user=request.user, data={"priority": pk})
    messages.success(request, gettext("Nobody stands first by it any more. Everybody keeps their place."))
    return redirect("workshops_desk:asking", series.key)
