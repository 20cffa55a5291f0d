"""Composition of every app's routes. Pages live under /en/ and /es/; machines and the editor have no language prefix."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents.views.serve import authenticate_with_password
from wagtail.documents.views.serve import serve as serve_document

from badges import urls as badges_urls
from courses.practice import urls as practice_urls
from lms.accounts import urls as accounts_urls
from lms.content.views.pages import serve_page
from lms.core import urls as core_urls
from lms.core.policy import Audience, audience
from lms.portal import urls as portal_urls
from lms.portal.views import my
from workshops import urls as workshops_urls

handler400 = "lms.core.views.bad_request"
handler403 = "lms.core.views.permission_denied"
handler404 = "lms.core.views.page_not_found"
handler500 = "lms.core.views.server_error"

open_to_all = audience(Audience.EVERYBODY)

# First, because most of what is asked for is a page.
urlpatterns = i18n_patterns(
    path("", include(core_urls.localized)),
    path("accounts/", include("lms.accounts.urls")),
    path("", include("lms.portal.urls")),
    path("learn/labs/", include("courses.sandbox.urls")),
    path("learn/", include("courses.urls")),
    path("practice/", include("courses.practice.urls")),
    path("workshops/", include("workshops.urls")),
    path("", include("lms.content.urls")),
    path("certificates/", include((badges_urls.mine, "certificates"))),
    re_path(r"^((?:[\w\-]+/)*[\w\-]*)$", serve_page, name="page"),
)

urlpatterns += [
    path("", my.front_door, name="front_door"),
    path("", include(core_urls)),
    path("", include((portal_urls.public, "machines"))),
    path("", include((badges_urls.public, "badges"))),
    path("", include((workshops_urls.public_calendars, "calendars"))),
    path("", include((practice_urls.machines, "hooks"))),
    path("api/v1/", include((workshops_urls.api, "api"))),
    # A collection may be private to some; Wagtail's view asks.
    re_path(r"^documents/(\d+)/(.*)$", open_to_all(serve_document), name="wagtaildocs_serve"),
    path(
        "documents/authenticate/<int:restriction_id>/",
        open_to_all(authenticate_with_password),
        name="wagtaildocs_authenticate_with_password",
    ),
    path("cms/", include(accounts_urls.editor)),
    path("cms/", include(wagtailadmin_urls)),
]
