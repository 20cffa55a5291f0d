"""A Wagtail page is a model that also serves. Its reads live in ``views/pages.py`` of its app and are registered here,
so that ``models`` never imports ``queries``."""

from collections.abc import Callable
from typing import Any

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
