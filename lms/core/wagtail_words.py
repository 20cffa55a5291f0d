"""Words of the editor that Wagtail 7.4 has in English alone. Ours come first in the catalogues, so their Spanish holds.

Nobody calls this: ``./vereda messages`` reads it. A word that a newer Wagtail translates itself can go.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

WORDS = (
    # Translators: Wagtail's editor: hint in the search field of its home
    _("Search all pages…"),
    # Translators: Wagtail's editor: hint in a search field
    _("Search…"),
    # Translators: Wagtail's editor: button at the top: opens and closes the checks of a page
    _("Toggle checks"),
    # Translators: Wagtail's editor: heading of the panel of checks
    _("Checks"),
    # Translators: Wagtail's editor: heading: how many words a page has, and the like
    _("Content metrics"),
    # Translators: Wagtail's editor: how long it takes to read a page
    _("Reading time"),
    # Translators: Wagtail's editor: whether a page is easy to read
    _("Readability"),
    # Translators: Wagtail's editor: button: what the numbers mean
    _("This data explained"),
    # Translators: Wagtail's editor: title of the page that compares two versions
    _("Compare"),
    # Translators: Wagtail's editor: title of a list of pages
    _("Exploring"),
    # Translators: Wagtail's editor: button above a list
    _("Show filters"),
    # Translators: Wagtail's editor: heading of the filters of a list
    _("Filter by"),
    # Translators: Wagtail's editor: filter of a list of pages
    _("Date updated"),
    # Translators: Wagtail's editor: filter of a list of pages
    _("Edited by"),
    # Translators: Wagtail's editor: filter of a list of pages
    _("Has child pages"),
    # Translators: Wagtail's editor: filter of a list of pages
    _("Page type"),
    # Translators: Wagtail's editor: button: the page as somebody else has saved it meanwhile
    _("View latest version"),
    # Translators: Wagtail's editor: link to the field that is wrong
    _("Go to the first error"),
    # Translators: Wagtail's editor: column of a table of pages
    _("Privacy and access"),
    # Translators: Wagtail's editor: menu item
    _("Shortcuts"),
    # Translators: Wagtail's editor: heading: keys that do something
    _("Keyboard shortcuts"),
    _("More options for '%(title)s'"),
    _("%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s"),
    ngettext_lazy(
        '%(total)s Page <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Pages <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext_lazy(
        '%(total)s Image <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Images <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext_lazy(
        '%(total)s Document <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Documents <span class="w-sr-only">created in %(site_name)s</span>',
    ),
)
