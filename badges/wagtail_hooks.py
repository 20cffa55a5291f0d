from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from badges.domain.achievements import award_to_those_who_earned
from badges.forms import AchievementForm
from badges.models import Achievement
from badges.views import desk


class AchievementViewSet(SnippetViewSet):
    model = Achievement
    icon = "success"
    # Translators: entry of the editor's menu
    menu_label = _("Badges")
    menu_order = 300
    add_to_admin_menu = True
    list_display: ClassVar[list[str]] = ["key", "made_at"]
    edit_handler = ObjectList(
        [
            FieldPanel("key"),
            FieldPanel("course"),
            InlinePanel("texts", label=_("Words in one language"), min_num=2, max_num=2),
        ],
        base_form_class=AchievementForm,
    )


register_snippet(AchievementViewSet)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def award(request: Any, instance: Any) -> None:
    """Whoever finished the course before its badge existed gets it now."""
    if isinstance(instance, Achievement):
        award_to_those_who_earned(achievement=instance)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    routes = [path("", desk.awards, name="awards"), path("<int:pk>/", desk.award, name="award")]
    return [path("awards/", include((routes, "badges_desk")))]


class AwardsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        """On every page of the editor: asks what Wagtail's menu has asked already. The page behind it asks exactly."""
        return bool(request.user.has_perm("badges.change_award"))


@hooks.register("register_admin_menu_item")
def awards_menu_item() -> MenuItem:
    # Translators: menu item of the editor: badges that people have earned
    label = _("Awarded badges")
    return AwardsMenuItem(label, reverse("badges_desk:awards"), name="awards", icon_name="success", order=301)


LOGGED = (
    # Translators: entry of the log of what staff did
    ("revoke", _("Take a badge back"), _("Badge taken back")),
    # Translators: entry of the log of what staff did
    ("reinstate", _("Let a badge count again"), _("Badge counts again")),
)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for name, label, message in LOGGED:
        actions.register_action(f"badges.{name}", label, message)
