from typing import ClassVar

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from lms.accounts.models import Chapter
from lms.core.policy import Audience, admits
from workshops.forms.places import PlaceForm
from workshops.models import Venue
from workshops.views import desk, desk_duplicating, desk_importing, webhooks


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    routes = [
        path("", desk.desk, name="desk"),
        path("new/", desk.new_series, name="new"),
        path("import/", desk_importing.import_file, name="import"),
        path("import/example.csv", desk_importing.example, name="import_example"),
        path("term/", desk_duplicating.term, name="term"),
        path("series/<uuid:key>/", desk.series_page, name="series"),
        path("sessions/<uuid:key>/", desk.session_desk, name="session"),
        path("sessions/<uuid:key>/<slug:act>/", desk.change_state, name="change_state"),
    ]
    return [path("workshops/", include((routes, "workshops_desk")))]


class WorkshopsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        """On every page of the editor: asks what Wagtail's menu has asked already. The page behind it asks exactly."""
        return bool(request.user.has_perm("workshops.add_venue"))


@hooks.register("register_admin_menu_item")
def workshops_menu_item() -> MenuItem:
    # Translators: menu item of the editor: the trainer's desk
    label = _("Workshops")
    return WorkshopsMenuItem(label, reverse("workshops_desk:desk"), name="workshops", icon_name="calendar", order=240)


@hooks.register("register_log_actions")
def workshops_log_actions(actions: LogActionRegistry) -> None:
    entries = (
        (
            "create_series",
            _("Create a series of workshops"),
            # Translators: entry of the log of what staff did
            _("Series created"),
        ),
        (
            "import_series",
            _("Import a series from a file"),
            # Translators: entry of the log of what staff did
            _("Series imported"),
        ),
        (
            "copy_series",
            _("Run a session or a series again"),
            # Translators: entry of the log of what staff did
            _("Run again"),
        ),
        (
            "announce_series",
            _("Announce the sessions of a series"),
            # Translators: entry of the log of what staff did
            _("Sessions announced"),
        ),
        (
            "announce_session",
            _("Announce a session"),
            # Translators: entry of the log of what staff did
            _("Session announced"),
        ),
        (
            "cancel_session",
            _("Cancel a session"),
            # Translators: entry of the log of what staff did
            _("Session cancelled"),
        ),
        (
            "restore_session",
            _("Restore a session"),
            # Translators: entry of the log of what staff did
            _("Session restored"),
        ),
    )
    for name, label, message in entries:
        actions.register_action(f"workshops.{name}", label, message)


class VenueViewSet(SnippetViewSet):
    """Where people meet, and how one gets there and in, told in each language."""

    model = Venue
    icon = "site"
    # Translators: menu item of the editor: where workshops take place
    menu_label = _("Places")
    menu_name = "places"
    add_to_settings_menu = True
    list_display: ClassVar[list[str]] = ["name", "address"]
    search_fields: ClassVar[list[str]] = ["name", "address"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("address"),
            FieldRowPanel([FieldPanel("time_zone"), FieldPanel("seats")]),
            InlinePanel("texts", label=_("Words in one language"), min_num=1, max_num=2),
        ],
        base_form_class=PlaceForm,
    )


class ChapterViewSet(SnippetViewSet):
    model = Chapter
    icon = "group"
    # Translators: menu item of the editor
    menu_label = _("Local chapters")
    menu_name = "chapters"
    add_to_settings_menu = True
    list_display: ClassVar[list[str]] = ["name", "slug", "time_zone"]
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("slug"), FieldPanel("time_zone")], base_form_class=PlaceForm
    )


register_snippet(VenueViewSet)
register_snippet(ChapterViewSet)


@hooks.register("register_admin_urls")
def webhook_urls() -> list[URLResolver]:
    routes = [
        path("", webhooks.webhook_list, name="list"),
        path("<int:pk>/switch/", webhooks.switch, name="switch"),
        path("<int:pk>/remove/", webhooks.remove, name="remove"),
        path("deliveries/<int:pk>/again/", webhooks.again, name="again"),
    ]
    return [path("webhooks/", include((routes, "webhook_desk")))]


class WebhookMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return admits(Audience.ADMIN, request.user)


@hooks.register("register_settings_menu_item")
def webhook_menu_item() -> MenuItem:
    # Translators: menu item of the editor: other programs that are told of workshops
    label = _("Webhooks")
    return WebhookMenuItem(label, reverse("webhook_desk:list"), name="webhooks", icon_name="site", order=1020)


@hooks.register("register_log_actions")
def webhook_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "workshops.add_webhook",
        _("Add a webhook"),
        # Translators: entry of the log of what staff did
        _("Webhook added"),
    )
    actions.register_action(
        "workshops.switch_webhook", _("Switch a webhook on or off"), _("Webhook switched on or off")
    )
    actions.register_action(
        "workshops.remove_webhook",
        _("Remove a webhook"),
        # Translators: entry of the log of what staff did
        _("Webhook removed"),
    )
