"""Routes for machines: no language prefix, no session."""

from django.urls import path

from lms.core import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
