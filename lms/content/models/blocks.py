"""The first blocks of a body, and what others are made from. Text is cleaned when it is written (``clean``) and again when
it is shown (``rich``)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.compare import StructBlockComparison
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText

from lms.content.enums import CodeLanguage, Tone
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
            return clean_line(value, most=self.field.max_length or 200) if value else value
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


class PictureComparison(StructBlockComparison):
    """Drafts are kept while they are written: a picture that is not chosen yet is compared as what there is."""

    def htmlvalue(self, val: Any) -> Any:
        return super().htmlvalue(val) if val.get("image") else escape(val.get("caption") or "")


class PictureBlock(blocks.StructBlock):
    """A picture with the words for those who do not see it; both are required."""

    image = ImageBlock(
        label=_("Picture"), help_text=_("Say in its words what it shows, as you would on the telephone. No file names.")
    )
    caption = LineBlock(
        label=_("Caption"), max_length=300, required=False, help_text=_("Stands beneath it, for everybody.")
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        help_text = _("A picture that teaches something. Decoration costs people on a slow line.")
        template = "content/blocks/picture.html"

    def get_comparison_class(self) -> type[PictureComparison]:
        return PictureComparison

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        image = value.get("image")
        if image and (image.decorative or not (image.contextual_alt_text or "").strip()):
            raise blocks.StructBlockValidationError(
                block_errors={"image": ValidationError(_("Say in words what the picture shows."))}
            )
        return value


class CodeBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(
        label=_("Language"),
        choices=CodeLanguage.choices,
        default=CodeLanguage.CONSOLE,
        help_text=_("“Console” for commands and what they answer."),
    )
    caption = LineBlock(label=_("Caption"), max_length=300, required=False, help_text=CODE_HINT)
    code = VerbatimBlock(
        label=_("Code"), rows=6, help_text=_("Exactly as it is typed and answered. It is never translated.")
    )

    class Meta:
        icon = "code"
        label = _("Code")
        help_text = _("Commands, files and messages that people copy or compare.")
        template = "content/blocks/code.html"


class CalloutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        label=_("Tone"), choices=Tone.choices, default=Tone.NOTE, help_text=_("A warning is for what cannot be undone.")
    )
    title = LineBlock(label=_("Title"), max_length=120, help_text=CODE_HINT)
    text = CleanRichTextBlock(label=_("Text"), help_text=_("Two or three sentences."))

    class Meta:
        icon = "warning"
        label = _("Callout")
        help_text = _("A note, a tip or a warning that stands out. One or two in a lesson; more are not read.")
        template = "content/blocks/callout.html"


class TitledTextBlock(blocks.StructBlock):
    title = LineBlock(label=_("Title"), max_length=200, help_text=CODE_HINT)
    text = CleanRichTextBlock(label=_("Text"), required=False, help_text=_("What to do, and what one should see then."))


class StepsBlock(blocks.StructBlock):
    items = blocks.ListBlock(TitledTextBlock(), label=_("Steps"), min_num=1, help_text=_("One action each, in order."))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        help_text = _("Numbered steps, each with what one should see after it.")
        template = "content/blocks/steps.html"


class ComparisonBlock(blocks.StructBlock):
    left = TitledTextBlock(label=_("Left column"), help_text=_("Above the other one on a phone."))
    right = TitledTextBlock(label=_("Right column"), help_text=_("Beneath the other one on a phone."))

    class Meta:
        icon = "grip"
        label = _("Comparison")
        help_text = _("Two things side by side: before and after, what you see and what it means.")
        template = "content/blocks/comparison.html"


class PlainLinesBlock(blocks.ListBlock):
    """A list of single lines (what one will be able to do)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(LineBlock(max_length=200, widget=forms.TextInput), **kwargs)
