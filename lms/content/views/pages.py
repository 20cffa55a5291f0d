"""The one door to published pages: address → page (remembered) → its registered server."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Page

from lms.content.enums import Language
from lms.content.queries import pages
from lms.content.queries.published import forget, number_for, remember
from lms.core import clock
from lms.core.compression import compress
from lms.core.languages import LanguageLink, language_links
from lms.core.policy import Audience, audience
from lms.core.serving import Server, server_for


@audience(Audience.EVERYBODY)
@require_safe
def serve_page(request: HttpRequest, path: str = "") -> HttpResponse:
    if path and not path.endswith("/"):
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    language = get_language() or settings.LANGUAGE_CODE
    number = number_for(request)
    if is_stranger(request):
        kept = _kept_for_strangers(request, number, language, path)
        if kept is not None:
            return _public(kept)
    return _serve(request, number, language, path)


def _serve(request: HttpRequest, number: int, language: str, path: str) -> HttpResponse:
    page = pages.live_page_at(number, language, path)
    if page is None:
        raise Http404
    server = server_for(page._meta.label)
    if server is None:
        raise Http404
    return _serve_to_some(request, page, server) if pages.is_restricted(number, page) else server(request, page)


def _serve_to_some(request: HttpRequest, page: Page, server: Server) -> HttpResponse:
    """A page that an editor limited to some people. Wagtail's own way would ask for a sign-in page that we do not have."""
    if not all(restriction.accept_request(request) for restriction in page.get_view_restrictions()):
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    response = server(request, page)
    add_never_cache_headers(response)
    return response


def is_stranger(request: HttpRequest) -> bool:
    """Nobody that we know anything about: the same page for all of them."""
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and not request.META.get("QUERY_STRING")
    )


@dataclass(frozen=True)
class Kept:
    """A whole page for strangers. ``until``: what its server said it is true for, in ``response.true_until``."""

    body: bytes
    compressed: bytes
    until: datetime | None


def _kept_for_strangers(request: HttpRequest, number: int, language: str, path: str) -> Kept | None:
    key = ("stranger", language, path)

    def build() -> Kept | None:
        return _page_to_keep(request, number, language, path)

    kept = remember(number, key, build)
    if kept is not None and kept.until and kept.until <= clock.now():
        forget(key)
        kept = remember(number, key, build)
    return kept


def _page_to_keep(request: HttpRequest, number: int, language: str, path: str) -> Kept | None:
    """None where the page must not be kept (not an ordinary 200, a cookie or a nonce in it)."""
    response = _serve(request, number, language, path)
    if hasattr(response, "render") and callable(response.render):
        response.render()
    kept = response.status_code == 200 and not response.streaming and not response.cookies
    kept = (
        kept
        and "no-store" not in response.get("Cache-Control", "")  # what its server knows to be true for this once only
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")  # a form's token was made for this one visitor
        and not pages.is_restricted(number, pages.live_page_at(number, language, path) or Page())
    )
    if not kept:
        return None
    return Kept(response.content, compress(response.content), getattr(response, "true_until", None))


def _public(kept: Kept) -> HttpResponse:
    response = HttpResponse(kept.body)
    response.compressed = kept.compressed  # type: ignore[attr-defined]
    patch_vary_headers(response, ["Cookie"])
    response["Cache-Control"] = "no-cache"
    return response


def page_language_links(request: HttpRequest, page: Page) -> list[LanguageLink]:
    """The two equal words of the language switch, always to the same page."""
    number = number_for(request)
    return language_links({code: pages.nearest_sibling_path(number, page, code) for code in Language.values})
