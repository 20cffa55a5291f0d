"""The texts of a block as somebody may change them: what they do not touch stays to the letter."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content.enums import LeafKind
from lms.content.models import EssayPage, GuidePage
from lms.content.queries.leaves import Leaf, editable_parts, part_of, with_changes
from lms.core.html import HtmlTooLong, clean_rich_text
from tests.core.hostile_markup import PAYLOADS
from tests.factories.blocks import block_id, text_block
from tests.factories.harm import harm_in
from tests.factories.writings import step


def html(stored: str) -> Leaf:
    return Leaf("text", LeafKind.HTML, "Text", stored)


def essay(*blocks: dict[str, Any]) -> EssayPage:
    page = EssayPage()
    page.body = page._meta.get_field("body").stream_block.to_python(list(blocks))
    return page


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ('<p data-block-key="ab">One.</p><p>Two.</p>', "One.\n\nTwo."),
        ("<p>A <b>bold</b> word.</p>", "<p>A <b>bold</b> word.</p>"),
        ("<ul><li>a</li><li>b</li></ul>", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("<p>Write &lt;p&gt;.</p>", "<p>Write &lt;p&gt;.</p>"),
        ("", ""),
    ],
)
def test_paragraphs_are_plain_text_and_anything_more_is_simple_markup(stored: str, typed: str) -> None:
    leaf = html(stored)

    assert leaf.typed == typed
    assert not leaf.differs(leaf.from_typed(typed))
    assert not leaf.differs(leaf.from_typed(typed.replace("\n", "\r\n")))


PIECES = [
    "<p>",
    "</p>",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
    "<b>",
    "</b>",
    "<code>",
    "</code>",
    "a",
    " ",
    "&amp;",
    "&lt;",
    "\n",
]
RICH = st.lists(st.sampled_from(PIECES)).map(lambda pieces: clean_rich_text("".join(pieces)))


@given(RICH)
def test_what_is_sent_back_untouched_is_no_change(stored: str) -> None:
    leaf = html(stored)

    assert not leaf.differs(leaf.from_typed(leaf.typed))


def test_plain_text_may_hold_any_sign() -> None:
    assert html("<p>x</p>").from_typed('1 < 2 & "so"\n\nnext') == '<p>1 &lt; 2 &amp; "so"</p><p>next</p>'


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_markup_is_cleaned(payload: str) -> None:
    try:
        for stored in ("<p>x</p>", "<p><b>x</b></p>"):
            assert harm_in(html(stored).from_typed(f"<p>{payload}</p>")) == []
    except HtmlTooLong:
        assert len(payload) > 20_000


@pytest.mark.django_db
def test_the_texts_of_a_step() -> None:
    page = GuidePage(before="<p>B.</p>")
    page.steps = page._meta.get_field("steps").stream_block.to_python([step("one", "<p>T.</p>", code="$ ls")])

    part = part_of(page, str(block_id("step", "one")))

    assert part is not None
    assert part.title == "Step one"
    assert [(leaf.path, leaf.kind, leaf.stored) for leaf in part.leaves] == [
        ("title", "line", "Step one"),
        ("text", "html", "<p>T.</p>"),
        ("code", "verbatim", "$ ls"),
        ("see", "html", "<p>A line.</p>"),
    ]
    assert editable_parts(page) == {"before", str(block_id("step", "one"))}


@pytest.mark.django_db
def test_a_change_touches_one_text_alone() -> None:
    items = [{"title": "A", "text": "<p>a</p>"}, {"title": "B", "text": "<p>b</p>"}]
    steps = {"type": "steps", "id": str(block_id("s")), "value": {"items": items}}
    page = essay(text_block("t", "<p>t</p>"), steps)
    before = deepcopy(list(page.body.raw_data))
    part = part_of(page, str(block_id("s")))
    assert part is not None

    raw = with_changes(page, part, {"items.1.text": "<p>new</p>"})

    after = essay(*raw)
    assert list(page.body.raw_data) == before
    assert str(after.body[0].value) == str(page.body[0].value)
    assert [(item["title"], item["text"].source) for item in after.body[1].value["items"]] == [
        ("A", "<p>a</p>"),
        ("B", "<p>new</p>"),
    ]


@pytest.mark.django_db
def test_what_holds_no_text_is_no_part() -> None:
    page = essay(text_block("t", "<p>t</p>"), {"type": "term", "id": str(block_id("term")), "value": 1})

    assert part_of(page, str(block_id("term"))) is None
    assert part_of(page, "nothing-of-it") is None
    assert part_of(page, "before") is None
    assert editable_parts(page) == {str(block_id("t"))}
