"""Somebody who has never seen the editor meets no field and no block that does not say what it is for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, Block, FieldBlock, ListBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page, get_page_models

from lms.content.models import BasePage

MODELS = [model for model in get_page_models() if issubclass(model, BasePage)]
SAID_BY_ITS_FIELD = ("outcomes.outcomes",)  # the only block there is in it
BELONGS = {
    "portal.HomePage": {"wagtailcore.Page"},
    "courses.CourseIndexPage": {"portal.HomePage"},
    "courses.CoursePage": {"courses.CourseIndexPage"},
    "courses.LessonPage": {"courses.CoursePage"},
    "courses.QuizPage": {"courses.CoursePage"},
}


def fields_of(panel: Any) -> Iterator[tuple[str, Any]]:
    for child in getattr(panel, "children", []):
        yield from fields_of(child)
    name = getattr(panel, "field_name", None)
    if name:
        yield name, panel.help_text or panel.db_field.help_text


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_of_a_page_says_what_it_is_for(model: type[Page]) -> None:
    own = {field.name for field in model._meta.get_fields()} - {"go_live_at", "expire_at", "slug", "comments"}
    fields = [(name, words) for name, words in fields_of(model.get_edit_handler()) if name in own]

    assert fields
    assert [name for name, words in fields if not words] == []


def blocks_of(block: Block, place: str) -> Iterator[tuple[str, Block]]:
    yield place, block
    has_children = isinstance(block, BaseStreamBlock | BaseStructBlock) and not isinstance(block, ImageBlock)
    children = block.child_blocks.items() if has_children else ()  # Wagtail's picture block explains itself
    for name, child in children:
        yield from blocks_of(child, f"{place}.{name}")
    if isinstance(block, ListBlock):
        for place_within, child in list(blocks_of(block.child_block, place))[1:]:
            yield place_within, child


def words_of(block: Block) -> Any:
    """A block of one field shows the words of its form field, the others those of their Meta."""
    return block.field.help_text if isinstance(block, FieldBlock) else getattr(block.meta, "help_text", "")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_block_says_what_it_is_for_in_both_languages(model: type[Page]) -> None:
    bare, untranslated = [], []
    for field in model._meta.get_fields():
        if isinstance(field, StreamField):
            for place, block in list(blocks_of(field.stream_block, field.name))[1:]:
                if not words_of(block) and place not in SAID_BY_ITS_FIELD:
                    bare.append(place)
                    continue
                sides = []
                for language in ("en", "es"):
                    with override(language):
                        sides.append((str(block.label), str(words_of(block))))
                if sides[0][1] and sides[0][1] == sides[1][1]:
                    untranslated.append(place)
    assert bare == []
    assert untranslated == []


@pytest.mark.parametrize("label", BELONGS)
def test_a_page_is_offered_only_where_it_belongs(label: str) -> None:
    model = next(model for model in MODELS if model._meta.label == label)

    assert {parent._meta.label for parent in model.clean_parent_page_models()} & set(BELONGS) | (
        {"wagtailcore.Page"} if label == "portal.HomePage" else set()
    ) == BELONGS[label]
    assert model.preview_modes
