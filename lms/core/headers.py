"""What every answer tells the browser about what it may do with it.

Two policies: a strict one for the site (no inline script or style; a page that needs one script in line asks for
``request.csp_nonce``), and one for the editor under /cms/, whose forms are written with inline scripts and styles but never
need ``eval``. A preview inside the editor shows a page of the site, so it has the site's policy.
A view that sets a header itself keeps it.
"""

import re
import secrets
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

EDITOR = "/cms/"
# Sign-in pages whose forms end, by redirects, on the page of an OpenID Connect provider.
SIGN_IN_ROUTES = ("account_", "socialaccount_", "openid_connect_")
ORIGIN = re.compile(r"https?://[a-zA-Z0-9.:\[\]-]+")
HOST = re.compile(r"[a-z0-9.-]+(?::[0-9]+)?")
ACTIVE_CONTENT = ("text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml")

SITE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
CMS = {
    **SITE,
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
}
DEVICES = """
    accelerometer browsing-topics camera display-capture encrypted-media geolocation gyroscope hid
    idle-detection local-fonts magnetometer microphone midi payment serial usb xr-spatial-tracking
"""
PERMISSIONS = ", ".join(f"{device}=()" for device in DEVICES.split())


class Nonce:
    """Random only once it is printed: a page without inline script costs nothing and allows nothing."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = ""

    def __str__(self) -> str:
        if not self.value:
            self.value = secrets.token_urlsafe(16)
        return self.value


def policy(rules: dict[str, str], **changes: str) -> str:
    """A Content-Security-Policy; ``changes`` name directives with underscores."""
    rules = rules | {name.replace("_", "-"): value for name, value in changes.items()}
    text = "; ".join(f"{name} {value}" for name, value in rules.items())
    return f"{text}; upgrade-insecure-requests" if settings.HTTPS else text


def sign_in_origins() -> Iterable[str]:
    """The origins of the OpenID Connect servers in allauth's settings, and those that the operator adds."""
    for origin in settings.OIDC_FORM_ORIGINS:
        if not ORIGIN.fullmatch(origin):
            raise ImproperlyConfigured(f"OIDC_FORM_ORIGINS: {origin!r} is not like https://host or https://host:port.")
        yield origin
    providers: dict[str, Any] = getattr(settings, "SOCIALACCOUNT_PROVIDERS", {})
    for app in providers.get("openid_connect", {}).get("APPS", []):
        server = urlsplit(app.get("settings", {}).get("server_url", ""))
        if server.netloc:
            yield f"{server.scheme}://{server.netloc}"


def embed_origins() -> Iterable[str]:
    """The sites that a reader's click may load into a page of ours."""
    for host in settings.EMBED_HOSTS:
        if not HOST.fullmatch(host):
            raise ImproperlyConfigured(f"EMBED_HOSTS: {host} is not a host name.")
        yield f"https://{host}"


def media_origins() -> Iterable[str]:
    """Where pictures come from when uploads live in a store of their own (environment.media); nothing for a folder."""
    options = settings.STORAGES["default"].get("OPTIONS", {})
    bucket = options.get("bucket_name")
    if options.get("custom_domain"):
        yield f"https://{options['custom_domain']}"
    elif options.get("endpoint_url"):
        store = urlsplit(options["endpoint_url"])
        yield from (f"{store.scheme}://{store.netloc}", f"{store.scheme}://{bucket}.{store.netloc}")
    elif bucket:
        yield f"https://{bucket}.s3.amazonaws.com"


class SecurityHeadersMiddleware:
    """Stands outside of sessions and sign-in, so that it also dresses the answers of whatever fails there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        media = "".join(f" {origin}" for origin in media_origins())
        embedded = " ".join(embed_origins())
        site = (
            SITE
            | ({"frame-src": embedded} if embedded else {})
            | {name: SITE[name] + media for name in ("img-src", "media-src")}
        )
        self.site = policy(site)
        self.cms = policy(CMS | {name: CMS[name] + media for name in ("img-src", "media-src")})
        self.preview = policy(site, frame_ancestors="'self'")
        self.sign_in = policy(site, form_action=" ".join(["'self'", *sign_in_origins()]))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonce = request.csp_nonce = Nonce()  # type: ignore[attr-defined]
        response = self.get_response(request)
        headers = response.headers
        if headers.get("Content-Type", "").startswith(ACTIVE_CONTENT):
            if "Content-Security-Policy" not in headers:
                headers["Content-Security-Policy"] = self._policy_for(request, nonce)
            in_editor = request.path.startswith(EDITOR) or hasattr(request, "is_dummy")
            headers.setdefault("X-Frame-Options", "SAMEORIGIN" if in_editor else "DENY")
            headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in headers and _is_personal(request):
            headers["Cache-Control"] = "private, no-store"
        return response

    def _policy_for(self, request: HttpRequest, nonce: Nonce) -> str:
        if request.path.startswith(EDITOR):
            return self.cms  # with a nonce in it, browsers would ignore its 'unsafe-inline'
        if hasattr(request, "is_dummy"):  # Wagtail renders a preview through all middleware as a request of its own
            chosen = self.preview
        elif (getattr(request.resolver_match, "url_name", None) or "").startswith(SIGN_IN_ROUTES):
            chosen = self.sign_in
        else:
            chosen = self.site
        return chosen.replace("script-src 'self'", f"script-src 'self' 'nonce-{nonce}'") if nonce.value else chosen


def _is_personal(request: HttpRequest) -> bool:
    """Whether the answer was made from a session that holds something. Never loads one to find out."""
    session = getattr(request, "session", None)
    return session is not None and session.accessed and not session.is_empty()
