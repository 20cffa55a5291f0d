"""For search engines: every page that everybody may see, each with its twin in the other language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from lms.content.queries.published import number_for, remember
from lms.content.queries.tree import Leaf, is_listed, tree
from lms.core.policy import Audience, audience

MOST_ADDRESSES = 50_000  # sitemaps.org, "Sitemap file location"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
ROBOTS = """User-agent: *
Disallow: /cms/
Disallow: /*/accounts/
Disallow: /*/my/
Disallow: /*/learn/
Disallow: /*/search/
Sitemap: {site}/sitemap.xml
"""


@audience(Audience.EVERYBODY)
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    number = number_for(request)
    body = remember(number, "portal.sitemap", lambda: _sitemap(number))
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


@audience(Audience.EVERYBODY)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS.format(site=settings.SITE_URL), content_type="text/plain; charset=utf-8")


def _sitemap(number: int) -> bytes:
    pages = tree(number)
    homes = tuple(pages.homes.values())
    shown = [leaf for leaf in pages.live.values() if leaf.url_path.startswith(homes) and is_listed(number, leaf)][
        :MOST_ADDRESSES
    ]
    entries = "".join(_entry(leaf, pages.sides[leaf.key], number) for leaf in shown)
    return f"{HEAD}{entries}</urlset>\n".encode()


def _entry(leaf: Leaf, sides: dict[str, Leaf], number: int) -> str:
    sides = {code: side for code, side in sides.items() if is_listed(number, side)}
    twins = format_html_join(
        "",
        '<xhtml:link rel="alternate" hreflang="{}" href="{}"/>',
        ((code, settings.SITE_URL + side.address) for code, side in sorted(sides.items())),
    )
    return format_html(
        "<url><loc>{}</loc>{}</url>\n", settings.SITE_URL + leaf.address, twins if len(sides) > 1 else ""
    )
