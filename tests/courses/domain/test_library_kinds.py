"""Match and order in course files: the same identity in both languages, and mistakes named by field."""

from pathlib import Path

import pytest

from courses.domain.library_file import read_course
from lms.content.errors import BrokenLibraryFile
from tests.factories.files import QUIZ_WITH_PAIRS, write_course


def test_pairs_and_sequences_have_one_identity_in_both_languages(tmp_path: Path) -> None:
    quiz = read_course(write_course(tmp_path / "web", quiz=QUIZ_WITH_PAIRS)).units[1]

    found = {language: side["questions"][-2:] for language, side in quiz.content.items()}
    assert [block["type"] for block in found["en"]] == ["match", "order"]
    assert [block["id"] for block in found["en"]] == [block["id"] for block in found["es"]]
    pairs, steps = found["es"][0]["value"]["pairs"], found["es"][1]["value"]["items"]
    assert pairs[0]["value"] == {"left": "La web", "right": "443", "feedback": "Con TLS."}
    assert [step["value"]["text"] for step in steps] == ["Mirar", "Pensar", "Cambiar"]
    assert [step["id"] for step in steps] == [step["id"] for step in found["en"][1]["value"]["items"]]


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ('right: {en: "25"', 'right: {en: "443"', "questions[5].match.pairs[2].right"),
        ("{key: mail, left", "{key: web, left", "questions[5].match.pairs[2].key"),
        ("{en: Think, es: Pensar}", "{en: look, es: Pensar}", "questions[6].order.items[2].text"),
        ("feedback: {en: Last of all., es: Al final.}", "hint: x", "questions[6].order.items[3].hint"),
    ],
    ids=["right side twice", "key twice", "text twice", "unknown field"],
)
def test_a_mistake_is_named_by_its_field(tmp_path: Path, before: str, after: str, field: str) -> None:
    assert QUIZ_WITH_PAIRS.count(before) == 1
    folder = write_course(tmp_path / "web", quiz=QUIZ_WITH_PAIRS.replace(before, after))

    with pytest.raises(BrokenLibraryFile) as refused:
        read_course(folder)

    assert refused.value.field == field
