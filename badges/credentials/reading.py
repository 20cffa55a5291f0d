"""JSON that a stranger wrote, into a document: or why not, before anything expensive looks at it.

RDFC-1.0 (W3C RDF Dataset Canonicalization, section 7.1) is factorial in nodes that look alike: 3 KB of valid badge can
hold a verifier for minutes. A document that comes through here is a tree whose siblings can be told apart by their own
values, so that no permutation is left to try, and the cube of its look-alikes that remains is small. Whoever canonicalises
it afterwards still sets a limit of CPU time.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, NoReturn

from badges.credentials.errors import CredentialError

Document = dict[str, Any]

LARGEST = 256 * 1024  # bytes
DEEPEST = 36  # levels of arrays and objects
MOST_ITEMS = 256  # of one array, members of one object
MOST_OBJECTS = 2_000
MOST_LOOK_ALIKES = 200  # objects without an id that another one looks like, somewhere else
MOST_CONTEXTS = 8  # of one object
LARGEST_NUMBER = 2**53 - 1  # RFC 8785, appendix D: beyond it a double is no integer any more
LONGEST_NUMBER = 32  # characters

# C0, DEL, halves of surrogate pairs, noncharacters: canonicalisers in the field disagree about them, so one would sign what
# another rejects. Tab, line feed and carriage return may stand: narratives have lines, and everybody escapes these alike.
_LAST_OF_PLANES = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNSAFE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef{_LAST_OF_PLANES}]")
_ANONYMOUS = object()


class Unreadable(CredentialError):
    """``code``: ``too_large``, ``not_utf8``, ``not_json``, ``not_object``, ``too_deep``, ``too_many``,
    ``too_many_contexts``, ``duplicate_member``, ``number``, ``null``, ``text``, ``blank_id``, ``inline_context``,
    ``nested_array``, ``look_alike``, ``not_plain`` (a Python value that JSON has not)."""


def read(content: bytes) -> Document:
    """A JSON object (RFC 8259, in UTF-8 without a mark, I-JSON numbers) within the limits above. Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable("too_large")
    try:
        document = json.loads(
            content.decode(),
            object_pairs_hook=_members,
            parse_int=_integer,
            parse_float=_real,
            parse_constant=_not_a_number,
        )
    except UnicodeDecodeError as error:
        raise Unreadable("not_utf8") from error
    except RecursionError as error:  # the interpreter's limit comes long before the stack's end
        raise Unreadable("too_deep") from error
    except ValueError as error:
        raise Unreadable("not_json") from error
    if not isinstance(document, dict):
        raise Unreadable("not_object")
    inspect(document)
    return document


def inspect(document: Document) -> None:
    """What ``read`` asks of a document, asked of one that was made here too. Raises Unreadable."""
    waiting: list[tuple[Any, int]] = [(document, 1)]
    objects: Counter[object] = Counter()
    while waiting:
        value, level = waiting.pop()
        if isinstance(value, dict):
            _look_at_object(value, level)
            objects[_appearance(value)] += 1
            waiting += ((member, level + 1) for member in value.values())
        elif isinstance(value, list):
            _look_at_array(value, level)
            waiting += ((item, level + 1) for item in value)
        else:
            _look_at_scalar(value)
    _look_at_crowd(objects)


def _look_at_object(value: Document, level: int) -> None:
    _look_at_size(value, level)
    for name in value:
        _look_at_text(name)
    contexts = value.get("@context", [])
    contexts = contexts if isinstance(contexts, list) else [contexts]
    if len(contexts) > MOST_CONTEXTS:
        raise Unreadable("too_many_contexts")
    if not all(isinstance(one, str) for one in contexts):
        raise Unreadable("inline_context")


def _look_at_array(value: list[Any], level: int) -> None:
    _look_at_size(value, level)
    if any(isinstance(item, list) for item in value):
        raise Unreadable("nested_array")
    if len({_appearance(item) for item in value}) < len(value):
        raise Unreadable("look_alike")


def _look_at_size(value: Document | list[Any], level: int) -> None:
    if level > DEEPEST:
        raise Unreadable("too_deep")
    if len(value) > MOST_ITEMS:
        raise Unreadable("too_many")


def _look_at_crowd(objects: Counter[object]) -> None:
    if objects.total() > MOST_OBJECTS:
        raise Unreadable("too_many")
    if sum(number for seen, number in objects.items() if number > 1 and not isinstance(seen, str)) > MOST_LOOK_ALIKES:
        raise Unreadable("look_alike")


def _look_at_scalar(value: object) -> None:
    if value is None:  # JSON-LD drops it without a word
        raise Unreadable("null")
    if isinstance(value, str):
        _look_at_text(value)
        if value.startswith("_:"):
            raise Unreadable("blank_id")
    elif isinstance(value, int | float):
        _look_at_number(value)
    else:
        raise Unreadable("not_plain")


def _look_at_text(value: object) -> None:
    if not isinstance(value, str):
        raise Unreadable("not_plain")
    if _UNSAFE.search(value):
        raise Unreadable("text")


def _look_at_number(value: float) -> None:
    """A double in RDF has 16 digits (XSD 1.1 by way of JSON-LD 1.1, section 8.6): a 17th would not be signed."""
    if not abs(value) <= LARGEST_NUMBER or float(f"{value:.15e}") != value:
        raise Unreadable("number")


def _appearance(item: Any) -> object:
    """How RDFC-1.0 first sees a node (section 4.6, Hash First Degree Quads): an id, or its own values, and of nodes without
    an id only that they are there. 1, 1.0 and true count as one."""
    if not isinstance(item, dict) or isinstance(item.get("id"), str):
        return _glimpse(item)
    return frozenset((name, _glimpse(value)) for name, member in item.items() for value in _several(member))


def _glimpse(value: Any) -> object:
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        return value["id"]
    return value if isinstance(value, str | int | float) else _ANONYMOUS


def _several(member: Any) -> Iterable[Any]:
    return member if isinstance(member, list) else [member]


def _members(pairs: list[tuple[str, Any]]) -> Document:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise Unreadable("duplicate_member")
    return members


def _integer(text: str) -> int:
    return int(_short(text))


def _real(text: str) -> float:
    return float(_short(text))


def _short(text: str) -> str:
    if len(text) > LONGEST_NUMBER:
        raise Unreadable("number")
    return text


def _not_a_number(text: str) -> NoReturn:
    raise Unreadable("number")
