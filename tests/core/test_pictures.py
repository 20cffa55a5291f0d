import io
import struct
import zlib
from contextlib import suppress

import pytest
from django.core.files.base import ContentFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from lms.core.pictures import LONGEST_SIDE, NotAPicture, PictureTooLarge, clean_picture

EVIL = b"<script>window.__xss()</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='window.__xss()'/>"


def picture(kind="JPEG", size=(120, 80), mode="RGB", **options):
    content = io.BytesIO()
    Image.new(mode, size, "#1f5d43").save(content, kind, **options)
    return content.getvalue()


def opened(clean):
    image = Image.open(io.BytesIO(clean.read()))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_picture_stays_the_picture_it_was(kind):
    clean = clean_picture(ContentFile(picture(kind), name="folder/a.x"))

    image = opened(clean)
    assert (image.format, image.size, clean.name) == (kind, (120, 80), "a.x")
    shade = image.convert("RGB").getpixel((60, 40))
    assert all(abs(seen - meant) < 12 for seen, meant in zip(shade, (0x1F, 0x5D, 0x43), strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_what_a_camera_wrote_is_gone_and_the_picture_stands_upright(kind):
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (17.0, 3.0, 38.0)  # latitude
    exif[0x010E] = EVIL.decode()
    exif[0x0112] = 6  # held on its side
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    clean = clean_picture(ContentFile(picture(kind, exif=exif, icc_profile=profile), name="a"))

    image = opened(clean)
    assert image.size == (80, 120)
    assert not image.getexif()
    assert not {"icc_profile", "exif", "xmp", "comment"} & image.info.keys()
    clean.seek(0)
    assert b"script" not in clean.read()


@pytest.mark.parametrize(
    "content",
    [picture("GIF", comment=EVIL) + EVIL, picture(comment=EVIL) + EVIL, picture("PNG") + EVIL],
    ids=["gif", "jpeg", "png"],
)
def test_no_second_meaning_survives(content):
    assert EVIL not in clean_picture(ContentFile(content, name="a.gif")).read()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_every_kind_of_colour_can_be_kept(mode):
    assert opened(
        clean_picture(ContentFile(picture("PNG", mode=mode) if mode != "LA" else grey_and_clear(), name="a.png"))
    )


def grey_and_clear():
    content = io.BytesIO()
    Image.new("LA", (9, 9)).save(content, "PNG")
    return content.getvalue()


def test_inks_become_colours():
    assert opened(clean_picture(ContentFile(picture(mode="RGB", size=(9, 9)), name="a.jpg"))).mode == "RGB"
    content = io.BytesIO()
    Image.new("CMYK", (9, 9)).save(content, "JPEG")
    assert opened(clean_picture(ContentFile(content.getvalue(), name="a.jpg"))).mode == "RGB"


def test_a_large_picture_is_made_smaller_and_a_huge_one_is_refused_unread():
    assert max(opened(clean_picture(ContentFile(picture(size=(6000, 400)), name="a.jpg"))).size) == LONGEST_SIDE
    flood = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", b"x")
    )
    with pytest.raises(PictureTooLarge):
        clean_picture(ContentFile(flood, name="a.png"))


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


@pytest.mark.parametrize(
    "content",
    [
        SVG,
        EVIL,
        b"",
        b"GIF89a/*<script>*/=1;window.__xss()//",
        picture()[:200],
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"8BPS" + b"\0" * 50,
    ],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(NotAPicture):
        clean_picture(ContentFile(content, name="a.png"))


@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]),
    where=st.integers(0, 400),
    what=st.binary(min_size=1, max_size=8),
)
@settings(deadline=None, max_examples=150)
def test_broken_files_are_refused_or_read_never_an_error_of_ours(kind, where, what):
    content = picture(kind)
    where %= len(content)
    with suppress(NotAPicture, PictureTooLarge):
        clean_picture(ContentFile(content[:where] + what + content[where + len(what) :], name="a"))
