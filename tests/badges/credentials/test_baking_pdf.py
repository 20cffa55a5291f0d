"""A certificate carries its badge as an attached file: found as other tools attach it, and never unpacked beyond a limit."""

import io
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from badges.credentials.baking import BadFile, Flaw, unbake
from tests.badges.credentials.forgeries import raw
from tests.badges.credentials.kits import BADGE

CONTENT = raw(BADGE)
BOMB = zlib.compress(bytes(50_000_000), 9)
LZW = bytes.fromhex("800b6050220c0c8501")  # the example of ISO 32000-2, 7.4.4.2


def pdf(*attached: tuple[str, bytes]) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(9, 9)
    for name, content in attached:
        writer.add_attachment(name, content)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def attached(writer: Any, name: str, content: bytes) -> Any:
    """Its stream."""
    import pikepdf

    more: dict[str, Any] = {"filename": "credential.json"}
    writer.attachments[name] = pikepdf.AttachedFileSpec(writer, content, **more)
    return writer.attachments[name].get_file().obj


def saved(*contents: bytes, packed: tuple[bytes, list[str]] | None = None, **saving: Any) -> bytes:
    """``packed``: the bytes of one stream as they are to stand there, and the filters that it claims."""
    import pikepdf

    made = io.BytesIO()
    with pikepdf.new() as writer:
        writer.add_blank_page(page_size=(9, 9))
        for number, content in enumerate(contents):
            attached(writer, str(number), content)
        if packed:
            names = pikepdf.Array([pikepdf.Name(one) for one in packed[1]])
            attached(writer, "packed", b"").write(packed[0], filter=names)
        writer.save(made, **saving)
    return made.getvalue()


def stored(content: bytes, *filters: str) -> bytes:
    from pikepdf import StreamDecodeLevel

    as_it_is = {"compress_streams": False, "stream_decode_level": StreamDecodeLevel.none}
    return saved(packed=(content, list(filters)), **as_it_is)


def refused(file: bytes) -> str:
    with pytest.raises(BadFile) as caught:
        unbake(file)
    return caught.value.code


def test_a_certificate_is_opened() -> None:
    assert unbake(pdf(("terms.txt", b"x"), ("credential.json", CONTENT))) == CONTENT


@pytest.mark.parametrize(
    ("file", "flaw"),
    [
        (pdf(), Flaw.NO_CREDENTIAL),
        (pdf(("credentials.json", CONTENT)), Flaw.NO_CREDENTIAL),
        (pdf(("credential.json", b"x" * 262_145)), Flaw.TOO_LARGE),
        (pdf(*((f"{number}.txt", b"") for number in range(65))), Flaw.TOO_MANY),
        (pdf(("credential.json", CONTENT))[:-200], Flaw.DAMAGED),
        (b"%PDF-1.7\n", Flaw.DAMAGED),
    ],
)
def test_what_is_wrong_with_it_is_named(file: bytes, flaw: Flaw) -> None:
    assert refused(file) == flaw


def test_compressed_as_a_pdf_may_be_it_is_found() -> None:
    from pikepdf import ObjectStreamMode

    assert unbake(saved(CONTENT, object_stream_mode=ObjectStreamMode.generate)) == CONTENT
    assert unbake(stored(zlib.compress(CONTENT), "/FlateDecode")) == CONTENT


@pytest.mark.parametrize(
    ("file", "flaw"),
    [
        (stored(BOMB, "/FlateDecode"), Flaw.DAMAGED),
        (stored(zlib.compress(BOMB, 9), "/FlateDecode", "/FlateDecode"), Flaw.DAMAGED),
        (stored(zlib.compress(b"\x81 " * 200_000, 9), "/FlateDecode", "/RunLengthDecode"), Flaw.DAMAGED),
        (stored(zlib.compress(zlib.compress(zlib.compress(CONTENT))), *["/FlateDecode"] * 3), Flaw.DAMAGED),
        (stored(LZW, "/LZWDecode"), Flaw.COMPRESSED),
        (stored(LZW, "/LZWDecode").replace(b"/LZWDecode", b"/#4CZ#57Decode"), Flaw.COMPRESSED),
    ],
    ids=["deflated", "deflated twice", "runs", "three filters", "lzw", "lzw by another name"],
)
def test_no_stream_is_unpacked_beyond_its_limit(file: bytes, flaw: Flaw) -> None:
    assert len(file) < 100_000
    assert refused(file) == flaw


def test_two_credentials_of_a_pdf_are_none() -> None:
    assert refused(saved(CONTENT, CONTENT)) == Flaw.TWO_CREDENTIALS


def test_other_users_of_qpdf_keep_their_limits() -> None:
    from pikepdf.settings import get_qpdf_limits

    before = get_qpdf_limits()

    unbake(pdf(("credential.json", CONTENT)))
    refused(b"%PDF-1.7\n")

    assert get_qpdf_limits() == before


@settings(max_examples=150)
@given(st.data())
def test_whatever_is_flipped_in_it_is_answered(data: st.DataObject) -> None:
    file = bytearray(pdf(("credential.json", b'{"name": "Alicia"}')))
    for position in data.draw(st.lists(st.integers(0, len(file) - 1), min_size=1, max_size=4)):
        file[position] ^= data.draw(st.integers(1, 255))

    try:
        content = unbake(bytes(file))
    except BadFile:
        return

    assert len(content) <= 262_144
