"""A stranger's bytes: a document, or one of the codes; never much work, and nothing else raised."""

import json
import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.credentials.contexts import CREDENTIALS_2, OPEN_BADGES_3
from badges.credentials.reading import (
    DEEPEST,
    LARGEST,
    LARGEST_NUMBER,
    MOST_CONTEXTS,
    MOST_ITEMS,
    MOST_LOOK_ALIKES,
    MOST_OBJECTS,
    Unreadable,
    inspect,
    read,
)
from tests.badges.credentials import vectors
from tests.badges.credentials.making import BADGE, badge, texts


def content(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")


def refused(given_content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(given_content)
    return caught.value.code


def nested(levels: int) -> dict[str, Any]:
    document: dict[str, Any] = {"a": "leaf"}
    for _ in range(levels - 1):
        document = {"a": document}
    return document


@pytest.mark.parametrize(
    "document", [BADGE, vectors.ALUMNI, vectors.TEAMWORK, vectors.STATUS_LIST, vectors.DID_KEY, vectors.REVOKED]
)
def test_credentials_are_read_as_they_are(document: dict[str, Any]) -> None:
    assert read(content(document)) == document


@pytest.mark.parametrize(
    ("given_content", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b'{"a":1}{"b":2}', "not_json"),
        (b"{'a':1}", "not_json"),
        (b'{"a":"\n"}', "not_json"),
        (b'{"a":01}', "not_json"),
        (b'{"a":"\\x"}', "not_json"),
        (b"\xef\xbb\xbf{}", "not_json"),  # RFC 8259, section 8.1: no byte order mark
        (b'{"a":"\xff"}', "not_utf8"),
        (b'{"a":"\xed\xa0\x80"}', "not_utf8"),
        ('{"a":1}'.encode("utf-16"), "not_utf8"),
        (b"[]", "not_object"),
        (b'"text"', "not_object"),
        (b"null", "not_object"),
        (b'{"a":1,"a":1}', "duplicate_member"),
        (b'{"a":{"b":1,"\\u0062":2}}', "duplicate_member"),
        (b'{"a":null}', "null"),
        (b'{"a":["b",null]}', "null"),
        (b'{"a":NaN}', "number"),
        (b'{"a":-Infinity}', "number"),
        (b'{"a":1e400}', "number"),
        (b'{"a":-1e400}', "number"),
        (b'{"a":9007199254740992}', "number"),
        (b'{"a":9007199254740992.0}', "number"),
        (b'{"a":0.30000000000000004}', "number"),
        (b'{"a":' + b"9" * 200_000 + b"}", "number"),
        (b'{"a":0.' + b"1" * 200_000 + b"}", "number"),
        (b'{"a":[[1]]}', "nested_array"),
        (b'{"id":"_:b0"}', "blank_id"),
        (b'{"a":{"@id":"_:b0"}}', "blank_id"),
        (b'{"creator":["https://a.example","_:b1"]}', "blank_id"),
        (b'{"@context":{"name":"https://evil.example/name"}}', "inline_context"),
        (b'{"a":{"@context":["https://www.w3.org/ns/credentials/v2",{}]}}', "inline_context"),
        (b'{"@context":5}', "inline_context"),
        (b'{"a":"' + b"x" * LARGEST + b'"}', "too_large"),
    ],
)
def test_what_is_not_read(given_content: bytes, code: str) -> None:
    assert refused(given_content) == code


@pytest.mark.parametrize(
    "letter",
    [
        "\x00",
        "\x07",
        "\x08",
        "\x0b",
        "\x0c",
        "\x1f",
        "\x7f",
        "\ud800",
        "\ufdd0",
        "\ufffe",
        "\uffff",
        "\U0010ffff",
    ],
)
def test_letters_that_canonicalisers_disagree_about_are_refused(letter: str) -> None:
    for document in ({"name": f"a{letter}b"}, {f"a{letter}": "b"}, {"a": ["x", letter]}):
        assert refused(json.dumps(document).encode()) == "text"


@given(texts)
def test_all_other_text_is_read_as_it_is(text: str) -> None:
    assert read(content({"name": text})) == {"name": text}


@pytest.mark.parametrize("letter", ["\t", "\n", "\r", "\x80", "\u2028", "\u202e", "e\u0301", "👩\u200d🔧", "\ufffd"])
def test_lines_and_the_letters_of_people_are_read(letter: str) -> None:
    assert read(content({"name": letter})) == {"name": letter}


def test_numbers_at_the_edge_are_read() -> None:
    document = {"a": [LARGEST_NUMBER, -LARGEST_NUMBER, 0.1, 1e-7, -2.5, 0, True]}

    assert read(content(document)) == document


def test_limits_are_where_they_are_said() -> None:
    assert read(content(nested(DEEPEST))) == nested(DEEPEST)
    assert refused(content(nested(DEEPEST + 1))) == "too_deep"

    assert len(read(content({"a": [*range(MOST_ITEMS)]}))["a"]) == MOST_ITEMS
    assert refused(content({"a": [*range(MOST_ITEMS + 1)]})) == "too_many"
    assert refused(content({f"a{number}": number for number in range(MOST_ITEMS + 1)})) == "too_many"

    addresses = [f"https://a.example/{number}" for number in range(MOST_CONTEXTS + 1)]
    assert read(content({"@context": addresses[1:]}))["@context"] == addresses[1:]
    assert refused(content({"@context": addresses})) == "too_many_contexts"

    filling = LARGEST - len(content({"a": ""}))
    assert len(read(content({"a": "x" * filling}))["a"]) == filling
    assert refused(content({"a": "x" * (filling + 1)})) == "too_large"


def test_there_is_a_limit_of_objects() -> None:
    def grove(number: int) -> dict[str, Any]:
        rows = [{"i": row, "a": [{"id": f"urn:x:{row}:{leaf}"} for leaf in range(99)]} for row in range(number // 100)]
        return {"a": rows}

    assert refused(content(grove(MOST_OBJECTS))) == "too_many"  # and the one around them
    assert read(content(grove(MOST_OBJECTS - 100))) == grove(MOST_OBJECTS - 100)


ALIKE = {"type": ["Alignment"], "targetName": "x", "targetUrl": "https://a.example"}


@pytest.mark.parametrize(
    "siblings",
    [
        [ALIKE, ALIKE],
        [ALIKE, dict(reversed(ALIKE.items()))],
        [ALIKE, ALIKE | {"type": "Alignment"}],
        [ALIKE, ALIKE | {"targetCode": []}],
        [{"value": 1}, {"value": 1.0}],
        [
            {"type": "Result", "alignment": {"a": 1}},
            {"type": "Result", "alignment": {"a": 2}},
        ],  # told apart only further in
        [{"a": {"id": "urn:x:1", "b": 1}}, {"a": {"id": "urn:x:1"}}],
        [{"id": "urn:x:1", "name": "one"}, {"id": "urn:x:1", "name": "other"}],
        [{"id": "urn:x:1"}, "urn:x:1"],
        ["a", "a"],
        [1, 1.0],
        [{}, {}],
    ],
)
def test_siblings_that_look_alike_are_refused(siblings: list[Any]) -> None:
    assert refused(content({"a": siblings})) == "look_alike"
    assert refused(content({"a": {"b": {"c": [*siblings, "z"]}}})) == "look_alike"


def test_siblings_that_differ_are_read() -> None:
    document = {
        "result": [
            {"value": "A", "alignment": [ALIKE, ALIKE | {"targetName": "y"}]},
            {"value": "B", "alignment": [ALIKE, ALIKE | {"targetName": "y"}]},
            {"id": "urn:x:1", "value": "A"},
            {"id": "urn:x:2", "value": "A"},
        ]
    }

    assert read(content(document)) == document


def test_the_poison_of_a_badge_that_looks_valid_is_refused() -> None:
    """Less than 3 KB, for which pyld takes more than a minute: two results that are one, each with eight alignments."""
    result = {"type": ["Result"], "value": "A", "alignment": [ALIKE] * 8}

    assert (
        refused(content(badge(credentialSubject={"type": ["AchievementSubject"], "result": [result] * 2})))
        == "look_alike"
    )


def test_the_poison_of_nodes_that_know_each_other_is_refused() -> None:
    """Six of these take pyld eight seconds, eight take it minutes."""
    names = [f"_:b{number}" for number in range(8)]
    clique = [{"id": one, "relatedResource": [other for other in names if other != one]} for one in names]

    assert refused(content({"@context": [CREDENTIALS_2], "@graph": clique})) == "blank_id"


def test_a_forest_of_look_alikes_is_refused() -> None:
    """No siblings look alike, yet half of all nodes do: RDFC-1.0 walks through the whole tree from each of them."""

    def tree(levels: int, name: str) -> dict[str, Any]:
        below = {"parentOrg": [tree(levels - 1, "0"), tree(levels - 1, "1")]} if levels else {}
        return {"type": ["Profile"], "name": name, **below}

    assert refused(content(badge(credentialSubject={"source": tree(7, "root")}))) == "look_alike"
    small = badge(credentialSubject={"source": tree(5, "root")})
    assert read(content(small)) == small


def test_a_few_look_alikes_in_different_places_are_read() -> None:
    """A record of many badges says in each of them whose it is."""
    holder = {"type": "IdentityObject", "hashed": False, "identityHash": "Alicia", "identityType": "name"}

    def record(number: int) -> dict[str, Any]:
        return {"a": [{"id": f"urn:x:{one}", "identifier": [holder]} for one in range(number)]}

    assert read(content(record(MOST_LOOK_ALIKES))) == record(MOST_LOOK_ALIKES)
    assert refused(content(record(MOST_LOOK_ALIKES + 1))) == "look_alike"


def test_the_same_id_may_stand_everywhere() -> None:
    creator = {"id": "https://learn.example.org", "type": ["Profile"]}
    document = {"a": [{"id": f"urn:x:{one}", "creator": creator} for one in range(MOST_LOOK_ALIKES + 1)]}

    assert read(content(document)) == document


HOSTILE = {
    "brackets": (b"[" * LARGEST, "too_deep"),
    "objects": (b'{"a":' * 50_000, "too_deep"),
    "closed": (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, "too_deep"),
    "open text": (b'{"a":"' + b'\\"' * 100_000, "not_json"),
    "tags": (content({"tag": [f"tag {number}" for number in range(8_000)]}), "too_many"),
    "contexts": (
        content({"@context": [f"https://a.example/{number}" for number in range(1_000)]}),
        "too_many_contexts",
    ),
    "small arrays": (b'{"a":[' + b"[]," * 80_000 + b"[]]}", "too_many"),
    "members": (b"{" + b",".join(b'"%d":1' % number for number in range(25_000)) + b"}", "too_many"),
    "nested contexts": (
        content({"a": [{"i": row, "b": [{"@context": [OPEN_BADGES_3]} for _ in range(2)]} for row in range(200)]}),
        "look_alike",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_are_refused_within_bounds(name: str) -> None:
    """256 KiB cannot ask for more than some MiB."""
    hostile, code = HOSTILE[name]
    tracemalloc.start()
    try:
        assert refused(hostile) == code
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 48 * 1024 * 1024


@given(st.binary(max_size=300))
def test_bytes_raise_nothing_else(hostile: bytes) -> None:
    with pytest.raises(Unreadable):
        read(hostile + b"\x00")


SCALARS = (
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5) | st.sampled_from(["_:b", "@id"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=3) | st.sampled_from(["id", "@context", "type"]), inner, max_size=4)
    ),
    max_leaves=25,
)


@given(JSON)
def test_json_is_read_as_it_is_or_refused(document: object) -> None:
    try:
        found = read(content(document))
    except Unreadable:
        return
    assert found == document


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"a": datetime(2026, 11, 23, tzinfo=UTC)}, "not_plain"),
        ({"a": b"bytes"}, "not_plain"),
        ({"a": ("x",)}, "not_plain"),
        ({"a": [{"x"}]}, "not_plain"),
        ({1: "a"}, "not_plain"),
        ({"a": None}, "null"),
        ({"a": float("nan")}, "number"),
        ({"a": 10**5_000}, "number"),
        ({"name": "bell\x07"}, "text"),
        (nested(DEEPEST + 1), "too_deep"),
    ],
)
def test_what_was_made_here_is_asked_the_same(document: dict[str, Any], code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        inspect(document)

    assert caught.value.code == code
