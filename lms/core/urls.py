"""Routes for machines have no language prefix and no session; ``localized`` ones stand under /en/ and /es/."""

from django.urls import path

from lms.core import health, media, views

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("media/<path:path>", media.serve_media, name="media"),
]

localized = [path("styleguide/", views.style_guide, name="styleguide")]
