"""Sound, film, and files to carry away. Nothing of them is loaded before somebody asks for it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from lms.content.enums import Language, Medium
from lms.content.models.blocks import CleanRichTextBlock, LineBlock, VerbatimBlock
from lms.core.captions import BadCaptions, check_captions


class CaptionsBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(
        label=_("Language"), choices=Language.choices, help_text=_("The language of these captions.")
    )
    text = VerbatimBlock(
        label=_("Captions"),
        rows=8,
        help_text=_("In WebVTT: the first line is WEBVTT, then for each caption its times and its words."),
    )

    class Meta:
        label = _("Captions")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        try:
            check_captions(value["text"])
        except BadCaptions as error:
            raise blocks.StructBlockValidationError(block_errors={"text": ValidationError(error.message)}) from error
        return value


class MediumBlock(blocks.StructBlock):
    """Sound or film with its whole text: a file of this site that plays in the page with captions, or a link elsewhere
    that tells its size."""

    medium = blocks.ChoiceBlock(
        label=_("Kind"), choices=Medium.choices, help_text=_("Whether there is something to see.")
    )
    title = LineBlock(label=_("Title"), max_length=200, help_text=_("What one hears or sees in it."))
    file = DocumentChooserBlock(label=_("File"), required=False, help_text=_("Plays in the page."))
    url = blocks.URLBlock(
        label=_("Address"), max_length=500, required=False, help_text=_("Instead of a file: a link to another site.")
    )
    megabytes = blocks.DecimalBlock(
        label=_("Size in MB"),
        min_value=0,
        max_digits=7,
        decimal_places=1,
        required=False,
        help_text=_("Of what a link leads to: people pay for their data."),
    )
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=600, help_text=_("How long it is."))
    captions = blocks.ListBlock(
        CaptionsBlock(),
        label=_("Captions"),
        default=[],
        min_num=0,
        max_num=4,
        help_text=_("What is said, in time with it: one for each language. Every film needs its own."),
    )
    transcript = CleanRichTextBlock(
        label=_("Transcript"), help_text=_("Everything that is said, for those who cannot listen.")
    )

    class Meta:
        icon = "media"
        label = _("Audio or video")
        help_text = _("Sound or film with everything that is said as text. Nothing of it loads before somebody asks.")
        template = "content/blocks/medium.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if bool(value.get("file")) == bool(value.get("url")):
            error = ValidationError(_("Choose a file or give an address, and not both."))
            raise blocks.StructBlockValidationError(block_errors={"file": error})
        return value


class DownloadBlock(blocks.StructBlock):
    title = LineBlock(label=_("Title"), max_length=200, help_text=_("What is in the file."))
    file = DocumentChooserBlock(label=_("File"), help_text=_("It is saved on the reader’s device, not opened here."))
    note = LineBlock(label=_("Note"), max_length=300, required=False, help_text=_("What it is and what opens it."))

    class Meta:
        icon = "download"
        label = _("File to download")
        help_text = _("A sheet, a list, an example: something that people keep.")
        template = "content/blocks/download.html"


class EmbedBlock(blocks.StructBlock):
    """Something that lives on another site: a link, which a click may turn into the thing itself where the operator
    allows that site (EMBED_HOSTS). Nothing is asked of it before."""

    title = LineBlock(label=_("Title"), max_length=200, help_text=_("What it shows, and whose it is."))
    url = blocks.URLBlock(label=_("Address"), max_length=500, help_text=_("Begins with https://"))
    note = LineBlock(
        label=_("Note"), max_length=300, required=False, help_text=_("What that site learns of whoever opens it.")
    )

    class Meta:
        icon = "globe"
        label = _("From another site")
        help_text = _("Something that lives elsewhere. That site is asked only after a click.")
        template = "content/blocks/embed.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not value["url"].startswith("https://"):
            error = ValidationError(_("The address should begin with https://"))
            raise blocks.StructBlockValidationError(block_errors={"url": error})
        return value
