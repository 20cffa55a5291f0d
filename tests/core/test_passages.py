import re

from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from lms.core.passages import BREAK, PASSAGE, Marker

SPANISH = Marker(frozenset({"respald"}), "es")


def test_every_form_of_a_word_is_marked_as_it_is_written() -> None:
    assert SPANISH.marked("Respaldos: RESPALDAR y respaldé.") == (
        "<mark>Respaldos</mark>: <mark>RESPALDAR</mark> y <mark>respaldé</mark>."
    )


def test_words_that_only_begin_alike_are_not_marked() -> None:
    assert Marker(frozenset({"port"}), "en").marked("Ports, a portable port") == (
        "<mark>Ports</mark>, a portable <mark>port</mark>"
    )


def test_what_is_not_looked_for_is_left_alone() -> None:
    assert Marker(frozenset(), "es").marked("a < b") == "a &lt; b"


@given(st.text())
def test_nothing_but_marks_is_markup(text: str) -> None:
    html = Marker(frozenset({"a", "b"}), "en").marked(f"<b>{text}</b>")

    assert re.sub("</?mark>", "", html) == escape(f"<b>{text}</b>")


def test_a_passage_is_the_summary_where_the_word_stands_in_it() -> None:
    assert SPANISH.passage("Haz respaldos.", "Un respaldo es una copia.") == "Haz respaldos."


def test_a_passage_is_cut_from_the_text_where_the_summary_lacks_the_word() -> None:
    text = f"{'uno dos ' * 60}Título{BREAK}Un respaldo es {'muy bueno ' * 60}"

    passage = SPANISH.passage("Otra cosa.", text)

    assert passage.startswith("… ")
    assert passage.endswith(" …")
    assert "Título · Un respaldo es" in passage
    assert len(passage) <= PASSAGE + 8


def test_without_the_word_anywhere_the_summary_is_shown_or_else_how_the_text_begins() -> None:
    assert SPANISH.passage("Otra cosa.", "Nada.") == "Otra cosa."
    assert SPANISH.passage("", "Nada.") == "Nada."
    assert SPANISH.passage("", "") == ""
