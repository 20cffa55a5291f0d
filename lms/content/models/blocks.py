"""The blocks of a lesson. Text is cleaned when it is written (``clean``) and again when it is shown (``rich``)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText

from lms.content.enums import CodeLanguage, Medium, Tone
from lms.core.errors import DomainError
from lms.core.html import clean_line, clean_rich_text

RICH_FEATURES = ["bold", "italic", "link", "ol", "ul", "code", "document-link"]
CODE_HINT = _("Put `backticks` around commands and file names.")


class CleanRichTextBlock(blocks.RichTextBlock):
    """Rich text of which only what the whitelist knows is kept, whoever writes it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", RICH_FEATURES)
        super().__init__(**kwargs)

    def clean(self, value: RichText) -> RichText:
        value = super().clean(value)
        try:
            return RichText(clean_rich_text(value.source))
        except DomainError as error:
            raise ValidationError(error.message) from error


class LineBlock(blocks.CharBlock):
    """One line of plain text in which `backticks` mark code."""

    def clean(self, value: str) -> str:
        value = super().clean(value)
        try:
            return clean_line(value) if value else value
        except DomainError as error:
            raise ValidationError(error.message) from error


class VerbatimBlock(blocks.TextBlock):
    """Commands, code and expected output: never offered for translation, never cleaned, always escaped."""

    def get_translatable_segments(self, value: str) -> list[Any]:
        return []

    def restore_translated_segments(self, value: str, segments: list[Any]) -> str:
        return value

    def clean(self, value: str) -> str:
        if "\x00" in (value or ""):
            raise ValidationError(_("This text has a NUL character in it."))
        return super().clean(value)


class HeadingBlock(LineBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        template = "content/blocks/heading.html"


class TextBlock(CleanRichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "content/blocks/text.html"


class PictureBlock(blocks.StructBlock):
    """A picture with the words for those who do not see it; both are required."""

    image = ImageBlock(label=_("Picture"))
    caption = LineBlock(label=_("Caption"), max_length=300, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "content/blocks/picture.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        image = value.get("image")
        if image and (image.decorative or not (image.contextual_alt_text or "").strip()):
            raise blocks.StructBlockValidationError(
                block_errors={"image": ValidationError(_("Say in words what the picture shows."))}
            )
        return value


class MediumBlock(blocks.StructBlock):
    """Sound or film as a link that tells its size, with the whole text beside it. Nothing loads before the click."""

    medium = blocks.ChoiceBlock(label=_("Kind"), choices=Medium.choices)
    title = LineBlock(label=_("Title"), max_length=200)
    url = blocks.URLBlock(label=_("Address"), max_length=500)
    megabytes = blocks.DecimalBlock(label=_("Size in MB"), min_value=0, max_digits=7, decimal_places=1)
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=600)
    transcript = CleanRichTextBlock(
        label=_("Transcript"), help_text=_("Everything that is said, for those who cannot listen.")
    )

    class Meta:
        icon = "media"
        label = _("Audio or video")
        template = "content/blocks/medium.html"


class CodeBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(label=_("Language"), choices=CodeLanguage.choices, default=CodeLanguage.CONSOLE)
    caption = LineBlock(label=_("Caption"), max_length=300, required=False, help_text=CODE_HINT)
    code = VerbatimBlock(label=_("Code"), rows=6)

    class Meta:
        icon = "code"
        label = _("Code")
        template = "content/blocks/code.html"


class CalloutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(label=_("Tone"), choices=Tone.choices, default=Tone.NOTE)
    title = LineBlock(label=_("Title"), max_length=120, help_text=CODE_HINT)
    text = CleanRichTextBlock(label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "content/blocks/callout.html"


class TitledTextBlock(blocks.StructBlock):
    title = LineBlock(label=_("Title"), max_length=200, help_text=CODE_HINT)
    text = CleanRichTextBlock(label=_("Text"), required=False)


class StepsBlock(blocks.StructBlock):
    items = blocks.ListBlock(TitledTextBlock(), label=_("Steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "content/blocks/steps.html"


class ComparisonBlock(blocks.StructBlock):
    left = TitledTextBlock(label=_("Left column"))
    right = TitledTextBlock(label=_("Right column"))

    class Meta:
        icon = "grip"
        label = _("Comparison")
        template = "content/blocks/comparison.html"


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock(max_length=200, help_text=CODE_HINT)
    text = TextBlock()
    picture = PictureBlock()
    medium = MediumBlock()
    code = CodeBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    comparison = ComparisonBlock()

    class Meta:
        block_counts: dict[str, Any] = {}


class PlainLinesBlock(blocks.ListBlock):
    """A list of single lines (what one will be able to do)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(LineBlock(max_length=200, widget=forms.TextInput), **kwargs)
