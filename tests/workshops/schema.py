"""As much of JSON Schema 2020-12 as our own document uses. A keyword that this does not know is an error, not a pass."""

import re
from collections.abc import Callable
from typing import Any

TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "integer": int,
}
FORMATS = {
    "uuid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
    "uri": r"https?://[^\s\"<>]+",
}
Check = Callable[[Any, Any, dict[str, Any], dict[str, Any], str], None]


def check(value: Any, schema: dict[str, Any], document: dict[str, Any], at: str = "$") -> None:
    """AssertionError that says where."""
    for keyword, wanted in schema.items():
        assert keyword in CHECKS, f"{at}: {keyword} is not known to this check"
        CHECKS[keyword](value, wanted, schema, document, at)


def leads(value: Any, wanted: str, schema: dict[str, Any], document: dict[str, Any], at: str) -> None:
    check(value, found(wanted, document), document, at)


def is_type(value: Any, wanted: str, schema: dict[str, Any], document: dict[str, Any], at: str) -> None:
    is_of_it = isinstance(value, TYPES[wanted]) and not (wanted == "integer" and isinstance(value, bool))
    assert is_of_it, f"{at}: {value!r} is no {wanted}"


def is_among(value: Any, wanted: list[Any], schema: dict[str, Any], document: dict[str, Any], at: str) -> None:
    assert value in wanted, f"{at}: {value!r} is none of {wanted}"


def is_enough(value: Any, wanted: int, schema: dict[str, Any], document: dict[str, Any], at: str) -> None:
    assert value >= wanted, f"{at}: {value} is less than {wanted}"


def is_like(value: Any, wanted: str, schema: dict[str, Any], document: dict[str, Any], at: str) -> None:
    assert re.search(wanted, value), f"{at}: {value!r} is not like {wanted}"


def is_format(value: Any, wanted: str, schema: dict[str, Any], document: dict[str, Any], at: str) -> None:
    assert re.fullmatch(FORMATS[wanted], value), f"{at}: {value!r} is no {wanted}"


def has_all(value: Any, wanted: list[str], schema: dict[str, Any], document: dict[str, Any], at: str) -> None:
    assert set(wanted) <= set(value), f"{at}: {set(wanted) - set(value)} missing"


def has_no_others(value: Any, wanted: Any, schema: dict[str, Any], document: dict[str, Any], at: str) -> None:
    assert wanted is False
    assert set(value) <= set(schema["properties"]), f"{at}: {set(value) - set(schema['properties'])} not named"


def each_named(value: Any, wanted: Any, schema: dict[str, Any], document: dict[str, Any], at: str) -> None:
    for name, one in wanted.items():
        if name in value:
            check(value[name], one, document, f"{at}.{name}")


def each_item(value: Any, wanted: Any, schema: dict[str, Any], document: dict[str, Any], at: str) -> None:
    for number, one in enumerate(value):
        check(one, wanted, document, f"{at}[{number}]")


def any_of(value: Any, wanted: Any, schema: dict[str, Any], document: dict[str, Any], at: str) -> None:
    assert any(fits(value, one, document) for one in wanted), f"{at}: {value!r} fits none"


def says_nothing(value: Any, wanted: Any, schema: dict[str, Any], document: dict[str, Any], at: str) -> None:
    """Words for people."""


CHECKS: dict[str, Check] = {
    "$ref": leads,
    "type": is_type,
    "enum": is_among,
    "minimum": is_enough,
    "pattern": is_like,
    "format": is_format,
    "required": has_all,
    "additionalProperties": has_no_others,
    "properties": each_named,
    "items": each_item,
    "anyOf": any_of,
    "description": says_nothing,
    "examples": says_nothing,
    "default": says_nothing,
}


def fits(value: Any, schema: dict[str, Any], document: dict[str, Any]) -> bool:
    try:
        check(value, schema, document)
    except AssertionError:
        return False
    return True


def found(pointer: str, document: dict[str, Any]) -> Any:
    here: Any = document
    for step in pointer.removeprefix("#/").split("/"):
        here = here[step]
    return here
