from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from courses.domain.exchanging import LOG_ACTION
from courses.models import QuizPage
from courses.queries.teaching import manages_something
from courses.views import exchanging, item_report, teaching


@hooks.register("register_admin_urls")
def teaching_urls() -> list[URLResolver]:
    routes = [
        path("", teaching.course_list, name="list"),
        path("<uuid:course_key>/", teaching.course_terms, name="course"),
        path("<uuid:course_key>/units/<uuid:unit_key>/", teaching.unit_terms, name="unit"),
        path("<uuid:course_key>/cohorts/new/", teaching.cohort, name="new_cohort"),
        path("<uuid:course_key>/cohorts/<int:pk>/", teaching.cohort, name="cohort"),
    ]
    return [path("teaching/", include((routes, "teaching")))]


def _manages(request: HttpRequest) -> bool:
    """Asked once a page, however many menu items want to know."""
    known: bool | None = getattr(request, "manages_something", None)
    if known is None:
        known = request.manages_something = manages_something(request.user)  # type: ignore[attr-defined]
    return known


class TeachingMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return _manages(request)


@hooks.register("register_admin_menu_item")
def teaching_menu_item() -> MenuItem:
    # Translators: menu item of the editor: who may join which course, and what comes first in it
    label = _("Teaching")
    return TeachingMenuItem(label, reverse("teaching:list"), name="teaching", icon_name="group", order=250)


@hooks.register("register_log_actions")
def teaching_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("courses.set_terms", _("Set the terms of a course"), _("Terms of a course set"))
    # Translators: entry of the log of what staff did
    saved = _("Cohort saved")
    actions.register_action("courses.save_cohort", _("Save a cohort"), saved)


@hooks.register("register_admin_urls")
def quiz_urls() -> list[URLResolver]:
    routes = [
        path("", item_report.quiz_list, name="list"),
        path("<uuid:page_key>/answers/", item_report.quiz_report, name="report"),
        path("<uuid:page_key>/answers/table.csv", item_report.quiz_table, name="table"),
        path("<uuid:page_key>/", exchanging.quiz_desk, name="desk"),
        path("<uuid:page_key>/upload/", exchanging.upload, name="upload"),
        path("<uuid:page_key>/<slug:language>.<slug:form>", exchanging.download, name="download"),
    ]
    return [path("quizzes/", include((routes, "quizzes")))]


@hooks.register("register_page_header_buttons")
def quiz_header_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    yield from _quiz_button(page)


@hooks.register("register_page_listing_more_buttons")
def quiz_listing_button(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    yield from _quiz_button(page)


def _quiz_button(page: Page) -> Iterator[Button]:
    if page.specific_class is QuizPage:
        # Translators: button of the editor: take a quiz's questions to another platform, or bring some from there
        label = _("Questions in and out")
        yield Button(label, url=reverse("quizzes:desk", args=[page.translation_key]), icon_name="download", priority=46)


@hooks.register("register_log_actions")
def exchange_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(LOG_ACTION, _("Take in questions"), _("Questions taken in from a file"))


class QuizReportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return _manages(request)


@hooks.register("register_reports_menu_item")
def quiz_report_menu_item() -> MenuItem:
    # Translators: menu item of the editor: the report on how the questions of quizzes are answered
    label = _("Quiz questions")
    return QuizReportMenuItem(label, reverse("quizzes:list"), name="quiz-questions", icon_name="help", order=1010)
