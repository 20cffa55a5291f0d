"""Blocks that stand for a thing of their own: a place, a map of ideas, a term, an exercise."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from lms.content.models.blocks import CleanRichTextBlock, LineBlock
from lms.core.concept_maps import ConceptMapRefused, check_map


class PlaceBlock(blocks.StructBlock):
    """A place by its name, its address and its coordinates. A map is a link: no page asks another site for one."""

    name = LineBlock(label=_("Name"), max_length=200, help_text=_("As people there call it."))
    address = LineBlock(
        label=_("Address"), max_length=300, required=False, help_text=_("As one would write it on an envelope.")
    )
    latitude = blocks.DecimalBlock(
        label=_("Latitude"), min_value=-90, max_value=90, max_digits=8, decimal_places=5, help_text=_("As 19.43260")
    )
    longitude = blocks.DecimalBlock(
        label=_("Longitude"), min_value=-180, max_value=180, max_digits=8, decimal_places=5, help_text=_("As -99.13320")
    )
    note = LineBlock(label=_("Note"), max_length=300, required=False, help_text=_("How to get in, what to look for."))

    class Meta:
        icon = "site"
        label = _("Place")
        help_text = _("Where something is, in words and coordinates, with a link to a map.")
        template = "content/blocks/place.html"


class IdeaBlock(blocks.StructBlock):
    key = blocks.RegexBlock(
        label=_("Short name"),
        regex=r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
        max_length=40,
        help_text=_("Small letters, digits and dashes; the arrows name it, nobody else sees it."),
        error_messages={"invalid": _("Small letters a-z, digits and single dashes.")},
    )
    label = LineBlock(label=_("Words"), max_length=60, help_text=_("One to four words; they stand in the drawing."))


class ArrowBlock(blocks.StructBlock):
    start = blocks.CharBlock(
        label=_("From"), max_length=40, help_text=_("The short name of an idea."), translatable=False
    )
    label = LineBlock(label=_("Words"), max_length=60, required=False, help_text=_("Said along the arrow: “signs”."))
    end = blocks.CharBlock(label=_("To"), max_length=40, help_text=_("The short name of an idea."), translatable=False)


class ConceptMapBlock(blocks.StructBlock):
    """Ideas and arrows as two lists. The page draws them, and says the same in words underneath."""

    title = LineBlock(label=_("Title"), max_length=200, help_text=_("What the map explains, as a sentence."))
    nodes = blocks.ListBlock(
        IdeaBlock(), label=_("Ideas"), min_num=2, help_text=_("At most 60; people take in about twelve.")
    )
    arrows = blocks.ListBlock(
        ArrowBlock(),
        label=_("Arrows"),
        min_num=1,
        help_text=_("Each leads from one idea to another. Circles are fine."),
    )

    class Meta:
        icon = "decimal"
        label = _("Concept map")
        help_text = _("How ideas hang together. You write two lists; the page draws them and says the same in words.")
        template = "content/blocks/concept_map.html"

    def clean(self, value: Any) -> Any:
        """The size first: what is far too large is not looked at any further."""
        try:
            check_map([node["key"] for node in value["nodes"]], [(a["start"], a["end"]) for a in value["arrows"]])
        except ConceptMapRefused as error:
            raise blocks.StructBlockValidationError(
                non_block_errors=[ValidationError(error.message, code=NON_FIELD_ERRORS)]
            ) from error
        return super().clean(value)


class TermBlock(SnippetChooserBlock):
    """A term of the glossary with what it means, in the language of the page."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("target_model", None)
        super().__init__("content.Term", **kwargs)

    class Meta:
        icon = "openquote"
        label = _("Term")
        template = "content/blocks/term.html"


class ExerciseBlock(blocks.StructBlock):
    """Where to try it: a lesson, a quiz or a guide of this site, in whichever language the reader has."""

    title = LineBlock(label=_("Title"), max_length=200, help_text=_("What one will try."))
    text = CleanRichTextBlock(label=_("Text"), required=False, help_text=_("What to look out for while doing it."))
    page = blocks.PageChooserBlock(
        label=_("Where"), help_text=_("In either language: readers are led to the version in theirs.")
    )

    class Meta:
        icon = "pick"
        label = _("Exercise")
        help_text = _("A way to try what was just explained: a lesson, a quiz or a guide.")
        template = "content/blocks/exercise.html"
