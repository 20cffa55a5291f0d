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
from workshops.views import (
    desk,
    desk_asking,
    desk_changing,
    desk_duplicating,
    desk_importing,
    desk_people,
    desk_wording,
    webhooks,
)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    routes = [
        path("", desk.desk, name="desk"),
        path("new/", desk.new_series, name="new"),
        path("series/<uuid:key>/", desk.series_page, name="series"),
        path("sessions/<uuid:key>/", desk.session_desk, name="session"),
        path("series/<uuid:key>/asking/", desk_asking.asking, name="asking"),
        path("series/<uuid:key>/asking/questions/new/", desk_asking.question, name="new_question"),
        path("series/<uuid:key>/asking/questions/<int:pk>/", desk_asking.question, name="question"),
        path("series/<uuid:key>/asking/questions/<int:pk>/order/", desk_asking.order_question, name="order_question"),
        path("series/<uuid:key>/asking/first/new/", desk_asking.priority, name="new_priority"),
        path("series/<uuid:key>/asking/first/<int:pk>/", desk_asking.priority, name="priority"),
        path("series/<uuid:key>/asking/first/<int:pk>/remove/", desk_asking.remove_priority, name="remove_priority"),
        path("sessions/<uuid:key>/people/", desk_people.people, name="people"),
        path("sessions/<uuid:key>/people/<int:pk>/answer/", desk_people.answer_request, name="answer_request"),
        path("sessions/<uuid:key>/people/<int:pk>/take-back/", desk_people.take_back, name="take_back"),
        path("series/<uuid:key>/rule/", desk_changing.change_rule, name="change_rule"),
        path("series/<uuid:key>/end/", desk_changing.end, name="end"),
        path("series/<uuid:key>/words/", desk_wording.series_words, name="series_words"),
        path("sessions/<uuid:key>/change/", desk_changing.change, name="change"),
        path("sessions/<uuid:key>/words/", desk_wording.session_words, name="session_words"),
        path("import/", desk_importing.import_file, name="import"),
        path("import/example.csv", desk_importing.example, name="import_example"),
        path("term/", desk_duplicating.term, name="term"),
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


LOGGED = (
    (
        "create_series",
        _("Create a series of workshops"),
        # Translators: entry of the log of what staff did
        _("Series created"),
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
    (
        "approve_request",
        _("Approve a request for a seat"),
        # Translators: entry of the log of what staff did
        _("Request approved"),
    ),
    (
        "decline_request",
        _("Decline a request for a seat"),
        # Translators: entry of the log of what staff did
        _("Request declined"),
    ),
    (
        "take_seat_back",
        _("Take a seat back"),
        # Translators: entry of the log of what staff did
        _("Seat taken back"),
    ),
    (
        "save_question",
        _("Keep a question for registrations"),
        # Translators: entry of the log of what staff did
        _("Question kept"),
    ),
    (
        "remove_question",
        _("Remove a question for registrations"),
        # Translators: entry of the log of what staff did
        _("Question removed"),
    ),
    (
        "save_priority",
        _("Declare who is first in line"),
        # Translators: entry of the log of what staff did
        _("Priority declared"),
    ),
    (
        "remove_priority",
        _("Remove who is first in line"),
        # Translators: entry of the log of what staff did
        _("Priority removed"),
    ),
    (
        "change_session",
        _("Change a session"),
        # Translators: entry of the log of what staff did
        _("Session changed"),
    ),
    (
        "change_series",
        _("Change how a series repeats"),
        # Translators: entry of the log of what staff did
        _("Series changed"),
    ),
    (
        "end_series",
        _("End a series of workshops"),
        # Translators: entry of the log of what staff did
        _("Series ended"),
    ),
    (
        "change_words",
        _("Change the words of a workshop"),
        # Translators: entry of the log of what staff did
        _("Words changed"),
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
)


@hooks.register("register_log_actions")
def workshops_log_actions(actions: LogActionRegistry) -> None:
    for name, label, message in LOGGED:
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
