"""Two pages, one thing. The only module that knows how languages are paired (wagtail-localize stays behind it).

A pair shares a ``translation_key``; StreamField blocks of the two sides share their ids, so that a paragraph here is the
paragraph there. Progress, answers and badges refer to the key, never to a page.
"""

from wagtail.models import Locale, Page

from lms.content.enums import Language
from lms.content.errors import NotAPair, ReverseTranslation
from lms.content.models import BasePage


def locale_of(language: Language) -> Locale:
    return Locale.objects.get(language_code=language)


def add_page(*, parent: Page, page: BasePage) -> BasePage:
    """Puts an original under its parent, in the parent's language."""
    page.locale = parent.locale
    page.original_language = parent.locale.language_code
    page.live = False
    return parent.add_child(instance=page)


def add_translation(*, original: BasePage, parent: Page, translation: BasePage) -> BasePage:
    """Puts ``translation`` (unsaved, same type) under the translated parent and pairs it with its original.

    Refuses a second translation into the same language: creating one over an existing page would replace it.
    """
    if type(original) is not type(translation) or parent.locale_id == original.locale_id:
        raise NotAPair
    if Page.objects.filter(translation_key=original.translation_key, locale=parent.locale).exists():
        raise ReverseTranslation
    translation.translation_key = original.translation_key
    translation.locale = parent.locale
    translation.original_language = original.original_language
    translation.live = False
    return parent.add_child(instance=translation)
