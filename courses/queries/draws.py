"""Which questions an attempt asks: the quiz's own, and those that it drew from banks. Pure but for the attempt's row.

A draw follows from whose attempt it is and its number, so that a page can show it before anything is stored; with the first
answer it is stored, and from then on only that counts.
"""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

from courses.enums import AttemptState
from courses.models import QuizAttempt
from courses.queries.quizzes import Question, Quiz

# Id of a draw → ids of questions, as it is stored.
Drawn = Mapping[str, list[str]]


def draw(quiz: Quiz, person_id: int, number: int) -> dict[str, list[str]]:
    """The same each time while the bank is the same; a question that comes or goes moves no other one. No question twice."""
    taken = {question.id for question in quiz.questions}
    drawn: dict[str, list[str]] = {}
    for one in quiz.draws:
        seed = f"{person_id}:{quiz.key}:{number}:{one.id}"
        ranked = sorted(one.fitting, key=lambda question: sha256(f"{seed}:{question.id}".encode()).digest())
        found = [question.id for question in ranked if question.id not in taken][: one.count]
        taken.update(found)
        drawn[one.id] = [str(key) for key in found]
    return drawn


def with_drawn(quiz: Quiz, drawn: Drawn) -> Quiz:
    """The quiz as one attempt asks it. What left its bank since is left out, and does not count."""
    if not quiz.draws:
        return quiz
    asked: dict[UUID, Question] = {}
    for position in range(len(quiz.questions) + 1):
        for one in quiz.draws:
            if one.after == position:
                by_id = {str(question.id): question for question in one.pool}
                found = [by_id[key] for key in drawn.get(one.id, []) if key in by_id]
                asked |= {question.id: question for question in found if question.id not in asked}
        if position < len(quiz.questions):
            asked[quiz.questions[position].id] = quiz.questions[position]
    return replace(quiz, questions=tuple(asked.values()), pass_at=min(quiz.pass_at, len(asked)))


def gone(quiz: Quiz, drawn: Drawn) -> frozenset[UUID]:
    """What was drawn and is not in its bank any more. ``quiz`` is the one that ``with_drawn`` gave."""
    here = {question.id for question in quiz.questions}
    return frozenset(UUID(key) for keys in drawn.values() for key in keys) - here


def drawn_in(quiz: Quiz, attempt: QuizAttempt) -> Drawn:
    """What an attempt drew. An open one of which nothing at all is left draws again."""
    kept: Drawn = attempt.drawn
    if not quiz.draws or attempt.state != AttemptState.OPEN or with_drawn(quiz, kept).questions:
        return kept
    return draw(quiz, attempt.person_id, attempt.number)
