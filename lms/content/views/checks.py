"""What Wagtail's checker looks at in a preview, beside its own rules. The one that needs code is in content/checks.js."""

from typing import Any

from django.forms import Media
from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem

SCRIPT = "content/checks.js"
SAID_BY_CHECKLIST = "empty-meta-description"  # it is the summary, which the checklist of the course asks for


class HouseChecks(ContentCheckerItem):
    """Words for pictures, order of headings, links that say where they lead, contrast."""

    axe_run_only = [
        *(rule for rule in ContentCheckerItem.axe_run_only if rule != SAID_BY_CHECKLIST),
        "image-alt",
        "color-contrast",
        "link-says-nothing",
    ]
    axe_custom_rules = [
        *(rule for rule in ContentCheckerItem.axe_custom_rules if rule["id"] != SAID_BY_CHECKLIST),
        {
            "id": "link-says-nothing",
            "impact": "serious",
            "selector": "main a[href]",
            "tags": ["best-practice"],
            "any": ["link-words"],
            "enabled": True,
        },
    ]
    axe_messages = ContentCheckerItem.axe_messages | {
        "image-alt": {
            "error_name": _("A picture has no words"),
            "help_text": _("Say what it shows to somebody who does not see it."),
        },
        "alt-text-quality": {
            "error_name": _("The words for a picture are the name of a file"),
            "help_text": _("Say what it shows to somebody who does not see it."),
        },
        "heading-order": {
            "error_name": _("A heading skips a level"),
            "help_text": _("Headings are an outline: after a large one comes the next smaller one."),
        },
        "link-says-nothing": {
            "error_name": _("A link does not say where it leads"),
            "help_text": _("Instead of “here”, name the page: many people jump from link to link."),
        },
        "color-contrast": {
            "error_name": _("Text is hard to read on its background"),
            "help_text": _("Choose darker text or a lighter background."),
        },
    }
    media = Media(js=[SCRIPT])


def in_place_of_wagtails(items: list[Any]) -> None:
    items[:] = [
        HouseChecks(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items
    ]
