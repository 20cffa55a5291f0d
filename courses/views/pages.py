"""What the course pages show. Registered as servers of their page types; also used by Wagtail's preview."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from courses.domain.guests import done_as_guest
from courses.domain.learning import open_unit
from courses.enums import RuleKind
from courses.forms import CatalogueFilter
from courses.models import CourseIndexPage, CoursePage, LessonPage, QuestionBankPage, QuizPage
from courses.queries.dates import due_dates
from courses.queries.drafts import draft_units
from courses.queries.lessons import both_sides, lesson_rows
from courses.queries.outline import Course, Place, Unit, catalogue, course_by_key, course_of_unit
from courses.queries.progress import Progress
from courses.queries.quizzes import last_attempt, quiz_by_key, quiz_from_pages
from courses.queries.teaching import visible_to
from courses.views.cards import course_card
from courses.views.gate import gated, progress_for, refuse_hidden
from courses.views.quiz_form import quiz_context
from courses.views.steps import outline_steps
from lms.accounts.queries import person_in
from lms.content.queries.notices import notices_on
from lms.content.queries.published import number_for, remember
from lms.content.views.pages import page_language_links
from lms.core import clock
from lms.core.serving import serves


@serves("courses.CourseIndexPage")
def serve_catalogue(request: HttpRequest, page: CourseIndexPage) -> HttpResponse:
    courses = visible_to(request.user, catalogue(number_for(request)))
    wanted = CatalogueFilter(request.GET)
    shown = [course for course in courses if wanted.admits(course)]
    language = get_language()
    context = {
        "page": page,
        "form": wanted,
        "courses": [course_card(course, language) for course in shown],
        "is_filtered": wanted.is_filtered,
        "language_links": page_language_links(request, page),
    }
    return render(request, "courses/index.html", context)


@serves("courses.CoursePage")
def serve_course(request: HttpRequest, page: CoursePage) -> HttpResponse:
    number = number_for(request)
    course = course_by_key(number, page.translation_key) or _unpublished_course(page)
    refuse_hidden(request, course)
    progress = progress_for(request, course)
    language = get_language()
    dates = due_dates(request.user, [progress]) if progress.is_enrolled else {}
    context = {
        "page": page,
        "course": course,
        "due": dates.get(course.key),
        "has_dates": bool(dates) and not progress.completed_at,
        "card": course_card(course, language) if course.paths else None,
        "progress": progress,
        "steps": outline_steps(progress, language, dates=dates),
        "next_unit": progress.current,
        "language_links": page_language_links(request, page),
        "outcomes": list(page.outcomes[0].value) if page.outcomes else [],
        "drift": notices_on(number, page).all_in_one,
    }
    response = render(request, "courses/course.html", context)
    if any(unit.terms.opens_at and unit.terms.opens_at > clock.now() for unit in course.units):
        add_never_cache_headers(response)  # what it says of a date is true until then
    return response


def _unpublished_course(page: CoursePage) -> Course:
    language = page.locale.language_code
    return Course(
        key=page.translation_key,
        titles={language: page.title},
        paths={language: page.path_on_site},
        summaries={language: page.summary},
        level=page.level,
        topic=page.topic,
        original_language=page.original_language,
        units=tuple(draft_units(page)),
    )


@serves("courses.LessonPage")
@gated
def serve_lesson(request: HttpRequest, page: LessonPage) -> HttpResponse:
    number = number_for(request)
    wants_both = request.GET.get("view") == "both"
    context = unit_context(request, page, number)
    context |= {
        "wants_both": wants_both,
        "one_language_href": request.path if wants_both else "",
        "both_languages_href": f"{request.path}?view=both" if context["is_in_both"] and not wants_both else "",
        "done_href": ""
        if context["is_done"] or not _is_read_by_hand(context)
        else _done_href(get_language(), page.translation_key),
    }
    if wants_both:
        context["sides"] = both_sides(number, page)
    else:
        context["body"] = lesson_body(number, page, is_preview=getattr(request, "is_preview", False))
    return render(request, "courses/lesson.html", context)


def _is_read_by_hand(context: dict[str, Any]) -> bool:
    """Whether there is something to say *done* to: not where a lesson is finished by being there alone."""
    unit: Unit | None = context.get("unit")
    return not context["is_done"] and (
        unit is None or any(rule.kind == RuleKind.READ for rule in unit.terms.rules(unit.kind))
    )


@lru_cache(maxsize=2000)
def _done_href(active: str | None, unit_key: UUID) -> str:
    """In the ``active`` language."""
    return reverse("courses:done", args=[unit_key])


def lesson_body(number: int, page: LessonPage, *, is_preview: bool) -> SafeString:
    """The blocks as one piece, which is all that a request has to put into its page. A preview is never remembered."""

    def draw() -> SafeString:
        rows = lesson_rows(number, page, is_preview=is_preview)
        return render_to_string("courses/_lesson_body.html", {"rows": rows, "language": page.locale.language_code})

    return draw() if is_preview else remember(number, ("lesson-body", page.pk), draw)


def unit_context(request: HttpRequest, page: LessonPage | QuizPage, number: int) -> dict[str, Any]:
    """Two queries for somebody signed in; one more, a write, when they come to a unit anew or in another language."""
    language = get_language()
    course = course_of_unit(number, page.translation_key)
    context: dict[str, Any] = {"page": page, "course": course, "language_links": page_language_links(request, page)}
    if isinstance(page, QuizPage):  # a lesson's are in its body
        context["drift"] = notices_on(number, page).all_in_one
    if course is None:  # a preview of something not published yet
        return context | {"course_link": None, "position": 0, "total": 0, "is_in_both": False, "is_done": False}
    progress = progress_for(request, course)
    position = course.position(page.translation_key)
    unit = course.units[position]
    context |= {
        "unit": unit,
        "progress": progress,
        "steps": outline_steps(progress, language, here=unit),
        "course_link": course.in_language(language),
        "position": position + 1,
        "total": len(course.units),
        "previous": _neighbour(course, position - 1, language),
        "following": _neighbour(course, position + 1, language),
        "is_done": is_done(request, progress, unit),
        "is_in_both": len(unit.paths) > 1,
    }
    remember_place(request, progress, unit, language)
    return context


def _neighbour(course: Course, position: int, language: str) -> Place | None:
    return course.units[position].in_language(language) if 0 <= position < len(course.units) else None


def is_done(request: HttpRequest, progress: Progress, unit: Unit) -> bool:
    if request.user.is_authenticated:
        return progress.is_done(unit)
    return unit.key in done_as_guest(request.session)


def remember_place(request: HttpRequest, progress: Progress, unit: Unit, language: str) -> None:
    """Where an enrolled person is, for *go on where you were*. Reading alone enrols nobody."""
    if not progress.is_enrolled or getattr(request, "is_preview", False):
        return
    known = progress.by_unit.get(unit.key)
    is_latest = known and all(known.opened_at >= other.opened_at for other in progress.by_unit.values())
    if not (known and is_latest and known.language == language):
        open_unit(person=person_in(request), unit_key=unit.key, language=language, now=clock.now())


@serves("courses.QuizPage")
@gated
def serve_quiz(request: HttpRequest, page: QuizPage) -> HttpResponse:
    number = number_for(request)
    context = unit_context(request, page, number)
    quiz = quiz_by_key(number, page.translation_key) or quiz_from_pages([page])
    attempt = last_attempt(request.user.pk, quiz.key) if request.user.is_authenticated else None
    drawn_for = None if getattr(request, "is_preview", False) else number
    reader = request.user.pk or 0
    context |= quiz_context(quiz, attempt, get_language(), number=drawn_for, reader=reader, now=clock.now())
    is_asking = request.user.is_authenticated and not context["is_result"] and not context["is_closed"]
    context["language_form"] = "quiz" if is_asking else ""
    return render(request, "courses/quiz.html", context)


@serves("courses.QuestionBankPage")
def serve_bank(request: HttpRequest, page: QuestionBankPage) -> HttpResponse:
    """For whoever may edit it. To everybody else it is not there: they meet its questions in quizzes."""
    if not getattr(request, "is_preview", False):
        permissions: Any = page.permissions_for_user(request.user)
        if not (request.user.is_authenticated and permissions.can_edit()):
            raise Http404
    questions = [
        {
            "prompt": child.value["prompt"],
            "kind": child.block.label,
            "tags": [tag.strip() for tag in (child.value["tags"] or "").split(",") if tag.strip()],
        }
        for child in page.questions
    ]
    context = {"page": page, "questions": questions, "language_links": page_language_links(request, page)}
    response = render(request, "courses/bank.html", context)
    add_never_cache_headers(response)
    return response
