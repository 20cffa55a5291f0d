"""The certificate of attendance: one landscape page, tagged for screen readers, that says “took part” and no more.

Whether somebody learned something is what badges are for; those have a public check, and read the same learning record.
"""

import base64
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import override

from lms.core.moments import place_name, zone_of
from lms.core.pdf import GlyphsMissing, render_pdf
from workshops.queries.certificates import TookPart

# Points by the length of the text: a name or a title of any length keeps to its place on the page.
NAME_STEPS = ((24, 32.0), (34, 25.0), (60, 20.0), (110, 16.0), (10_000, 12.0))
TITLE_STEPS = ((40, 23.0), (80, 19.0), (10_000, 16.0))


@dataclass(frozen=True)
class Certified:
    holder: str
    what: TookPart
    issued_at: datetime
    language: str


def attendance_certificate(one: Certified) -> bytes:
    """The PDF (PDF/UA-1). A pictograph that no font here has is left out; a letter never is: then GlyphsMissing is raised
    and says which."""
    try:
        return render_pdf(certificate_html(one))
    except GlyphsMissing as error:
        if any(unicodedata.category(letter)[0] in "LM" for letter in error.characters):
            raise
        plain = {ord(letter): None for letter in f"{error.characters}\u200d\ufe0e\ufe0f"}
        what = replace(one.what, title=one.what.title.translate(plain), theme=one.what.theme.translate(plain))
        return render_pdf(certificate_html(replace(one, holder=one.holder.translate(plain).strip(), what=what)))


def certificate_html(one: Certified) -> str:
    """A page that carries everything it needs; only for ``lms.core.pdf``."""
    zone = zone_of(one.what.zone) or ZoneInfo("UTC")
    with override(one.language):
        first, last = (date_format(at.astimezone(zone), "DATE_FORMAT") for at in (one.what.first, one.what.last))
        context = {
            "language": one.language,
            "holder": one.holder,
            "what": one.what,
            "first": first,
            "last": last if last != first else "",
            "place": place_name(zone.key),
            "issued": date_format(one.issued_at.astimezone(zone), "DATE_FORMAT"),
            "organisation": settings.SITE_NAME,
            "name_size": fitting_size(one.holder, NAME_STEPS),
            "title_size": fitting_size(one.what.title, TITLE_STEPS),
            "ground": ground(),
        }
        return render_to_string("workshops/certificates/certificate_pdf.html", context)


def fitting_size(text: str, steps: tuple[tuple[int, float], ...]) -> float:
    length = sum(1.7 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return next(size for most, size in steps if length <= most)


def ground() -> str:
    """A green field with hills at the left, in millimetres of a Letter page. As a background nobody hears it."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 279.4 215.9">'
        '<rect width="279.4" height="215.9" fill="#faf7f0"/><rect width="60" height="215.9" fill="#1f5d43"/>'
        '<path d="M0 150C14 140 26 146 38 151S54 156 60 149V215.9H0Z" fill="#1a5039"/>'
        '<path d="M0 176C14 168 30 171 42 177S56 180 60 175V215.9H0Z" fill="#154330"/>'
        '<path d="M0 197C18 191 38 196 60 191V215.9H0Z" fill="#0f3526"/>'
        f"{_stones()}</svg>"
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _stones() -> str:
    """Steps up the field, smaller the farther they are."""
    steps = (
        (14, 204, 4.2),
        (25, 193, 3.7),
        (19, 182, 3.2),
        (29, 173, 2.8),
        (24, 164, 2.4),
        (32, 157, 2.0),
        (29, 151, 1.6),
    )
    return "".join(
        f'<ellipse cx="{x}" cy="{y}" rx="{size}" ry="{size * 0.66:.2f}" fill="#faf7f0"/>' for x, y, size in steps
    )
