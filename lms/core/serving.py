"""A Wagtail page is a model that also serves. Its reads live in ``views/pages.py`` of its app and are registered here,
so that ``models`` never imports ``queries``."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core import checks
from django.http import HttpRequest, HttpResponse

Server = Callable[[HttpRequest, Any], HttpResponse]
_servers: dict[str, Server] = {}


def serves(label: str) -> Callable[[Server], Server]:
    """Registers the function that answers requests for the page type ``app_label.ModelName``."""

    def register(server: Server) -> Server:
        _servers[label.lower()] = server
        return server

    return register


def server_for(label: str) -> Server | None:
    return _servers.get(label.lower())


def unserved_page_types(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """System check: a page type without a server would answer every visitor with an error."""
    return [
        checks.Error(f"{model._meta.label} has no server: register one with lms.core.serving.serves", id="vereda.E001")
        for model in apps.get_models()
        if hasattr(model, "path_on_site") and server_for(model._meta.label) is None
    ]
