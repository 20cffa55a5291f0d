"""Every mistake has a sentence in both languages, with the values that its code brings along."""

import re
from pathlib import Path
from string import Formatter

import pytest
from django.utils.translation import override

from courses.sandbox.labs import mistakes
from courses.sandbox.labs.mistakes import Mistake
from courses.sandbox.labs.reading import BadLab, read
from courses.sandbox.rules.mistakes import SENTENCES, SHAPES, Told, in_words
from tests.courses.sandbox.daemon.support import LAB
from tests.factories.lab_desk import with_changes

PLACE = re.compile(r"%\((\w+)\)s")


def test_every_code_has_a_sentence_and_no_other() -> None:
    assert set(SENTENCES) == set(mistakes.SENTENCES)


@pytest.mark.parametrize("code", sorted(mistakes.SENTENCES))
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_sentence_says_the_values_of_its_code(code: str, language: str) -> None:
    brought = {name for _text, name, _format, _turn in Formatter().parse(mistakes.SENTENCES[code]) if name}
    with override(language):
        sentence = str(SENTENCES[code])
    assert set(PLACE.findall(sentence)) <= brought
    assert brought - set(PLACE.findall(sentence)) <= {"kinds", "choices"}


def test_every_shape_has_words() -> None:
    """Found where the reader says what a value must look like."""
    folder = Path(mistakes.__file__).parent
    files = (file for file in folder.glob("*.py") if file.name != "mistakes.py")
    said = re.findall(r'"((?:a|the) [^"{]+)"', "".join(file.read_text(encoding="utf-8") for file in files))
    assert set(said) == set(SHAPES)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_mistake_is_told_with_its_place_and_its_line(language: str) -> None:
    files = with_changes(lab_yaml=LAB["lab.yaml"].replace("minutes: 10", "minutes: 99").replace("[web]", "[Web Site]"))
    with pytest.raises(BadLab) as bad:
        read("words", files)
    with override(language):
        told = [in_words(one, files) for one in bad.value.mistakes]
    expected = {
        "en": (
            "This number must be from 10 to 40.",
            "“Web Site” does not fit. It must be a short name in lower case (like-this).",
        ),
        "es": (
            "Este número debe ir de 10 a 40.",
            "«Web Site» no queda: debe ser un nombre corto en minúsculas (como-este).",
        ),
    }[language]
    assert told == [
        Told("lab.yaml", 4, expected[0], "minutes: 10".replace("10", "99")),
        Told("lab.yaml", 6, expected[1], "topics: [Web Site]"),
    ]


def test_a_file_without_a_possible_name_is_found_by_its_name() -> None:
    told = in_words(Mistake("path", "", 0, {"path": "../x"}), {"../x": "1"})
    assert (told.file, told.line) == ("../x", 0)
