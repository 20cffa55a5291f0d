from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from lms.content.models.blocks import (
    CODE_HINT,
    CalloutBlock,
    CodeBlock,
    ComparisonBlock,
    HeadingBlock,
    PictureBlock,
    StepsBlock,
    TextBlock,
)
from lms.content.models.media_blocks import DownloadBlock, EmbedBlock, MediumBlock
from lms.content.models.thing_blocks import ConceptMapBlock, ExerciseBlock, PlaceBlock, TermBlock


class BodyBlock(blocks.StreamBlock):
    """What a lesson and an essay are written in."""

    heading = HeadingBlock(max_length=200, help_text=CODE_HINT)
    text = TextBlock(help_text=_("Paragraphs and lists. Three or four sentences, then something to see or to do."))
    picture = PictureBlock()
    medium = MediumBlock()
    code = CodeBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    comparison = ComparisonBlock()
    download = DownloadBlock()
    place = PlaceBlock()
    concept_map = ConceptMapBlock()
    embed = EmbedBlock()
    term = TermBlock(help_text=_("A word of the glossary with its definition, in the language of the page."))
    exercise = ExerciseBlock()

    class Meta:
        block_counts: dict[str, Any] = {}
