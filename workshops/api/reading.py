"""The read API, for programs: what strangers may see of sessions and series. It has no keys, no cookies and no CORS."""

import json
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any
from uuid import UUID

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from lms.content.enums import Language
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.api.shapes import page_shape, series_shape, session_shape
from workshops.errors import NoSuchSession, TooManyQuestions, UnknownQuestion
from workshops.queries.listing import listed, page_of, public_series, public_session, sessions_of
from workshops.queries.sessions import seats_of

ACTION, AT_MOST = "api", "120/m/ip"
FRESH = "public, max-age=60"
DOCUMENT = Path(__file__).parent / "openapi.json"
View = Callable[..., dict[str, Any]]


def answered(view: View) -> Callable[..., HttpResponse]:
    """JSON in the language that is asked for, with an ETag; errors as ``{"error": code, "message": words}``."""

    @wraps(view)
    @audience(Audience.EVERYBODY)
    @require_safe
    @conditional_page
    def answer(request: HttpRequest, **arguments: Any) -> HttpResponse:
        language = request.GET.get("language", "")
        with translation.override(language if language in Language.values else settings.LANGUAGE_CODE):
            try:
                shown, status = _shown(view, request, language, arguments), 200
            except DomainError as error:
                shown, status = {"error": type(error).__name__, "message": str(error.message)}, error.status
        response = JsonResponse(shown, status=status, json_dumps_params={"ensure_ascii": False})
        response.headers["Cache-Control"] = FRESH if status == 200 else "no-store"
        if status == TooManyQuestions.status:
            response.headers["Retry-After"] = "60"
        return response

    return answer


def _shown(view: View, request: HttpRequest, language: str, arguments: dict[str, Any]) -> dict[str, Any]:
    if not ratelimit.consume(request, app="workshops", action=ACTION, config={ACTION: AT_MOST}, limit_get=True):
        raise TooManyQuestions
    if language not in ("", *Language.values):
        raise UnknownQuestion(_("Languages are en and es."))
    return view(request, language=language or settings.LANGUAGE_CODE, **arguments)


@answered
def session_list(request: HttpRequest, *, language: str) -> dict[str, Any]:
    """What is listed: what is to come, the next one first, or what is over, the last one first."""
    when, chapter = request.GET.get("when", "upcoming"), request.GET.get("chapter", "")
    if when not in ("upcoming", "past"):
        raise UnknownQuestion(_("“when” is upcoming or past."))
    sessions = listed(clock.now(), is_past=when == "past", chapter=chapter[:60])
    query = {"language": language, "when": when, "chapter": chapter}
    return page_shape(page_of(sessions, _number(request)), language, reverse("api:sessions"), query)


@answered
def session(request: HttpRequest, *, key: UUID, language: str) -> dict[str, Any]:
    found = public_session(key)
    if found is None:
        raise NoSuchSession
    return session_shape(found, seats_of([found])[found.pk], language)


@answered
def series(request: HttpRequest, *, key: UUID, language: str) -> dict[str, Any]:
    found = public_series(key)
    if found is None:
        raise NoSuchSession
    return series_shape(found, page_of(sessions_of(found), _number(request)), language, {"language": language})


@answered
def openapi(request: HttpRequest, *, language: str) -> dict[str, Any]:
    """OpenAPI 3.1, with the address of this site in it."""
    return {**_document(), "servers": [{"url": settings.SITE_URL}]}


@cache
def _document() -> dict[str, Any]:
    return dict(json.loads(DOCUMENT.read_text(encoding="utf-8")))


def _number(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdigit() and len(number) < 6 and int(number) > 0):
        raise UnknownQuestion(_("“page” is a whole number from 1 on."))
    return int(number)
