import re
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText, expand_db_html

from lms.content.models.pictures import RENDITION_FILTERS
from lms.core.html import clean_rendered

register = template.Library()
WEB = re.compile(r"https?://[^/?#\\\s]", re.IGNORECASE)


@register.filter
def rich(value: RichText | str) -> SafeString:
    """Rich text for a page: internal links expanded, then everything the whitelist does not know taken out."""
    source = value.source if isinstance(value, RichText) else str(value or "")
    return mark_safe(clean_rendered(expand_db_html(source)))  # noqa: S308 (nh3 has the last word)


@register.filter
def web_address(value: str) -> str:
    """An address that leads to a page of the web; empty where it would lead anywhere else, or run."""
    return value if WEB.match(value or "") else ""


@register.simple_tag
def picture_files(image: Any) -> dict[str, Any]:
    """The renditions that were made when the picture was saved; the original where one is missing. Makes none."""
    made = {r.filter_spec: r for r in image.renditions.all()}
    modern = [made[spec] for spec in RENDITION_FILTERS if spec in made and "webp" in spec]
    fallback = next((made[spec] for spec in RENDITION_FILTERS if spec in made and "jpeg" in spec), None)
    shown = fallback or image
    return {
        "srcset": ", ".join(f"{r.url} {r.width}w" for r in modern),
        "url": fallback.url if fallback else image.file.url,
        "width": shown.width,
        "height": shown.height,
    }
