import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badges.credentials.multibase import base64url, from_base64url
from badges.credentials.status import LONGEST, SHORTEST, BadStatusList, encode, is_set, read_index
from tests.badges.credentials import vectors

BITS = bytes(SHORTEST // 8)


def packed(content: bytes) -> str:
    return base64url(gzip.compress(content))


def test_the_list_of_the_standard_is_read() -> None:
    assert not any(is_set(vectors.EMPTY_LIST, index) for index in (0, 1, 94_567, SHORTEST - 1))


def test_the_first_bit_is_leftmost() -> None:
    """Bitstring Status List 1.0, section 3.3: index 0 is the highest bit of the first byte."""
    assert is_set(packed(b"\x80" + BITS[1:]), 0)
    assert is_set(packed(BITS[1:] + b"\x01"), SHORTEST - 1)
    assert not is_set(packed(b"\x80" + BITS[1:]), 7)
    assert gzip.decompress(from_base64url(encode({0, 9})))[:2] == b"\x80\x40"


def test_a_published_list_has_a_bit_set() -> None:
    """The credential beside it that counts as revoked has the index 23."""
    published = vectors.STATUS_LIST["credentialSubject"]["encodedList"]

    assert [index for index in range(64) if is_set(published, index)] == [23]


@given(st.sets(st.integers(0, SHORTEST - 1), max_size=40), st.integers(0, SHORTEST - 1))
@settings(max_examples=50)
def test_what_was_set_is_set_and_nothing_else(indexes: set[int], other: int) -> None:
    encoded = encode(indexes)

    assert all(is_set(encoded, index) for index in indexes)
    assert is_set(encoded, other) == (other in indexes)


def test_the_same_list_is_the_same_text() -> None:
    assert encode([5, 3]) == encode([3, 5, 3])
    assert from_base64url(encode([5]))[4:8] == bytes(4)  # RFC 1952, section 2.3.1: MTIME, of no moment


def test_a_list_may_be_longer() -> None:
    encoded = encode({SHORTEST + 7}, SHORTEST + 8)

    assert is_set(encoded, SHORTEST + 7)


@pytest.mark.parametrize(("length", "code"), [(0, "too_short"), (SHORTEST - 8, "too_short"), (LONGEST + 8, "too_long")])
def test_a_list_of_another_length_is_not_made(length: int, code: str) -> None:
    with pytest.raises(BadStatusList) as refused:
        encode((), length)

    assert refused.value.code == code


def test_a_list_has_whole_bytes() -> None:
    with pytest.raises(BadStatusList) as refused:
        encode((), SHORTEST + 1)

    assert refused.value.code == "length"


@pytest.mark.parametrize("index", [-1, SHORTEST, 2**70, True, 1.0, "1", None])
def test_an_index_outside_is_refused(index: int) -> None:
    for act in (lambda: encode([index]), lambda: is_set(vectors.EMPTY_LIST, index)):
        with pytest.raises(BadStatusList) as refused:
            act()
        assert refused.value.code == "index"


def test_an_index_is_text_in_base_ten() -> None:
    assert read_index("94567") == 94_567
    assert read_index("0") == 0


def test_an_index_may_be_a_number() -> None:
    assert read_index(vectors.REVOKED["credentialStatus"]["statusListIndex"]) == 23


@pytest.mark.parametrize(
    "text",
    ["", -1, 1.0, "-1", "+1", "1.0", "1e3", " 1", "1\n", "0x1", "٣", "9" * 5_000, None, True, ["1"]],
)
def test_other_indexes_are_refused(text: object) -> None:
    with pytest.raises(BadStatusList) as refused:
        read_index(text)

    assert refused.value.code == "index"


@pytest.mark.parametrize(
    ("encoded", "code"),
    [
        ("", "not_multibase"),
        (vectors.EMPTY_LIST[1:], "not_multibase"),
        (vectors.EMPTY_LIST + "=", "not_multibase"),
        ("z" + vectors.EMPTY_LIST[1:], "not_multibase"),
        (base64url(BITS), "not_gzip"),
        (base64url(zlib.compress(BITS)), "not_gzip"),
        (packed(b""), "too_short"),
        (packed(bytes(16)), "too_short"),
        (packed(BITS[1:]), "too_short"),
        (base64url(gzip.compress(BITS)[:-1]), "not_gzip"),  # its length is missing
        (base64url(gzip.compress(BITS)[:-8] + bytes(8)), "not_gzip"),  # another sum
        (base64url(gzip.compress(BITS) + gzip.compress(BITS)), "not_gzip"),  # what follows is read by some
        (base64url(gzip.compress(BITS) + b"\0"), "not_gzip"),
    ],
)
def test_other_lists_are_refused(encoded: str, code: str) -> None:
    with pytest.raises(BadStatusList) as refused:
        is_set(encoded, 0)

    assert refused.value.code == code


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """64 MiB of zeros in 64 KiB: no more than the longest list and a byte are ever made."""
    sizes = []
    genuine = zlib.decompressobj

    class Watched:
        def __init__(self, wbits: int) -> None:
            self.inner = genuine(wbits)

        def decompress(self, content: bytes, most: int) -> bytes:
            made = self.inner.decompress(content, most)
            sizes.append(len(made))
            return made

    monkeypatch.setattr(zlib, "decompressobj", Watched)

    with pytest.raises(BadStatusList) as refused:
        is_set(packed(bytes(64 * 1024 * 1024)), 0)

    assert refused.value.code == "too_long"
    assert sizes == [LONGEST // 8 + 1]


def test_text_that_is_too_long_is_not_looked_at() -> None:
    with pytest.raises(BadStatusList) as refused:
        is_set("é" * (LONGEST // 4), 0)

    assert refused.value.code == "too_long"


@given(st.text(max_size=60) | st.binary(max_size=60).map(base64url))
def test_nothing_else_is_raised(encoded: str) -> None:
    with pytest.raises(BadStatusList):
        is_set(encoded, 0)
