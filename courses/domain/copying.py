"""The same content under new names: what is copied shares neither keys nor block ids with what it was copied from.

Progress, answers and badges refer to translation keys and block ids. A copy that kept one of them would share them too.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.fields import StreamField
from wagtail.models import Page

ADDRESS_OF_PAGE = re.compile(r'(<a\b[^>]*\blinktype="page"[^>]*>)')
PAGE_ID = re.compile(r'\bid="(\d+)"')


class NewNames:
    """Old key or id → its new one, always the same: the two sides of a pair are still a pair afterwards."""

    def __init__(self) -> None:
        self._by_old: dict[str, str] = {}
        self._pages: dict[str, str] = {}

    def of(self, old: object) -> str:
        return self._by_old.setdefault(str(old), str(uuid4()))

    def page(self, *, old: int, new: int) -> None:
        self._pages[str(old)] = str(new)

    def learn(self, value: Any) -> None:
        """Gives a new name to every block and every key in ``value`` (a page's data, or a part of it)."""
        for identity in identities(value):
            self.of(identity)

    def rename(self, value: Any) -> Any:
        """``value`` again, with every name that is known here replaced, wherever it stands."""
        if isinstance(value, dict):
            return {name: self.rename(part) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.rename(part) for part in value]
        if isinstance(value, str):
            return self._by_old.get(value) or self._links(value)
        return value

    def _links(self, text: str) -> str:
        if "linktype" not in text:
            return text
        return ADDRESS_OF_PAGE.sub(lambda link: PAGE_ID.sub(self._link, link[0]), text)

    def _link(self, found: re.Match[str]) -> str:
        return f'id="{self._pages.get(found[1], found[1])}"'


def identities(value: Any) -> Iterator[str]:
    """Every block id and translation key in stored data, at whatever depth."""
    if isinstance(value, dict):
        if {"type", "value", "id"} <= value.keys() and isinstance(value["id"], str):
            yield value["id"]
        key = value.get("translation_key")
        if key:
            yield str(key)
        for part in value.values():
            yield from identities(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from identities(part)


def data_of(page: Page) -> dict[str, Any]:
    """All that the page holds, as plain data, its StreamFields opened."""
    data: dict[str, Any] = json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder))
    return data | {name: json.loads(data[name] or "[]") for name in _streams(type(page))}


def page_from(model: type[Page], data: dict[str, Any]) -> Any:
    """The page that holds ``data``, not saved."""
    closed = data | {name: json.dumps(data[name], cls=DjangoJSONEncoder) for name in _streams(model)}
    return model.from_serializable_data(closed, check_fks=False, strict_fks=False)


def _streams(model: type[Page]) -> list[str]:
    return [field.name for field in model._meta.get_fields() if isinstance(field, StreamField)]
