import pytest

from lms.content.queries.paragraphs import APART, join, match, normal, split


@pytest.mark.parametrize(
    ("html", "texts", "tags"),
    [
        ("<p>One <b>bold</b>.</p><p>Two.</p>", ("One <b>bold</b>.", "Two."), ("p", "p")),
        ("<ul><li>A<ul><li>B</li></ul></li><li>C</li></ul>", ("A", "B", "C"), ("li", "li", "li")),
        ("<h2>H</h2><hr/><p>a<br/>b</p>", ("H", "a<br/>b"), ("h2", "p")),
        ("<p>&nbsp;</p><p> </p>", (), ()),
        ("loose <i>words</i>", ("loose <i>words</i>",), ("",)),
        ("", (), ()),
    ],
)
def test_split_names_every_paragraph_and_item(html: str, texts: tuple[str, ...], tags: tuple[str, ...]) -> None:
    rich = split(html)

    assert (rich.texts, rich.tags) == (texts, tags)
    assert join(rich, rich.texts) == html


def test_other_words_stand_in_the_same_structure() -> None:
    rich = split('<p data-block-key="x1">Uno.</p><ul><li>Dos<ol><li>Tres</li></ol></li></ul>')

    assert join(rich, ["One.", "Two", "Three"]) == (
        '<p data-block-key="x1">One.</p><ul><li>Two<ol><li>Three</li></ol></li></ul>'
    )


def test_a_paragraph_without_words_is_left_out_and_an_empty_list_with_it() -> None:
    assert join(split("<p>A</p><ul><li>B</li><li>C</li></ul>"), ["a", "", ""]) == "<p>a</p>"


def test_a_translation_may_have_several_paragraphs_for_one() -> None:
    assert join(split("<p>A</p><p>B</p>"), [f"a{APART}aa", "b"]) == "<p>a</p><p>aa</p><p>b</p>"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a  b\n", "a b"),
        ("<strong>a</strong> <em>b</em>", "<b>a</b> <i>b</i>"),
        ('<p data-block-key="ab1">x</p>', "<p>x</p>"),
        ("a<br>b", "a<br/>b"),
    ],
)
def test_what_only_the_editor_writes_differently_is_the_same_text(one: str, other: str) -> None:
    assert normal(one) == normal(other)


OLD = [("p1", "The first."), ("p2", "Something in the middle."), ("p3", "The last one.")]


SAID = [text for _name, text in OLD]


@pytest.mark.parametrize(
    ("new", "names"),
    [
        pytest.param(SAID, ["p1", "p2", "p3"], id="nothing"),
        pytest.param(["The last one.", "The first.", "Something in the middle."], ["p3", "p1", "p2"], id="moved"),
        pytest.param(["The first.", "Wholly other words.", "The last one."], ["p1", "p2", "p3"], id="one edited"),
        pytest.param(["The first.", "The last one."], ["p1", "p3"], id="one deleted"),
        pytest.param(["New.", *SAID], [None, "p1", "p2", "p3"], id="added"),
        pytest.param([SAID[0], "Quite new.", "Something in the centre.", SAID[2]], ["p1", None, "p2", "p3"], id="both"),
        pytest.param([SAID[0], SAID[2], f"{SAID[1]} Yes."], ["p1", "p3", "p2"], id="moved and edited"),
        pytest.param([], [], id="all deleted"),
    ],
)  # fmt: skip
def test_paragraphs_keep_their_names(new: list[str], names: list[str | None]) -> None:
    assert match(OLD, [], new) == names


def test_what_had_gone_comes_back_under_its_name() -> None:
    assert match(OLD[:1], OLD[1:], ["The first.", "The last one."]) == ["p1", "p3"]


def test_equal_paragraphs_are_told_apart_by_their_order() -> None:
    assert match([("p1", "Same."), ("p2", "Same.")], [], ["Same.", "Same.", "Same."]) == ["p1", "p2", None]
