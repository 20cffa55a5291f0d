from html import escape
from typing import Any

import pytest

from courses.errors import BrokenQuestionFile, NoQuestions, TooManyQuestions
from courses.exports.items import Item
from courses.exports.moodle_xml import left_out_of_moodle_xml, read_moodle_xml, write_moodle_xml


def text(words: str) -> str:
    return f"<text>{escape(words)}</text>"


def question(kind: str, inner: str, prompt: str = "<p>Which?</p>", form: str = "html") -> str:
    name = f"<name>{text('A name')}</name>"
    return (
        f'<question type="{kind}">{name}<questiontext format="{form}">{text(prompt)}</questiontext>{inner}</question>'
    )


def answer(words: str, fraction: object, feedback: str = "", form: str = "html") -> str:
    said = f'<feedback format="html">{text(feedback)}</feedback>'
    return f'<answer fraction="{fraction}" format="{form}">{text(words)}{said}</answer>'


def read(*questions: str) -> Any:
    return read_moodle_xml(f'<?xml version="1.0" encoding="UTF-8"?><quiz>{"".join(questions)}</quiz>'.encode())


def one(*questions: str) -> tuple[str, dict[str, Any]]:
    reading = read(*questions)
    assert [str(remark.message) for remark in reading.refused] == []
    [item] = reading.items
    return item.kind, item.value


def reason(*questions: str) -> str:
    reading = read(*questions)
    assert reading.items == []
    return str(reading.refused[0].message)


def test_one_choice_and_several() -> None:
    inner = answer("<b>a</b>", 100, "<p>yes</p>") + answer("b", 0, "no")
    expected = [
        {"text": "a", "is_correct": True, "feedback": "yes"},
        {"text": "b", "is_correct": False, "feedback": "no"},
    ]
    assert one(question("multichoice", f"<single>true</single>{inner}")) == (
        "one_choice",
        {"prompt": "Which?", "options": expected},
    )
    assert one(question("multichoice", f"<single>false</single>{inner}"))[0] == "several"
    half = answer("a", 50) + answer("b", 50) + answer("c", -100)
    value = one(question("multichoice", f"<single>false</single>{half}"))[1]
    assert [option["is_correct"] for option in value["options"]] == [True, True, False]


def test_true_and_false() -> None:
    inner = answer("true", 0, "not so") + answer("false", 100, "indeed")
    expected = {"prompt": "Which?", "is_true": False, "feedback_true": "not so", "feedback_false": "indeed"}
    assert one(question("truefalse", inner)) == ("true_false", expected)


def test_short_text() -> None:
    inner = answer("ls", 100, "yes") + answer("<b>", 100, "yes") + answer("*", 0, "no") + answer("dir", 50)
    kind, value = one(question("shortanswer", inner))
    assert kind == "short_text"
    assert value == {"prompt": "Which?", "accepted": ["ls", "<b>"], "feedback_right": "yes", "feedback_wrong": "no"}


def test_match_with_something_that_belongs_to_nothing() -> None:
    pairs = [("<code>dig</code>", "names"), ("ss", "sockets"), ("", "nothing")]
    inner = "".join(
        f'<subquestion format="html">{text(left)}<answer>{text(right)}</answer></subquestion>' for left, right in pairs
    )
    general = f'<generalfeedback format="html">{text("Read the manual.")}</generalfeedback>'
    reading = read(question("matching", inner + general))
    assert reading.items[0].value["pairs"] == [
        {"left": "`dig`", "right": "names", "feedback": "Read the manual."},
        {"left": "ss", "right": "sockets", "feedback": "Read the manual."},
    ]
    assert [str(note.message) for note in reading.notes] == ["An answer that belongs to nothing was left out."]


def test_formats_of_the_text() -> None:
    inner = answer("true", 100) + answer("false", 0)
    for form, prompt, expected in [
        ("plain_text", "<b> & `x`", "<b> & `x`"),
        ("moodle_auto_format", "a <your-name> <i>b</i>", "a <your-name> b"),
        ("markdown", "**a** b", "a b"),
        ("html", "<ul><li>a</li><li>b &lt;i&gt;</li></ul><script>x</script>", "a b <i>"),
    ]:
        assert one(question("truefalse", inner, prompt, form))[1]["prompt"] == expected


def test_categories_are_no_questions_and_numbers_count_without_them() -> None:
    category = '<question type="category"><category><text>top/x</text></category></question>'
    reading = read(category, question("essay", ""), question("truefalse", answer("true", 100) + answer("false", 0)))
    assert [(remark.place, remark.name, str(remark.message)) for remark in reading.refused] == [
        (1, "A name", "Its kind is not taken: essay.")
    ]
    assert [item.place for item in reading.items] == [2]


def test_files_in_a_question_are_missed() -> None:
    inner = answer("true", 100) + answer("false", 0) + '<file name="x.png" encoding="base64">AAAA</file>'
    assert [str(note.message) for note in read(question("truefalse", inner)).notes] == [
        "A picture or a recording in it was left out."
    ]


@pytest.mark.parametrize(
    ("kind", "inner", "said"),
    [
        *((kind, "", f"not taken: {kind}") for kind in ("numerical", "cloze", "description", "ddwtos", "calculated")),
        ("multichoice", "", "at least two options"),
        ("multichoice", answer("a", "x") + answer("b", 0), "not a number"),
        ("multichoice", answer("a", "nan") + answer("b", 0), "not a number"),
        ("multichoice", answer("a", "1e9") + answer("b", 0), "not a number"),
        ("multichoice", answer("a", 100) + answer("b", 100), "More than one"),
        ("multichoice", answer("a", 0) + answer("b", 0), "None of its options"),
        ("truefalse", answer("yes", 100) + answer("no", 0), "“true” and “false”"),
        ("truefalse", answer("true", 0) + answer("false", 0), "whether the statement"),
        ("shortanswer", "", "no exact answer"),
        ("shortanswer", answer("a", 100) * 101, "more than a hundred"),
        ("matching", "<subquestion/>", "at least two pairs"),
        ("", "", "not taken: ?"),
    ],
)
def test_what_is_not_taken_says_why(kind: str, inner: str, said: str) -> None:
    assert said in reason(question(kind, inner))


def test_the_file_may_be_in_another_encoding_if_it_says_so() -> None:
    words = question("truefalse", answer("true", 100) + answer("false", 0), "¿Está el cañón?")
    for name in ("UTF-8", "ISO-8859-1", "windows-1252", "UTF-16"):
        raw = f'<?xml version="1.0" encoding="{name}"?><quiz>{words}</quiz>'.encode(name)
        assert read_moodle_xml(raw).items[0].value["prompt"] == "¿Está el cañón?"


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"", BrokenQuestionFile),
        (b"<quiz>", BrokenQuestionFile),
        (b"<other/>", BrokenQuestionFile),
        (b"<quiz/>", NoQuestions),
        (f'<!DOCTYPE q [<!ENTITY a0 "ha">{BOMB}]><quiz>&a9;</quiz>'.encode(), BrokenQuestionFile),
        (b'<!DOCTYPE q SYSTEM "http://example.org/x.dtd"><quiz/>', BrokenQuestionFile),
        (b"<?xml version='1.0' encoding='klingon'?><quiz/>", BrokenQuestionFile),
        ("<?xml version='1.0' encoding='UTF-8'?><quiz>ñ</quiz>".encode("latin-1"), BrokenQuestionFile),
        (b"<quiz>\x00</quiz>", BrokenQuestionFile),
        (b"<quiz>" + b"<question/>" * 201 + b"</quiz>", TooManyQuestions),
    ],
)
def test_a_file_that_is_none(raw: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_moodle_xml(raw)


def test_depth_breaks_nothing() -> None:
    deep = b"<quiz><question type='truefalse'>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</question></quiz>"
    assert len(read_moodle_xml(deep).refused) == 1


def test_what_has_no_form_is_named_in_a_comment_that_stays_one() -> None:
    items = [Item("order", {"prompt": "Sort -->these--- <x/>", "items": []}, 1)]
    assert [remark.name for remark in left_out_of_moodle_xml(items)] == ["Sort -->these--- <x/>"]
    file = write_moodle_xml(items, title="A -- title -")
    with pytest.raises(NoQuestions):
        read_moodle_xml(file.encode())
    assert "Sort" in file
