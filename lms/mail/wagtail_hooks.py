from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from lms.core.policy import Audience, admits
from lms.mail import views


@hooks.register("register_admin_urls")
def mail_urls() -> list[URLResolver]:
    routes = [
        path("", views.message_list, name="list"),
        path("<int:pk>/", views.message_detail, name="detail"),
        path("<int:pk>/again/", views.send_message_again, name="again"),
    ]
    return [path("mail/", include((routes, "mail_desk")))]


class MailMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return admits(Audience.ADMIN, request.user)


@hooks.register("register_reports_menu_item")
def mail_menu_item() -> MenuItem:
    # Translators: menu item of the editor: the list of mail that was sent
    return MailMenuItem(_("Mail"), reverse("mail_desk:list"), name="mail", icon_name="mail", order=1010)


@hooks.register("register_log_actions")
def mail_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("mail.send_again", _("Send a mail again"), _("Mail sent again"))
