"""Composition of every app's routes. Pages live under /en/ and /es/; machines and the editor have no language prefix."""

from django.urls import include, path

urlpatterns = [
    path("cms/", include("wagtail.admin.urls")),
]
