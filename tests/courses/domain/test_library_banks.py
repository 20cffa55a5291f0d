"""Question banks in course files: brought to the site before the quizzes that draw from them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from courses.domain.library import import_course
from courses.domain.library_file import bank_key, read_course
from courses.models import QuestionBankPage, QuizPage
from courses.queries.quizzes import current_quiz
from lms.content.errors import BrokenLibraryFile
from tests.factories.files import COURSE, QUIZ, write_course

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)

BANK = """\
key: logs
title: {en: About logs, es: Sobre registros}
slug: {en: bank-logs, es: banco-registros}
questions:
  - true_false:
      key: rotate
      tags: [rotation, first steps]
      prompt: {en: They are packed., es: Se comprimen.}
      answer: true
      feedback_true: {en: Yes., es: Sí.}
      feedback_false: {en: They are., es: Sí se comprimen.}
  - open:
      key: why
      prompt: {en: "Why keep them?", es: "¿Por qué guardarlos?"}
      feedback: {en: To learn., es: Para aprender.}
"""
QUIZ_THAT_DRAWS = (
    QUIZ.replace("pass_at: 3", "pass_at: 6") + "  - draw: {key: some, bank: logs, count: 2, tag: Rotation}\n"
)


def write(folder: Path, *, bank: str = BANK, quiz: str = QUIZ_THAT_DRAWS, course: str = "") -> Path:
    write_course(folder, course=course or COURSE + "banks: [banks/logs.yaml]\n", quiz=quiz)
    (folder / "banks").mkdir()
    (folder / "banks" / "logs.yaml").write_text(bank, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_a_bank_comes_before_the_quiz_that_draws_from_it_and_again_changes_nothing(site: Any, tmp_path: Path) -> None:
    def seen() -> Any:
        quiz = current_quiz(QuizPage.objects.first().translation_key)  # type: ignore[union-attr]
        assert quiz is not None
        (draw,) = quiz.draws
        return quiz.pass_at, draw, [page.pk for page in QuestionBankPage.objects.order_by("pk")]

    import_course(folder=write(tmp_path / "web"), now=MONDAY)
    first = seen()
    import_course(folder=write(tmp_path / "again"), now=MONDAY)

    assert seen() == first
    pass_at, draw, _pages = first
    assert (pass_at, draw.after, draw.count, draw.tag) == (5, 4, 2, "rotation"), "one fits, so one is drawn"
    assert [question.kind for question in draw.pool] == ["true_false", "open"]
    assert [question.prompts for question in draw.fitting] == [{"en": "They are packed.", "es": "Se comprimen."}]
    banks = {page.locale.language_code: page for page in QuestionBankPage.objects.select_related("locale")}
    assert {page.translation_key for page in banks.values()} == {bank_key("small-web", "logs")}
    assert [child.value["tags"] for child in banks["es"].questions] == ["rotation, first steps", ""]
    sides = QuizPage.objects.select_related("locale")
    drawn_from = {page.locale.language_code: page.questions[-1].value["bank"].pk for page in sides}
    assert drawn_from == {code: page.pk for code, page in banks.items()}


@pytest.mark.slow
def test_a_draw_from_a_bank_that_is_nowhere_brings_nothing_in(site: Any, tmp_path: Path) -> None:
    quiz = QUIZ_THAT_DRAWS.replace("bank: logs", "bank: another/logs")
    with pytest.raises(BrokenLibraryFile) as refused:
        import_course(folder=write(tmp_path / "web", quiz=quiz), now=MONDAY)

    assert (refused.value.field, "not on this site" in str(refused.value.problem)) == ("questions", True)
    assert not QuestionBankPage.objects.exists()
    assert not QuizPage.objects.exists()


@pytest.mark.parametrize(
    ("where", "before", "after", "field"),
    [
        ("bank", "tags: [rotation, first steps]", "tags: rotation", "questions[1].true_false.tags"),
        ("bank", "[rotation, first steps]", '["a, b"]', "questions[1].true_false.tags"),
        ("bank", "  - open:", "  - draw: {key: x, bank: logs, count: 1}\n  - open:", "questions[2].draw"),
        ("bank", "key: why", "key: rotate", "questions[2].open"),
        ("bank", "answer: true", "answer: perhaps", "questions[1].true_false.answer"),
        ("quiz", "count: 2", "count: 51", "questions[5].draw.count"),
        ("quiz", "pass_at: 6", "pass_at: 7", "pass_at"),
        ("quiz", "bank: logs", "bank: ../logs", "questions[5].draw.bank"),
        ("course", "banks/logs.yaml", "banks/none.yaml", "banks[1]"),
        ("course", "banks/logs.yaml]", "banks/logs.yaml, banks/logs.yaml]", "banks[2]"),
    ],
)
def test_a_slip_is_named_by_its_field(tmp_path: Path, where: str, before: str, after: str, field: str) -> None:
    texts = {"bank": BANK, "quiz": QUIZ_THAT_DRAWS, "course": COURSE + "banks: [banks/logs.yaml]\n"}
    assert texts[where].count(before) == 1
    folder = write(tmp_path / "web", **(texts | {where: texts[where].replace(before, after)}))

    with pytest.raises(BrokenLibraryFile) as refused:
        read_course(folder)

    assert refused.value.field == field
