"""The pages of the guides and of the glossary, in a house that is new and in one that stands already."""

from collections.abc import Callable

from django.utils.translation import gettext, override

from lms.content.domain.publishing import publish_page
from lms.content.domain.translation import add_page, add_translation
from lms.content.enums import Language
from lms.content.models import BasePage, GlossaryPage, LibraryIndexPage
from lms.portal.models import HomePage

LIBRARY_SLUGS = {Language.ENGLISH: "guides", Language.SPANISH: "guias"}
GLOSSARY_SLUGS = {Language.ENGLISH: "glossary", Language.SPANISH: "glosario"}


def found_library() -> None:
    """Makes what is missing. A house in which an editor took such a page down keeps it down."""
    for model, make in ((LibraryIndexPage, _library), (GlossaryPage, _glossary)):
        if not model.objects.exists():
            _found(make)


def _found(make: Callable[[Language], BasePage]) -> None:
    homes = {home.locale.language_code: home for home in HomePage.objects.select_related("locale")}
    first: BasePage | None = None
    for language in (Language.ENGLISH, Language.SPANISH):
        with override(language):
            page = make(language)
            if first is None:
                first = add_page(parent=homes[language], page=page)
            else:
                add_translation(original=first, parent=homes[language], translation=page)
            publish_page(page=page)


def _library(language: Language) -> BasePage:
    return LibraryIndexPage(
        title=gettext("Guides and essays"),
        slug=LIBRARY_SLUGS[language],
        introduction=gettext(
            "A guide leads you step by step to something that works. An essay explains how a thing works. "
            "You can make both better."
        ),
    )


def _glossary(language: Language) -> BasePage:
    return GlossaryPage(
        # Translators: title of the page with all terms
        title=gettext("Glossary"),
        slug=GLOSSARY_SLUGS[language],
        introduction=gettext("The words that we use, in both languages, and what they mean."),
    )
