"""Match and order in course files: the same identity in both languages, and mistakes named by field."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from courses.domain.library import import_course
from courses.domain.library_file import read_course
from courses.models import QuizPage
from lms.content.errors import BrokenLibraryFile
from tests.factories.files import QUIZ_TO_READ, QUIZ_WITH_PAIRS, write_course


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


@pytest.mark.slow
@pytest.mark.django_db
def test_an_open_question_and_the_rules_of_a_quiz_reach_its_pages_and_what_is_not_said_stays(
    site: Any, tmp_path: Path
) -> None:
    import_course(folder=write_course(tmp_path / "web", quiz=QUIZ_TO_READ), now=datetime(2026, 11, 23, tzinfo=UTC))

    def pages() -> list[tuple[Any, ...]]:
        found = QuizPage.objects.order_by("locale__language_code")
        return [(page.most_tries, page.wait_minutes, page.show_answers, page.closes_at) for page in found]

    assert pages() == [(4, 30, "last", datetime(2027, 2, 1, tzinfo=UTC))] * 2
    asked = {page.locale.language_code: page.questions[-1] for page in QuizPage.objects.select_related("locale")}
    assert asked["en"].id == asked["es"].id
    assert dict(asked["es"].value) == {"prompt": "¿Por qué?", "words": 60, "feedback": "Nombra la causa."}

    silent = QUIZ_TO_READ.replace("most_tries: 4\nwait_minutes: 30\n", "wait_minutes: 5\n")
    import_course(folder=write_course(tmp_path / "b", quiz=silent), now=datetime(2026, 11, 24, tzinfo=UTC))
    assert pages() == [(4, 5, "last", datetime(2027, 2, 1, tzinfo=UTC))] * 2


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ("most_tries: 4", "most_tries: -1", "most_tries"),
        ("most_tries: 4", "most_tries: 101", "most_tries"),
        ("wait_minutes: 30", "wait_minutes: 43201", "wait_minutes"),
        ("show_answers: last", "show_answers: always", "show_answers"),
        ("2027-01-31T18:00-06:00", "2027-01-31T18:00", "closes_at"),
        ("2027-01-31T18:00-06:00", "soon", "closes_at"),
        ("words: 60", "words: 0", "questions[5].open.words"),
        ("{en: It names the cause., es: Nombra la causa.}", "{en: It names the cause.}", "questions[5].open.feedback"),
    ],
)
def test_a_rule_without_sense_is_named_by_its_field(tmp_path: Path, before: str, after: str, field: str) -> None:
    folder = write_course(tmp_path / "web", quiz=QUIZ_TO_READ.replace(before, after))

    with pytest.raises(BrokenLibraryFile) as refused:
        read_course(folder)

    assert refused.value.field.startswith(field)
