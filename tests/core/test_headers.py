import re
import timeit
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.template import engines
from django.test import RequestFactory
from django.urls import path

from lms.core import environment
from lms.core.headers import SecurityHeadersMiddleware

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def plain(request):
    return HttpResponse("<p>plain</p>")


def with_nonce(request):
    template = engines["django"].from_string(
        '<script nonce="{{ request.csp_nonce }}">1</script>{{ request.csp_nonce }}'
    )
    return HttpResponse(template.render({}, request))


def personal(request):
    return HttpResponse(f"<p>{request.session.get('visits')}</p>")


def remember(request):
    request.session["visits"] = 1
    return HttpResponse("<p>remembered</p>")


def own(request):
    headers = {"Content-Security-Policy": "sandbox", "Cache-Control": "max-age=9", "X-Frame-Options": "SAMEORIGIN"}
    request.session.get("visits")
    return HttpResponse("<p>own</p>", headers=headers | {"Cross-Origin-Resource-Policy": "cross-origin"})


def data(request):
    return JsonResponse({})


def stream(request):
    return StreamingHttpResponse(iter(["<p>", "parts"]))


def refuse(request):
    raise PermissionDenied


urlpatterns = [
    path("plain/", plain),
    path("nonce/", with_nonce),
    path("personal/", personal),
    path("remember/", remember),
    path("own/", own),
    path("data/", data),
    path("stream/", stream),
    path("refuse/", refuse),
    path("cms/x/", with_nonce),
    path("sign-in/", plain, name="account_login"),
]


def no(request, exception):
    return HttpResponse("<p>no</p>", status=403)


handler403 = handler404 = no


@pytest.fixture(autouse=True)
def _routes(settings):
    """The middleware with what it leans on; the rooms above it have their own tests."""
    settings.MIDDLEWARE = [
        "django.middleware.security.SecurityMiddleware",
        "lms.core.headers.SecurityHeadersMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
    ]
    settings.ROOT_URLCONF = __name__
    settings.OIDC_FORM_ORIGINS = []
    settings.SOCIALACCOUNT_PROVIDERS = {}


def test_a_page_of_the_site_runs_nothing_in_line(client):
    headers = client.get("/plain/").headers

    assert headers["Content-Security-Policy"] == STRICT
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Cache-Control" not in headers


def test_a_nonce_is_allowed_on_the_page_that_prints_it_and_is_new_each_time(client):
    pages = [client.get("/nonce/") for _ in range(2)]

    nonces = [set(re.findall(r"[\w-]{20,}", page.content.decode())) for page in pages]
    assert len(nonces[0]) == len(nonces[1]) == 1
    assert nonces[0] != nonces[1]
    for page, [nonce] in zip(pages, nonces, strict=True):
        assert page["Content-Security-Policy"] == STRICT.replace(
            "script-src 'self'", f"script-src 'self' 'nonce-{nonce}'"
        )


def test_the_editor_may_use_inline_scripts_but_no_eval(client):
    policy = client.get("/cms/x/")["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-inline';" in policy
    assert "unsafe-eval" not in policy
    assert "nonce" not in policy
    assert "frame-ancestors 'self'" in policy
    assert "default-src 'none'" in policy


def test_a_preview_is_a_page_of_the_site_in_a_frame_of_ours():
    request = RequestFactory().get("/en/a-course/")
    request.is_dummy = True
    middleware = SecurityHeadersMiddleware(with_nonce)

    inner = middleware(request)
    outer = SecurityHeadersMiddleware(lambda request: inner)(RequestFactory().get("/cms/pages/3/edit/preview/"))

    assert re.search(r"script-src 'self' 'nonce-[\w-]+'; style-src 'self';", outer["Content-Security-Policy"])
    assert "frame-ancestors 'self'" in outer["Content-Security-Policy"]
    assert outer["X-Frame-Options"] == "SAMEORIGIN"


def test_sign_in_may_lead_to_the_provider_that_is_configured_and_nothing_else_may(client, settings):
    settings.OIDC_FORM_ORIGINS = ["https://login.may.example"]
    app = {"provider_id": "oidc", "settings": {"server_url": "https://id.may.example:8443/realms/x/"}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}

    allowed = client.get("/sign-in/")["Content-Security-Policy"]

    assert "form-action 'self' https://login.may.example https://id.may.example:8443;" in allowed
    assert client.get("/plain/")["Content-Security-Policy"] == STRICT


def test_without_a_provider_sign_in_is_as_strict_as_the_rest(client):
    assert client.get("/sign-in/")["Content-Security-Policy"] == STRICT


@pytest.mark.parametrize(
    ("address", "origins"),
    [
        ("folder", ""),
        ("s3://pictures", " https://pictures.s3.amazonaws.com"),
        ("s3://pictures?custom_domain=media.may.example", " https://media.may.example"),
        (
            "s3://pictures?endpoint_url=https://store.may.example:9000",
            " https://store.may.example:9000 https://pictures.store.may.example:9000",
        ),
    ],
)
def test_pictures_may_come_from_the_store_of_uploads(client, settings, address, origins):
    storage, _ = environment.media(address, Path("/nowhere"))
    settings.STORAGES = settings.STORAGES | {"default": storage}

    assert (
        f"img-src 'self' data:{origins}; media-src 'self'{origins};" in client.get("/plain/")["Content-Security-Policy"]
    )
    assert f"img-src 'self' data: blob:{origins};" in client.get("/cms/x/")["Content-Security-Policy"]


@pytest.mark.parametrize("wrong", ["https://a.example; script-src *", "a.example", "https://a.example/path"])
def test_a_wrong_origin_refuses_to_start(settings, wrong):
    settings.OIDC_FORM_ORIGINS = [wrong]
    with pytest.raises(ImproperlyConfigured, match="OIDC_FORM_ORIGINS"):
        SecurityHeadersMiddleware(plain)


@pytest.mark.django_db
def test_what_was_made_from_a_session_is_kept_by_nobody(client):
    assert "Cache-Control" not in client.get("/personal/")  # a stranger: nothing in the session
    assert client.get("/remember/")["Cache-Control"] == "private, no-store"
    assert client.get("/personal/")["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in client.get("/plain/")  # did not look at the session


@pytest.mark.django_db
def test_the_session_is_never_loaded_only_for_headers(client, django_assert_num_queries):
    client.get("/remember/")
    with django_assert_num_queries(0):
        client.get("/plain/")


@pytest.mark.django_db
def test_a_view_keeps_what_it_set_itself(client):
    client.get("/remember/")
    headers = client.get("/own/").headers

    assert headers["Content-Security-Policy"] == "sandbox"
    assert headers["Cache-Control"] == "max-age=9"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_data_and_streams(client):
    assert "Content-Security-Policy" not in client.get("/data/")
    assert client.get("/data/")["Cross-Origin-Resource-Policy"] == "same-origin"
    streamed = client.get("/stream/")
    assert streamed["Content-Security-Policy"] == STRICT
    assert b"".join(streamed.streaming_content) == b"<p>parts"


def test_errors_are_dressed_too(client):
    assert client.get("/refuse/")["Content-Security-Policy"] == STRICT
    assert client.get("/nowhere/")["Content-Security-Policy"] == STRICT


def test_under_https_nothing_is_fetched_in_the_clear(settings, client):
    settings.HTTPS = True
    assert client.get("/plain/", secure=True)["Content-Security-Policy"] == f"{STRICT}; upgrade-insecure-requests"


def test_costs_next_to_nothing():
    request, response = RequestFactory().get("/plain/"), HttpResponse("x")
    request.resolver_match = None
    middleware = SecurityHeadersMiddleware(lambda request: HttpResponse("x"))

    whole = min(timeit.repeat(lambda: middleware(request), number=1000, repeat=3))
    alone = min(timeit.repeat(lambda: HttpResponse("x"), number=1000, repeat=3))

    assert response.status_code == 200
    assert (whole - alone) / 1000 < 0.0001  # seconds
