from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from lms.core.policy import Audience, admits
from workshops.views import webhooks


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
    # Translators: entry of the log of what staff did
    actions.register_action("workshops.add_webhook", _("Add a webhook"), _("Webhook added"))
    actions.register_action(
        "workshops.switch_webhook", _("Switch a webhook on or off"), _("Webhook switched on or off")
    )
    # Translators: entry of the log of what staff did
    actions.register_action("workshops.remove_webhook", _("Remove a webhook"), _("Webhook removed"))
