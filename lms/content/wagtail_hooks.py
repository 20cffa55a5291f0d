from collections.abc import Iterator
from importlib import import_module
from typing import Any
from uuid import UUID

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
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from lms.content.domain.proposals import LOG_ACTION
from lms.content.enums import Language
from lms.content.models import BasePage, Term
from lms.content.queries import report
from lms.content.queries.published import published_number
from lms.content.views import desk, drift, translating
from lms.content.views.checks import SCRIPT, in_place_of_wagtails

# What stays of wagtail-localize in the editor: the page of languages, and names that stored rows refer to.
KEPT_OF_LOCALIZE = ("register_permissions", "register_log_actions", "register_icons")


def take_out_localize() -> None:
    """Its buttons, forms and reports work on tables of its own, which know nothing of our ledger: whoever used them
    could overwrite an original (docs/adr/0005). Its modules are loaded here, so that nothing of them comes later."""
    for module in ("wagtail_localize.wagtail_hooks", "wagtail_localize.synctree"):
        import_module(module)
    for name, registered in hooks._hooks.items():
        if name not in KEPT_OF_LOCALIZE:
            registered[:] = [one for one in registered if not _is_of_localize(one[0])]


def _is_of_localize(function: Any) -> bool:
    module = getattr(function, "__module__", "")
    return module.startswith("wagtail_localize.") and not module.startswith("wagtail_localize.locales")


take_out_localize()


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


@hooks.register("register_admin_urls")
def translation_urls() -> list[URLResolver]:
    routes = [
        path("<uuid:page_key>/", translating.translation, name="desk"),
        path("<uuid:page_key>/lead/", translating.switch, name="switch"),
        path("<uuid:page_key>/upload/", translating.upload, name="upload"),
        path("<uuid:page_key>/texts.<slug:ending>", translating.download, name="download"),
    ]
    reports = [
        path("", drift.drift_report, name="report"),
        path("table.csv", drift.drift_table, name="table"),
    ]
    return [path("translation/", include((routes, "translation"))), path("drift/", include((reports, "drift")))]


@hooks.register("register_reports_menu_item")
def drift_menu_item() -> MenuItem:
    # Translators: menu item of the editor: the report of what waits for translation
    return MenuItem(_("Translations"), reverse("drift:report"), name="drift", icon_name="globe", order=200)


@hooks.register("register_page_header_buttons")
def header_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    yield from _button(page.specific_class, page.translation_key)


@hooks.register("register_page_listing_more_buttons")
def listing_button(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    yield from _button(page.specific_class, page.translation_key)


def _button(model: Any, key: UUID) -> Iterator[Button]:
    if model is not None and issubclass(model, BasePage):
        # Translators: button of the editor: to the two languages of a page, side by side
        yield Button(_("Translation"), url=reverse("translation:desk", args=[key]), icon_name="globe", priority=45)


class HousePanel(Component):
    """One number for each language on the editor's home."""

    name = "translations"
    order = 150
    template_name = "content/translation/house.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {
            "house": report.house(published_number()),
            "names": {code: Language(code).label for code in Language.values},
            "is_panel": True,
        }


@hooks.register("construct_homepage_panels")
def house_panel(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(HousePanel())


@hooks.register("register_log_actions")
def translation_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "content.switch_leading_side", _("Switch the original of a pair"), _("The other language became the original")
    )
