"""Questions and answers under a unit: the list, one thread, and what can be done with a post. Forms, no scripts."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.domain import talk
from courses.enums import InLanguages
from courses.forms import PostForm
from courses.models import Post
from courses.queries import talk as queries
from courses.queries.outline import Course, Unit, course_of_unit
from courses.rules.talk import may_hide, may_mark, may_write
from courses.views.gate import refuse_outsiders
from lms.accounts.queries import person_in
from lms.content.queries.pages import is_restricted, live_page_with_key
from lms.content.queries.published import number_for
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, Denied, audience

A_PAGE = 20


def readable_unit(request: HttpRequest, unit_key: UUID) -> tuple[Course, Unit]:
    """404 where there is no such unit, or none that an editor shows to this person."""
    number = number_for(request)
    course = course_of_unit(number, unit_key)
    page = live_page_with_key(number, unit_key, get_language() or "en")
    if course is None or page is None:
        raise Http404
    if is_restricted(number, page) and not all(one.accept_request(request) for one in page.get_view_restrictions()):
        raise Http404
    refuse_outsiders(request, course)
    return course, course.units[course.position(unit_key)]


@audience(Audience.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, unit_key: UUID) -> HttpResponse:
    course, unit = readable_unit(request, unit_key)
    person, form = person_in(request), _form(request)
    status = 200
    if request.method == "POST":
        try:
            post = talk.ask(person=person, unit_key=unit_key, **_written(form), now=clock.now())
        except DomainError as error:
            form.add_error("text", error.message)
            status = error.status
        else:
            messages.success(request, _("Your question is here now. You get a mail when somebody answers."))
            return redirect("courses:question", post.pk)
    reads = queries.choices_of(person).reads
    found = queries.questions_of(person, unit_key, reads)
    context = _around(request, course, unit) | {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "reads": reads,
        "reads_label": InLanguages(reads).label,
        "is_choosy": reads != InLanguages.BOTH,
        "form": form,
    }
    return render(request, "courses/talk/questions.html", context, status=status)


@audience(Audience.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question: int) -> HttpResponse:
    person = person_in(request)
    found = queries.thread(person, question)
    if found is None:
        raise Http404
    course, unit = readable_unit(request, found.unit_key)
    form, status = _form(request), 200
    if request.method == "POST":
        try:
            talk.answer(person=person, question=found, **_written(form), now=clock.now())
        except DomainError as error:
            form.add_error("text", error.message)
            status = error.status
        else:
            messages.success(request, _("Your answer is here now. Thank you."))
            return redirect("courses:question", question)
    context = _around(request, course, unit) | {
        "question": found,
        "answers": found.seen_answers,  # type: ignore[attr-defined]
        "form": form,
        "marks": bool(may_mark(person, found)),
        "hides": bool(may_hide(person)),
    }
    return render(request, "courses/talk/question.html", context, status=status)


def _form(request: HttpRequest) -> PostForm:
    return PostForm(request.POST or None, initial={"language": get_language()}, auto_id="post_%s")


def _written(form: PostForm) -> dict[str, str]:
    """As it was typed: the domain says what is wrong with it."""
    return {"text": form.data.get("text", ""), "language": form.data.get("language", "")}


def _around(request: HttpRequest, course: Course, unit: Unit) -> dict[str, Any]:
    language = get_language() or "en"
    writes = may_write(request.user, is_enrolled=queries.is_enrolled(request.user, course.key))
    return {
        "course": course,
        "course_link": course.in_language(language),
        "unit": unit,
        "unit_link": unit.in_language(language),
        "writes": bool(writes),
        "why_not": writes.reason if isinstance(writes, Denied) else "",
        "reader": request.user,
    }


# --- What is done with a post -----------------------------------------------------------------------------------------


def _mark(request: HttpRequest, post: Post) -> str:
    marked = talk.mark_answer(person=person_in(request), post=post, now=clock.now())
    return _("Marked as the answer.") if marked.solution_id else _("The mark is taken back.")


def _report(request: HttpRequest, post: Post) -> str:
    talk.report_post(person=person_in(request), post=post, why=request.POST.get("why", ""), now=clock.now())
    return _("Thank you. Staff will look at it. Nobody else is told that you reported it.")


def _hide(request: HttpRequest, post: Post) -> str:
    talk.hide_post(person=person_in(request), post=post, why=request.POST.get("why", ""), now=clock.now())
    return _("Hidden. Who wrote it still sees it, with your reason.")


def _leave(request: HttpRequest, post: Post) -> str:
    talk.leave_post(person=person_in(request), post=post, now=clock.now())
    return _("It stands. What was reported about it is settled.")


def _mute(request: HttpRequest, post: Post) -> str:
    talk.mute_author(person=person_in(request), post=post, now=clock.now())
    return _("You no longer see what they write. They are not told. You can take it back under your choices.")


ACTS: dict[str, Callable[[HttpRequest, Post], str]] = {
    "mark": _mark,
    "report": _report,
    "hide": _hide,
    "leave": _leave,
    "mute": _mute,
}


@audience(Audience.SIGNED_IN)
@require_POST
def act(request: HttpRequest, post: int, act: str) -> HttpResponse:
    found = queries.visible_to(request.user).filter(pk=post).first()
    if found is None or act not in ACTS:
        raise Http404
    unit_key = found.unit_key
    readable_unit(request, unit_key)
    try:
        messages.success(request, ACTS[act](request, found))
    except DomainError as error:
        messages.error(request, error.message)
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect(back)
    thread = queries.thread(request.user, found.question_id or found.pk)
    return redirect("courses:question", thread.pk) if thread else redirect("courses:questions", unit_key)
