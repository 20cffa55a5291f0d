"""The desk of whoever teaches, and the form of a review, which participants have too where they review each other."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from courses.domain import requests, reviewing
from courses.domain.reviewing import Said
from courses.enums import ReviewState, SubmissionState
from courses.errors import FeedbackMissing
from courses.models import JoinRequest, Submission
from courses.queries.assignments import assignment_by_key, tries_of
from courses.queries.outline import Course, Place, course_of_unit
from courses.queries.teaching import (
    asked_of,
    courses_taught_by,
    requests_for,
    reviewable_by,
    waiting_answers,
    waiting_work,
)
from courses.views.assignments import shown_row, shown_try
from lms.accounts.models import Person
from lms.accounts.queries import person_in
from lms.content.queries.published import number_for
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience

ON_A_PAGE = 50


@audience(Audience.SIGNED_IN)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What needs a decision, the oldest first. For somebody who teaches nothing: what they were asked to review."""
    person, number, language = person_in(request), number_for(request), get_language() or ""
    taught = courses_taught_by(person, number)
    asked = list(asked_of(person))
    if not taught and not asked:
        raise Http404
    work = Paginator(waiting_work(taught).exclude(person=person), ON_A_PAGE).get_page(request.GET.get("page"))
    answers = waiting_answers(taught).exclude(person=person)
    shown = list(answers[: ON_A_PAGE + 1])
    more = answers.count() - ON_A_PAGE if len(shown) > ON_A_PAGE else 0
    titles = {course.key: course.in_language(language) for course in taught}
    context = {
        "teaches": bool(taught),
        "work": work,
        "rows": [_row(number, one, language) for one in work],
        "answers": [{"attempt": one, "unit": _place(number, one.unit_key, language)} for one in shown[:ON_A_PAGE]],
        "more_answers": more,
        "asked": [_row(number, one.submission, language) for one in asked],
        "requests": [{"request": one, "course": titles[one.course_key]} for one in requests_for(taught)],
        "reader_zone": person.time_zone,
        "now": clock.now(),
    }
    return render(request, "courses/desk.html", context)


def _row(number: int, submission: Submission, language: str) -> dict[str, Any]:
    return {"submission": submission, "unit": _place(number, submission.unit_key, language)}


def _place(number: int, unit_key: UUID, language: str) -> Place | None:
    course = course_of_unit(number, unit_key)
    return course.units[course.position(unit_key)].in_language(language) if course else None


@audience(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    person, number = person_in(request), number_for(request)
    submission = get_object_or_404(reviewable_by(person, number).prefetch_related("files"), pk=pk)
    if request.method != "POST":
        return _review_page(request, person, submission)
    said = said_in(request)
    words = request.POST.get("words", "")
    try:
        submission = reviewing.give_review(
            submission_id=submission.pk, reviewer=person, rows=said, words=words, now=clock.now()
        )
    except DomainError as error:
        return _review_page(request, person, submission, error=error, said=said, words=words)
    if submission.state == SubmissionState.HANDED_IN:
        messages.success(request, gettext("Thank you. Your review is kept and counts with those of the others."))
    else:
        messages.success(request, gettext("The review is sent. Its author gets a mail."))
    if courses_taught_by(person, number) or asked_of(person).exists():
        return redirect("courses:desk")
    return redirect("portal:my")


def said_in(request: HttpRequest) -> dict[UUID, Said]:
    said = {}
    for raw in request.POST.getlist("row")[:50]:
        try:
            row_id = UUID(raw)
        except ValueError:
            continue
        said[row_id] = Said(request.POST.get(f"verdict-{raw}", ""), request.POST.get(f"words-{raw}", ""))
    return said


def _review_page(
    request: HttpRequest,
    person: Person,
    submission: Submission,
    *,
    error: DomainError | None = None,
    said: dict[UUID, Said] | None = None,
    words: str = "",
) -> HttpResponse:
    number, language = number_for(request), get_language() or ""
    assignment = assignment_by_key(number, submission.unit_key)
    course: Course | None = course_of_unit(number, submission.unit_key)
    if assignment is None or course is None:
        raise Http404
    given = submission.reviews.filter(state=ReviewState.GIVEN).select_related("reviewer").prefetch_related("rows")
    mine = given.filter(reviewer=person).exists()
    is_open = submission.state == SubmissionState.HANDED_IN and not mine
    said = said or {}
    rows = [
        shown_row(row, language, said[row.id].verdict, said[row.id].words)
        if row.id in said
        else shown_row(row, language)
        for row in assignment.rubric
    ]
    before = [one for one in tries_of(submission.person_id, submission.unit_key) if one.number < submission.number]
    context = {
        "submission": submission,
        "files": list(submission.files.all()),
        "unit": course.units[course.position(submission.unit_key)].in_language(language),
        "rows": rows,
        "words": words,
        "is_open": is_open,
        "show_missing": isinstance(error, FeedbackMissing),
        "error": error.message if error else "",
        "earlier": [shown_try(one, assignment, language) for one in before],
        "reader_zone": person.time_zone,
    }
    return render(request, "courses/review.html", context, status=error.status if error else 200)


@audience(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or decline, with words that reach whoever asked."""
    person, number, language = person_in(request), number_for(request), get_language() or ""
    taught = courses_taught_by(person, number)
    asked: JoinRequest = get_object_or_404(requests_for(taught), pk=pk)
    error: DomainError | None = None
    if request.method == "POST":
        decide = {"approve": requests.approve, "decline": requests.decline}.get(request.POST.get("decision", ""))
        if decide is None:
            raise Http404
        try:
            decide(request_id=asked.pk, by=person, words=request.POST.get("words", ""), now=clock.now())
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, gettext("Answered. They get a mail with your words."))
            return redirect("courses:desk")
    course = next(one for one in taught if one.key == asked.course_key)
    context = {
        "asked": asked,
        "course": course.in_language(language),
        "words": request.POST.get("words", ""),
        "error": error.message if error else "",
        "reader_zone": person.time_zone,
    }
    return render(request, "courses/join_request.html", context, status=error.status if error else 200)
