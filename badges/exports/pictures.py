"""The drawing of a badge as files, and the signed credential inside them (Open Badges 3.0, §5.3)."""

from functools import lru_cache
from io import BytesIO

import resvg_py

from badges.credentials.baking import bake
from badges.exports.art import badge_art

SIZE = 512  # pixels
COLOURS = 128  # the drawing has fewer; those between are edges
TYPES = {"png": "image/png", "svg": "image/svg+xml"}


def badge_svg(key: str) -> bytes:
    return str(badge_art(key)).encode()


@lru_cache(maxsize=256)
def badge_png(key: str, size: int = SIZE) -> bytes:
    """Transparent around the badge. The same bytes for the same key."""
    from PIL import Image

    drawn = resvg_py.svg_to_bytes(svg_string=str(badge_art(key)), width=size, height=size, skip_system_fonts=True)
    with Image.open(BytesIO(bytes(drawn))) as picture, BytesIO() as out:
        picture.convert("RGBA").quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
        return out.getvalue()


def baked(content: bytes, key: str, kind: str) -> bytes:
    """``content``: of a credential; ``kind``: png or svg."""
    return bake(content, badge_png(key) if kind == "png" else badge_svg(key))
