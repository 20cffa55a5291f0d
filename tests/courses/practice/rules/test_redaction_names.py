"""Names that stand where a sentence could begin."""

import pytest

from courses.practice.rules.redaction import Known, propose, strip_for_search


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("la única moderadora era\nChayo y ya no está", "Chayo"),
        ("our only moderator was,\nChayo, who left", "Chayo"),
        ("¿Alguien ya? Macedonia Huerta", "Macedonia"),
        ("¿Alguien ya? Macedonia Huerta", "Huerta"),
    ],
)
def test_a_name_after_a_line_that_goes_on_or_beside_a_surname(text: str, name: str) -> None:
    assert name not in strip_for_search(text)


def test_a_line_that_begins_a_sentence_keeps_its_first_word() -> None:
    assert "Plugins" in strip_for_search("The site is down.\nPlugins fail.")


def test_the_last_word_of_a_sentence_is_no_first_name() -> None:
    text = "It only shows a white page. Perla knows more."
    proposed = propose([text], known=Known(), salt=b"s" * 16)
    assert [span.original for span in proposed.spans] == ["Perla"]
