from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from badges.domain.achievements import award_to_those_who_earned
from badges.forms import AchievementForm
from badges.models import Achievement


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
