"""The pages for when something went wrong, and the style guide."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import get_language

from lms.core import outage, styleguide
from lms.core.policy import Audience, audience

# Shown when not even the template of the 500 page can be rendered.
LAST_WORD = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>500</title>'
    "<h1>Something broke on our side</h1><p>Try again in a minute.</p>"
    '<div lang="es"><h2>Algo se rompió de nuestro lado</h2><p>Inténtalo de nuevo en un minuto.</p></div></html>'
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Shows the reason when the rule that refused gave one."""
    return _page(request, 403, reason=str(exception))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """settings.CSRF_FAILURE_VIEW. ``reason`` is for developers; the page says what a person can do."""
    return _page(request, 403, is_stale=True)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


def _page(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    context["language_code"] = get_language() or settings.LANGUAGE_CODE
    return render(request, f"{status}.html", context, status=status)


@outage.or_unavailable
def server_error(request: HttpRequest) -> HttpResponse:
    """Needs neither the database nor the request: both languages, one under the other."""
    try:
        page: str = loader.render_to_string("500.html", {"language": settings.LANGUAGE_CODE})
    except Exception:  # noqa: BLE001 what broke may be the templates themselves; the first error is already logged
        page = LAST_WORD
    return HttpResponse(page, status=500)


@audience(Audience.EVERYBODY)
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component with believable content, light and dark side by side. In development only."""
    if not (settings.DEVELOPMENT or settings.DEBUG):
        raise Http404
    language = get_language() or settings.LANGUAGE_CODE
    return render(request, "styleguide/page.html", {"sections": styleguide.sections(language)})
