"""A variable that nobody defined fails the test, in our own templates. Those of others count on silence.

Django offers only ``string_if_invalid`` for it, which is asked for its truth when a variable is missing.
"""

import sys
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.template.base import FilterExpression, Node

OURS = str(Path(__file__).resolve().parent.parent / "templates")


class Undefined(str):
    """Empty, like Django's own, but says so when one of our templates meets it without ``|default``."""

    def __bool__(self) -> bool:
        frame: Any = sys._getframe(1)
        expression = frame.f_locals.get("self")
        if not isinstance(expression, FilterExpression) or any(f.__name__ == "default" for f, _ in expression.filters):
            return False
        while frame is not None:
            node = frame.f_locals.get("self")
            origin = getattr(node, "origin", None) if isinstance(node, Node) else None
            if origin is not None:
                if str(origin.name).startswith(OURS):
                    pytest.fail(f"{origin.name}: nothing is called {expression.var} here (line {node.token.lineno})")
                return False
            frame = frame.f_back
        return False


@pytest.fixture(autouse=True)
def undefined_variables_fail() -> None:
    """Before each test: one that changes the settings of templates leaves a new engine behind."""
    engines["django"].engine.string_if_invalid = Undefined()
