"""The one door to published pages: address → page (remembered) → its registered server."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.views import serve as wagtail_serve

from lms.content.enums import Language
from lms.content.queries import pages
from lms.content.queries.published import number_for, remember
from lms.core.languages import LanguageLink, language_links
from lms.core.policy import Audience, audience
from lms.core.serving import server_for


@audience(Audience.EVERYBODY)
def serve_page(request: HttpRequest, path: str = "") -> HttpResponse:
    if path and not path.endswith("/"):
        return HttpResponsePermanentRedirect(f"{request.path}/")
    language = get_language() or settings.LANGUAGE_CODE
    number = number_for(request)
    if is_stranger(request):
        body = remember(
            number, ("stranger", language, path), lambda: _body_for_stranger(request, number, language, path)
        )
        if body is not None:
            return _public(HttpResponse(body))
    return _serve(request, number, language, path)


def _serve(request: HttpRequest, number: int, language: str, path: str) -> HttpResponse:
    page = pages.live_page_at(number, language, path)
    if page is None:
        raise Http404
    server = server_for(page._meta.label)
    if server is None or pages.is_restricted(number, page):
        return wagtail_serve(request, path)
    return server(request, page)


def is_stranger(request: HttpRequest) -> bool:
    """Nobody that we know anything about: the same page for all of them."""
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and not request.META.get("QUERY_STRING")
    )


def _body_for_stranger(request: HttpRequest, number: int, language: str, path: str) -> bytes | None:
    """None where the page must not be kept (not an ordinary 200, a cookie or a nonce in it)."""
    response = _serve(request, number, language, path)
    if hasattr(response, "render") and callable(response.render):
        response.render()
    kept = response.status_code == 200 and not response.streaming and not response.cookies
    kept = (
        kept
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")  # a form's token was made for this one visitor
        and not pages.is_restricted(number, pages.live_page_at(number, language, path) or Page())
    )
    return response.content if kept else None


def _public(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Cookie"])
    response["Cache-Control"] = "no-cache"
    return response


def page_language_links(request: HttpRequest, page: Page) -> list[LanguageLink]:
    """The two equal words of the language switch, always to the same page."""
    number = number_for(request)
    return language_links({code: pages.nearest_sibling_path(number, page, code) for code in Language.values})
