"""What is new or renewed, in one language, as Atom (RFC 4287)."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lms.content.queries.news import news
from lms.content.queries.published import number_for
from lms.core.finding import kind_names
from lms.core.policy import Audience, audience

NOTHING_YET = datetime(2020, 1, 1, tzinfo=UTC)  # a feed must say when it changed, also before anything was published


@audience(Audience.EVERYBODY)
@require_safe
def news_feed(request: HttpRequest) -> HttpResponse:
    language = get_language() or settings.LANGUAGE_CODE
    entries = news(number_for(request), language)
    path = reverse("portal:feed")
    updated = max((one.renewed_at for one in entries), default=NOTHING_YET)
    context = {
        "site": settings.SITE_URL,
        "path": path,
        "language": language,
        "id": _lasting(path),
        "updated": updated,
        "entries": [(one, _lasting(f"{language}:{one.key}"), kind_names().get(one.kind, "")) for one in entries],
    }
    response = render(request, "portal/feed.xml", context, content_type="application/atom+xml; charset=utf-8")
    response["Last-Modified"] = http_date(updated.timestamp())
    return response


def _lasting(name: str) -> str:
    """An id that stays when an address changes."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{settings.SITE_URL}/{name}')}"
