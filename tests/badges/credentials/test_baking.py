"""A picture that carries its badge: other tools find it, nothing else in the picture moves, and no stranger's file hurts."""

import io
import json
import struct
import zlib

import pytest
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib import baking as others

from badges.credentials.baking import LARGEST_FILE, MOST_PARTS, BadFile, Flaw, Kind, bake, kind_of, unbake
from badges.credentials.checking import check
from badges.credentials.findings import Verdict
from badges.credentials.reading import Unreadable
from tests.badges.credentials.forgeries import raw
from tests.badges.credentials.kits import BADGE, NOW, Kit

CONTENT = raw(BADGE)
SIGNATURE = b"\x89PNG\r\n\x1a\n"
SVG_NS = "http://www.w3.org/2000/svg"
OB_NS = "https://purl.imsglobal.org/ob/v3p0"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0))
PIXELS = chunk(b"IDAT", zlib.compress(bytes(2 * (1 + 2 * 3))))
END = chunk(b"IEND", b"")
PNG = SIGNATURE + HEADER + PIXELS + END
SVG = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- <svg> > -->\n<svg xmlns="{SVG_NS}" viewBox="0 0 9 9" '
    """data-note='a > b "c"'>\n<title>Ñandú ✓</title><path d="M0 0h9v9z"/>\n</svg>\n"""
).encode()


def text_chunk(
    text: bytes, keyword: bytes = b"openbadgecredential", flags: bytes = b"\0\0", kind: bytes = b"iTXt"
) -> bytes:
    return chunk(kind, keyword + b"\0" + flags + b"\0\0" + text)


def png(*chunks: bytes) -> bytes:
    return SIGNATURE + HEADER + b"".join(chunks) + PIXELS + END


def svg(inside: str, root: str = "") -> bytes:
    return f'<svg xmlns="{SVG_NS}" xmlns:openbadges="{OB_NS}"{root}>{inside}</svg>'.encode()


def refused(file: bytes) -> str:
    with pytest.raises(BadFile) as caught:
        unbake(file)
    return caught.value.code


# Both ways


@pytest.mark.parametrize("picture", [PNG, SVG], ids=["png", "svg"])
def test_what_was_baked_comes_out_again(picture: bytes) -> None:
    assert json.loads(unbake(bake(CONTENT, picture))) == BADGE


def test_a_png_holds_the_same_bytes_in_one_plain_chunk_before_its_pixels() -> None:
    assert bake(CONTENT, PNG) == png(text_chunk(CONTENT))
    assert unbake(png(text_chunk(CONTENT))) == CONTENT


def test_a_picture_is_still_the_picture() -> None:
    from PIL import Image

    with Image.open(io.BytesIO(bake(CONTENT, PNG))) as baked:
        baked.load()
        assert (baked.size, baked.mode) == ((2, 2), "RGB")
        assert baked.text["openbadgecredential"] == CONTENT.decode()  # type: ignore[attr-defined]


def test_other_tools_find_it() -> None:
    in_png = others.extract_png(bake(CONTENT, PNG), keyword=b"openbadgecredential")
    in_svg = others.extract_svg(bake(CONTENT, SVG), element="openbadges:credential", text_fallback=True)

    assert in_png == CONTENT.decode()
    assert json.loads(in_svg or "") == BADGE


def test_what_other_tools_bake_is_found() -> None:
    token = "eyJhbGciOiJFZERTQSJ9.e30.c2ln"  # a compact JWS: theirs to check

    assert unbake(others.bake_png(PNG, token, keyword=b"openbadgecredential")) == token.encode()
    assert unbake(others.bake_svg(SVG, token, element="openbadges:credential", namespace=OB_NS)) == token.encode()


def test_an_svg_holds_it_as_its_first_child_and_nothing_else_moves() -> None:
    baked = bake(CONTENT, SVG)

    root = fromstring(baked, forbid_dtd=True)
    assert root.tag == f"{{{SVG_NS}}}svg"
    assert root[0].tag == f"{{{OB_NS}}}credential"
    assert json.loads(root[0].text) == BADGE
    begin, end = baked.index(b"<openbadges:credential>"), baked.index(b"</openbadges:credential>") + 24
    declared = f' xmlns:openbadges="{OB_NS}"'.encode()
    assert (baked[:begin] + baked[end:]).replace(declared, b"", 1) == SVG


def test_the_end_of_a_cdata_section_in_a_text_does_not_end_it() -> None:
    assert "]]>" in BADGE["credentialSubject"]["achievement"]["description"]
    baked = bake(CONTENT, SVG)

    assert baked.count(b"]]>") == 1
    assert json.loads(unbake(baked)) == BADGE


@pytest.mark.parametrize("picture", [PNG, SVG], ids=["png", "svg"])
def test_baked_again_it_holds_only_the_new_one(picture: bytes) -> None:
    other = json.dumps({"name": "Otra"}).encode()

    again = bake(other, bake(CONTENT, picture))

    assert unbake(again) == other
    assert len(again) < len(picture) + len(other) + 300
    assert bake(other, again) == again


@pytest.mark.parametrize(
    "inside",
    [
        "<openbadges:credential/><g/>",
        '<openbadges:credential verify="a.b.c"></openbadges:credential><g/>',
        "<openbadges:credential><openbadges:credential/></openbadges:credential><g/>",
        '<openbadges:credential x=">">a</openbadges:credential ><g/>',
        f'<c:credential xmlns:c="{OB_NS}"><![CDATA[</svg>]]></c:credential><g/>',
        "<g/><openbadges:credential/>",
    ],
)
def test_every_form_of_an_older_one_is_replaced(inside: str) -> None:
    root = fromstring(bake(CONTENT, svg(inside)), forbid_dtd=True)

    assert [one.tag for one in root.iter()] == [f"{{{SVG_NS}}}svg", f"{{{OB_NS}}}credential", f"{{{SVG_NS}}}g"]
    assert json.loads(root[0].text) == BADGE


def test_an_older_standard_keeps_its_prefix() -> None:
    picture = f'<svg xmlns="{SVG_NS}" xmlns:openbadges="http://openbadges.org"><openbadges:assertion/></svg>'

    root = fromstring(bake(CONTENT, picture.encode()), forbid_dtd=True)

    assert [one.tag for one in root] == [f"{{{OB_NS}}}credential", "{http://openbadges.org}assertion"]


def test_json_by_itself_is_what_it_is() -> None:
    assert unbake(b"\n " + CONTENT) == b"\n " + CONTENT


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        (PNG, Kind.PNG),
        (SVG, Kind.SVG),
        (b"\xef\xbb\xbf" + SVG, Kind.SVG),
        (b"%PDF-1.7", Kind.PDF),
        (b"{}", Kind.JSON),
    ],
)
def test_the_first_bytes_tell_the_kind(file: bytes, kind: Kind) -> None:
    assert kind_of(file) == kind


# What is refused


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"a.b.c", b'{"a": 1, "a": 2}', b'{"a": null}', b"{" + b" " * 262_144 + b"}"]
)
def test_only_a_document_is_baked(content: bytes) -> None:
    with pytest.raises(Unreadable):
        bake(content, PNG)


@pytest.mark.parametrize(
    ("picture", "flaw"),
    [
        (b"", Flaw.UNKNOWN_KIND),
        (b"GIF89a", Flaw.UNKNOWN_KIND),
        (b"%PDF-1.7", Flaw.UNKNOWN_KIND),
        (b"{}", Flaw.UNKNOWN_KIND),
        (SIGNATURE, Flaw.DAMAGED),
        (b"<svg", Flaw.DAMAGED),
        (f'<svg xmlns="{SVG_NS}"/>'.encode(), Flaw.DAMAGED),
        (b"<svg></svg>", Flaw.UNKNOWN_KIND),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'></html>", Flaw.UNKNOWN_KIND),
        (SVG.decode().encode("utf-16"), Flaw.UNKNOWN_KIND),
        (SVG + b" " * LARGEST_FILE, Flaw.TOO_LARGE),
        (png(chunk(b"prVt", bytes(LARGEST_FILE - 2000))), Flaw.TOO_LARGE),
    ],
)
def test_only_a_picture_is_baked_into(picture: bytes, flaw: Flaw) -> None:
    with pytest.raises(BadFile) as caught:
        bake(CONTENT, picture)
    assert caught.value.code == flaw


BOMB = zlib.compress(bytes(50_000_000), 9)
ENTITIES = f'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><svg xmlns="{SVG_NS}">&b;</svg>'
EXTERNAL = f'<!DOCTYPE svg SYSTEM "http://127.0.0.1/x.dtd"><svg xmlns="{SVG_NS}"></svg>'

REFUSED: dict[str, tuple[bytes, Flaw]] = {
    "nothing": (b"", Flaw.UNKNOWN_KIND),
    "words": (b"hello", Flaw.UNKNOWN_KIND),
    "too large": (SVG + b" " * LARGEST_FILE, Flaw.TOO_LARGE),
    "json too large": (b"{" + b" " * 262_144, Flaw.TOO_LARGE),
    "png without": (PNG, Flaw.NO_CREDENTIAL),
    "png of 2.0": (png(text_chunk(CONTENT, b"openbadges")), Flaw.NO_CREDENTIAL),
    "png in tEXt": (png(text_chunk(CONTENT, kind=b"tEXt")), Flaw.NO_CREDENTIAL),
    "png longer keyword": (png(text_chunk(CONTENT, b"openbadgecredentials")), Flaw.NO_CREDENTIAL),
    "png twice": (png(text_chunk(CONTENT), text_chunk(CONTENT)), Flaw.TWO_CREDENTIALS),
    "png compressed": (png(text_chunk(BOMB, flags=b"\1\0")), Flaw.COMPRESSED),
    "png unknown method": (png(text_chunk(CONTENT, flags=b"\0\1")), Flaw.DAMAGED),
    "png chunk cut": (png(chunk(b"iTXt", b"openbadgecredential\0\0\0")), Flaw.DAMAGED),
    "png credential too large": (png(text_chunk(b"x" * 262_145)), Flaw.TOO_LARGE),
    "png without its end": (SIGNATURE + HEADER + text_chunk(CONTENT), Flaw.DAMAGED),
    "png without its header": (SIGNATURE + text_chunk(CONTENT) + HEADER + END, Flaw.DAMAGED),
    "png with a wrong sum": (png(text_chunk(CONTENT)[:-1] + b"\0"), Flaw.DAMAGED),
    "png with a false length": (SIGNATURE + b"\xff\xff\xff\xff" + HEADER[4:] + END, Flaw.DAMAGED),
    "png of chunks": (SIGNATURE + HEADER + chunk(b"prVt", b"") * MOST_PARTS + END, Flaw.TOO_MANY),
    "png after its end": (PNG + text_chunk(CONTENT), Flaw.NO_CREDENTIAL),
    "svg without": (SVG, Flaw.NO_CREDENTIAL),
    "svg of 2.0": (svg("<a:credential xmlns:a='http://openbadges.org'>x</a:credential>"), Flaw.NO_CREDENTIAL),
    "svg twice": (svg("<openbadges:credential/><g><openbadges:credential/></g>"), Flaw.TWO_CREDENTIALS),
    "svg one in another": (
        svg("<openbadges:credential>{}<openbadges:credential/></openbadges:credential>"),
        Flaw.TWO_CREDENTIALS,
    ),
    "svg credential too large": (
        svg(f"<openbadges:credential>{'x' * 262_145}</openbadges:credential>"),
        Flaw.TOO_LARGE,
    ),
    "svg entities": (ENTITIES.encode(), Flaw.DOCTYPE),
    "svg external": (EXTERNAL.encode(), Flaw.DOCTYPE),
    "svg of elements": (svg("<g/>" * MOST_PARTS), Flaw.TOO_MANY),
    "svg deep": (svg("<g>" * MOST_PARTS + "</g>" * MOST_PARTS), Flaw.TOO_MANY),
    "svg cut": (SVG[:-10], Flaw.DAMAGED),
    "svg latin-1": (svg("é").decode().encode("latin-1"), Flaw.DAMAGED),
    "svg utf-16": (b"<" + SVG.decode().encode("utf-16-le")[1:], Flaw.DAMAGED),
    "html": (b"<!DOCTYPE html><p>hello", Flaw.DOCTYPE),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_with_a_file_is_named(name: str) -> None:
    file, flaw = REFUSED[name]

    assert refused(file) == flaw


# Whatever comes


def answered(file: bytes) -> bytes | None:
    """Nothing but the declared error comes out of it."""
    try:
        return unbake(file)
    except BadFile:
        return None


def test_no_flip_in_a_png_goes_unseen() -> None:
    """Each of its bytes stands under the sum of its chunk, or is one."""
    baked = bake(CONTENT, PNG)

    for position in range(len(baked)):
        flipped = bytearray(baked)
        flipped[position] ^= 1 << position % 8
        assert answered(bytes(flipped)) is None, position


@pytest.mark.slow
@settings(max_examples=600)
@given(st.integers(0, len(bake(CONTENT, SVG)) - 1), st.integers(1, 255))
def test_no_flip_in_an_svg_makes_another_badge_valid(shared: Kit, position: int, mask: int) -> None:
    """One of its two proofs may become one of a suite that nobody knows, and then says nothing."""
    flipped = bytearray(bake(CONTENT, SVG))
    flipped[position] ^= mask

    content = answered(bytes(flipped))

    if content is not None and check(content, shared.resolver, NOW, rdfc=False).verdict == Verdict.VALID:
        assert json.loads(content) | {"proof": None} == BADGE | {"proof": None}


@given(st.sampled_from([SIGNATURE, SIGNATURE + HEADER, b"<", SVG[:-8], b"%PDF-1.7\n", b"{", b""]), st.binary())
def test_whatever_follows_the_first_bytes_is_answered(start: bytes, rest: bytes) -> None:
    content = answered(start + rest)

    assert content is None or content == start + rest  # which is JSON, as far as its first letter tells


def svg_part(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    name = st.sampled_from(["openbadges:credential", "g", "openbadges:x"])
    value = st.sampled_from(
        ["", ' verify="a.b.c"', " x='>'", f' xmlns:openbadges="{OB_NS}"', ' xmlns:openbadges="u:x"']
    )
    return st.builds(lambda tag, more, inside: f"<{tag}{more}>{inside}</{tag}>", name, value, inner) | st.builds(
        lambda tag, more: f"<{tag}{more}/>", name, value
    )


texts = st.sampled_from(["", "a", "<!-- <svg> -->", "<![CDATA[<g>]]>", "<?a b>?>", "&amp;", "ñ"])
parts = st.recursive(texts, lambda inner: svg_part(st.lists(inner, max_size=3).map("".join)), max_leaves=12)


@given(st.lists(parts, max_size=3).map("".join))
def test_into_any_svg_it_can_be_baked_and_found(inside: str) -> None:
    """However many it had before."""
    baked = bake(CONTENT, svg(inside))

    assert json.loads(unbake(baked)) == BADGE
    assert bake(CONTENT, baked) == baked
