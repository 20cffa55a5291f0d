from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from courses.practice.views import (
    desk,
    desk_assigning,
    desk_attachments,
    desk_posting,
    desk_redacting,
    desk_reviewing,
    desk_trackers,
)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    routes = [
        path("", desk.front, name="front"),
        path("numbers/", desk.numbers, name="numbers"),
        path("reviews/", desk_reviewing.queue, name="queue"),
        path("reviews/<int:pk>/", desk_reviewing.review, name="review"),
        path("reviews/<int:pk>/take/", desk_reviewing.take, name="take"),
        path("reviews/<int:pk>/machine/", desk_reviewing.open_machine, name="open_machine"),
        path("answers/<int:pk>/", desk_posting.post, name="post"),
        path("trackers/", desk_trackers.trackers, name="trackers"),
        path("trackers/new/", desk_trackers.tracker, name="new_tracker"),
        path("trackers/<uuid:key>/", desk_trackers.tracker, name="tracker"),
        path("trackers/<uuid:key>/check/", desk_trackers.check, name="check"),
        path("tickets/<uuid:key>/", desk.ticket, name="ticket"),
        path("tickets/<uuid:key>/ask/", desk.ask, name="ask"),
        path("tickets/<uuid:key>/refresh/", desk.refresh, name="refresh"),
        path("tickets/<uuid:key>/attachments/", desk_attachments.attachments, name="attachments"),
        path(
            "tickets/<uuid:key>/attachments/<slug:attachment_key>/",
            desk_attachments.attachment,
            name="attachment",
        ),
        path("tickets/<uuid:key>/redact/", desk_redacting.redact, name="redact"),
        path("tickets/<uuid:key>/assignment/", desk_assigning.assign, name="assign"),
        path("tickets/<uuid:key>/assignment/<slug:act>/", desk_assigning.change_state, name="change_state"),
    ]
    return [path("support/", include((routes, "practice_desk")))]


class SupportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        """On every page of the editor: asks what Wagtail's menu has asked already. The page behind it asks exactly."""
        return bool(request.user.has_perm("practice.view_deskweek"))


@hooks.register("register_admin_menu_item")
def support_menu_item() -> MenuItem:
    # Translators: menu item of the editor: the support team's desk
    label = _("Support desk")
    return SupportMenuItem(label, reverse("practice_desk:front"), name="support", icon_name="help", order=245)


LOGGED = (
    (
        "ask_consent",
        _("Ask a member for consent"),
        # Translators: entry of the log of what staff did
        _("Consent asked for"),
    ),
    (
        "confirm_redaction",
        _("Confirm the redaction of a ticket"),
        # Translators: entry of the log of what staff did
        _("Redaction confirmed"),
    ),
    (
        "write_assignment",
        _("Write an assignment from a ticket"),
        # Translators: entry of the log of what staff did
        _("Assignment written"),
    ),
    (
        "open_assignment",
        _("Show an assignment to learners"),
        # Translators: entry of the log of what staff did
        _("Assignment opened"),
    ),
    (
        "close_assignment",
        _("Close an assignment"),
        # Translators: entry of the log of what staff did
        _("Assignment closed"),
    ),
    (
        "keep_assignment",
        _("Keep an assignment as an exercise"),
        # Translators: entry of the log of what staff did
        _("Kept as an exercise"),
    ),
    (
        "guide_assignment",
        _("Draft a guide from an assignment"),
        # Translators: entry of the log of what staff did
        _("Guide drafted"),
    ),
    (
        "decide_post",
        _("Decide about an answer that did not get through"),
        # Translators: entry of the log of what staff did
        _("Answer decided"),
    ),
    (
        "save_tracker",
        _("Connect a ticket system"),
        # Translators: entry of the log of what staff did
        _("Ticket system saved"),
    ),
)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for name, label, message in LOGGED:
        actions.register_action(f"practice.{name}", label, message)
