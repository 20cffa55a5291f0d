"""An assignment: its page, the work on it, and the files that only its author and its reviewers take down."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from courses.domain import submissions
from courses.domain.submissions import LONGEST_TEXT, MOST_FILES, Given
from courses.enums import SubmissionState, Verdict
from courses.models import AssignmentPage, LessonPage, Review, Submission
from courses.queries.assignments import (
    Assignment,
    RubricRow,
    assignment_by_key,
    assignment_from_pages,
    tries_of,
)
from courses.queries.outline import course_of_unit
from courses.queries.teaching import asked_of, files_visible_to
from courses.views.gate import gated, locks_for, refuse_hidden
from courses.views.pages import lesson_body, unit_context
from lms.accounts.queries import person_in
from lms.content.queries.pages import live_page_with_key
from lms.content.queries.published import number_for
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from lms.core.serving import serves


@dataclass(frozen=True)
class ShownRow:
    """A row of the rubric in one language, with what a reviewer said to it."""

    id: UUID
    title: str
    done_when: str
    language: str  # empty where it is the page's own
    verdict: str = ""
    words: str = ""

    @property
    def is_done(self) -> bool:
        return self.verdict == Verdict.DONE


@dataclass(frozen=True)
class ShownReview:
    reviewer: str
    given_at: Any
    words: str
    rows: list[ShownRow]


@dataclass(frozen=True)
class ShownTry:
    submission: Submission
    files: list[Any]
    reviews: list[ShownReview]

    @property
    def is_done(self) -> bool:
        return self.submission.state == SubmissionState.DONE

    @property
    def waits(self) -> bool:
        return self.submission.state == SubmissionState.HANDED_IN


def shown_row(row: RubricRow, language: str, verdict: str = "", words: str = "") -> ShownRow:
    shown = language if language in row.titles else next(iter(row.titles))
    other = "" if shown == language else shown
    return ShownRow(row.id, row.titles[shown], row.done_when[shown], other, verdict, words)


def shown_review(review: Review, assignment: Assignment, language: str) -> ShownReview:
    """Rows that left the rubric since are not shown: nobody could say any more what they asked."""
    said = {row.row_id: row for row in review.rows.all()}
    rows = [
        shown_row(row, language, said[row.id].verdict, said[row.id].words)
        for row in assignment.rubric
        if row.id in said
    ]
    return ShownReview(review.reviewer.chosen_name, review.given_at, review.words, rows)


def shown_try(submission: Submission, assignment: Assignment, language: str) -> ShownTry:
    reviews = [shown_review(review, assignment, language) for review in submission.reviews.all()]
    return ShownTry(submission, list(submission.files.all()), reviews)


@serves("courses.AssignmentPage")
@gated
def serve_assignment(request: HttpRequest, page: AssignmentPage) -> HttpResponse:
    return _assignment_page(request, page)


def _assignment_page(
    request: HttpRequest, page: AssignmentPage, *, error: DomainError | None = None, typed: Given | None = None
) -> HttpResponse:
    number, language = number_for(request), get_language() or ""
    context = unit_context(request, cast("LessonPage", page), number)
    assignment = assignment_by_key(number, page.translation_key) or assignment_from_pages([page])
    is_preview = getattr(request, "is_preview", False)
    context |= {
        "body": lesson_body(number, cast("LessonPage", page), is_preview=is_preview),
        "assignment": assignment,
        "rubric": [shown_row(row, language) for row in assignment.rubric],
        "most_files": MOST_FILES,
        "longest_text": LONGEST_TEXT,
        "error": error.message if error else "",
        "reader_zone": getattr(request.user, "time_zone", ""),
    }
    if request.user.is_authenticated:
        context |= _own_work(request, assignment, language, typed)
    return render(request, "courses/assignment.html", context, status=error.status if error else 200)


def _own_work(request: HttpRequest, assignment: Assignment, language: str, typed: Given | None) -> dict[str, Any]:
    person = person_in(request)
    tries = tries_of(person.pk, assignment.key)
    last = tries[0] if tries else None
    draft = last if last and last.state == SubmissionState.DRAFT else None
    decided = [shown_try(one, assignment, language) for one in tries if one is not draft]
    may_write = last is None or last.state in (SubmissionState.DRAFT, SubmissionState.AGAIN)
    begun = draft or last  # a next try begins with what the last one held
    return {
        "try_number": last.number + (last.state == SubmissionState.AGAIN) if last else 1,
        "draft": draft,
        "text": typed.text if typed and typed.text is not None else begun.text if begun else "",
        "link": typed.link if typed and typed.link is not None else begun.link if begun else "",
        "files": list(begun.files.all()) if begun else [],
        "may_write": may_write,
        "latest": decided[0] if decided else None,
        "earlier": decided[1:],
        "asked": [one for one in asked_of(person) if one.submission.unit_key == assignment.key],
        "language_form": "work" if may_write else "",
    }


@audience(Audience.SIGNED_IN)
@require_POST
def work(request: HttpRequest, unit_key: UUID) -> HttpResponse:
    """Saves what was written, then does what the button said: hand in, go to the other language, or stay."""
    number, language = number_for(request), get_language() or ""
    course = course_of_unit(number, unit_key)
    page = live_page_with_key(number, unit_key, language) if course else None
    if course is None or not isinstance(page, AssignmentPage):
        raise Http404
    refuse_hidden(request, course)
    unit, now = course.units[course.position(unit_key)], clock.now()
    if locks_for(request, course, unit, now):
        return redirect(page.path_on_site)
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    given = _given_in(request)
    act = submissions.hand_in if "hand_in" in request.POST and not wants_json else submissions.save_draft
    try:
        act(
            person=person_in(request),
            unit_key=unit_key,
            number=_number_in(request),
            given=given,
            language=language,
            now=now,
        )
    except DomainError as error:
        if wants_json:
            return JsonResponse({"error": str(error.message)}, status=error.status)
        return _assignment_page(request, page, error=error, typed=given)
    if wants_json:
        return JsonResponse({"saved_at": now.isoformat()})
    return _after(request, unit.paths, language)


def _after(request: HttpRequest, paths: dict[str, str], language: str) -> HttpResponse:
    if request.POST.get("switch") in paths:
        return redirect(paths[request.POST["switch"]])
    if "hand_in" in request.POST:
        messages.success(request, gettext("Handed in. You get a mail when it has been reviewed."))
    else:
        messages.success(request, gettext("Your work is saved. Nobody sees it before you hand it in."))
    return redirect(paths.get(language) or next(iter(paths.values())))


def _number_in(request: HttpRequest) -> int:
    """The try that the form was made for; anything else is one that nobody has."""
    raw = request.POST.get("number", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 5 else 0


def _given_in(request: HttpRequest) -> Given:
    taken_away = [int(raw) for raw in request.POST.getlist("take_away") if raw.isascii() and raw.isdigit()]
    return Given(
        text=request.POST.get("text"),
        link=request.POST.get("link"),
        files=request.FILES.getlist("files"),
        taken_away=[pk for pk in taken_away if pk < 2**62],
    )


@audience(Audience.SIGNED_IN)
@require_safe
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a work, always as a download that a browser may neither guess at nor run."""
    kept = get_object_or_404(files_visible_to(person_in(request), number_for(request)), pk=pk)
    try:
        content = kept.file.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=kept.name, content_type="application/octet-stream")
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]
