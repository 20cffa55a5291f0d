from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from lms.content.domain.proposals import LOG_ACTION
from lms.content.models import Term
from lms.content.views import desk
from lms.content.views.checks import SCRIPT, in_place_of_wagtails


@hooks.register("insert_global_admin_css")
def house_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("content/editor.css"))


class TermViewSet(SnippetViewSet):
    """The glossary: both languages of a term beside each other in one form."""

    model = Term
    icon = "openquote"
    # Translators: menu item of the editor: the terms and what they mean
    menu_label = _("Glossary")
    menu_name = "glossary"
    add_to_admin_menu = True
    menu_order = 250
    list_display = ["word_en", "word_es", "key"]
    search_fields = ["key", "word_en", "word_es", "forms_en", "forms_es"]
    list_per_page = 100
    panels = [
        FieldPanel("key"),
        FieldRowPanel([FieldPanel("word_en"), FieldPanel("word_es")]),
        FieldRowPanel([FieldPanel("definition_en"), FieldPanel("definition_es")]),
        # Translators: heading in the editor: plurals and synonyms of a term
        MultiFieldPanel([FieldRowPanel([FieldPanel("forms_en"), FieldPanel("forms_es")])], _("Other forms")),
    ]


register_snippet(TermViewSet)


@hooks.register("register_admin_urls")
def readers_urls() -> list[URLResolver]:
    routes = [
        path("", desk.answer_list, name="answers"),
        path("changes/", desk.proposal_list, name="proposals"),
    ]
    return [path("readers/", include((routes, "readers")))]


@hooks.register("register_reports_menu_item")
def answers_menu_item() -> MenuItem:
    # Translators: menu item of the editor: what readers answered to “did this work for you?”
    return MenuItem(_("Did it work?"), reverse("readers:answers"), name="answers", icon_name="comment", order=1020)


@hooks.register("register_reports_menu_item")
def proposals_menu_item() -> MenuItem:
    return MenuItem(
        _("Changes that members propose"), reverse("readers:proposals"), name="proposals", icon_name="edit", order=1030
    )


@hooks.register("register_log_actions")
def proposal_log_action(actions: LogActionRegistry) -> None:
    @actions.register_action(LOG_ACTION)
    class ProposalFormatter(LogFormatter):
        """By the name that the person had chosen when they wrote it."""

        label = _("A member proposes a change")

        def format_message(self, log_entry: Any) -> str:
            said = log_entry.data or {}
            words = {"name": said.get("name") or _now("Somebody without a name yet"), "reason": said.get("reason", "")}
            if said.get("reason"):
                return _now("%(name)s proposed a change: %(reason)s") % words
            return _now("%(name)s proposed a change") % words


@hooks.register("construct_wagtail_userbar")
def house_checks(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    in_place_of_wagtails(items)


@hooks.register("insert_editor_js")
def script_of_checks() -> SafeString:
    return format_html('<script src="{}"></script>', static(SCRIPT))
