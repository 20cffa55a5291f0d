"""Uploaded pictures are drawn anew before they are kept: no place and time of a camera, no second meaning inside the file.

The one door to PIL for what people upload. Moving pictures keep their first frame.
"""

import io
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError

if TYPE_CHECKING:
    from PIL.Image import Image as Drawing

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MOST_PIXELS = 40_000_000  # what a small machine can decode at once
LONGEST_SIDE = 3000


class NotAPicture(DomainError):
    message = _("This file is not a picture that we can read. Save it as JPEG, PNG, WebP, AVIF or GIF and try again.")


class PictureTooLarge(DomainError):
    message = _("This picture has too many pixels. Make it smaller: 3,000 pixels on the long side are enough.")


class CleanPicture(SimpleUploadedFile):
    """A picture that went through ``clean_picture``."""


def clean_picture(file: "File[bytes]") -> CleanPicture:
    """The same picture in its own format, upright, in sRGB, not larger than needed. Raises NotAPicture, PictureTooLarge."""
    from PIL import Image, ImageOps

    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as opened:
            kind = opened.format or ""
            if opened.width * opened.height > MOST_PIXELS:
                raise PictureTooLarge
            opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # asks a JPEG for fewer pixels before it decodes them
            drawing = _in_srgb(ImageOps.exif_transpose(opened))
            content = io.BytesIO()
            drawing.info = {name: drawing.info[name] for name in ("transparency",) if name in drawing.info}
            drawing.save(content, kind, **({"quality": 90} if kind in ("JPEG", "WEBP", "AVIF") else {}))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge from error
    except (OSError, ValueError, SyntaxError, EOFError, KeyError) as error:  # what PIL's readers raise on broken files
        raise NotAPicture from error
    return CleanPicture(PurePath(file.name or "picture").name, content.getvalue(), Image.MIME[kind])


def _in_srgb(drawing: "Drawing") -> "Drawing":
    """Without its colour profile, whose text says which device it was; the colours stay as they look."""
    from PIL import ImageCms

    profile = drawing.info.get("icc_profile")
    if profile and drawing.mode in ("RGB", "RGBA", "L", "CMYK"):
        mode = "RGBA" if drawing.mode == "RGBA" else "RGB"
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(drawing, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            drawing = converted or drawing
        except ImageCms.PyCMSError:
            pass  # a profile that nobody can read says nothing about the colours
    return drawing.convert("RGB") if drawing.mode == "CMYK" else drawing
