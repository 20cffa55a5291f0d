"""Samples of our own, in the ways in which people and programs write GIFT."""

from typing import Any

import pytest

from courses.errors import NoQuestions, NotUtf8, TooManyQuestions
from courses.exports.gift import left_out_of_gift, read_gift, write_gift
from courses.exports.items import Item


def one(text: str) -> tuple[str, dict[str, Any]]:
    reading = read_gift(text.encode())
    assert [str(remark.message) for remark in reading.refused] == []
    [item] = reading.items
    return item.kind, item.value


def reason(text: str) -> str:
    reading = read_gift(text.encode())
    assert reading.items == []
    [remark] = reading.refused
    return str(remark.message)


def notes(text: str) -> list[str]:
    return [str(note.message) for note in read_gift(text.encode()).notes]


def options(*rows: tuple[str, bool, str]) -> list[dict[str, Any]]:
    return [{"text": text, "is_correct": right, "feedback": feedback} for text, right, feedback in rows]


def test_one_choice_on_one_line_and_on_several() -> None:
    value = {"prompt": "Which port?", "options": options(("80", False, "plain"), ("443", True, "yes"))}
    assert one("Which port?{~80#plain =443#yes}") == ("one_choice", value)
    assert one("::Ports:: Which port? {\r\n\t~80 # plain\r\n\t// a comment\r\n\t=443 # yes\r\n}\r\n") == (
        "one_choice",
        value,
    )


def test_several_by_weights() -> None:
    kind, value = one("Who? {~%50%Ana#a ~%50%Beto#b ~%-100%Carmen#c ~Dalia#d}")
    assert kind == "several"
    assert value["options"] == options(
        ("Ana", True, "a"), ("Beto", True, "b"), ("Carmen", False, "c"), ("Dalia", False, "d")
    )
    assert one("Who? {~%33.33333%a ~%33.33333%b ~%33.33333%c}")[0] == "several"
    assert one("Who? {~%100%a ~b}")[0] == "several"


@pytest.mark.parametrize(
    ("braces", "is_true", "if_true", "if_false"),
    [
        ("{T}", True, "", ""),
        ("{TRUE#wrong#right}", True, "right", "wrong"),
        ("{F#wrong#right}", False, "wrong", "right"),
        ("{FALSE # only wrong}", False, "only wrong", ""),
        ("{true##right}", True, "right", ""),
        ("{T####of all}", True, "of all", "of all"),
        ("{T#wrong####of all}", True, "of all", "wrong"),
    ],
)
def test_true_and_false(braces: str, is_true: bool, if_true: str, if_false: str) -> None:
    expected = {"prompt": "So?", "is_true": is_true, "feedback_true": if_true, "feedback_false": if_false}
    assert one(f"So? {braces}") == ("true_false", expected)


def test_short_text_with_what_is_said_to_other_answers() -> None:
    expected = {"prompt": "List?", "accepted": ["ls", "ls -l", "*"], "feedback_right": "Yes.", "feedback_wrong": "No."}
    assert one(r"List? {=ls#Yes. =%100%ls -l#Yes. =\\*#Yes. =%0%*#No.}") == ("short_text", expected)
    assert one("List? {ls}")[1]["accepted"] == ["ls"]
    assert one("Tag? {=<b> =a &amp; b}")[1]["accepted"] == ["<b>", "a &amp; b"]  # plain there, and here


def test_short_text_keeps_only_what_is_wholly_right() -> None:
    text = "List? {=ls#Yes. =%50%dir#Half. =l*#Any. =dir /b#Other.}"
    assert one(text)[1]["accepted"] == ["ls", "dir /b"]
    assert len(notes(text)) == 3


def test_match() -> None:
    expected = [
        {"left": "`dig`", "right": "names", "feedback": ""},
        {"left": "ss", "right": "sockets -> ports", "feedback": ""},
    ]
    assert one("[html]Match. {=<code>dig</code> -> names =ss->sockets -> ports}") == (
        "match",
        {"prompt": "Match.", "pairs": expected},
    )
    assert notes("Match. {=a -> b =c -> d = -> e}") == ["An answer that belongs to nothing was left out."]


def test_a_missing_word_leaves_a_gap() -> None:
    assert one("The {=sky ~sea} is above.")[1]["prompt"] == "The _____ is above."


def test_escapes_in_every_place() -> None:
    kind, value = one(r"::a\:\:b:: 1 \= \{x\}\: \~ \# \\ \d{=a\=b\nc#\#\~ ~\\n}")
    assert kind == "one_choice"
    assert value == {"prompt": r"1 = {x}: ~ # \ \d", "options": options(("a=b c", True, "#~"), (r"\n", False, ""))}


def test_general_feedback_stands_where_there_is_none() -> None:
    _kind, value = one("Q {=a#own ~b ####General\\nwords}")
    assert value["options"] == options(("a", True, "own"), ("b", False, "General words"))
    assert notes("Q {=a#own ~b#own too ####General}") == [
        "Its general feedback was left out: every answer has its own."
    ]


def test_categories_and_comments_are_no_questions() -> None:
    text = "// one\n$CATEGORY: a/b\n\n// two\nQ1 {T}\n\n\n  // three\n$CATEGORY: c\nQ2 {F}\n"
    reading = read_gift(text.encode())
    assert [(item.place, item.value["prompt"]) for item in reading.items] == [(5, "Q1"), (10, "Q2")]
    assert reading.refused == []


@pytest.mark.parametrize(
    ("form", "prompt", "expected"),
    [
        ("[html]", "<p>Run <code>ls -l</code>&nbsp;&amp; <b>look</b></p>", "Run `ls -l` & look"),
        ("[html]", "<pre><code>ls</code></pre> a &lt;b&gt;", "`ls` a <b>"),
        ("[moodle]", "Is a < b and <your-name> <i>so</i>?", "Is a < b and <your-name> so?"),
        ("", "a <script>alert(1)</script>b <svg onload\\=x>c", "a b c"),
        ("[plain]", "<b> &amp; `x`", "<b> &amp; `x`"),
        ("[markdown]", "**Run** `ls` at [home](https\\://example.org)", "Run `ls` at home (https://example.org)"),
        ("[what]", "x", "[what]x"),
    ],
)
def test_each_format_becomes_a_line_of_ours(form: str, prompt: str, expected: str) -> None:
    assert one(f"{form}{prompt} {{T}}")[1]["prompt"] == expected


def test_an_answer_has_the_format_of_its_question_or_its_own() -> None:
    value = one("[html]Q {=<b>a</b> ~[plain]<b>#[markdown]**c**}")[1]
    assert value["options"] == options(("a", True, ""), ("<b>", False, "c"))


def test_a_picture_is_missed() -> None:
    assert notes('[html]See <img src\\="@@PLUGINFILE@@/x.png"> {T}') == ["A picture or a recording in it was left out."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Write about it. {}", "free text"),
        ("Write about it. {####For those who mark}", "free text"),
        ("When? {#1822:5}", "number"),
        ("When? {#\n=1822:0\n=%50%1822:2\n}", "number"),
        ("Only words between questions.", "no answers"),
        ("Open {=a ~b", "brace is missing"),
        ("Shut =a ~b}", "brace is missing"),
        ("Twice {=a {b} ~c}", "brace"),
        ("One {T}\nTwo {F}", "more than one pair of braces"),
        ("{=a ~b}", "asks nothing"),
        ("[html]<p></p> {=a ~b}", "asks nothing"),
        ("Q {~a ~b}", "None of its options is right"),
        ("Q {=a =b ~c}", "More than one"),
        ("Q {a ~b =c}", "neither"),
        ("Q {~=a}", "at least two options"),
        ("Q {=a ~}", "at least two options"),
        ("Q {=%50%a}", "no exact answer"),
        ("Q {=*}", "no exact answer"),
        ("Q {" + "=a" * 101 + "}", "more than a hundred"),
        ("Q {=a -> b}", "at least two pairs"),
        ("Q {=a -> b =c}", "“->”"),
        ("Q {=a -> b =c ->}", "at least two pairs"),
        ("Q " + "x" * 30_000 + " {T}", "too long"),
        ("Q " + "x" * 3_000 + " {T}", "too long"),
    ],
)
def test_what_is_not_taken_says_why(text: str, said: str) -> None:
    assert said in reason(text)


def test_a_bad_one_among_good_ones_is_named_by_line_and_title() -> None:
    reading = read_gift(b"Q1 {T}\n\n::Bad:: Q2 {=a\n\n// x\nQ3 {F}\n\nQ4 [html]{}")
    assert [item.value["prompt"] for item in reading.items] == ["Q1", "Q3"]
    assert [(remark.place, remark.name) for remark in reading.refused] == [(3, "Bad"), (8, "Q4")]


def test_a_file_that_is_none() -> None:
    for raw, error in [
        (b"", NoQuestions),
        (b"// x", NoQuestions),
        ("ñ".encode("latin-1"), NotUtf8),
        ("a {T}".encode("utf-16-le"), NotUtf8),
        (b"Q {T}\n\n" * 201, TooManyQuestions),
    ]:
        with pytest.raises(error):
            read_gift(raw)
    assert len(read_gift(b"\xef\xbb\xbfQ {T}\n\n" * 1 + b"Q {T}\n\n" * 199).items) == 200


def test_what_has_no_form_is_named() -> None:
    items = [
        Item("order", {"prompt": "Sort\nthis", "items": []}, 1),
        Item("short_text", {"prompt": "Arrow", "accepted": ["a -> b"], "feedback_right": "", "feedback_wrong": ""}, 2),
        Item("a kind of tomorrow", {"prompt": "New"}, 3),
    ]
    assert [remark.name for remark in left_out_of_gift(items)] == ["Sort\nthis", "Arrow", "New"]
    text = write_gift(items, title="Quiz")
    assert all(line.startswith("//") or not line for line in text.splitlines())
    assert "Sort this" in text


def test_a_hostile_file_takes_no_time() -> None:
    for text in ("{" * 500_000, "\\" * 500_000, "**" * 250_000 + " {T}", "::" * 250_000, "Q {" + "=a" * 200_000 + "}"):
        assert read_gift(text.encode()).items == []
    for inner in ("<tit" * 4_000, "[markdown]" + "**a" * 5_000, "[markdown]" + "[" * 15_000, "&" * 19_000):
        read_gift(f"{inner} {{T}}".encode())
