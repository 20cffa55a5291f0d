"""The editor by task: what needs a decision today comes first, and a new course is one click away."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views import home
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from courses.domain.drafts import renew_names
from courses.models import CoursePage, UnitPage
from courses.rules.authoring import may_start_course
from lms.accounts.queries import person_in
from lms.portal.queries import authoring as queries
from lms.portal.views import authoring


@hooks.register("register_admin_urls")
def authoring_urls() -> list[URLResolver]:
    routes = [
        path("new/", authoring.new_course, name="new"),
        path("<int:pk>/duplicate/", authoring.duplicate, name="duplicate"),
        path("<int:pk>/checklist/", authoring.checklist, name="checklist"),
        path("<int:pk>/badge/", authoring.badge, name="badge"),
    ]
    return [path("courses/", include((routes, "authoring")))]


class NewCourseMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        """On every page of the editor: asks what Wagtail's menu has asked already. The page behind it asks exactly."""
        return bool(page_permission_policy.user_has_permission(request.user, "add"))


@hooks.register("register_admin_menu_item")
def new_course_menu_item() -> MenuItem:
    # Translators: menu item of the editor: begin a course
    return NewCourseMenuItem(_("New course"), reverse("authoring:new"), name="new-course", icon_name="plus", order=90)


@hooks.register("register_page_header_buttons")
def course_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if page.pk and page.specific_class is CoursePage and page.permissions_for_user(user).can_edit():
        url = reverse("authoring:checklist", args=[page.pk])
        # Translators: button on a course: what it still lacks
        yield Button(_("Checklist"), url, icon_name="list-ul", priority=12)
        url = reverse("authoring:duplicate", args=[page.pk])
        yield Button(_("Duplicate with all units"), url, icon_name="copy", priority=29)


@hooks.register("before_copy_page")
def copy_courses_our_way(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail's copy of a course would be of one language, and its blocks would keep their ids."""
    if page.specific_class is CoursePage:
        return redirect("authoring:duplicate", page.pk)
    return None


@hooks.register("after_copy_page")
def rename_blocks_of_copy(request: HttpRequest, page: Page, new_page: Page) -> None:
    for copy in Page.objects.descendant_of(new_page, inclusive=True).specific():
        if isinstance(copy, UnitPage | CoursePage):
            renew_names(page=copy, by=person_in(request))


class HomePanel(Component):
    """A panel of the editor's home, from one query function; shows nothing where there is nothing."""

    def __init__(self, name: str, order: int, rows: Any) -> None:
        self.name, self.order = name, order
        self.template_name = f"portal/editor/home_{name}.html"
        self.rows = rows

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"rows": self.rows(), "request": parent_context["request"]}


@hooks.register("construct_homepage_panels")
def home_by_task(request: HttpRequest, panels: list[Any]) -> None:
    """What waits for a decision, what I have begun, what will happen by itself; then what to begin."""
    panels[:] = [panel for panel in panels if not isinstance(panel, home.RecentEditsPanel)]
    for panel in panels:
        panel.order = {home.WorkflowObjectsToModeratePanel: 100, home.UserObjectsInWorkflowModerationPanel: 110}.get(
            type(panel), panel.order
        )
    if _may_write(request):
        person = person_in(request)
        panels += [
            HomePanel("drafts", 120, lambda: queries.drafts_of(person)),
            HomePanel("scheduled", 130, queries.scheduled),
            HomePanel("checklists", 140, queries.checklists_on_home),
            HomePanel("begin", 150, list),
        ]


def _may_write(request: HttpRequest) -> bool:
    person = person_in(request)
    return any(may_start_course(person, catalogue) for catalogue in queries.catalogues())
