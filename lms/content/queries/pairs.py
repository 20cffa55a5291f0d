"""The two sides of a thing: the page that leads and the page that follows it."""

from dataclasses import dataclass
from uuid import UUID

from wagtail.models import Page

from lms.content.enums import Language
from lms.content.models import BasePage


@dataclass(frozen=True)
class Pair:
    """``leading`` is the original; ``following`` its translation, where there is one."""

    leading: BasePage
    following: BasePage | None

    @property
    def language(self) -> Language:
        """Of the original."""
        return Language(self.leading.locale.language_code)

    @property
    def target(self) -> Language:
        return self.language.other

    def side(self, language: str) -> BasePage | None:
        return self.leading if language == self.language else self.following


def pair_of(key: UUID) -> Pair | None:
    """As the pages are stored now. Aliases are nobody's side."""
    found = Page.objects.filter(translation_key=key, alias_of=None).select_related("locale").order_by("path").specific()
    sides = [page for page in found if isinstance(page, BasePage)]
    if not sides:
        return None
    leading = next((page for page in sides if page.locale.language_code == page.original_language), sides[0])
    following = next((page for page in sides if page.locale_id != leading.locale_id), None)
    return Pair(leading, following)


def was_published(page: BasePage) -> bool:
    """What is stored in the page's own row is then what readers see, or last saw; drafts live in revisions."""
    return bool(page.live or page.first_published_at)
