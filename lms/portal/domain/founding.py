"""The bare house: both languages, a home page and a catalogue in each, the site that shows them, and the way of review."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.models import Locale, Page, Site

from courses.models import CourseIndexPage
from lms.content.domain.publishing import publish_page
from lms.content.domain.review import found_review
from lms.content.domain.translation import add_page, add_translation
from lms.content.enums import Language
from lms.portal.domain.founding_library import found_library
from lms.portal.models import HomePage

CATALOGUE_SLUGS = {Language.ENGLISH: "courses", Language.SPANISH: "cursos"}


def found_site() -> HomePage:
    """Makes what is missing and leaves alone what is there. Gives the home page of the default language."""
    with transaction.atomic():
        locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in Language}
        home = HomePage.objects.filter(locale=locales[Language(settings.LANGUAGE_CODE)]).first()
        if home is None:
            home = _make_trees(locales)
        found_library()
        address = urlsplit(settings.SITE_URL)
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={
                "hostname": address.hostname,
                "port": address.port or (443 if address.scheme == "https" else 80),
                "site_name": settings.SITE_NAME,
                "root_page": home,
            },
        )
        found_review()
    return home


def _make_trees(locales: dict[Language, Locale]) -> HomePage:
    root = Page.objects.get(depth=1)
    for welcome in root.get_children().exact_type(Page):  # what Wagtail puts into an empty database
        Site.objects.filter(root_page=welcome).update(root_page=root)
        welcome.delete()
    homes: dict[Language, HomePage] = {}
    catalogue = None
    for language in (Language.ENGLISH, Language.SPANISH):
        with override(language):
            first = homes.get(Language.ENGLISH)
            home = HomePage(
                # Translators: title of the home page
                title=gettext("Home"),
                slug=f"home-{language}",
                seo_title=settings.SITE_NAME,
                eyebrow=gettext("Learn together · fix real things · lead"),
                heading=gettext("The network is ours when we know how to mend it."),
                introduction=gettext(
                    "Courses in English and Spanish, made by members for members. Learn at your own pace, in either "
                    "language or in both, and walk from your first command to a seat where things are decided."
                ),
            )
            homes[language] = home
            home.locale = locales[language]
            if first is not None:
                home.translation_key = first.translation_key
            home.live = False
            root.add_child(instance=home)
            publish_page(page=home)
            index = CourseIndexPage(
                title=gettext("Courses"),
                slug=CATALOGUE_SLUGS[language],
                introduction=gettext("Every course is in both languages, and your progress is the same in each."),
            )
            if catalogue is None:
                catalogue = add_page(parent=home, page=index)
            else:
                add_translation(original=catalogue, parent=home, translation=index)
            publish_page(page=index)
    return homes[Language.ENGLISH]
