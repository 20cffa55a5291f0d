"""Quiz answers are kept as they are given and belong to a question, not to a language. Only this module writes a state."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from courses.domain.learning import complete_unit
from courses.enums import ATTEMPT_TRANSITIONS, AttemptState
from courses.errors import AlreadyHandedIn, AnswerTooLong, ForeignOption, NothingAnswered, NotPublished
from courses.models import QuizAnswer, QuizAttempt
from courses.queries.quizzes import Question, Quiz, current_quiz
from lms.core.html import clean_line

if TYPE_CHECKING:
    from lms.accounts.models import Person

LONGEST_ANSWER = 500


@dataclass(frozen=True)
class Given:
    """What a form says about one question. Both empty means: asked, not answered."""

    question_id: UUID
    chosen: tuple[str, ...] = ()
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.chosen and not self.text


def save_answers(
    *, person: "Person", unit_key: UUID, number: int, given: list[Given], language: str, now: datetime
) -> QuizAttempt:
    """Keeps what was given so far. All or nothing: one foreign option and none of it is stored."""
    quiz = _quiz(unit_key)
    checked = [_checked(quiz, one) for one in given]
    with transaction.atomic():
        attempt = _open_attempt(person, unit_key, number, now)
        _store(attempt, checked, language, now)
    return attempt


def hand_in(
    *, person: "Person", unit_key: UUID, number: int, given: list[Given], language: str, now: datetime
) -> QuizAttempt:
    """Keeps the answers, then decides: passed (and the unit is done) or try again. A second time is refused.

    The attempt's row is locked first, so that a form posted twice is decided once.
    """
    quiz = _quiz(unit_key)
    checked = [_checked(quiz, one) for one in given]
    with transaction.atomic():
        attempt = _open_attempt(person, unit_key, number, now)
        _store(attempt, checked, language, now)
    with transaction.atomic():
        attempt = QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
        if attempt.state != AttemptState.OPEN:
            raise AlreadyHandedIn
        answers = {answer.question_id: answer for answer in attempt.answers.all()}
        if any(_is_unanswered(answers.get(question.id)) for question in quiz.questions):
            raise NothingAnswered
        right = sum(q.is_right(answers[q.id].chosen, answers[q.id].text) for q in quiz.questions)
        attempt.right, attempt.asked, attempt.handed_in_at = right, len(quiz.questions), now
        _set_state(attempt, AttemptState.PASSED if right >= quiz.pass_at else AttemptState.AGAIN)
        if attempt.state == AttemptState.PASSED:
            complete_unit(person=person, unit_key=unit_key, language=language, happened_at=now, now=now)
    return attempt


def _set_state(attempt: QuizAttempt, state: AttemptState) -> None:
    if state not in ATTEMPT_TRANSITIONS[AttemptState(attempt.state)]:
        raise AlreadyHandedIn
    attempt.state = state
    attempt.save(update_fields=["state", "right", "asked", "handed_in_at"])


def _quiz(unit_key: UUID) -> Quiz:
    quiz = current_quiz(unit_key)
    if quiz is None:
        raise NotPublished
    return quiz


def _checked(quiz: Quiz, given: Given) -> Given:
    question = next((q for q in quiz.questions if q.id == given.question_id), None)
    if question is None or not _fits(question, given):
        raise ForeignOption
    if len(given.text) > LONGEST_ANSWER:
        raise AnswerTooLong
    return Given(given.question_id, given.chosen, clean_line(given.text, most=LONGEST_ANSWER) if given.text else "")


def _fits(question: Question, given: Given) -> bool:
    if question.kind == "short_text":
        return not given.chosen
    ids = {option.id for option in question.options}
    most = len(ids) if question.kind == "several" else 1
    return not given.text and set(given.chosen) <= ids and len(set(given.chosen)) == len(given.chosen) <= most


def _open_attempt(person: "Person", unit_key: UUID, number: int, now: datetime) -> QuizAttempt:
    """The attempt that the form was made for. A new one only right after the last, and never after a pass."""
    last = QuizAttempt.objects.filter(person=person, unit_key=unit_key).order_by("-number").first()
    if last and last.number == number and last.state == AttemptState.OPEN:
        return QuizAttempt.objects.select_for_update().get(pk=last.pk)
    is_next = number == (last.number + 1 if last else 1)
    if not is_next or (last and last.state != AttemptState.AGAIN):
        raise AlreadyHandedIn
    try:
        with transaction.atomic():
            return QuizAttempt.objects.create(person=person, unit_key=unit_key, number=number, started_at=now)
    except IntegrityError:  # the same form a moment earlier, from another tab
        return QuizAttempt.objects.select_for_update().get(person=person, unit_key=unit_key, number=number)


def _store(attempt: QuizAttempt, given: list[Given], language: str, now: datetime) -> None:
    """The caller holds the attempt's row. A form posts every answer each time: one that is the same was not given again,
    and keeps the language in which it was."""
    if attempt.state != AttemptState.OPEN:
        raise AlreadyHandedIn
    before = {answer.question_id: answer for answer in attempt.answers.all()}
    for one in given:
        known = before.get(one.question_id)
        if one.is_empty:
            if known:
                known.delete()
        elif known is None or (set(known.chosen), known.text) != (set(one.chosen), one.text):
            QuizAnswer.objects.update_or_create(
                attempt=attempt,
                question_id=one.question_id,
                defaults={"chosen": list(one.chosen), "text": one.text, "language": language, "saved_at": now},
            )


def _is_unanswered(answer: QuizAnswer | None) -> bool:
    return answer is None or not (answer.chosen or answer.text)
