"""Routes for machines have no language prefix and no session; ``localized`` ones stand under /en/ and /es/."""

from django.urls import path

from lms.core import health, views

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

localized = [path("styleguide/", views.style_guide, name="styleguide")]
