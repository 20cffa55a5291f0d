"""How the questions of a quiz fare: how often each is answered rightly in each language. About questions, never people."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef

from courses.enums import AttemptState, UnitKind
from courses.models import QuizAnswer, QuizAttempt
from courses.queries.chance import fisher, holm
from courses.queries.outline import Course, Unit
from courses.queries.quizzes import Question, Quiz, current_quiz
from courses.queries.teaching import courses_managed_by
from lms.content.enums import Language

if TYPE_CHECKING:
    from lms.accounts.models import Person

FEWEST = 5  # below it a rate could tell what one person answered


@dataclass(frozen=True)
class Rate:
    """``answered`` and ``right`` are None where too few answered for anything to be said of them."""

    language: str
    answered: int | None
    right: int | None

    @property
    def percent(self) -> int | None:
        return None if not self.answered or self.right is None else round(100 * self.right / self.answered)


@dataclass(frozen=True)
class Row:
    """``chance``: how likely such a difference is by chance; None where it cannot be said."""

    number: int
    question: Question
    rates: tuple[Rate, ...]
    chance: float | None
    is_suspect: bool

    def prompt(self, language: str) -> tuple[str, str]:
        """(language, words)"""
        prompts = self.question.prompts
        chosen = language if language in prompts else next(iter(prompts))
        return chosen, prompts[chosen]


def quizzes_reported_to(person: "Person", number: int) -> list[tuple[Course, Unit]]:
    """Of the courses that somebody manages: what others keep private is not among them."""
    courses = courses_managed_by(person, number)
    return [(course, unit) for course in courses for unit in course.units if unit.kind == UnitKind.QUIZ]


def item_report(key: UUID) -> list[Row]:
    """The first try of each person, where it was handed in. One query, whatever the number of answers and questions."""
    quiz = current_quiz(key)
    if quiz is None:
        return []
    questions = _questions_of(quiz)
    counts: Counter[tuple[UUID, str, bool]] = Counter()
    for question_id, language, chosen, text in _first_answers(key):
        question = questions.get(question_id)
        if question and _still_fits(question, chosen):
            counts[question_id, language, question.is_right(chosen, text)] += 1
    chances = {question_id: _chance(question_id, counts) for question_id in questions}
    tested = [(question_id, chance) for question_id, chance in chances.items() if chance is not None]
    suspects = dict(zip(dict(tested), holm([chance for _id, chance in tested]), strict=True))
    return [
        Row(
            number=number,
            question=question,
            rates=tuple(_rate(question.id, language, counts) for language in Language.values),
            chance=chances[question.id],
            is_suspect=suspects.get(question.id, False),
        )
        for number, question in enumerate(questions.values(), start=1)
    ]


def _questions_of(quiz: Quiz) -> dict[UUID, Question]:
    """The quiz's own and those that its banks offer to a draw. Not what a person reads: nothing there is right by itself."""
    offered = (question for one in quiz.draws for question in one.fitting)
    return {question.id: question for question in (*quiz.questions, *offered) if not question.is_open}


def _first_answers(key: UUID) -> list[tuple[UUID, str, list[str], str]]:
    earlier = QuizAttempt.objects.filter(
        person=OuterRef("attempt__person"), unit_key=key, number__lt=OuterRef("attempt__number")
    ).exclude(state=AttemptState.OPEN)
    answers = QuizAnswer.objects.filter(attempt__unit_key=key).exclude(attempt__state=AttemptState.OPEN)
    answers = answers.exclude(Exists(earlier)).order_by()
    return list(answers.values_list("question_id", "language", "chosen", "text"))


def _still_fits(question: Question, chosen: list[str]) -> bool:
    """Whether it was given to the question as it is now: an option that is gone was neither right nor wrong."""
    known = {option.id for option in question.options}
    return {one.partition("=")[0] for one in chosen} <= known


def _counted(question_id: UUID, language: str, counts: Counter[tuple[UUID, str, bool]]) -> tuple[int, int]:
    """(right, wrong)"""
    return counts[question_id, language, True], counts[question_id, language, False]


def _rate(question_id: UUID, language: str, counts: Counter[tuple[UUID, str, bool]]) -> Rate:
    right, wrong = _counted(question_id, language, counts)
    return Rate(language, right + wrong, right) if right + wrong >= FEWEST else Rate(language, None, None)


def _chance(question_id: UUID, counts: Counter[tuple[UUID, str, bool]]) -> float | None:
    (right_a, wrong_a), (right_b, wrong_b) = (_counted(question_id, one, counts) for one in Language.values)
    if min(right_a + wrong_a, right_b + wrong_b) < FEWEST:
        return None
    return fisher(right_a, wrong_a, right_b, wrong_b)
