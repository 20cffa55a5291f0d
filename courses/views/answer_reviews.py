"""The form in which whoever teaches reads the open answers of a quiz."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from courses.domain.answer_reviews import give_answer_review
from courses.domain.reviewing import Said
from courses.enums import AttemptState
from courses.errors import FeedbackMissing
from courses.models import QuizAttempt, ReviewedAnswer
from courses.queries.draws import with_drawn
from courses.queries.outline import course_of_unit
from courses.queries.quizzes import Question, quiz_by_key
from courses.queries.teaching import answers_reviewable_by, reviews_in
from courses.views.reviewing import said_in
from lms.accounts.queries import person_in
from lms.content.queries.published import number_for
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience


@audience(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def review_answers(request: HttpRequest, pk: int) -> HttpResponse:
    person, number = person_in(request), number_for(request)
    attempt: QuizAttempt = get_object_or_404(answers_reviewable_by(person, number), pk=pk)
    if request.method != "POST":
        return _page(request, attempt)
    said = said_in(request)
    try:
        give_answer_review(attempt_id=attempt.pk, reviewer=person, rows=said, now=clock.now())
    except DomainError as error:
        attempt.refresh_from_db()
        return _page(request, attempt, error=error, said=said)
    messages.success(request, gettext("The review is sent. Its author gets a mail."))
    return redirect("courses:desk")


def _page(
    request: HttpRequest,
    attempt: QuizAttempt,
    *,
    error: DomainError | None = None,
    said: dict[UUID, Said] | None = None,
) -> HttpResponse:
    number, language = number_for(request), get_language() or ""
    course, quiz = course_of_unit(number, attempt.unit_key), quiz_by_key(number, attempt.unit_key)
    if course is None or quiz is None:
        raise Http404
    asked = {question.id: question for question in with_drawn(quiz, attempt.drawn).questions}
    rows = [_row(one, asked.get(one.answer.question_id), language, said or {}) for one in reviews_in(attempt)]
    context = {
        "attempt": attempt,
        "unit": course.units[course.position(attempt.unit_key)].in_language(language),
        "waiting": [row for row in rows if not row["review"].verdict],
        "decided": [row for row in rows if row["review"].verdict],
        "is_open": attempt.state == AttemptState.WAITING,
        "show_missing": isinstance(error, FeedbackMissing),
        "error": error.message if error else "",
        "reader_zone": person_in(request).time_zone,
    }
    return render(request, "courses/review_answers.html", context, status=error.status if error else 200)


def _row(review: ReviewedAnswer, question: Question | None, language: str, said: dict[UUID, Said]) -> dict[str, Any]:
    """``question`` is None where it was taken out of the quiz or its bank since: the answer can still be decided."""
    texts = question.prompts if question else {}
    shown = language if language in texts else next(iter(texts), language)
    typed = said.get(review.answer.question_id, Said(""))
    return {
        "review": review,
        "id": review.answer.question_id,
        "prompt": texts.get(shown, ""),
        "feedback": question.feedback.get(shown, "") if question else "",
        "language": "" if shown == language else shown,
        "verdict": typed.verdict,
        "words": typed.words,
    }
