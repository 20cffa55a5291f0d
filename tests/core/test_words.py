import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.words import STOP_WORDS, composed, fold, is_slip, neighbours, slips, stem, telling_words, words_of

LETTERS = st.text("abcdeñ", min_size=4, max_size=12)


@given(st.text())
def test_a_folded_text_is_as_long_as_the_text(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_case_and_accents_do_not_count() -> None:
    assert fold("CONTRASEÑA") == fold("contrasena") == fold("Contraseña") == "contrasena"
    assert composed("Contrasen\u0303a") == "Contraseña"


def test_what_nobody_sees_is_taken_out() -> None:
    assert composed("co\u00adrreo\u202e\x00\u200b") == "correo"


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("es", "configuración configuraciones configurar configuro configuramos configurando configurado"),
        ("es", "respaldo respaldos respaldar respaldamos"),
        ("es", "razón razones"),
        ("es", "contraseña contraseñas"),
        ("es", "log logs"),
        ("es", "backup backups"),
        ("en", "configure configuration configuring configured"),
        ("en", "restore restoring restoration restores"),
        ("en", "backup backups"),
    ],
)
def test_forms_of_a_word_are_one(language: str, forms: str) -> None:
    assert len({stem(word, language) for word in words_of(forms)}) == 1


def test_other_words_stay_apart() -> None:
    assert stem("correo", "es") != stem("corte", "es")
    assert stem("404", "es") == "404"


def test_a_compound_counts_in_pieces_and_in_one() -> None:
    assert words_of("wp-config.php y e-mail") == ["wp", "config", "php", "y", "e", "mail", "wpconfigphp", "email"]


def test_words_that_stand_everywhere_do_not_tell() -> None:
    assert telling_words("How do I make a backup of the site?", "en") == ["make", "backup", "site"]
    assert telling_words("¿Cómo hago un respaldo del sitio?", "es") == ["respaldo", "sitio"]
    assert all(fold(word) == word for words in STOP_WORDS.values() for word in words)


@pytest.mark.parametrize("typed", ["certficado", "certifficado", "certificsdo", "certifciado"])
def test_one_letter_missing_more_wrong_or_exchanged_is_a_slip(typed: str) -> None:
    assert is_slip(typed, "certificado")
    assert set(slips(typed)) & set(slips("certificado"))


@pytest.mark.parametrize("other", ["certificado", "certfcado", "crtificaod", "x", ""])
def test_anything_else_is_none(other: str) -> None:
    assert not is_slip(other, "certificado")


@given(LETTERS, st.data())
def test_every_slip_is_found_through_a_number_in_common(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdeñx"))
    typed = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + letter + word[place:],
                word[:place] + letter + word[place + 1 :],
                word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
            ]
        )
    )

    assert typed == word or is_slip(typed, word)
    assert is_slip(typed, word) == is_slip(word, typed)
    assert set(slips(typed)) & set(slips(word))


def test_two_words_may_be_meant_as_one() -> None:
    assert neighbours(["back", "up", "disk"]) == [(1, "backup"), (2, "updisk")]
