"""What goes out comes in again, whatever the words are."""

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from courses.errors import NoQuestions, NotUtf8, TooManyQuestions
from courses.exports.gift import left_out_of_gift, read_gift, write_gift
from courses.exports.items import Item, html_of, line_of
from courses.exports.moodle_xml import read_moodle_xml, write_moodle_xml
from lms.core.html import clean_line
from tests.core.hostile_markup import PAYLOADS

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # whole quizzes, on a busy machine
SIGNS = st.sampled_from(
    [*"`~=#{}:\\%*[]<>&;\"'|-/ \u00e9\u00f1\u200d", "->", "####", "::", "[html]", "%50%", "\\n", "//", "<b>"]
)
SIGNS |= st.sampled_from(["<code>", "</code>", "&lt;", "&amp;", "TRUE", "$CATEGORY:", "_____", "→", "![a](b)", "**"])
WORDS = st.lists(SIGNS | st.text(max_size=4), max_size=12).map(lambda pieces: clean_line("".join(pieces)))
LINES = WORDS.filter(bool)
MANY = {"min_size": 2, "max_size": 8}


def options(rights: list[bool]) -> Any:
    rows = st.tuples(
        *(st.fixed_dictionaries({"text": LINES, "is_correct": st.just(one), "feedback": WORDS}) for one in rights)
    )
    return st.fixed_dictionaries({"prompt": LINES, "options": rows.map(list)})


ONE_CHOICE = st.integers(2, 8).flatmap(
    lambda count: st.integers(0, count - 1).flatmap(lambda right: options([place == right for place in range(count)]))
)
SEVERAL = st.lists(st.booleans(), **MANY).filter(any).flatmap(options)
TRUE_FALSE = st.fixed_dictionaries(
    {"prompt": LINES, "is_true": st.booleans(), "feedback_true": WORDS, "feedback_false": WORDS}
)
SHORT_TEXT = st.fixed_dictionaries(
    {
        "prompt": LINES,
        "accepted": st.lists(LINES, min_size=1, max_size=5),
        "feedback_right": WORDS,
        "feedback_wrong": WORDS,
    }
)
PAIR = st.fixed_dictionaries({"left": LINES, "right": LINES, "feedback": WORDS})
MATCH = st.fixed_dictionaries({"prompt": LINES, "pairs": st.lists(PAIR, **MANY)})
ITEMS = st.one_of(
    ONE_CHOICE.map(lambda value: Item("one_choice", value)),
    SEVERAL.map(lambda value: Item("several", value)),
    TRUE_FALSE.map(lambda value: Item("true_false", value)),
    SHORT_TEXT.map(lambda value: Item("short_text", value)),
    MATCH.map(lambda value: Item("match", value)),
)
QUIZZES = st.lists(ITEMS, min_size=1, max_size=4).map(
    lambda items: [Item(item.kind, item.value, place) for place, item in enumerate(items, start=1)]
)


NAMES_A_FORMAT = {"prompt": "a", "pairs": [{"left": "[html]", "right": right, "feedback": "so"} for right in "bc"]}


@pytest.mark.slow
@UNHURRIED
@given(QUIZZES)
@example([Item("match", NAMES_A_FORMAT, 1)])  # the common feedback begins with the first pair
def test_gift_gives_back_the_same_questions(items: list[Item]) -> None:
    left_out = {remark.place for remark in left_out_of_gift(items)}
    kept = [item for item in items if item.place not in left_out]
    file = write_gift(items, title="Quiz\n{=a}")
    if not kept:
        return
    reading = read_gift(file.encode())
    assert [str(remark.message) for remark in reading.refused] == []
    assert [(item.kind, item.value) for item in reading.items] == [(item.kind, item.value) for item in kept]


@pytest.mark.slow
@UNHURRIED
@given(QUIZZES)
def test_moodle_xml_gives_back_the_same_questions(items: list[Item]) -> None:
    reading = read_moodle_xml(write_moodle_xml(items, title="Quiz -- <x>").encode())
    assert [str(remark.message) for remark in reading.refused] == []
    assert [(item.kind, item.value) for item in reading.items] == [(item.kind, item.value) for item in items]


@given(LINES)
def test_a_line_survives_html(line: str) -> None:
    assert line_of(html_of(line)) == line


@given(st.text(max_size=300), st.sampled_from(["html", "moodle", "markdown", "plain"]))
def test_whatever_comes_in_is_a_clean_line(text: str, form: str) -> None:
    line = line_of(text, form)
    assert clean_line(line, most=2000) == line


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reading = read_gift(text.encode())
    except (UnicodeEncodeError, NoQuestions, NotUtf8, TooManyQuestions):
        return
    assert reading.items or reading.refused


@pytest.mark.parametrize("form", ["html", "moodle", "markdown"])
def test_of_hostile_markup_only_words_stay(form: str) -> None:
    for payload in (one for one in PAYLOADS if "&lt;" not in one):
        line = line_of(payload, form)
        assert "<img" not in line.lower(), payload
        assert "<script" not in line.lower(), payload
        assert "<svg" not in line.lower(), payload
