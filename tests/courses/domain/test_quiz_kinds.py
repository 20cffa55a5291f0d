"""Matching and ordering, rules of tries, and answers from two windows."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.domain.quizzes import Given, check_retry, hand_in, save_answers
from courses.enums import AttemptState, ShowAnswers
from courses.errors import AnsweredElsewhere, ForeignOption, NothingAnswered, NoTryLeft, QuizClosed, TooEarly
from courses.models import QuizAnswer, UnitProgress
from courses.models.questions import QuestionsBlock
from courses.queries.quizzes import Question as Built
from courses.queries.quizzes import Rules, answer_mark, current_quiz
from lms.accounts.models import Person
from tests.factories.blocks import match, one_choice, order, short_text, true_false
from tests.factories.people import MONDAY, later, make_person
from tests.factories.site import MadeCourse, make_course, quiz

pytestmark = pytest.mark.django_db

PORTS = match("ports", {"web": "443", "mail": "25", "names": "53"})
STEPS = order("steps", "look", "think", "change", "look again")
WORD = short_text("word", {"en": ["list"], "es": ["lista"]})
LIMITED = one_choice("limited", "yes", "no")
MANY = [true_false(f"m{i}", answer=True) for i in range(100)]


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course(
        "web",
        [
            quiz("kinds", PORTS, STEPS, WORD, languages=("es", "en")),
            quiz("rules", LIMITED, most_tries=2, wait_minutes=30, closes_at=later(600)),
            quiz("few", *MANY[:3]),
            quiz("many", *MANY),
        ],
        languages=("es", "en"),
    )


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return make_person("Alicia")


def built(course: MadeCourse) -> dict[UUID, Built]:
    found = current_quiz(course.unit("kinds"))
    assert found
    return {question.id: question for question in found.questions}


def matched(question: Built, wanted: dict[str, str]) -> Given:
    """By the English words, as somebody who reads the page chooses."""
    things = {option.texts["en"]: option.id for option in question.options}
    targets = {target.texts.get("en", target.id): target.id for target in question.targets}
    return Given(question.id, tuple(f"{things[thing]}={targets[target]}" for thing, target in wanted.items()))


PORTS_RIGHT = {"web en": "443 en", "mail en": "25 en", "names en": "53 en"}
STEPS_RIGHT = {"look en": "1", "think en": "2", "change en": "3", "look again en": "4"}


def right(course: MadeCourse) -> list[Given]:
    questions = built(course)
    return [
        matched(questions[PORTS.id], PORTS_RIGHT),
        matched(questions[STEPS.id], STEPS_RIGHT),
        Given(WORD.id, text="lista"),
    ]


def act(verb: Any, person: Person, unit: UUID, given: list[Given], **more: Any) -> Any:
    return verb(person=person, unit_key=unit, given=given, **{"number": 1, "language": "en", "now": MONDAY} | more)


# --- Match and order ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_everything_matched_and_in_order_passes_in_either_language(alicia: Person, course: MadeCourse) -> None:
    unit = course.unit("kinds")
    given = right(course)
    act(save_answers, alicia, unit, given[:1], language="es")

    attempt = act(hand_in, alicia, unit, given, language="en")

    assert (attempt.state, attempt.right, attempt.asked) == (AttemptState.PASSED, 3, 3)
    assert {a.question_id: a.language for a in attempt.answers.all()} == {PORTS.id: "es", STEPS.id: "en", WORD.id: "en"}
    assert UnitProgress.objects.filter(person=alicia, unit_key=unit, done_at=MONDAY).exists()


@pytest.mark.parametrize(
    ("position", "words"),
    [(0, PORTS_RIGHT | {"web en": "25 en", "mail en": "443 en"}), (1, STEPS_RIGHT | {"look en": "2", "think en": "1"})],
    ids=["match", "order"],
)
def test_two_things_exchanged_are_not_right(
    alicia: Person, course: MadeCourse, position: int, words: dict[str, str]
) -> None:
    given = right(course)
    question = built(course)[given[position].question_id]
    given[position] = matched(question, words)

    attempt = act(hand_in, alicia, course.unit("kinds"), given)

    assert (attempt.state, attempt.right) == (AttemptState.AGAIN, 2)


@pytest.mark.parametrize("words", [{"look en": "1"}, STEPS_RIGHT | {"think en": "1"}], ids=["a part", "a place twice"])
def test_what_is_half_ordered_is_kept_but_cannot_be_handed_in(
    alicia: Person, course: MadeCourse, words: dict[str, str]
) -> None:
    given = right(course)
    given[1] = matched(built(course)[STEPS.id], words)

    with pytest.raises(NothingAnswered):
        act(hand_in, alicia, course.unit("kinds"), given)

    assert QuizAnswer.objects.get(question_id=STEPS.id).chosen == list(given[1].chosen)


def test_what_does_not_belong_to_the_question_is_refused_whole(alicia: Person, course: MadeCourse) -> None:
    questions = built(course)
    thing, other = questions[PORTS.id].options[0].id, questions[STEPS.id].options[0].id
    target = questions[PORTS.id].targets[0].id
    foreign = [
        (f"{other}={target}",),
        (f"{thing}=1",),
        (f"{thing}={thing}",),
        (thing,),
        ("=",),
        (f"{thing}={target}", f"{thing}={target}"),
    ]
    for chosen in foreign:
        with pytest.raises(ForeignOption):
            act(save_answers, alicia, course.unit("kinds"), [right(course)[2], Given(PORTS.id, chosen)])
    assert QuizAnswer.objects.count() == 0


def test_a_form_shows_them_shuffled_and_without_a_hint(course: MadeCourse) -> None:
    questions = built(course)
    steps, ports = questions[STEPS.id], questions[PORTS.id]

    assert [option.texts["en"] for option in steps.options] != list(STEPS_RIGHT)
    assert sorted(option.texts["en"] for option in steps.options) == sorted(STEPS_RIGHT)
    assert not {option.id for option in ports.options} & {target.id for target in ports.targets}
    assert ports.options[0].texts["es"].removesuffix(" es") == ports.options[0].texts["en"].removesuffix(" en")


def test_the_same_words_twice_are_refused_when_written() -> None:
    for question, field in ((match("a", {"x": "1", "y": "1"}), "pairs"), (order("b", "x", "X"), "items")):
        block = QuestionsBlock()
        with pytest.raises(ValidationError) as refused:
            block.clean(block.to_python([question.sides["en"]]))
        assert field in str(refused.value.as_json_data())


# --- Rules -------------------------------------------------------------------------------------------------------


def wrong() -> list[Given]:
    return [Given(LIMITED.id, (LIMITED.option("no"),))]


def test_another_try_waits_and_the_last_one_is_the_last(alicia: Person, course: MadeCourse) -> None:
    unit = course.unit("rules")
    first = act(hand_in, alicia, unit, wrong())

    with pytest.raises(TooEarly):
        act(save_answers, alicia, unit, wrong(), number=2, now=later(29))
    with pytest.raises(TooEarly):
        check_retry(attempt=first, now=later(29))
    second = act(hand_in, alicia, unit, wrong(), number=2, now=later(30))
    with pytest.raises(NoTryLeft):
        act(save_answers, alicia, unit, wrong(), number=3, now=later(300))

    assert (second.number, second.state) == (2, AttemptState.AGAIN)
    assert alicia.quiz_attempts.count() == 2


@pytest.mark.parametrize("verb", [save_answers, hand_in])
def test_after_it_closed_nothing_is_stored_and_what_was_saved_stays(
    alicia: Person, course: MadeCourse, verb: Any
) -> None:
    unit = course.unit("rules")
    act(save_answers, alicia, unit, wrong(), now=later(599))
    before = list(QuizAnswer.objects.values())

    with pytest.raises(QuizClosed):
        act(verb, alicia, unit, [Given(LIMITED.id, (LIMITED.option("yes"),))], now=later(600))

    assert list(QuizAnswer.objects.values()) == before
    assert alicia.quiz_attempts.get().state == AttemptState.OPEN


@pytest.mark.parametrize(
    ("when", "state", "number", "tells"),
    [
        (ShowAnswers.NEVER, AttemptState.PASSED, 2, False),
        (ShowAnswers.PASSED, AttemptState.PASSED, 1, True),
        (ShowAnswers.PASSED, AttemptState.AGAIN, 2, False),
        (ShowAnswers.LAST, AttemptState.AGAIN, 1, False),
        (ShowAnswers.LAST, AttemptState.AGAIN, 2, True),
        (ShowAnswers.LAST, AttemptState.PASSED, 1, True),
        (ShowAnswers.LAST, AttemptState.OPEN, 2, False),
    ],
)
def test_when_a_result_tells_what_was_right(when: str, state: str, number: int, tells: bool) -> None:
    assert Rules(2, timedelta(), when).tells(state, number) is tells


# --- Two windows -------------------------------------------------------------------------------------------------

EMPTY = ""
ONE, TWO = "1" * 32, "2" * 32


def typed(text: str, base: str) -> list[Given]:
    return [Given(WORD.id, text=text, base=answer_mark((), base) if base else EMPTY)]


def kept() -> str:
    return QuizAnswer.objects.get(question_id=WORD.id).text


def test_a_newer_answer_of_another_window_is_not_overwritten_and_the_rest_is_kept(
    alicia: Person, course: MadeCourse
) -> None:
    unit = course.unit("kinds")
    act(save_answers, alicia, unit, typed("first", ""), form=ONE)
    ports = Given(PORTS.id, right(course)[0].chosen, base=EMPTY)

    with pytest.raises(AnsweredElsewhere) as told:
        act(save_answers, alicia, unit, [*typed("second", ""), ports], form=TWO)

    assert told.value.question_ids == {WORD.id}
    assert kept() == "first"
    assert QuizAnswer.objects.filter(question_id=PORTS.id).exists()


def test_who_saw_the_newer_answer_can_change_it(alicia: Person, course: MadeCourse) -> None:
    act(save_answers, alicia, course.unit("kinds"), typed("first", ""), form=ONE)
    act(save_answers, alicia, course.unit("kinds"), typed("second", "first"), form=TWO)

    assert kept() == "second"


def test_what_a_window_did_not_touch_does_not_undo_the_other_one(alicia: Person, course: MadeCourse) -> None:
    unit = course.unit("kinds")
    act(save_answers, alicia, unit, typed("old", ""), form=ONE)
    act(save_answers, alicia, unit, typed("new", "old"), form=TWO)

    act(save_answers, alicia, unit, typed("old", "old"), form=ONE)

    assert kept() == "new"


def test_a_window_whose_saving_was_not_confirmed_goes_on(alicia: Person, course: MadeCourse) -> None:
    """The line broke after the answer arrived: the page still knows the old one, and nobody else wrote."""
    unit = course.unit("kinds")
    act(save_answers, alicia, unit, typed("li", ""), form=ONE)
    act(save_answers, alicia, unit, typed("list", ""), form=ONE)

    assert kept() == "list"


def test_nothing_is_handed_in_while_an_answer_differs_elsewhere(alicia: Person, course: MadeCourse) -> None:
    unit = course.unit("kinds")
    act(save_answers, alicia, unit, typed("first", ""), form=ONE)

    with pytest.raises(AnsweredElsewhere):
        act(hand_in, alicia, unit, [*right(course)[:2], *typed("list", "")], form=TWO)

    assert alicia.quiz_attempts.get().state == AttemptState.OPEN


# --- As many queries for a hundred -------------------------------------------------------------------------------


def test_a_hundred_answers_cost_as_many_queries_as_three(alicia: Person, course: MadeCourse) -> None:
    asked = {}
    for unit, questions in (("few", MANY[:3]), ("many", MANY)):
        given = [Given(question.id, ("true",)) for question in questions]
        current_quiz(course.unit(unit))
        act(save_answers, alicia, course.unit(unit), [Given(questions[0].id, ("false",))])
        with CaptureQueriesContext(connection) as queries:
            act(save_answers, alicia, course.unit(unit), given)
        asked[unit] = len(queries)

    assert asked["many"] == asked["few"] <= 9
