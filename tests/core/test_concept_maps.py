"""Maps of any shape are drawn inside their paper; what is too large is refused before it is looked at."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.concept_maps import BOX, MOST_ARROWS, MOST_NODES, ConceptMapRefused, Drawing, check_map, draw_map


def drawn(labels: dict[str, str], *arrows: tuple[str, str, str]) -> Drawing:
    drawing = draw_map(labels, arrows)
    assert drawing is not None
    return drawing


def test_what_points_stands_above_what_is_pointed_at() -> None:
    drawing = drawn({"c": "C", "a": "A", "b": "B"}, ("a", "needs", "b"), ("b", "", "c"))

    places = {box.lines[0][1]: box.y for box in drawing.boxes}
    assert places["A"] < places["B"] < places["C"]
    assert [arrow.label for arrow in drawing.arrows] == ["needs", ""]


def test_a_loop_is_drawn_with_all_its_arrows() -> None:
    drawing = drawn(
        {"a": "A", "b": "B", "c": "C"}, ("a", "x", "b"), ("b", "y", "c"), ("c", "z", "a"), ("a", "itself", "a")
    )

    assert (len(drawing.boxes), len(drawing.arrows)) == (3, 4)


def test_long_words_are_broken_into_lines_of_a_box() -> None:
    drawing = drawn({"a": "A certificate authority that signs", "b": "B"}, ("a", "", "b"))

    assert [line for _y, line in drawing.boxes[0].lines] == ["A certificate", "authority that", "signs"]


NAMES = [f"n{i}" for i in range(12)]


@given(
    st.lists(
        st.tuples(st.sampled_from(NAMES), st.text("abc ", max_size=60), st.sampled_from(NAMES)), min_size=1, max_size=40
    )
)
def test_everything_stands_on_the_paper_and_no_box_on_another(arrows: list[tuple[str, str, str]]) -> None:
    drawing = drawn({name: name for name in NAMES}, *arrows)

    right = drawing.left + drawing.width
    for box in drawing.boxes:
        assert drawing.left <= box.x
        assert box.x + BOX <= right
        assert box.y + box.height <= drawing.height
    for arrow in drawing.arrows:
        assert drawing.left <= arrow.plate_x
        assert arrow.plate_x + arrow.plate <= right
        assert re.fullmatch(r"M[-\d.]+ [-\d.]+C(?:[-\d.]+ ){5}[-\d.]+", arrow.line)
    boxes = sorted(drawing.boxes, key=lambda box: (box.y, box.x))
    for one, other in pairwise(boxes):
        assert other.y >= one.y + one.height or (other.y == one.y and other.x >= one.x + BOX)


def test_the_largest_map_that_is_taken_is_drawn_as_one_chain_and_as_one_knot() -> None:
    keys = [f"n{i}" for i in range(MOST_NODES)]
    labels = dict.fromkeys(keys, "idea")
    chain = [(a, "", b) for a, b in pairwise(keys)]
    knot = [(keys[i % 11], "", keys[(i * 7) % MOST_NODES]) for i in range(MOST_ARROWS)]

    assert len(drawn(labels, *chain).boxes) == len(drawn(labels, *knot).boxes) == MOST_NODES


def test_five_hundred_ideas_are_refused_and_not_drawn() -> None:
    keys = [f"n{i}" for i in range(500)]
    ends = [(a, b) for a in keys for b in keys]

    with pytest.raises(ConceptMapRefused, match="60 ideas"):
        check_map(keys, ends)
    assert draw_map(dict.fromkeys(keys, "x"), [(a, "", b) for a, b in ends]) is None


@pytest.mark.parametrize(
    ("keys", "ends", "words"),
    [
        (["a", "a"], [("a", "a")], "same short name"),
        (["a", "b"], [("a", "c")], "“c”"),
        ([f"n{i}" for i in range(61)], [("n0", "n1")], "60 ideas"),
        (["a", "b"], [("a", "b")] * 121, "120 arrows"),
    ],
)
def test_a_map_that_cannot_be_says_what_is_wrong(keys: list[str], ends: list[tuple[str, str]], words: str) -> None:
    with pytest.raises(ConceptMapRefused, match=words):
        check_map(keys, ends)
