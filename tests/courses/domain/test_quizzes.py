"""Answers belong to questions, not to a language; they are kept as they are given; a hand-in is decided once."""

from typing import Any
from unicodedata import normalize
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_any
from hypothesis import strategies as st

from courses.domain.quizzes import LONGEST_ANSWER, Given, hand_in, save_answers
from courses.enums import AttemptState
from courses.errors import AlreadyHandedIn, AnswerTooLong, ForeignOption, NothingAnswered, NotPublished
from courses.models import QuizAnswer, QuizAttempt, UnitProgress
from lms.accounts.models import Person
from lms.core.errors import DomainError
from lms.core.html import LineTooLong
from lms.records.models import Statement
from tests.factories.blocks import one_choice, several, short_text, true_false
from tests.factories.examples import undone
from tests.factories.people import MONDAY, later, make_person
from tests.factories.site import MadeCourse, make_course, quiz, take_down

pytestmark = pytest.mark.django_db

PORT = one_choice("port", "443", "80", "22")
FILES = several("files", ["logs", "backups"], ["cats", "dogs"])
ROOT = true_false("root", answer=False)
WORD = short_text("word", {"en": ["mailing list", "list"], "es": ["lista de correo", "buzón"]})
HOME = one_choice("home", "here", "there", languages=("es",))  # only in the original, which is Spanish
ALIEN = one_choice("alien", "red", "blue")
QUESTIONS = (PORT, FILES, ROOT, WORD, HOME)


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    check = quiz("check", *QUESTIONS, languages=("es", "en"), pass_at=4)
    return make_course("web", [check, quiz("strangers", ALIEN)], languages=("es", "en"))


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return make_person("Alicia")


@pytest.fixture
def unit(course: MadeCourse) -> UUID:
    return course.unit("check")


def right() -> dict[str, Given]:
    return {
        "port": Given(PORT.id, (PORT.option("443"),)),
        "files": Given(FILES.id, (FILES.option("backups"), FILES.option("logs"))),
        "root": Given(ROOT.id, ("false",)),
        "word": Given(WORD.id, text="list"),
        "home": Given(HOME.id, (HOME.option("here"),)),
    }


def post(
    person: Person, unit: UUID, given: Any, *, act: Any = save_answers, number: int = 1, **more: Any
) -> QuizAttempt:
    given = list(given.values()) if isinstance(given, dict) else list(given)
    options = {"language": "en", "now": MONDAY} | more
    return act(person=person, unit_key=unit, number=number, given=given, **options)


def stored(person: Person) -> list[dict[str, Any]]:
    attempts = QuizAttempt.objects.filter(person=person).order_by("number").values()
    answers = QuizAnswer.objects.filter(attempt__person=person).order_by("pk").values()
    return [*attempts, *answers]


# --- Saving ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_answers_are_kept_as_they_are_given(alicia: Person, unit: UUID) -> None:
    post(alicia, unit, [right()["port"]])
    post(alicia, unit, [right()["word"]], now=later(1), language="es")

    attempt = QuizAttempt.objects.get(person=alicia)
    assert (attempt.number, attempt.state, attempt.started_at) == (1, AttemptState.OPEN, MONDAY)
    kept = {a.question_id: (a.chosen, a.text, a.language, a.saved_at) for a in attempt.answers.all()}
    assert kept == {
        PORT.id: ([PORT.option("443")], "", "en", MONDAY),
        WORD.id: ([], "list", "es", later(1)),
    }


def test_another_answer_takes_the_place_of_the_first_and_an_emptied_one_goes(alicia: Person, unit: UUID) -> None:
    post(alicia, unit, [right()["port"], right()["word"]])
    post(alicia, unit, [Given(PORT.id, (PORT.option("22"),)), Given(WORD.id, text="   ")])

    assert [(a.question_id, a.chosen) for a in QuizAnswer.objects.all()] == [(PORT.id, [PORT.option("22")])]


def test_what_the_form_did_not_ask_stays(alicia: Person, unit: UUID) -> None:
    post(alicia, unit, [right()["port"]])
    post(alicia, unit, [])

    assert QuizAnswer.objects.count() == 1


def test_a_switch_of_language_keeps_every_answer_and_the_language_in_which_it_was_given(
    alicia: Person, unit: UUID
) -> None:
    """The form of the other language posts all of them again; an answer that is the same was not given again."""
    given = right()
    post(alicia, unit, [given["port"], given["word"]], language="es")
    before = stored(alicia)

    post(alicia, unit, [given["port"], given["word"]], language="en", now=later(5))
    assert stored(alicia) == before

    post(alicia, unit, [Given(PORT.id, (PORT.option("80"),)), given["word"]], language="en", now=later(6))
    assert {a.question_id: a.language for a in QuizAnswer.objects.all()} == {PORT.id: "en", WORD.id: "es"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a   list ", "a list"),
        ("mail\x00ing", "mailing"),
        ("\u202egnp\u202c", "gnp"),
        ("li\u200bst", "list"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("👩🏽‍💻 ¿qué?", "👩🏽‍💻 ¿qué?"),
        ("x" * LONGEST_ANSWER, "x" * LONGEST_ANSWER),
    ],
    ids=["spaces", "NUL", "right-to-left override", "zero width", "markup is text", "emoji", "as long as it may be"],
)
def test_a_typed_answer_is_one_clean_line(alicia: Person, unit: UUID, typed: str, kept: str) -> None:
    post(alicia, unit, [Given(WORD.id, text=typed)])

    assert QuizAnswer.objects.get().text == kept


@pytest.mark.parametrize("typed", ["\x00", "\u202e\u202c", "\u200b \u2060"])
def test_an_answer_that_nobody_can_see_is_no_answer(alicia: Person, unit: UUID, typed: str) -> None:
    post(alicia, unit, [Given(WORD.id, text=typed)])

    assert not QuizAnswer.objects.exists()


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_any(typed=st.text(max_size=40) | st.text("\u0344\U0001d160\u0958ﷺ", max_size=LONGEST_ANSWER))
def test_no_text_breaks_the_storing(alicia: Person, unit: UUID, typed: str) -> None:
    """Also where normalising makes it longer: kept within the column, or refused with a message."""
    with undone():
        try:
            post(alicia, unit, [Given(WORD.id, text=typed)])
        except LineTooLong:  # 400 and a message
            assert len(normalize("NFC", typed)) > LONGEST_ANSWER
        for answer in QuizAnswer.objects.all():
            assert len(answer.text) <= LONGEST_ANSWER
            assert "\x00" not in answer.text


# --- What is refused leaves nothing ------------------------------------------------------------------------------

WRONG = {
    "an option of another question": [Given(PORT.id, (FILES.option("logs"),))],
    "an option of another quiz": [Given(PORT.id, (ALIEN.option("red"),))],
    "a question of another quiz": [Given(ALIEN.id, (ALIEN.option("red"),))],
    "a question that never was": [Given(uuid4(), text="?")],
    "two where one may be": [Given(PORT.id, (PORT.option("443"), PORT.option("80")))],
    "true and false": [Given(ROOT.id, ("true", "false"))],
    "the same option twice": [Given(FILES.id, (FILES.option("logs"), FILES.option("logs")))],
    "an empty option": [Given(PORT.id, ("",))],
    "text where options are": [Given(PORT.id, text="443")],
    "an option where text is": [Given(WORD.id, ("true",))],
    "a right one among them": [Given(FILES.id, (FILES.option("logs"), PORT.option("443")))],
}


@pytest.mark.parametrize("act", [save_answers, hand_in], ids=["saved", "handed in"])
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_does_not_belong_is_refused_and_nothing_is_stored(
    alicia: Person, unit: UUID, wrong: list[Given], act: Any
) -> None:
    valid = [one for name, one in right().items() if one.question_id != wrong[0].question_id]
    for given in (wrong, [*valid, *wrong], [*wrong, *valid]):
        with pytest.raises(ForeignOption) as refused:
            post(alicia, unit, given, act=act)

        assert refused.value.status == 400
        assert stored(alicia) == []


@pytest.mark.parametrize("act", [save_answers, hand_in], ids=["saved", "handed in"])
def test_what_is_refused_leaves_earlier_answers_as_they_were(alicia: Person, unit: UUID, act: Any) -> None:
    post(alicia, unit, [right()["port"]])
    before = stored(alicia)

    for wrong in ([right()["word"], *WRONG["two where one may be"]], [Given(WORD.id, text="x" * (LONGEST_ANSWER + 1))]):
        with pytest.raises(DomainError):
            post(alicia, unit, wrong, act=act)
        assert stored(alicia) == before


def test_an_over_long_text_is_refused(alicia: Person, unit: UUID) -> None:
    with pytest.raises(AnswerTooLong):
        post(alicia, unit, [right()["port"], Given(WORD.id, text="x" * (LONGEST_ANSWER + 1))])

    assert stored(alicia) == []


@pytest.mark.parametrize("number", [0, 2, 3, 9999])
def test_a_form_of_an_attempt_that_is_not_the_next_is_refused(alicia: Person, unit: UUID, number: int) -> None:
    for act in (save_answers, hand_in):
        with pytest.raises(AlreadyHandedIn):
            post(alicia, unit, right(), act=act, number=number)

    assert stored(alicia) == []


def test_a_quiz_that_left_the_site_takes_no_answers(alicia: Person, course: MadeCourse) -> None:
    take_down(course, "check")

    with pytest.raises(NotPublished):
        post(alicia, course.unit("check"), right())
    assert stored(alicia) == []


# --- Handing in --------------------------------------------------------------------------------------------------


def test_all_right_passes_and_the_unit_is_done(alicia: Person, unit: UUID) -> None:
    attempt = post(alicia, unit, right(), act=hand_in, language="es", now=later(4))

    assert (attempt.state, attempt.right, attempt.asked, attempt.handed_in_at) == ("passed", 5, 5, later(4))
    assert UnitProgress.objects.get(person=alicia, unit_key=unit).done_at == later(4)
    assert Statement.objects.get(object_key=f"unit:{unit}").language == "es"


WRONG_ANSWERS = {
    "port": Given(PORT.id, (PORT.option("22"),)),
    "files": Given(FILES.id, (FILES.option("logs"),)),  # half of it is not right
    "root": Given(ROOT.id, ("true",)),
    "word": Given(WORD.id, text="forum"),
    "home": Given(HOME.id, (HOME.option("there"),)),
}


@pytest.mark.parametrize("name", WRONG_ANSWERS)
def test_each_kind_of_question_counts_one(alicia: Person, unit: UUID, name: str) -> None:
    attempt = post(alicia, unit, right() | {name: WRONG_ANSWERS[name]}, act=hand_in)

    assert (attempt.state, attempt.right) == (AttemptState.PASSED, 4)


def test_below_the_line_is_try_again_and_nothing_is_done(alicia: Person, unit: UUID) -> None:
    given = right() | {name: WRONG_ANSWERS[name] for name in ("port", "files")}
    attempt = post(alicia, unit, given, act=hand_in)

    assert (attempt.state, attempt.right, attempt.asked) == (AttemptState.AGAIN, 3, 5)
    assert not UnitProgress.objects.filter(person=alicia).exists()
    assert not Statement.objects.filter(person=alicia).exists()


def test_right_and_superfluous_is_not_right(alicia: Person, unit: UUID) -> None:
    every = tuple(FILES.option(name) for name in ("logs", "backups", "cats"))
    attempt = post(alicia, unit, right() | {"files": Given(FILES.id, every)}, act=hand_in)

    assert attempt.right == 4


@pytest.mark.parametrize(
    "typed", ["LIST", " List ", "Lista de correo", "LISTA  DE  CORREO", "buzon", "BUZÓN", "buzo\u0301n", "mailing list"]
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_short_text_is_compared_without_case_accents_and_spaces_with_the_answers_of_both_languages(
    alicia: Person, unit: UUID, typed: str, language: str
) -> None:
    attempt = post(alicia, unit, right() | {"word": Given(WORD.id, text=typed)}, act=hand_in, language=language)

    assert attempt.right == 5


@pytest.mark.parametrize("typed", ["lists", "listas de correo", "l i s t", "-"])
def test_short_text_that_is_something_else_is_not_right(alicia: Person, unit: UUID, typed: str) -> None:
    assert post(alicia, unit, right() | {"word": Given(WORD.id, text=typed)}, act=hand_in).right == 4


@pytest.mark.parametrize("name", list(right()))
def test_with_one_unanswered_nothing_is_decided_and_the_answers_are_kept(alicia: Person, unit: UUID, name: str) -> None:
    given = right()
    del given[name]
    with pytest.raises(NothingAnswered):
        post(alicia, unit, given, act=hand_in)

    attempt = QuizAttempt.objects.get(person=alicia)
    assert (attempt.state, attempt.handed_in_at, attempt.answers.count()) == (AttemptState.OPEN, None, 4)


def test_answers_that_were_saved_before_count_at_the_hand_in(alicia: Person, unit: UUID) -> None:
    given = right()
    post(alicia, unit, [given["port"], given["files"], given["home"]], language="es")

    attempt = post(alicia, unit, [given["root"], given["word"]], act=hand_in, language="en")

    assert (attempt.state, attempt.right) == (AttemptState.PASSED, 5)


@pytest.mark.parametrize("first", [{}, WRONG_ANSWERS], ids=["after a pass", "after a try"])
@pytest.mark.parametrize("act", [hand_in, save_answers], ids=["handed in", "saved"])
def test_a_form_that_was_handed_in_is_refused_and_changes_nothing(
    alicia: Person, unit: UUID, act: Any, first: dict[str, Given]
) -> None:
    post(alicia, unit, right() | first, act=hand_in)
    before = (stored(alicia), Statement.objects.count())

    for given in (right(), WRONG_ANSWERS):
        with pytest.raises(AlreadyHandedIn) as refused:
            post(alicia, unit, given, act=act, now=later(9))

        assert refused.value.status == 400
        assert (stored(alicia), Statement.objects.count()) == before


def test_after_a_try_the_next_begins_empty_and_the_first_stays(alicia: Person, unit: UUID) -> None:
    post(alicia, unit, WRONG_ANSWERS, act=hand_in)
    first = stored(alicia)

    second = post(alicia, unit, [right()["port"]], number=2, now=later(7))
    assert (second.number, second.state, second.answers.count()) == (2, AttemptState.OPEN, 1)
    assert post(alicia, unit, right(), act=hand_in, number=2).state == AttemptState.PASSED
    assert [row for row in stored(alicia) if row in first] == first


def test_after_a_pass_there_is_no_next(alicia: Person, unit: UUID) -> None:
    post(alicia, unit, right(), act=hand_in)

    with pytest.raises(AlreadyHandedIn):
        post(alicia, unit, right(), number=2)


def test_answers_of_one_person_are_nobody_elses(alicia: Person, unit: UUID) -> None:
    beto = make_person("Beto")
    post(alicia, unit, right(), act=hand_in)

    with pytest.raises(NothingAnswered):
        post(beto, unit, [], act=hand_in)
    assert QuizAttempt.objects.get(person=beto).answers.count() == 0
