"""As much of JSON Schema 2020-12 as our own document uses. A keyword that this does not know is an error, not a pass."""

import re
from typing import Any

TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
WORDS_ONLY = {"description", "examples", "default"}
FORMATS = {
    "uuid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
    "uri": r"https?://[^\s\"<>]+",
}


def check(value: Any, schema: dict[str, Any], document: dict[str, Any], at: str = "$") -> None:
    """AssertionError that says where."""
    for keyword, wanted in schema.items():
        match keyword:
            case "$ref":
                check(value, found(wanted, document), document, at)
            case "type" if wanted == "integer":
                assert isinstance(value, int) and not isinstance(value, bool), f"{at}: {value!r} is no whole number"
            case "type":
                assert isinstance(value, TYPES[wanted]), f"{at}: {value!r} is no {wanted}"
            case "enum":
                assert value in wanted, f"{at}: {value!r} is none of {wanted}"
            case "minimum":
                assert value >= wanted, f"{at}: {value} is less than {wanted}"
            case "pattern":
                assert re.search(wanted, value), f"{at}: {value!r} is not like {wanted}"
            case "format":
                assert re.fullmatch(FORMATS[wanted], value), f"{at}: {value!r} is no {wanted}"
            case "required":
                assert set(wanted) <= set(value), f"{at}: {set(wanted) - set(value)} missing"
            case "additionalProperties":
                assert wanted is False
                assert set(value) <= set(schema["properties"]), (
                    f"{at}: {set(value) - set(schema['properties'])} not named"
                )
            case "properties":
                for name, one in wanted.items():
                    if name in value:
                        check(value[name], one, document, f"{at}.{name}")
            case "items":
                for number, one in enumerate(value):
                    check(one, wanted, document, f"{at}[{number}]")
            case "anyOf":
                assert any(fits(value, one, document) for one in wanted), f"{at}: {value!r} fits none"
            case _:
                assert keyword in WORDS_ONLY, f"{at}: {keyword} is not known to this check"


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
