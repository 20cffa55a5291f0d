import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.credentials.multibase import base58btc, base64url, from_base58btc, from_base64url


@pytest.mark.parametrize(
    ("content", "text"),
    [
        # draft-msporny-base58-03, section 5 (test vectors), with the letter of Multibase before each
        (b"Hello World!", "z2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (bytes.fromhex("0000287fb4cd"), "z11233QC4"),
        (b"", "z"),
    ],
)
def test_base58btc_is_that_of_the_draft(content: bytes, text: str) -> None:
    assert base58btc(content) == text
    assert from_base58btc(text) == content


@given(st.binary(max_size=80))
def test_what_was_encoded_is_decoded(content: bytes) -> None:
    assert from_base58btc(base58btc(content)) == content
    assert from_base64url(base64url(content)) == content


def test_base64url_has_two_letters_of_its_own_and_no_padding() -> None:
    assert base64url(b"\xfb\xff") == "u-_8"  # RFC 4648, section 5


@pytest.mark.parametrize("text", ["", "2NEpo7TZRRrLZSi2U", "mAA", "z0", "zO", "zI", "zl", "z 2", "zé", "z" + "2" * 128])
def test_other_text_is_no_base58btc(text: str) -> None:
    with pytest.raises(ValueError, match="not base58btc"):
        from_base58btc(text)


@pytest.mark.parametrize("text", ["", "AA", "zAA", "uAA==", "u+/8", "uA A", "uAé", "uAA\n"])
def test_other_text_is_no_base64url(text: str) -> None:
    with pytest.raises(ValueError, match="not base64url"):
        from_base64url(text)


def test_base64url_of_an_impossible_length_is_refused() -> None:
    with pytest.raises(ValueError, match="1 more than a multiple of 4"):
        from_base64url("uA")
