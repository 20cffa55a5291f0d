from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.queries.quizzes import Quiz, current_quiz, last_attempt, plain_answer
from tests.factories.blocks import Question as Written
from tests.factories.blocks import one_choice, several, short_text, true_false
from tests.factories.site import MadeCourse, make_course, quiz

pytestmark = pytest.mark.django_db

PORT = one_choice("port", "443", "80")
FILES = several("files", ["logs", "backups"], ["cats"])
ROOT = true_false("root", answer=False)
WORD = short_text("word", {"en": ["list"], "es": ["lista"]})
ONLY_ORIGINAL = one_choice("original", "a", "b", languages=("es",))
ONLY_TRANSLATION = one_choice("translation", "a", "b", languages=("en",))


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    questions = (PORT, FILES, ROOT, WORD, ONLY_ORIGINAL, ONLY_TRANSLATION)
    return make_course("web", [quiz("check", *questions, languages=("es", "en"), pass_at=2)], languages=("es", "en"))


@pytest.fixture
def found(course: MadeCourse) -> Quiz:
    quiz = current_quiz(course.unit("check"))
    assert quiz
    return quiz


@pytest.mark.slow
def test_questions_and_options_are_one_in_both_languages(found: Quiz) -> None:
    port = found.questions[0]

    assert (port.id, port.kind) == (PORT.id, "one_choice")
    assert port.prompts == {"es": "port es?", "en": "port en?"}
    assert [option.id for option in port.options] == [PORT.option("443"), PORT.option("80")]
    assert port.options[0].texts == {"es": "443 es", "en": "443 en"}
    assert port.options[0].feedback == {"es": "On 443 es.", "en": "On 443 en."}


def test_what_is_asked_is_what_the_original_asks(found: Quiz) -> None:
    written: list[Written] = [PORT, FILES, ROOT, WORD, ONLY_ORIGINAL]

    assert [question.id for question in found.questions] == [question.id for question in written]
    assert found.questions[-1].prompts == {"es": "original es?"}
    assert found.pass_at == 2


@pytest.mark.parametrize(
    ("position", "chosen", "is_right"),
    [
        (0, [PORT.option("443")], True),
        (0, [PORT.option("80")], False),
        (0, [PORT.option("80"), PORT.option("443")], False),
        (0, [], False),
        (1, [FILES.option("backups"), FILES.option("logs")], True),
        (1, [FILES.option("logs")], False),
        (1, [FILES.option("logs"), FILES.option("backups"), FILES.option("cats")], False),
        (2, ["false"], True),
        (2, ["true"], False),
        (2, ["true", "false"], False),
    ],
)
def test_is_right_by_options(found: Quiz, position: int, chosen: list[str], is_right: bool) -> None:
    assert found.questions[position].is_right(chosen, "") is is_right


@pytest.mark.parametrize(("text", "is_right"), [("LIST", True), ("lista", True), ("lists", False), ("", False)])
def test_is_right_by_text_with_the_answers_of_both_languages(found: Quiz, text: str, is_right: bool) -> None:
    assert found.questions[3].is_right([], text) is is_right


def test_a_translation_that_is_not_published_adds_nothing(course: MadeCourse) -> None:
    page = course.page("check", "en")
    page.refresh_from_db()
    page.unpublish()

    quiz = current_quiz(course.unit("check"))
    assert quiz
    assert [sorted(question.prompts) for question in quiz.questions] == [["es"]] * 5
    assert quiz.questions[3].accepted == {"lista"}


def test_when_only_the_translation_is_published_it_asks_what_it_has(course: MadeCourse) -> None:
    page = course.page("check", "es")
    page.refresh_from_db()
    page.unpublish()

    quiz = current_quiz(course.unit("check"))
    assert quiz
    written = [PORT, FILES, ROOT, WORD, ONLY_TRANSLATION]
    assert [question.id for question in quiz.questions] == [question.id for question in written]


def test_a_quiz_never_asks_for_more_right_answers_than_it_has_questions(course: MadeCourse) -> None:
    page: Any = course.page("check", "es")
    type(page).objects.filter(pk=page.pk).update(pass_at=60)

    quiz = current_quiz(course.unit("check"))
    assert quiz
    assert quiz.pass_at == 5


def test_what_is_no_quiz_is_none(course: MadeCourse) -> None:
    assert current_quiz(course.key) is None
    assert last_attempt(0, course.unit("check")) is None


@given(text=st.text(max_size=60))
def test_plain_answer_is_idempotent_and_blind_to_case_accents_and_spaces(text: str) -> None:
    plain = plain_answer(text)

    assert plain_answer(plain) == plain
    assert plain_answer(f"  {text}\t") == plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BUZÓN", "buzon"),
        ("Ñandú", "nandu"),
        ("buzo\u0301n", "buzón"),
        ("Straße", "STRASSE"),
        ("ﬁle", "file"),
        ("a\u00a0b", "a b"),
    ],
)
def test_plain_answer_joins_what_people_mean_as_the_same(one: str, other: str) -> None:
    assert plain_answer(one) == plain_answer(other)
