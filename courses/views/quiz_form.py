"""Between the quiz and its form: what a question looks like, and what was posted."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.domain.quizzes import Given
from courses.enums import AttemptState, Verdict
from courses.errors import ForeignOption
from courses.models import QuizAttempt, ReviewedAnswer
from courses.queries.draws import Drawn, draw, drawn_in, gone, with_drawn
from courses.queries.quizzes import Kept, Option, Question, Quiz, Texts, answer_mark, kept_answers, last_reviews
from courses.queries.teaching import reviews_in

MOST_DRAWN = 2000  # questions; one takes a kilobyte or two

# What stands in the form: an answer that is kept, or one that was posted and could not be.
Shown = Kept | Given


@dataclass(frozen=True)
class Choice:
    id: str
    text: str
    language: str
    is_chosen: bool
    is_correct: bool
    feedback: str
    feedback_language: str
    targets: tuple["Target", ...] = ()  # where things are matched or put in order: what this one can be given
    is_right: bool = False  # it was given the right one

    @property
    def given(self) -> "Target | None":
        return next((target for target in self.targets if target.is_chosen), None)

    @property
    def fitting(self) -> "Target | None":
        return next((target for target in self.targets if target.is_right), None)


@dataclass(frozen=True)
class Target:
    value: str
    text: str
    language: str
    is_chosen: bool
    is_right: bool


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
    base: str = ""  # the mark of the answer that is kept now
    right_answers: tuple[str, ...] = ()  # of a short text, where the quiz tells
    review: ReviewedAnswer | None = None  # of an answer in one's own words, where somebody reads it
    before: ReviewedAnswer | None = None  # what was said to it in an earlier try

    @property
    def is_good_as_it_is(self) -> bool:
        return bool(self.before and self.before.verdict == Verdict.DONE and self.before.answer.text == self.text)

    @property
    def name(self) -> str:
        return f"q-{self.question.id}"


def quiz_context(
    quiz: Quiz,
    attempt: QuizAttempt | None,
    language: str,
    *,
    number: int | None,
    show_missing: bool = False,
    start_again: bool = False,
    typed: list[Given] | None = None,
    elsewhere: frozenset[UUID] = frozenset(),
    drawn: Drawn | None = None,
    reader: int = 0,
    now: datetime,
) -> dict[str, Any]:
    """``number`` is the published one, None in a preview. ``show_missing`` marks the unanswered; ``start_again`` offers an
    empty form after an attempt that did not pass; ``typed`` is what was posted but not stored, shown as it was typed;
    ``elsewhere`` are answers that another form gave meanwhile: those are named beside what was typed; ``drawn`` is what a
    form that was posted had drawn; ``reader`` is whose quiz it is.

    ``asked`` and ``questions`` are worked out where a template shows them: the first for a result, the other for a form."""
    is_result = attempt is not None and attempt.state != AttemptState.OPEN and not start_again
    attempt_number = 1 if attempt is None else attempt.number + (1 if start_again else 0)
    if attempt and not start_again:
        drawn = drawn_in(quiz, attempt)
    elif drawn is None:
        drawn = draw(quiz, reader, attempt_number)
    quiz = with_drawn(quiz, drawn)
    answers, bases = _begun(quiz, attempt, start_again=start_again)
    is_as_kept = not (show_missing or typed or elsewhere)
    has_open = any(question.is_open for question in quiz.questions)
    said = last_reviews(reader, quiz.key) if has_open and attempt_number > 1 and not is_result else {}
    reviews = {one.answer.question_id: one for one in reviews_in(attempt)} if has_open and is_result and attempt else {}

    def asked() -> list[Asked]:
        every = _every_question(quiz, dict(answers), dict(bases), language, show_missing, typed, elsewhere, is_result)
        return [_reviewed(one, reviews.get(one.question.id), said.get(one.question.id)) for one in every]

    def questions() -> SafeString:
        if number is not None and is_as_kept:
            return _kept_drawings(quiz, answers, bases, said, language, number)
        return mark_safe("\n".join(map(_draw, asked())))  # noqa: S308 drawn by a template

    return _rules(quiz, attempt, is_result=is_result, now=now) | {
        "quiz": quiz,
        "form_name": uuid4().hex,
        "drawn": _sealed(quiz, reader, attempt_number, drawn) if quiz.draws else "",
        "gone": len(gone(quiz, attempt.drawn if attempt and not start_again else drawn)),
        "attempt": attempt,
        "attempt_number": attempt_number,
        "asked": asked,
        "questions": questions,
        "is_result": is_result,
        "is_passed": bool(is_result and attempt and attempt.state == AttemptState.PASSED),
        "is_waiting": bool(is_result and attempt and attempt.state == AttemptState.WAITING),
        "has_open": has_open,
    }


def _begun(quiz: Quiz, attempt: QuizAttempt | None, *, start_again: bool) -> tuple[dict[UUID, Shown], dict[UUID, str]]:
    """(what stands in the form or the result, the marks of what is kept). A next try begins with what was written in one's
    own words."""
    open_ones = {question.id for question in quiz.questions if question.is_open}
    kept = kept_answers(attempt) if attempt and (open_ones or not start_again) else []
    if start_again:
        return {answer.question_id: answer for answer in kept if answer.question_id in open_ones}, {}
    marks = {answer.question_id: answer_mark(answer.chosen, answer.text) for answer in kept}
    return {answer.question_id: answer for answer in kept}, marks


def _every_question(
    quiz: Quiz,
    answers: dict[UUID, Shown],
    bases: dict[UUID, str],
    language: str,
    show_missing: bool,
    typed: list[Given] | None,
    elsewhere: frozenset[UUID],
    is_result: bool,
) -> list[Asked]:
    kept = {key: answers[key] for key in elsewhere if key in answers}
    if elsewhere:
        typed = [one for one in typed or [] if one.question_id in elsewhere]  # all others are stored, or newer there
    else:
        bases |= {one.question_id: one.base for one in typed or [] if one.base is not None}
    if not is_result:
        answers |= {one.question_id: one for one in typed or []}
    asked = [
        replace(
            _asked(question, position, answers.get(question.id), language, show_missing=show_missing),
            base=bases.get(question.id, ""),
        )
        for position, question in enumerate(quiz.questions, start=1)
    ]
    _name_others(asked, kept, language)
    return asked


def _reviewed(one: Asked, review: ReviewedAnswer | None, before: ReviewedAnswer | None) -> Asked:
    if not one.question.is_open:
        return one
    is_right = bool(review and review.verdict == Verdict.DONE)
    return replace(one, is_right=is_right, review=review, before=before)


def _draw(one: Asked) -> SafeString:
    return render_to_string("courses/_quiz_question.html", {"one": one})


_drawings: dict[tuple[int, UUID, UUID, int, str, str], SafeString] = {}
TYPED, MARK = (f"{name}-{secrets.token_hex(16)}" for name in ("typed", "mark"))  # where a person's own words come


def _kept_drawings(
    quiz: Quiz,
    answers: Mapping[UUID, Shown],
    bases: Mapping[UUID, str],
    said: Mapping[UUID, ReviewedAnswer],
    language: str,
    number: int,
) -> SafeString:
    """The form as the answers left it. A question looks the same for everybody who has chosen the same, so this process
    draws it once for each published number; what somebody typed is theirs, and is put in afterwards. What a reviewer
    ``said`` to one person is never remembered."""
    drawn: list[str] = []
    for position, question in enumerate(quiz.questions, start=1):
        answer, base = answers.get(question.id), bases.get(question.id, "")
        if question.id in said:
            one = _asked(question, position, answer, language, show_missing=False)
            drawn.append(_draw(replace(one, base=base, before=said[question.id])))
            continue
        typed = answer.text if answer else ""
        key = (number, quiz.key, question.id, position, language, MARK if typed else base)
        html = _drawings.get(key)
        if html is None:
            one = _asked(question, position, answer, language, show_missing=False)
            html = _draw(replace(one, base=MARK, text=TYPED) if typed else replace(one, base=base))
            if len(_drawings) >= MOST_DRAWN:
                _drawings.clear()
            _drawings[key] = html
        drawn.append(html.replace(MARK, base).replace(TYPED, escape(typed)) if typed else html)
    return mark_safe("\n".join(drawn))  # noqa: S308 drawn by a template, and escaped just here


def _name_others(asked: list[Asked], kept: dict[UUID, Shown], language: str) -> None:
    """Beside what was typed here: what is kept, which another window gave."""
    for position, one in enumerate(asked):
        if one.question.id in kept:
            there = _words(_asked(one.question, 0, kept[one.question.id], language, show_missing=False))
            # Translators: beside an answer: the one that the same person gave in another window
            asked[position] = replace(one, error=_("In another window: %(answer)s") % {"answer": there})


def _rules(quiz: Quiz, attempt: QuizAttempt | None, *, is_result: bool, now: datetime) -> dict[str, Any]:
    """What the quiz's rules say to this person now."""
    rules = quiz.rules
    number = attempt.number if attempt else 0
    handed_in_at = attempt.handed_in_at if attempt else None
    next_at = rules.next_try_at(handed_in_at) if handed_in_at and rules.wait else None
    return {
        "is_closed": rules.is_closed(now),
        "is_last_try": rules.is_last(number),
        "tries_left": max(rules.most_tries - number, 0) if rules.most_tries else None,
        "next_try_at": next_at if next_at and next_at > now else None,
        "tells_right": bool(is_result and attempt and rules.tells(attempt.state, number)),
    }


def _words(asked: Asked) -> str:
    """An answer on one line."""
    if asked.text:
        return asked.text
    paired = [f"{choice.text}: {choice.given.text}" for choice in asked.choices if choice.given]
    return "; ".join(paired or [choice.text for choice in asked.choices if choice.is_chosen])


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
    elif question.is_open:
        feedback, feedback_language = _in(question.feedback, language)
    return Asked(
        question=question,
        number=number,
        prompt=prompt,
        language=prompt_language,
        choices=[_choice(question, option, language, chosen) for option in question.options],
        text=text,
        is_answered=is_answered,
        is_right=is_right,
        feedback=feedback,
        feedback_language=feedback_language,
        error=_missing(question, list(chosen), text) if show_missing else "",
        right_answers=tuple(question.shown_answers.get(language) or sum(question.shown_answers.values(), ())),
    )


def _missing(question: Question, chosen: list[str], text: str) -> str:
    if question.is_complete(chosen, text):
        return ""
    if question.targets and len(chosen) == len(question.options):
        return _("Something is chosen twice: give each line one of its own.")
    if question.targets and chosen:
        return _("A line has no answer yet.")
    return _("This question has no answer yet.")


def _choice(question: Question, option: Option, language: str, chosen: Iterable[str]) -> Choice:
    text, text_language = _in(option.texts, language)
    if question.kind == "true_false":
        # Translators: answer to a statement in a quiz
        true = _("True")
        # Translators: answer to a statement in a quiz
        false = _("False")
        text = true if option.id == "true" else false
    feedback, feedback_language = _in(option.feedback, language)
    targets = tuple(_target(question, option, target, language, chosen) for target in question.targets)
    return Choice(
        id=option.id,
        text=text,
        language=text_language,
        is_chosen=option.id in chosen,
        is_correct=option.is_correct,
        feedback=feedback,
        feedback_language=feedback_language,
        targets=targets,
        is_right=any(target.is_chosen and target.is_right for target in targets),
    )


def _target(question: Question, option: Option, target: Option, language: str, chosen: Iterable[str]) -> Target:
    value = f"{option.id}={target.id}"
    text, text_language = _in(target.texts, language) if target.texts else (target.id, "")
    return Target(value, text, text_language, value in chosen, value in question.pairs)


def form_name(request: HttpRequest) -> str:
    """Which page in which tab this is: drawn anew for each. Whatever else is posted has no name."""
    name = request.POST.get("form", "")
    return name if re.fullmatch(r"[0-9a-f]{32}", name) else ""


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
    in_own_words = {*request.POST.getlist("asked_open")}
    texts = in_own_words | {*request.POST.getlist("asked_text")}
    given = []
    for question_id in dict.fromkeys(asked):
        values = tuple(request.POST.getlist(f"q-{question_id}"))
        base = request.POST.get(f"was-{question_id}")
        if str(question_id) in texts:
            if len(values) > 1:
                raise ForeignOption
            given.append(Given(question_id, text="".join(values), base=base, is_open=str(question_id) in in_own_words))
        else:
            given.append(Given(question_id, chosen=tuple(filter(None, values)), base=base))
    return number, given


SEAL = "courses.drawn"


def _sealed(quiz: Quiz, reader: int, number: int, drawn: Drawn) -> str:
    """What the form drew, so that the attempt begins with the questions that were read, whatever became of the bank."""
    return signing.dumps([reader, str(quiz.key), number, dict(drawn)], salt=SEAL, compress=True)


def drawn_in_form(request: HttpRequest, unit_key: UUID, number: int) -> Drawn | None:
    """Nothing where the form says nothing, or what was not sealed here for this person and attempt."""
    try:
        reader, key, sealed_number, drawn = signing.loads(request.POST.get("drawn", ""), salt=SEAL)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    is_theirs = (reader, key, sealed_number) == (request.user.pk, str(unit_key), number)
    return drawn if is_theirs and isinstance(drawn, dict) else None
