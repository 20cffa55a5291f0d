from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from courses.sandbox.views import writing, writing_acts


@hooks.register("register_admin_urls")
def writing_urls() -> list[URLResolver]:
    routes = [
        path("", writing.labs, name="labs"),
        path("new/", writing.new, name="new"),
        path("<slug:slug>/", writing.lab, name="lab"),
        path("<slug:slug>/publish/<int:version>/", writing_acts.publish, name="publish"),
        path("<slug:slug>/proof/<int:pk>/", writing_acts.proof, name="proof"),
        path("<slug:slug>/history/", writing_acts.history, name="history"),
        path("<slug:slug>/history/texts/<int:pk>/", writing_acts.text, name="text"),
        path("<slug:slug>/history/drafts/<int:version>/", writing_acts.draft, name="draft"),
        path("<slug:slug>/<slug:act>/", writing_acts.show, name="show"),
    ]
    return [path("labs/", include((routes, "lab_desk")))]


class LabsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        """On every page of the editor: asks what Wagtail's menu has asked already. The pages behind it ask exactly."""
        return bool(request.user.has_perm("sandbox.view_labdraft"))


@hooks.register("register_admin_menu_item")
def labs_menu_item() -> MenuItem:
    # Translators: menu item of the editor: where labs are written
    return LabsMenuItem(_("Labs"), reverse("lab_desk:labs"), name="labs", icon_name="code", order=243)


LOGGED = (
    (
        "start_lab",
        _("Begin a lab"),
        # Translators: entry of the log of what staff did
        _("Lab begun"),
    ),
    (
        "publish_lab",
        _("Publish a lab"),
        # Translators: entry of the log of what staff did
        _("Lab published"),
    ),
    (
        "show_lab",
        _("Show a lab to learners"),
        # Translators: entry of the log of what staff did
        _("Lab shown"),
    ),
    (
        "hide_lab",
        _("Hide a lab"),
        # Translators: entry of the log of what staff did
        _("Lab hidden"),
    ),
)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for name, label, message in LOGGED:
        actions.register_action(f"sandbox.{name}", label, message)
