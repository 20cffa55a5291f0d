"""What a learner does: enrol, go on, mark done, answer. Each is a form that works without scripts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from courses.domain import learning, quizzes
from courses.domain.guests import complete_as_guest
from courses.domain.quizzes import Given
from courses.enums import AttemptState
from courses.errors import AnsweredElsewhere, AskFirst, NothingAnswered, UnitLocked
from courses.queries.outline import Course, Unit, course_by_key, course_of_unit
from courses.queries.progress import progress_in
from courses.queries.quizzes import answer_mark, last_attempt, quiz_by_key
from courses.views.gate import locks_for, refuse_hidden
from courses.views.pages import unit_context
from courses.views.quiz_form import drawn_in_form, form_name, given_in, quiz_context
from lms.accounts.queries import person_in
from lms.content.queries.pages import live_page_with_key
from lms.content.queries.published import number_for
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.origin import comes_from_here
from lms.core.policy import Audience, audience


def _course(request: HttpRequest, key: UUID) -> Course:
    course = course_by_key(number_for(request), key)
    if course is None:
        raise Http404
    refuse_hidden(request, course)
    return course


def _unit(request: HttpRequest, key: UUID, *, even_if_closed: bool = False) -> tuple[Course, Unit]:
    course = course_of_unit(number_for(request), key)
    if course is None:
        raise Http404
    refuse_hidden(request, course)
    unit = course.units[course.position(key)]
    if not even_if_closed and locks_for(request, course, unit, clock.now()):
        raise PermissionDenied
    return course, unit


@audience(Audience.SIGNED_IN)
@require_POST
def enrol(request: HttpRequest, course_key: UUID) -> HttpResponse:
    course = _course(request, course_key)
    try:
        learning.enrol(person=person_in(request), course_key=course.key, now=clock.now())
    except AskFirst:
        return redirect("courses:ask", course.key)
    request.__dict__.pop("course_progress", None)  # it has just changed
    return _go_on(request, course)


@audience(Audience.SIGNED_IN)
@require_GET
def go_on(request: HttpRequest, course_key: UUID) -> HttpResponse:
    return _go_on(request, _course(request, course_key))


def _go_on(request: HttpRequest, course: Course) -> HttpResponse:
    """To the unit where the person was, in the language in which they last read that unit."""
    progress = progress_in(request.user, course)
    unit = progress.current
    if unit is None:
        return redirect(course.in_language(get_language())[2])
    return redirect(unit.in_language(progress.language_of(unit, get_language()))[2])


@csrf_exempt
@audience(Audience.EVERYBODY)
@require_POST
def mark_done(request: HttpRequest, unit_key: UUID) -> HttpResponse:
    """For somebody signed in, their record. For a guest, a note in their own session: the page that they read is the
    same for all strangers and holds no token, so a guest's post is only asked to come from this site."""
    if request.user.is_authenticated:
        return _mark_done(request, unit_key)
    if not comes_from_here(request):
        raise PermissionDenied
    course, unit = _unit(request, unit_key, even_if_closed=True)
    if unit.kind != "lesson":
        raise Http404
    if locks_for(request, course, unit, clock.now()):
        return redirect(unit.in_language(get_language())[2])
    complete_as_guest(session=request.session, unit_key=unit.key, language=get_language(), now=clock.now())
    return _after(request, course, unit)


@csrf_protect
def _mark_done(request: HttpRequest, unit_key: UUID) -> HttpResponse:
    course, unit = _unit(request, unit_key, even_if_closed=True)
    if unit.kind != "lesson":
        raise Http404
    now = clock.now()
    before = progress_in(request.user, course).completed_at
    try:
        completion = learning.complete_unit(
            person=person_in(request), unit_key=unit.key, language=get_language(), happened_at=now, now=now
        )
    except UnitLocked:
        return redirect(unit.in_language(get_language())[2])
    if completion and before is None:
        return redirect(course.in_language(get_language())[2])
    return _after(request, course, unit)


def _after(request: HttpRequest, course: Course, unit: Unit) -> HttpResponse:
    position = course.position(unit.key) + 1
    if position < len(course.units):
        return redirect(course.units[position].in_language(get_language())[2])
    return redirect(course.in_language(get_language())[2])


@audience(Audience.SIGNED_IN)
@require_POST
def answer_quiz(request: HttpRequest, unit_key: UUID) -> HttpResponse:
    """Saves what was answered, then does what the button said: hand in, go to the other language, or stay."""
    _, unit = _unit(request, unit_key)
    language, now = get_language(), clock.now()
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    sheet: dict[str, Any] = {"language": language, "now": now, "form": form_name(request)}
    act = quizzes.hand_in if "hand_in" in request.POST and not wants_json else quizzes.save_answers
    number = 0
    given: list[Given] = []
    try:
        number, given = given_in(request)
        sheet["drawn"] = drawn_in_form(request, unit.key, number)
        act(person=person_in(request), unit_key=unit.key, number=number, given=given, **sheet)
    except NothingAnswered as error:
        return _quiz_page(request, unit, error, show_missing=True)
    except DomainError as error:
        if wants_json:
            return _told(error, given)
        return _quiz_page(request, unit, error, typed=given, posted=number, drawn=sheet.get("drawn"))
    if wants_json:
        return JsonResponse({"saved_at": now.isoformat(), "was": _marks(given)})
    if request.POST.get("switch") in unit.paths:
        return redirect(unit.paths[request.POST["switch"]])
    if "hand_in" not in request.POST:
        messages.success(
            request, gettext("Your answers are saved. You can go on whenever you like, in either language.")
        )
    return redirect(unit.in_language(language)[2])


def _told(error: DomainError, given: list[Given]) -> JsonResponse:
    """For the script: why not. Where only some answers were given elsewhere, the marks of those that were saved."""
    told: dict[str, Any] = {"error": str(error.message)}
    if isinstance(error, AnsweredElsewhere):
        saved = [one for one in given if one.question_id not in error.question_ids]
        told |= {"elsewhere": True, "was": _marks(saved)}
    return JsonResponse(told, status=error.status)


def _marks(given: list[Given]) -> dict[str, str]:
    """As they are kept."""
    return {str(one.question_id): answer_mark(one.chosen, one.clean_text) for one in given}


def _quiz_page(
    request: HttpRequest, unit: Unit, error: DomainError | None = None, *, posted: int = 0, **options: Any
) -> HttpResponse:
    """The quiz with a message. What was stored before stays; what was posted wrongly is shown again but not stored, also
    where ``posted``, the number of its attempt, is one that does not exist yet."""
    number, language = number_for(request), get_language()
    page = live_page_with_key(number, unit.key, language)
    quiz = quiz_by_key(number, unit.key)
    if page is None or quiz is None:
        raise Http404
    attempt = last_attempt(person_in(request).pk, unit.key)
    if attempt and attempt.state == AttemptState.AGAIN and posted == attempt.number + 1:
        options["start_again"] = True
    if isinstance(error, AnsweredElsewhere):
        options["elsewhere"] = frozenset(error.question_ids)
    options |= {"now": clock.now(), "reader": request.user.pk, "number": number}
    context = unit_context(request, page, number) | quiz_context(quiz, attempt, language, **options)
    context["error"] = error.message if error else ""
    context["language_form"] = "" if context["is_result"] or context["is_closed"] else "quiz"
    return render(request, "courses/quiz.html", context, status=error.status if error else 200)


@audience(Audience.SIGNED_IN)
@require_GET
def quiz_again(request: HttpRequest, unit_key: UUID) -> HttpResponse:
    """An empty form after an attempt that did not pass. Nothing is stored until something is answered."""
    _, unit = _unit(request, unit_key)
    attempt = last_attempt(person_in(request).pk, unit.key)
    if attempt is None or attempt.state != AttemptState.AGAIN:
        return redirect(unit.in_language(get_language())[2])
    try:
        quizzes.check_retry(attempt=attempt, now=clock.now())
    except DomainError:  # the page of the result says why and until when
        return redirect(unit.in_language(get_language())[2])
    return _quiz_page(request, unit, start_again=True)
