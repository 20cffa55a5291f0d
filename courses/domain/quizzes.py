"""Quiz answers are kept as they are given and belong to a question, not to a language. Only this module writes a state.

What is answered in one's own words waits for a person: see ``courses.domain.answer_reviews``.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from courses.domain.learning import complete_unit
from courses.enums import ATTEMPT_TRANSITIONS, AttemptState, Verdict
from courses.errors import (
    AlreadyHandedIn,
    AnsweredElsewhere,
    AnswerTooLong,
    ForeignOption,
    NothingAnswered,
    NothingToAsk,
    NotPublished,
    NoTryLeft,
    OpenAnswerTooLong,
    QuizClosed,
    TooEarly,
)
from courses.models import QuizAnswer, QuizAttempt, ReviewedAnswer
from courses.queries.draws import Drawn, draw, drawn_in, gone, with_drawn
from courses.queries.quizzes import Question, Quiz, answer_mark, current_quiz
from lms.core import jobs
from lms.core.html import clean_line, clean_text

if TYPE_CHECKING:
    from lms.accounts.models import Person

LONGEST_ANSWER = 500
LONGEST_OPEN = 5000


@dataclass(frozen=True)
class Given:
    """What a form says about one question. Both empty means: asked, not answered."""

    question_id: UUID
    chosen: tuple[str, ...] = ()
    text: str = ""
    # The mark of the answer that the form was made with; None where it did not say.
    base: str | None = None
    # In one's own words, on as many lines as it takes.
    is_open: bool = False

    @property
    def clean_text(self) -> str:
        """As it is kept."""
        if self.is_open:
            return clean_text(self.text, most=LONGEST_OPEN).strip()
        return clean_line(self.text, most=LONGEST_ANSWER) if self.text else ""

    @property
    def is_empty(self) -> bool:
        return not self.chosen and not self.text


def save_answers(
    *,
    person: "Person",
    unit_key: UUID,
    number: int,
    given: list[Given],
    language: str,
    now: datetime,
    form: str = "",
    drawn: Drawn | None = None,
) -> QuizAttempt:
    """Keeps what was given so far. All or nothing: one foreign option and none of it is stored.

    An answer that another ``form`` (a page in a tab) gave meanwhile is not overwritten: ``AnsweredElsewhere`` names it,
    and the others are kept. ``drawn`` is what the form drew from banks, which counts where the attempt begins with it.
    """
    attempt, _asked = _keep(person, _quiz(unit_key), number, given, Sheet(language, form, now, drawn))
    return attempt


@dataclass(frozen=True)
class Sheet:
    """The form that answers came with: its language, its name and when it was sent."""

    language: str
    name: str
    now: datetime
    drawn: Drawn | None = None


def _keep(
    person: "Person", quiz: Quiz, number: int, given: list[Given], sheet: Sheet
) -> tuple[QuizAttempt, tuple[Question, ...]]:
    """The attempt and what it asks."""
    is_known = not quiz.draws and {one.question_id for one in given} <= {question.id for question in quiz.questions}
    if is_known:  # else it takes the attempt to know what it asks
        given = [_checked(quiz, one) for one in given]
    if quiz.rules.is_closed(sheet.now):
        raise QuizClosed
    with transaction.atomic():
        attempt = _open_attempt(person, quiz, number, sheet)
        if not is_known:
            before = attempt.drawn
            quiz = _as_drawn(quiz, attempt)
            left = gone(quiz, before)
            given = [_checked(quiz, one) for one in given if one.question_id not in left]
        elsewhere = _store(attempt, given, sheet)
    if elsewhere:
        raise AnsweredElsewhere(elsewhere)
    return attempt, quiz.questions


def _as_drawn(quiz: Quiz, attempt: QuizAttempt) -> Quiz:
    """The caller holds the attempt's row."""
    drawn = drawn_in(quiz, attempt)
    if drawn != attempt.drawn:
        attempt.drawn = dict(drawn)
        attempt.save(update_fields=["drawn"])
    return with_drawn(quiz, drawn)


def hand_in(
    *,
    person: "Person",
    unit_key: UUID,
    number: int,
    given: list[Given],
    language: str,
    now: datetime,
    form: str = "",
    drawn: Drawn | None = None,
) -> QuizAttempt:
    """Keeps the answers, then decides: passed (and the unit is done) or try again. A second time is refused.

    An open question counts as right once its reviewer says done, and a pass needs every one of them. So it is decided at
    once where there is none to read, and where too much else is not right; else the attempt waits for its review.

    The attempt's row is locked first, so that a form posted twice is decided once.
    """
    quiz = _quiz(unit_key)
    attempt, questions = _keep(person, quiz, number, given, Sheet(language, form, now, drawn))
    with transaction.atomic():
        attempt = QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
        if attempt.state != AttemptState.OPEN:
            raise AlreadyHandedIn
        answers = {answer.question_id: answer for answer in attempt.answers.all()}
        if not questions:
            raise NothingToAsk
        if not all(_is_complete(question, answers.get(question.id)) for question in questions):
            raise NothingAnswered
        to_read = [answers[question.id] for question in questions if question.is_open]
        right = sum(q.is_right(answers[q.id].chosen, answers[q.id].text) for q in questions)
        is_enough = right + len(to_read) >= min(quiz.pass_at, len(questions))
        waiting = _ask_for_reviews(attempt, to_read) if is_enough else len(to_read)
        attempt.right, attempt.asked, attempt.handed_in_at = right + len(to_read) - waiting, len(questions), now
        if waiting and is_enough:
            set_state(attempt, AttemptState.WAITING)
            jobs.enqueue("courses.tend_answers", str(unit_key), dedupe=f"answers:{unit_key}")
            return attempt
        set_state(attempt, AttemptState.PASSED if is_enough else AttemptState.AGAIN)
        if attempt.state == AttemptState.PASSED:
            complete_unit(person=person, unit_key=unit_key, language=language, happened_at=now, now=now)
    return attempt


def _ask_for_reviews(attempt: QuizAttempt, answers: list[QuizAnswer]) -> int:
    """How many have to be read. The same words to the same question, once found good, need not be read again."""
    found_good = ReviewedAnswer.objects.filter(
        answer__attempt__person=attempt.person_id,
        answer__attempt__unit_key=attempt.unit_key,
        answer__question_id__in=[answer.question_id for answer in answers],
        verdict=Verdict.DONE,
    ).select_related("answer")
    known = {(one.answer.question_id, one.answer.text): one for one in found_good} if answers else {}
    reviews = []
    for answer in answers:
        review = ReviewedAnswer(answer=answer)
        if earlier := known.get((answer.question_id, answer.text)):
            review.verdict, review.words = earlier.verdict, earlier.words
            review.reviewer_id, review.decided_at = earlier.reviewer_id, earlier.decided_at
        reviews.append(review)
    ReviewedAnswer.objects.bulk_create(reviews)
    return sum(not review.verdict for review in reviews)


def set_state(attempt: QuizAttempt, state: AttemptState) -> None:
    """The caller holds the row."""
    if state not in ATTEMPT_TRANSITIONS[AttemptState(attempt.state)]:
        raise AlreadyHandedIn
    attempt.state = state
    attempt.save(update_fields=["state", "right", "asked", "handed_in_at", "decided_at"])


def _quiz(unit_key: UUID) -> Quiz:
    quiz = current_quiz(unit_key)
    if quiz is None:
        raise NotPublished
    return quiz


def _checked(quiz: Quiz, given: Given) -> Given:
    question = next((q for q in quiz.questions if q.id == given.question_id), None)
    if question is None or not _fits(question, given):
        raise ForeignOption
    if given.is_open and len(given.text) > LONGEST_OPEN:
        raise OpenAnswerTooLong
    if not given.is_open and len(given.text) > LONGEST_ANSWER:
        raise AnswerTooLong
    return replace(given, text=given.clean_text)


def _fits(question: Question, given: Given) -> bool:
    if given.is_open != question.is_open:
        return False
    if question.kind == "short_text" or question.is_open:
        return not given.chosen
    if question.targets:
        return not given.text and _fits_pairs(question, given.chosen)
    ids = {option.id for option in question.options}
    most = len(ids) if question.kind == "several" else 1
    return not given.text and set(given.chosen) <= ids and len(set(given.chosen)) == len(given.chosen) <= most


def _fits_pairs(question: Question, chosen: tuple[str, ...]) -> bool:
    """Each thing at most once, each with something that it can be given."""
    things, targets = {option.id for option in question.options}, {option.id for option in question.targets}
    split = [pair.partition("=") for pair in chosen]
    given = {thing for thing, _, target in split if target in targets}
    return given <= things and len(given) == len(split)


def _open_attempt(person: "Person", quiz: Quiz, number: int, sheet: Sheet) -> QuizAttempt:
    """The attempt that the form was made for. A new one only right after the last, as the quiz's rules allow, and never
    after a pass."""
    unit_key = quiz.key
    last = QuizAttempt.objects.filter(person=person, unit_key=unit_key).order_by("-number").first()
    if last and last.number == number and last.state == AttemptState.OPEN:
        return QuizAttempt.objects.select_for_update().get(pk=last.pk)
    is_next = number == (last.number + 1 if last else 1)
    if not is_next or (last and last.state != AttemptState.AGAIN):
        raise AlreadyHandedIn
    if last:
        check_retry(attempt=last, now=sheet.now)
    drawn = (draw(quiz, person.pk, number) if sheet.drawn is None else dict(sheet.drawn)) if quiz.draws else {}
    try:
        with transaction.atomic():
            return QuizAttempt.objects.create(
                person=person, unit_key=unit_key, number=number, started_at=sheet.now, drawn=drawn
            )
    except IntegrityError:  # the same form a moment earlier, from another tab
        return QuizAttempt.objects.select_for_update().get(person=person, unit_key=unit_key, number=number)


def check_retry(*, attempt: QuizAttempt, now: datetime) -> None:
    """Raises what the quiz's rules say against another try after ``attempt``, which did not pass."""
    rules = _quiz(attempt.unit_key).rules
    if rules.is_closed(now):
        raise QuizClosed
    if rules.is_last(attempt.number):
        raise NoTryLeft
    if attempt.handed_in_at and now < rules.next_try_at(attempt.handed_in_at):
        raise TooEarly


def _store(attempt: QuizAttempt, given: list[Given], sheet: Sheet) -> set[UUID]:
    """The caller holds the attempt's row. A form posts every answer each time: one that is the same was not given again,
    and keeps the language in which it was. Gives the questions that another form answered differently meanwhile; those stay.
    Three queries, however many questions there are."""
    if attempt.state != AttemptState.OPEN:
        raise AlreadyHandedIn
    before = {answer.question_id: answer for answer in attempt.answers.all()}
    emptied, written, elsewhere = [], [], set()
    for one in given:
        known = before.get(one.question_id)
        is_kept_elsewhere = known is not None and known.form != sheet.name
        kept = answer_mark(known.chosen, known.text) if known else ""
        wanted = answer_mark(one.chosen, one.text)
        if wanted == kept or (is_kept_elsewhere and wanted == one.base):
            continue  # the same, or untouched here and newer there
        if is_kept_elsewhere and one.base is not None and one.base != kept:
            elsewhere.add(one.question_id)
        elif one.is_empty:
            emptied.append(one.question_id)
        else:
            written.append(_answer(attempt, one, sheet))
    if emptied:
        attempt.answers.filter(question_id__in=emptied).delete()
    QuizAnswer.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["attempt", "question_id"],
        update_fields=["chosen", "text", "language", "form", "saved_at"],
    )
    return elsewhere


def _answer(attempt: QuizAttempt, one: Given, sheet: Sheet) -> QuizAnswer:
    return QuizAnswer(
        attempt=attempt,
        question_id=one.question_id,
        chosen=list(one.chosen),
        text=one.text,
        language=sheet.language,
        form=sheet.name,
        saved_at=sheet.now,
    )


def _is_complete(question: Question, answer: QuizAnswer | None) -> bool:
    return answer is not None and question.is_complete(answer.chosen, answer.text)
