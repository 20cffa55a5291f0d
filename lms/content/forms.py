from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from lms.core.errors import DomainError
from lms.core.pictures import clean_picture


class PictureField(WagtailImageField):
    """Draws the picture anew before Wagtail looks at it: its own checks stop with an error at broken files."""

    def to_python(self, data: Any) -> Any:
        file = forms.FileField.to_python(self, data)
        if file is None:
            return None
        try:
            return super().to_python(clean_picture(file))
        except DomainError as error:
            raise ValidationError(error.message, code="invalid_image") from error


class PictureForm(BaseImageForm):
    """What the editor's picture forms are made from (WAGTAILIMAGES_IMAGE_FORM_BASE)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("file")  # the form beside an upload that is done has none
        if field:
            self.fields["file"] = PictureField(
                label=field.label, required=field.required, widget=field.widget, help_text=field.help_text
            )
