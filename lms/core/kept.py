"""What a component drew, kept by this process for the next who gives it the same.

Only for components that declare it (``; kept``), and those do not see the request: what they draw depends on their props
and the language alone. A form inside gets its token afterwards.
"""

import dataclasses
import secrets
from collections.abc import Callable, Hashable
from functools import cache
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from django.template import Template, TemplateSyntaxError
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

MOST_KEPT = 500  # of one component
TOKEN = f"token-{secrets.token_hex(16)}"  # where the visitor's own comes; nothing that somebody wrote is equal to it

Drawings = dict[Hashable, tuple[SafeString, bool]]
_drawings: "WeakKeyDictionary[Template, Drawings]" = WeakKeyDictionary()


def drawings_of(template: Template) -> Drawings:
    return _drawings.setdefault(template, {})


def draw_once(
    drawings: Drawings, values: dict[str, Any], draw: Callable[[], SafeString], token: Callable[[], str]
) -> SafeString:
    """``draw()`` once for each language and ``values``; ``token()`` only where a form asks for it."""
    key = (get_language(), *map(_frozen, values.values()))
    found = drawings.get(key)
    if found is None:
        html = draw()
        found = html, TOKEN in html
        if len(drawings) >= MOST_KEPT:
            drawings.clear()
        drawings[key] = found
    html, has_form = found
    return mark_safe(html.replace(TOKEN, token())) if has_form else html  # noqa: S308 drawn by a template


def _frozen(value: Any) -> Hashable:
    """Equal exactly where the drawing is: safe text differs from plain text, and True from 1."""
    kind = value.__class__
    if kind is str or value is None:
        return value
    if kind is tuple or kind is list:
        return kind, *map(_frozen, value)
    if kind is dict:
        return kind, *((_frozen(name), _frozen(one)) for name, one in value.items())
    if fields := _fields_of(kind):
        return (kind, *(_frozen(getattr(value, name)) for name in fields))
    if isinstance(value, (str, int, Promise, UUID)):
        return kind, value
    raise TemplateSyntaxError(f"A kept component takes words and whole numbers, and no {kind.__name__}.")


@cache
def _fields_of(kind: type) -> tuple[str, ...]:
    """Of a dataclass or a named tuple."""
    if dataclasses.is_dataclass(kind):
        return tuple(field.name for field in dataclasses.fields(kind))
    return getattr(kind, "_fields", ()) if issubclass(kind, tuple) else ()
