"""What machines fetch: who issues, with which keys, what an achievement means, the credentials themselves and their status.

All of it may be read by any page of any site (CORS), and none of it sets a cookie.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from badges.credentials import documents
from badges.domain.freezing import frozen
from badges.domain.issuing import side_of_version
from badges.domain.keys import issuer, published_keys
from badges.exports.art import badge_art
from badges.exports.pictures import TYPES, badge_png, baked
from badges.models import Credential
from badges.queries.credentials import credential_shown_to, list_numbered, version_of
from lms.core.policy import Audience, audience

LD = "application/ld+json"
CREDENTIAL = "application/vc"
FOR_MACHINES = ("application/ld+json", "application/json", "application/vc", "application/vc+ld+json")
A_DAY, A_MOMENT = 86_400, 300  # seconds


def _open(content: bytes, content_type: str, *, seconds: int) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = f"public, max-age={seconds}" if seconds else "private, no-store"
    return answer


def _document(made: Mapping[str, Any], content_type: str = LD, *, seconds: int = A_MOMENT) -> HttpResponse:
    return _open(frozen(made), content_type, seconds=seconds)


def _wants_data(request: HttpRequest) -> bool:
    """A browser asks for HTML; whoever asks for data first, or for anything at all, gets data."""
    wanted = request.get_preferred_type([*FOR_MACHINES, "text/html"])
    return wanted != "text/html"


@audience(Audience.EVERYBODY)
@require_safe
def did(request: HttpRequest) -> HttpResponse:
    return _document(documents.did_document(issuer(), published_keys()), "application/did+json")


@vary_on_headers("Accept")
@audience(Audience.EVERYBODY)
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    keys = published_keys()
    if _wants_data(request):
        return _document(documents.profile(issuer(), keys))
    return render(request, "badges/issuer.html", {"issuer": issuer(), "keys": keys, "site_name": settings.SITE_NAME})


@audience(Audience.EVERYBODY)
@require_safe
def key(request: HttpRequest, name: str) -> HttpResponse:
    for one in published_keys():
        if one.name == name:
            return _document(documents.key_document(issuer(), one))
    raise Http404


@vary_on_headers("Accept")
@audience(Audience.EVERYBODY)
@require_safe
def achievement(request: HttpRequest, key: str, number: int, language: str) -> HttpResponse:
    """What it meant when it was awarded in this version, for ever."""
    version = version_of(key, number)
    if version is None or language not in version.content:
        raise Http404
    side = side_of_version(version, language)
    if _wants_data(request):
        made = {
            "@context": [documents.CREDENTIALS, documents.OPEN_BADGES],
            **documents.achievement(issuer().site, side),
        }
        return _document(made, seconds=A_DAY)
    with override(language):
        return render(request, "badges/achievement.html", {"side": side, "art": badge_art(key)})


@audience(Audience.EVERYBODY)
@require_safe
def picture(request: HttpRequest, key: str, number: int) -> HttpResponse:
    if version_of(key, number) is None:
        raise Http404
    return _open(badge_png(key), TYPES["png"], seconds=A_DAY)


@audience(Audience.EVERYBODY)
@require_safe
def status(request: HttpRequest, number: int) -> HttpResponse:
    found = list_numbered(number)
    if found is None or found.content is None:
        raise Http404
    return _open(bytes(found.content), CREDENTIAL, seconds=A_MOMENT)


@never_cache
@audience(Audience.EVERYBODY)
@require_safe
def credential(request: HttpRequest, key: UUID, kind: str = "json") -> HttpResponse:
    """The bytes that were signed. Whoever it belongs to decides whether anybody else finds them."""
    found = credential_shown_to(request.user, key)
    if found is None:
        raise Http404
    if found.content is None:
        answer = HttpResponse(status=503)
        answer["Retry-After"] = "5"
        return answer
    content = bytes(found.content)
    if kind == "json":
        answer = _open(content, CREDENTIAL, seconds=0)
    elif kind in TYPES:
        answer = _open(baked(content, found.award.version.achievement.key, kind), TYPES[kind], seconds=0)
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.{kind}"'
    return answer


def _file_name(found: Credential) -> str:
    return f"{found.award.version.achievement.key}-{found.language}"
