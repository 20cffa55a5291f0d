"""Finding published pages by address, by key and by place in the tree."""

from uuid import UUID

from wagtail.models import Page, PageViewRestriction, Site

from lms.content.queries.published import remember


def home_paths() -> dict[str, str]:
    """Language → ``url_path`` of its home page. The default site's root and its translations."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return {}
    homes = Page.objects.filter(translation_key=site.root_page.translation_key).select_related("locale")
    return {home.locale.language_code: home.url_path for home in homes}


def live_page_at(number: int, language: str, path: str) -> Page | None:
    """The specific live page at ``path`` (no leading slash, trailing slash) under the language's home; remembered."""

    def find() -> Page | None:
        home = remember(number, "home-paths", home_paths).get(language)
        if home is None:
            return None
        page = Page.objects.live().filter(url_path=home + path).select_related("locale").first()
        if page is None:
            return None
        specific = page.specific
        specific.locale = page.locale
        return specific

    return remember(number, ("page", language, path), find)


def is_restricted(number: int, page: Page) -> bool:
    """Whether an editor limited who may see the page or one above it; Wagtail's own view then decides."""

    def look() -> bool:
        above = page.get_ancestors(inclusive=True)
        return PageViewRestriction.objects.filter(page__in=above).exists()

    return remember(number, ("restricted", page.pk), look)


def sibling_paths(number: int, page: Page) -> dict[str, str]:
    """Language → address of the same thing in that language, for every language in which it is live; remembered."""

    def find() -> dict[str, str]:
        pages = Page.objects.live().filter(translation_key=page.translation_key).select_related("locale")
        return {p.locale.language_code: address_of(p.locale.language_code, p.url_path) for p in pages}

    return remember(number, ("siblings", page.translation_key), find)


def nearest_sibling_path(number: int, page: Page, language: str) -> str:
    """The same page in ``language``, else the nearest page above it that exists there."""
    found = sibling_paths(number, page).get(language)
    if found:
        return found

    def find() -> str:
        for above in page.get_ancestors().filter(depth__gt=1).order_by("-depth"):
            address = sibling_paths(number, above).get(language)
            if address:
                return address
        return f"/{language}/"

    return remember(number, ("nearest", page.translation_key, language), find)


def address_of(language: str, url_path: str) -> str:
    return f"/{language}/{url_path.split('/', 2)[2]}"


def live_page_with_key(number: int, key: UUID, language: str) -> Page | None:
    """The specific live page of a thing in ``language``, else in the language that exists."""
    found = Page.objects.live().filter(translation_key=key).select_related("locale")
    page = next((p for p in found if p.locale.language_code == language), found.first())
    if page is None:
        return None
    return live_page_at(number, page.locale.language_code, page.url_path.split("/", 2)[2])
