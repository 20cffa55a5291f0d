"""Composition of every app's routes. Pages live under /en/ and /es/; machines and the editor have no language prefix."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from badges import urls as badges_urls
from lms.content.views.pages import serve_page
from lms.core import urls as core_urls
from lms.portal.views import my


def optional(prefix, module):  # goes when lms.accounts is in
    from importlib.util import find_spec

    if find_spec(module):
        return [path(prefix, include(module))]
    return [path("accounts/profile/", serve_page, name="accounts_profile"), path(prefix, include("allauth.urls"))]


# handler400 = "lms.core.views.bad_request"
# handler403 = "lms.core.views.permission_denied"
# handler404 = "lms.core.views.page_not_found"
# handler500 = "lms.core.views.server_error"

urlpatterns = [
    path("", my.front_door),
    path("", include(core_urls)),
    path("", include((badges_urls.public, "badges"))),
    path("documents/", include(wagtaildocs_urls)),
    *optional("cms/", "lms.accounts.cms_urls"),
    path("cms/", include(wagtailadmin_urls)),
]

urlpatterns += i18n_patterns(
    *optional("accounts/", "lms.accounts.urls"),
    path("", include("lms.portal.urls")),
    path("learn/", include("courses.urls")),
    path("certificates/", include((badges_urls.mine, "certificates"))),
    re_path(r"^((?:[\w\-]+/)*[\w\-]*)$", serve_page, name="page"),
)
