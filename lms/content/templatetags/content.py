import re
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.rich_text import RichText, expand_db_html

from lms.content.enums import Language
from lms.content.models.pictures import RENDITION_FILTERS
from lms.content.queries.published import published_number
from lms.content.queries.tree import is_listed, tree
from lms.content.queries.writings import Place
from lms.core.concept_maps import Drawing, draw_map
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


@register.simple_tag
def map_drawing(value: Any) -> Drawing | None:
    """What the concept map block draws."""
    labels = {node["key"]: node["label"] for node in value["nodes"]}
    return draw_map(labels, [(arrow["start"], arrow["label"], arrow["end"]) for arrow in value["arrows"]])


@register.simple_tag
def map_outline(value: Any) -> list[dict[str, Any]]:
    """The same in words: every idea with the arrows that leave it."""
    labels = {node["key"]: node["label"] for node in value["nodes"]}
    return [
        {
            "label": label,
            "arrows": [
                {"label": arrow["label"], "end": labels.get(arrow["end"], arrow["end"])}
                for arrow in value["arrows"]
                if arrow["start"] == key
            ],
        }
        for key, label in labels.items()
    ]


class OnMaps(NamedTuple):
    """Addresses of a place: one that a phone's own map opens, and one of OpenStreetMap."""

    geo: str
    map: str
    latitude: str
    longitude: str


@register.simple_tag
def on_maps(latitude: Any, longitude: Any) -> OnMaps:
    lat, lon = f"{latitude:.5f}", f"{longitude:.5f}"
    return OnMaps(
        f"geo:{lat},{lon}", f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}", lat, lon
    )


@register.simple_tag
def exercise_place(page: Any) -> Place | None:
    """Where an exercise leads, in the language of the page that is drawn; None while its page is not published."""
    number = published_number()
    pages = tree(number)
    leaf = pages.live_by_pk.get(page.pk) if page else None
    if leaf is None or not is_listed(number, leaf):
        return None
    sides = pages.sides[leaf.key]
    shown = sides.get(get_language() or "", leaf)
    return Place(shown.language, shown.title, shown.address)


@register.simple_tag
def embed_address(url: str) -> str:
    """What a click may load into the page; empty where the operator did not name that site in EMBED_HOSTS."""
    parts = urlsplit(url)
    return url if parts.scheme == "https" and parts.netloc in settings.EMBED_HOSTS else ""


@register.filter
def site_of(url: str) -> str:
    return urlsplit(url).hostname or ""


@register.simple_tag(takes_context=True)
def captions_of(context: dict[str, Any], value: Any) -> list[dict[str, str]]:
    """The captions of a recording as addresses of their own, the language of the page first. ``place``, which whoever draws
    a page's blocks gives along, says where they stand."""
    place = context.get("place")
    if not place:
        return []
    page, block = place
    found = [
        {
            "language": one["language"],
            "name": str(Language(one["language"]).label),
            "href": reverse("content:captions", args=[page, block, one["language"]]),
        }
        for one in value["captions"]
    ]
    return sorted(found, key=lambda one: one["language"] != get_language())


@register.simple_tag
def term_in(term: Any, language: str) -> dict[str, str]:
    """Word and meaning of a term in one language."""
    return {"word": getattr(term, f"word_{language}"), "definition": getattr(term, f"definition_{language}")}
