"""Between the quiz and its form: what a question looks like, and what was posted."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from courses.domain.quizzes import Given
from courses.enums import AttemptState
from courses.errors import ForeignOption
from courses.models import QuizAnswer, QuizAttempt
from courses.queries.quizzes import Option, Question, Quiz, Texts

# What stands in the form: an answer that is kept, or one that was posted and could not be.
Shown = QuizAnswer | Given


@dataclass(frozen=True)
class Choice:
    id: str
    text: str
    language: str
    is_chosen: bool
    is_correct: bool
    feedback: str
    feedback_language: str


@dataclass(frozen=True)
class Asked:
    """One question as the page shows it, in one language, with what the person has answered."""

    question: Question
    number: int
    prompt: str
    language: str  # empty where it is the page's own
    choices: list[Choice] = field(default_factory=list)
    text: str = ""
    is_answered: bool = False
    is_right: bool = False
    feedback: str = ""
    feedback_language: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        return f"q-{self.question.id}"


def quiz_context(
    quiz: Quiz,
    attempt: QuizAttempt | None,
    language: str,
    *,
    show_missing: bool = False,
    start_again: bool = False,
    typed: list[Given] | None = None,
) -> dict[str, Any]:
    """``show_missing`` marks the unanswered; ``start_again`` offers an empty form after an attempt that did not pass;
    ``typed`` is what was posted but not stored, shown as it was typed."""
    is_result = attempt is not None and attempt.state != AttemptState.OPEN and not start_again
    answers: dict[UUID, Shown] = {}
    if attempt and not start_again:
        answers = {answer.question_id: answer for answer in attempt.answers.all()}
    if not is_result:
        answers |= {one.question_id: one for one in typed or []}
    number = 1 if attempt is None else attempt.number + (1 if start_again else 0)
    asked = [
        _asked(question, position, answers.get(question.id), language, show_missing=show_missing)
        for position, question in enumerate(quiz.questions, start=1)
    ]
    return {
        "quiz": quiz,
        "attempt": attempt,
        "attempt_number": number,
        "asked": asked,
        "is_result": is_result,
        "is_passed": bool(is_result and attempt and attempt.state == AttemptState.PASSED),
        "answered": sum(one.is_answered for one in asked),
    }


def _in(texts: Texts, language: str) -> tuple[str, str]:
    """(words, language if it is not the asked one)."""
    if language in texts or not texts:
        return texts.get(language, ""), ""
    other = next(iter(texts))
    return texts[other], other


def _asked(question: Question, number: int, answer: Shown | None, language: str, *, show_missing: bool) -> Asked:
    prompt, prompt_language = _in(question.prompts, language)
    chosen, text = (answer.chosen, answer.text) if answer else ([], "")
    is_answered = bool(chosen or text)
    is_right = is_answered and question.is_right(list(chosen), text)
    feedback, feedback_language = "", ""
    if question.kind == "short_text":
        feedback, feedback_language = _in(question.feedback_right if is_right else question.feedback_wrong, language)
    return Asked(
        question=question,
        number=number,
        prompt=prompt,
        language=prompt_language,
        choices=[_choice(option, language, is_chosen=option.id in chosen) for option in question.options],
        text=text,
        is_answered=is_answered,
        is_right=is_right,
        feedback=feedback,
        feedback_language=feedback_language,
        error=_("This question has no answer yet.") if show_missing and not is_answered else "",
    )


def _choice(option: Option, language: str, *, is_chosen: bool) -> Choice:
    text, text_language = _in(option.texts, language)
    if not option.texts:
        # Translators: answer to a statement in a quiz
        true = _("True")
        # Translators: answer to a statement in a quiz
        false = _("False")
        text = true if option.id == "true" else false
    feedback, feedback_language = _in(option.feedback, language)
    return Choice(option.id, text, text_language, is_chosen, option.is_correct, feedback, feedback_language)


def given_in(request: HttpRequest) -> tuple[int, list[Given]]:
    """(attempt number, what was answered). The form names every question that it asked, so that an emptied one empties."""
    try:
        number = int(request.POST.get("attempt", ""))
        asked = [UUID(value) for value in request.POST.getlist("asked")]
        named = {UUID(name[2:]) for name in request.POST if name.startswith("q-")}
    except ValueError as error:
        raise ForeignOption from error
    if not 0 < number < 10_000 or len(asked) > 500 or not named <= set(asked):
        raise ForeignOption
    texts = {UUID(value) for value in _uuids(request.POST.getlist("asked_text"))}
    given = []
    for question_id in dict.fromkeys(asked):
        values = tuple(request.POST.getlist(f"q-{question_id}"))
        if question_id in texts:
            if len(values) > 1:
                raise ForeignOption
            given.append(Given(question_id, text="".join(values)))
        else:
            given.append(Given(question_id, chosen=values))
    return number, given


def _uuids(values: list[str]) -> list[str]:
    return [value for value in values if len(value) == 36]
