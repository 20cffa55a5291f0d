"""A quiz as both languages see it at once: one identity per question and option, words in each language. Remembered."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from courses.enums import AttemptState, ShowAnswers
from courses.models import QuestionBankPage, QuizAnswer, QuizAttempt, QuizPage, ReviewedAnswer
from lms.content.queries.published import published_number, remember
from lms.core.prepared import Parameter, Prepared

Texts = dict[str, str]


@dataclass(frozen=True)
class Option:
    id: str
    texts: Texts
    feedback: Texts
    is_correct: bool


@dataclass(frozen=True)
class Question:
    """``options`` is empty for what is typed; a statement has the options ``true`` and ``false`` without words. Where things
    are matched or put in order, ``options`` are the things, ``targets`` what each can be given, both as they are shown, and
    ``pairs`` the right ones, as ``option=target``."""

    id: UUID
    kind: str
    prompts: Texts
    options: tuple[Option, ...]
    accepted: frozenset[str]
    feedback_right: Texts
    feedback_wrong: Texts
    targets: tuple[Option, ...] = ()
    pairs: frozenset[str] = frozenset()
    shown_answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    feedback: Texts = field(default_factory=dict)  # of an open question: what a good answer holds
    words: int = 0  # of an open question: about how many are expected, 0 where nothing is said
    tags: frozenset[str] = frozenset()  # of a question in a bank

    @property
    def is_open(self) -> bool:
        """Answered in one's own words, and read by a person."""
        return self.kind == "open"

    @property
    def right_options(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options if option.is_correct)

    def is_right(self, chosen: list[str], text: str) -> bool:
        """As far as a machine can tell: of an open question never."""
        if self.is_open:
            return False
        if self.kind == "short_text":
            return plain_answer(text) in self.accepted
        if self.targets:
            return frozenset(chosen) == self.pairs
        return frozenset(chosen) == self.right_options

    def is_complete(self, chosen: list[str], text: str) -> bool:
        """Whether it can be handed in. Each thing that is matched or ordered needs a target of its own."""
        if not self.targets:
            return bool(chosen or text)
        given = [pair.partition("=")[2] for pair in chosen]
        return len(given) == len(self.options) == len(set(given))


@dataclass(frozen=True)
class Rules:
    """How often and until when a quiz can be taken, and when it tells what is right. ``most_tries`` 0 is no limit."""

    most_tries: int = 0
    wait: timedelta = timedelta()
    show_answers: str = ShowAnswers.NEVER
    closes_at: datetime | None = None

    @property
    def is_limited(self) -> bool:
        """Whether a try is scarce: then nobody carries the answers away."""
        return self.most_tries > 0 or self.closes_at is not None

    def is_closed(self, now: datetime) -> bool:
        return self.closes_at is not None and now >= self.closes_at

    def is_last(self, number: int) -> bool:
        return 0 < self.most_tries <= number

    def next_try_at(self, handed_in_at: datetime) -> datetime:
        return handed_in_at + self.wait

    def tells(self, state: str, number: int) -> bool:
        """Whether the result of an attempt shows what was right."""
        if self.show_answers == ShowAnswers.NEVER or state in (AttemptState.OPEN, AttemptState.WAITING):
            return False
        is_last = self.show_answers == ShowAnswers.LAST and self.is_last(number)
        return state == AttemptState.PASSED or is_last


@dataclass(frozen=True)
class Draw:
    """Some questions of a bank, others for each attempt. ``after``: how many of the quiz's own come before them."""

    id: str
    after: int
    count: int
    pool: tuple[Question, ...]  # everything that the bank holds; what has ``tag`` is drawn from
    tag: str = ""

    @property
    def fitting(self) -> tuple[Question, ...]:
        return tuple(one for one in self.pool if not self.tag or self.tag in one.tags)


@dataclass(frozen=True)
class Quiz:
    """``questions`` are the quiz's own until ``courses.queries.draws`` adds what an attempt drew."""

    key: UUID
    pass_at: int
    questions: tuple[Question, ...]
    rules: Rules
    draws: tuple[Draw, ...] = ()


def plain_answer(text: str) -> str:
    """How short answers are compared: no case, no accents, single spaces."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def current_quiz(key: UUID) -> Quiz | None:
    return quiz_by_key(published_number(), key)


def quiz_by_key(number: int, key: UUID) -> Quiz | None:
    def build() -> Quiz | None:
        pages = list(QuizPage.objects.live().filter(translation_key=key).select_related("locale"))
        return quiz_from_pages(pages) if pages else None

    return remember(number, ("quiz", key), build)


def quiz_from_pages(pages: list[QuizPage]) -> Quiz:
    """What is right comes from the original; the other language adds its words and its accepted short answers."""
    pages = sorted(pages, key=lambda page: page.locale.language_code != page.original_language)
    first = pages[0]
    questions = _paired_questions(pages)
    rules = Rules(first.most_tries, timedelta(minutes=first.wait_minutes), first.show_answers, first.closes_at)
    draws = tuple(_draws(first.questions))
    most = len(questions) + sum(min(draw.count, len(draw.fitting)) for draw in draws)
    return Quiz(first.translation_key, min(first.pass_at, most), questions, rules, draws)


def _paired_questions(pages: list[Any]) -> tuple[Question, ...]:
    """The questions of the first page, each with what the others say of it."""
    asked = [child for child in pages[0].questions if child.block_type != "draw"]
    versions: dict[str, list[tuple[str, Any]]] = {child.id: [] for child in asked}
    for page in pages:
        for child in page.questions:
            if child.id in versions:
                versions[child.id].append((page.locale.language_code, child))
    return tuple(_question(sides) for sides in versions.values())


def _draws(stream: Any) -> Iterator[Draw]:
    """A chooser names a page; what counts is the thing that the page is one side of."""
    before = 0
    for child in stream:
        if child.block_type != "draw":
            before += 1
            continue
        bank = child.value["bank"]
        pool = bank_questions(bank.translation_key) if bank else ()
        yield Draw(child.id, before, child.value["count"] or 0, pool, plain_answer(child.value["tag"] or ""))


def bank_questions(key: UUID) -> tuple[Question, ...]:
    """What a bank holds now; nothing where it is not published."""
    pages = list(QuestionBankPage.objects.live().filter(translation_key=key).select_related("locale"))
    pages.sort(key=lambda page: page.locale.language_code != page.original_language)
    return _paired_questions(pages) if pages else ()


def tags_in(words: str) -> frozenset[str]:
    """Compared as short answers are."""
    return frozenset(filter(None, map(plain_answer, words.split(","))))


def _question(sides: list[tuple[str, Any]]) -> Question:
    first = sides[0][1]
    kind = first.block_type
    options, targets, pairs = _paired(kind, UUID(first.id), sides)
    return Question(
        id=UUID(first.id),
        kind=kind,
        prompts={language: child.value["prompt"] for language, child in sides},
        options=options or _options(kind, sides),
        accepted=frozenset(
            plain_answer(answer) for _, child in sides if kind == "short_text" for answer in child.value["accepted"]
        ),
        feedback_right=_words(sides, "feedback_right") if kind == "short_text" else {},
        feedback_wrong=_words(sides, "feedback_wrong") if kind == "short_text" else {},
        targets=targets,
        pairs=pairs,
        shown_answers={language: tuple(child.value["accepted"]) for language, child in sides if kind == "short_text"},
        feedback=_words(sides, "feedback") if kind == "open" else {},
        words=(first.value["words"] or 0) if kind == "open" else 0,
        tags=tags_in(first.value.get("tags") or ""),
    )


Paired = tuple[tuple[Option, ...], tuple[Option, ...], frozenset[str]]


def _paired(kind: str, question: UUID, sides: list[tuple[str, Any]]) -> Paired:
    """(things, what they can be given, the right pairs) of *match* and *order*; nothing for the other kinds.

    A target's id is another one than its thing's, so that a form does not tell what belongs together.
    """
    if kind == "match":
        things = _listed(sides, "pairs", "left")
        others = {option.id: str(uuid5(UUID(option.id), "target")) for option in things}
        right = _listed(sides, "pairs", "right")
        targets = tuple(Option(others[option.id], option.texts, {}, is_correct=False) for option in right)
        pairs = frozenset(f"{thing}={target}" for thing, target in others.items())
        return _shuffled(question, things), _shuffled(question, targets), pairs
    if kind == "order":
        things = _listed(sides, "items", "text")
        places = tuple(Option(str(place), {}, {}, is_correct=False) for place in range(1, len(things) + 1))
        pairs = frozenset(f"{thing.id}={place.id}" for thing, place in zip(things, places, strict=True))
        shuffled = _shuffled(question, things)
        return (shuffled if shuffled != things else shuffled[1:] + shuffled[:1]), places, pairs
    return (), (), frozenset()


def _shuffled(question: UUID, options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The same for everybody, in both languages and each time."""
    return tuple(sorted(options, key=lambda option: sha256(f"{question}{option.id}".encode()).digest()))


def _listed(sides: list[tuple[str, Any]], field: str, words: str) -> tuple[Option, ...]:
    found: dict[str, dict[str, Any]] = {
        language: {bound.id: bound.value for bound in child.value[field].bound_blocks} for language, child in sides
    }
    return tuple(
        Option(
            id=bound.id,
            texts={language: by_id[bound.id][words] for language, by_id in found.items() if bound.id in by_id},
            feedback={language: by_id[bound.id]["feedback"] for language, by_id in found.items() if bound.id in by_id},
            is_correct=bool(bound.value.get("is_correct")),
        )
        for bound in sides[0][1].value[field].bound_blocks
    )


def answer_mark(chosen: Iterable[str], text: str) -> str:
    """Tells two answers apart; the same for the same answer. What a form carries of the answer that it was made with."""
    return sha256("\n".join([*sorted(chosen), text]).encode()).hexdigest()[:16] if chosen or text else ""


def _words(sides: list[tuple[str, Any]], field: str) -> Texts:
    return {language: child.value[field] for language, child in sides}


def _options(kind: str, sides: list[tuple[str, Any]]) -> tuple[Option, ...]:
    if kind in ("short_text", "match", "order", "open"):
        return ()
    if kind == "true_false":
        is_true = bool(sides[0][1].value["is_true"])
        return (
            Option("true", {}, _words(sides, "feedback_true"), is_correct=is_true),
            Option("false", {}, _words(sides, "feedback_false"), is_correct=not is_true),
        )
    return _listed(sides, "options", "text")


class Kept(NamedTuple):
    """What a ``QuizAnswer`` says."""

    question_id: UUID
    chosen: list[str]
    text: str


ANSWERS = Prepared(QuizAnswer.objects.filter(attempt_id=Parameter("attempt")).values_list(*Kept._fields))


def kept_answers(attempt: QuizAttempt) -> list[Kept]:
    """One query."""
    return [Kept._make(row) for row in ANSWERS.rows(attempt=attempt.pk)]


def last_attempt(person_id: int, unit_key: UUID) -> QuizAttempt | None:
    return QuizAttempt.objects.filter(person_id=person_id, unit_key=unit_key).order_by("-number").first()


def last_reviews(person_id: int, unit_key: UUID) -> dict[UUID, ReviewedAnswer]:
    """Question → what was said last to this person's answer to it."""
    mine = ReviewedAnswer.objects.filter(
        answer__attempt__person=person_id, answer__attempt__unit_key=unit_key, decided_at__isnull=False
    )
    found = mine.select_related("answer", "reviewer").order_by("answer__attempt__number")
    return {review.answer.question_id: review for review in found}
