"""What a link to a page looks like where people share it (ogp.me): words and a picture of our own, no third party."""

from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page

register = template.Library()
LOCALES = {"en": "en_US", "es": "es_MX"}
PICTURE = "vereda/share.png"


@register.simple_tag(takes_context=True)
def open_graph(context: dict[str, Any]) -> SafeString:
    """Only for pages of the tree: nobody shares a form, and what is somebody's own is not described to others."""
    page, request = context.get("page"), context.get("request")
    if not isinstance(page, Page) or request is None:
        return SafeString()
    language = get_language() or settings.LANGUAGE_CODE
    words = page.search_description or getattr(page, "summary", "") or getattr(page, "introduction", "")
    told = [
        ("og:type", "website"),
        ("og:site_name", settings.SITE_NAME),
        ("og:title", page.seo_title or page.title),
        ("og:description", words.replace("`", "")),
        ("og:url", settings.SITE_URL + request.path),
        ("og:image", settings.SITE_URL + static(PICTURE)),
        ("og:locale", LOCALES.get(language, language)),
        *(
            ("og:locale:alternate", LOCALES[link["code"]])
            for link in context.get("language_links") or []
            if link["code"] != language
        ),
    ]
    lines = format_html_join("\n", '<meta property="{}" content="{}">', ((name, text) for name, text in told if text))
    return format_html("{}\n", lines)
