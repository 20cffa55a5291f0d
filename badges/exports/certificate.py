"""The printed certificate: one landscape page, tagged for screen readers, that leads back to its public check."""

import base64
import math
import unicodedata
from datetime import date
from functools import lru_cache
from typing import TypedDict, Unpack

import qrcode
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import override

from badges.credentials.baking import ATTACHMENT
from badges.exports.art import badge_art
from lms.core.pdf import GlyphsMissing, missing_glyphs, render_pdf

# Font sizes in points by the length of the text: a name or a title of any length keeps to its place on the page.
NAME_STEPS = ((18, 38), (24, 32), (32, 26), (60, 21), (110, 17), (215, 14), (math.inf, 11))
TITLE_STEPS = ((34, 22), (66, 19), (90, 17), (125, 15.5), (math.inf, 12.5))
CRITERIA_STEPS = ((180, 12), (300, 10.5), (430, 10), (math.inf, 8.5))


class Fields(TypedDict):
    holder_name: str
    achievement_name: str
    achievement_key: str
    criteria: str
    completed_on: date
    issued_on: date
    organisation: str
    code: str
    verify_url: str
    language: str
    credential: bytes


def certificate_pdf(**fields: Unpack[Fields]) -> bytes:
    """The PDF (PDF/UA-1), with the signed badge inside where there is one already. Raises GlyphsMissing when this server has
    no font for a letter of the name.

    A pictograph that no font has is left out: the name is whole without it. A letter never is.
    """
    attached = {ATTACHMENT: fields["credential"]} if fields["credential"] else {}
    try:
        return render_pdf(certificate_html(**fields), attached=attached)
    except GlyphsMissing as error:
        name = _without(fields["holder_name"], error.characters)
        if not name or not all(_is_ornament(character) for character in error.characters):
            raise
        fields["holder_name"] = name
        fields["achievement_name"] = _without(fields["achievement_name"], error.characters)
        fields["criteria"] = _without(fields["criteria"], error.characters)
        return render_pdf(certificate_html(**fields), attached=attached)


@lru_cache(maxsize=256)
def unprintable(name: str) -> str:
    """The letters of a name that this server has no font for: with any, there is no PDF. Ask before promising one."""
    return "".join(character for character in missing_glyphs(name) if not _is_ornament(character))


def certificate_html(**fields: Unpack[Fields]) -> str:
    """A page that carries everything it needs; only for ``lms.core.pdf``, the site allows no style inside a page."""
    with override(fields["language"]):
        context = {
            **fields,
            "completed": date_format(fields["completed_on"], "DATE_FORMAT"),
            "issued": date_format(fields["issued_on"], "DATE_FORMAT"),
            "address": fields["verify_url"].partition("://")[2],
            "name_size": fitting_size(fields["holder_name"], NAME_STEPS),
            "title_size": fitting_size(fields["achievement_name"], TITLE_STEPS),
            "criteria_size": fitting_size(fields["criteria"], CRITERIA_STEPS),
            "is_roomy": _is_roomy(fields),
            "badge": _image(badge_art(fields["achievement_key"])),
            "qr": _image(qr_code(fields["verify_url"])),
            "ground": _image(_ground()),
        }
        return render_to_string("badges/certificate_pdf.html", context)


def fitting_size(text: str, steps: tuple[tuple[float, float], ...]) -> float:
    """Points. A wide (Chinese, Japanese, Korean) character takes the room of two, a combining one none."""
    length = sum(_width(character) for character in text)
    return next(size for most, size in steps if length <= most)


def _is_roomy(fields: Fields) -> bool:
    """Whether the texts are short enough for wide gaps between them."""
    return len(fields["holder_name"]) <= 60 and len(fields["achievement_name"]) <= 66 and len(fields["criteria"]) <= 180


def _width(character: str) -> float:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1.8
    return 1.25 if character.isupper() or character in "mwMW—" else 1


def qr_code(address: str) -> str:
    """An SVG whose dark squares are one path, in rows; four squares of quiet around them."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    code.add_data(address)
    rows = code.get_matrix()
    squares = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )  # fmt: skip
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{squares}" fill="#17211b"/></svg>'
    )


def _image(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _is_ornament(character: str) -> bool:
    """A pictograph or sign, also one that is newer than this Python; never a letter or its accent."""
    return (
        unicodedata.category(character) in ("So", "Sk") or 0x1F000 <= ord(character) <= 0x1FBFF or character == "\u20e3"
    )


def _without(text: str, characters: str) -> str:
    """Also without the joiners and selectors that held the missing signs together."""
    unwanted = set(characters) | set("\u200d\ufe0e\ufe0f")
    return " ".join("".join(c for c in text if c not in unwanted).split())


# --- The ground: a deep green field with hills, and the path of stones that leads from it to the check ----------------


@lru_cache(maxsize=1)
def _ground() -> str:
    """In millimetres of a Letter page. Decoration: as a background it is no part of what a screen reader reads."""
    field = (
        '<rect x="0" y="0" width="88" height="215.9" fill="#1f5d43"/>'
        '<path d="M0 158C20 146 34 150 50 156S78 164 88 154V215.9H0Z" fill="#1a5039"/>'
        '<path d="M0 178C18 170 40 172 58 178S80 182 88 176V215.9H0Z" fill="#154330"/>'
        '<path d="M0 198C26 190 52 196 88 192V215.9H0Z" fill="#0f3526"/>'
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 279.4 215.9">'
        f'<rect width="279.4" height="215.9" fill="#faf7f0"/>{field}{_stones()}</svg>'
    )


def _stones() -> str:
    """Along a curve, every other one a step to the side; clay for the last, where the check is."""
    points = [_on_curve(step / 400) for step in range(401)]
    stones: list[str] = []
    last = (-99.0, -99.0)
    for index, (x, y) in enumerate(points):
        size = 3.0 - 1.2 * index / 400
        if math.dist((x, y), last) < size * 2.5:
            continue
        last = (x, y)
        side = (0.55 if len(stones) % 2 else -0.55) * size
        paint = 'fill="#faf7f0"' if x < 86 else 'fill="#dcebdf" stroke="#1f5d43" stroke-width=".25"'
        if math.dist((x, y), points[-1]) < size * 2:
            paint = 'fill="#a34a1e"'
        tilt = (len(stones) * 47) % 30 - 15
        stones.append(
            f'<ellipse cx="{x:.1f}" cy="{y + side:.1f}" rx="{size:.2f}" ry="{size * 0.66:.2f}" '
            f'transform="rotate({tilt} {x:.1f} {y + side:.1f})" {paint}/>'
        )
    return "".join(stones)


def _on_curve(t: float) -> tuple[float, float]:
    """A cubic curve from the foot of the field to the left edge of the QR code."""
    ends = ((14, 214), (60, 168), (118, 220), (226, 196))
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return (
        sum(weight * x for weight, (x, _) in zip(weights, ends, strict=True)),
        sum(weight * y for weight, (_, y) in zip(weights, ends, strict=True)),
    )
