from typing import Any

from django.core.files.base import ContentFile, File
from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from lms.core.pictures import CleanPicture, clean_picture

# One modern and one old format, in two widths: what a lesson's column can show on a phone and on a laptop.
RENDITION_FILTERS = ("width-480|format-webp", "width-960|format-webp", "width-960|format-jpeg")


class Picture(AbstractImage):
    """An uploaded picture, drawn anew before it is kept. Its renditions are made when it is saved, so that no visitor's
    request ever waits for one."""

    admin_form_fields = Image.admin_form_fields

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._draw_anew()
        super().save(*args, **kwargs)
        self.get_renditions(*RENDITION_FILTERS)

    def generate_rendition_file(self, filter: Any, *, source: Any = None) -> File:  # noqa: A002 (Wagtail's name)
        """Wagtail leaves open the temporary file that it drew into; here its content goes on alone."""
        with super().generate_rendition_file(filter, source=source) as drawn:
            drawn.seek(0)
            return ContentFile(drawn.read(), name=drawn.name)

    def _draw_anew(self) -> None:
        """A file on its way into the store; the editor's form has done it already, so that it can say what is wrong."""
        file: Any = self.file  # type: ignore[has-type]
        if file and not file._committed and not isinstance(file.file, CleanPicture):
            self.file = clean_picture(file)
            self._set_image_file_metadata()


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="picture_rendition_once"),
        )
