from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from workshops.rules.managing import may_schedule
from workshops.views import desk


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    routes = [
        path("", desk.desk, name="desk"),
        path("new/", desk.new_series, name="new"),
        path("series/<uuid:key>/", desk.series_page, name="series"),
        path("sessions/<uuid:key>/", desk.session_desk, name="session"),
        path("sessions/<uuid:key>/<slug:act>/", desk.change_state, name="change_state"),
    ]
    return [path("workshops/", include((routes, "workshops_desk")))]


class WorkshopsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        """Asked once a page."""
        known: bool | None = getattr(request, "may_schedule", None)
        if known is None:
            known = request.may_schedule = bool(may_schedule(request.user))  # type: ignore[attr-defined]
        return known


@hooks.register("register_admin_menu_item")
def workshops_menu_item() -> MenuItem:
    # Translators: menu item of the editor: the trainer's desk
    label = _("Workshops")
    return WorkshopsMenuItem(label, reverse("workshops_desk:desk"), name="workshops", icon_name="calendar", order=240)


@hooks.register("register_log_actions")
def workshops_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("workshops.create_series", _("Create a series of workshops"), _("Series created"))
    actions.register_action(
        "workshops.announce_series", _("Announce the sessions of a series"), _("Sessions announced")
    )
    actions.register_action("workshops.announce_session", _("Announce a session"), _("Session announced"))
    actions.register_action("workshops.cancel_session", _("Cancel a session"), _("Session cancelled"))
    actions.register_action("workshops.restore_session", _("Restore a session"), _("Session restored"))
