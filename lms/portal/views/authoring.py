"""The author's desk inside the editor: a new course, a copy of one, what a course still lacks, what it earns."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.domain.drafts import duplicate_course, start_course
from courses.domain.skeletons import skeleton_named
from courses.rules.authoring import may_start_course
from lms.accounts.queries import person_in
from lms.content.enums import Language
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, Denied, audience
from lms.core.views import permission_denied
from lms.portal.domain.badges import give_course_a_badge
from lms.portal.forms import BadgeForm, DuplicateForm, NewCourseForm
from lms.portal.queries.authoring import catalogues, checklists, course_pages, course_to_work_on, titles_of


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def new_course(request: HttpRequest) -> HttpResponse:
    person, shown_in = person_in(request), get_language() or Language.ENGLISH
    if refusal := _refusal(request):
        return refusal
    form = NewCourseForm(request.POST or None, shown_in=shown_in, initial={"language": person.language})
    if form.is_valid():
        try:
            course = start_course(
                title=form.cleaned_data["title"],
                language=Language(form.cleaned_data["language"]),
                by=person,
                skeleton=skeleton_named(form.cleaned_data["begin"]),
            )
        except DomainError as error:
            form.add_error("title", str(error.message))
        else:
            messages.success(request, _("Your course is here, as a draft. Nobody sees it until it is published."))
            return redirect("wagtailadmin_pages:edit", course.pk)
    return render(request, "portal/editor/new_course.html", {"form": form, "courses": course_pages()})


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    if refusal := _refusal(request):
        return refusal
    course = _course(request, pk)
    titles = titles_of(course)
    form = DuplicateForm(
        request.POST or None,
        languages=list(titles),
        initial={f"title_{language}": title for language, title in titles.items()},
    )
    if form.is_valid():
        try:
            made = duplicate_course(course_key=course.translation_key, titles=form.titles, by=person_in(request))
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("The copy is here, as a draft. It shares no progress with its model."))
            return redirect("wagtailadmin_pages:edit", made.get(course.locale.language_code, course).pk)
    return render(request, "portal/editor/duplicate.html", {"form": form, "course": course})


@audience(Audience.STAFF)
@require_safe
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    course = _course(request, pk)
    context = {"course": course, "checklist": checklists([course.translation_key])[course.translation_key]}
    return render(request, "portal/editor/checklist.html", context)


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def badge(request: HttpRequest, pk: int) -> HttpResponse:
    course = _course(request, pk)
    if not course.permissions_for_user(request.user).can_publish():
        reason = _("An editor decides what a course earns. Your course can be written without it.")
        return permission_denied(request, PermissionDenied(reason))
    form = BadgeForm(request.POST or None)
    if form.is_valid():
        give_course_a_badge(course=course, names=form.words("name"), criteria=form.words("criteria"), now=clock.now())
        messages.success(request, _("Whoever finishes the course earns this badge."))
        return redirect("authoring:checklist", course.pk)
    return render(request, "portal/editor/badge.html", {"form": form, "course": course})


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """Whoever may make courses in neither language reads why: Wagtail would answer an exception with a word of its own."""
    person = person_in(request)
    decisions = [may_start_course(person, catalogue) for catalogue in catalogues()]
    if any(decisions):
        return None
    reasons = [one.reason for one in decisions if isinstance(one, Denied)]
    return permission_denied(request, PermissionDenied(str(reasons[0]) if reasons else ""))


def _course(request: HttpRequest, pk: int) -> Any:
    """A course that this person may work on; others are not there for them."""
    course = course_to_work_on(person_in(request), pk)
    if course is None:
        raise Http404
    return course
