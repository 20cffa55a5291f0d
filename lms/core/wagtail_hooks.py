from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from lms.core.jobs import views


@hooks.register("register_admin_urls")
def job_urls() -> list[URLResolver]:
    routes = [
        path("", views.job_list, name="list"),
        path("<int:pk>/again/", views.run_job_again, name="again"),
        path("<int:pk>/drop/", views.drop_job, name="drop"),
    ]
    return [path("jobs/", include((routes, "core_jobs")))]


@hooks.register("register_reports_menu_item")
def job_menu_item() -> MenuItem:
    # Translators: menu item of the editor: the list of background work
    return MenuItem(_("Background jobs"), reverse("core_jobs:list"), name="jobs", icon_name="tasks", order=1000)


@hooks.register("register_log_actions")
def job_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("core.run_job_again", _("Run a job again"), _("Job started again"))
    # Translators: entry of the log of what staff did
    dropped = _("Job dropped")
    actions.register_action("core.drop_job", _("Drop a job"), dropped)
