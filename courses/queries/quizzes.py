"""A quiz as both languages see it at once: one identity per question and option, words in each language. Remembered."""

import unicodedata
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from courses.models import QuizAttempt, QuizPage
from lms.content.queries.published import published_number, remember

Texts = dict[str, str]


@dataclass(frozen=True)
class Option:
    id: str
    texts: Texts
    feedback: Texts
    is_correct: bool


@dataclass(frozen=True)
class Question:
    """``options`` is empty for short text; a statement has the options ``true`` and ``false`` without words."""

    id: UUID
    kind: str
    prompts: Texts
    options: tuple[Option, ...]
    accepted: frozenset[str]
    feedback_right: Texts
    feedback_wrong: Texts

    @property
    def right_options(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options if option.is_correct)

    def is_right(self, chosen: list[str], text: str) -> bool:
        if self.kind == "short_text":
            return plain_answer(text) in self.accepted
        return frozenset(chosen) == self.right_options


@dataclass(frozen=True)
class Quiz:
    key: UUID
    pass_at: int
    questions: tuple[Question, ...]


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
    versions: dict[str, list[tuple[str, Any]]] = {child.id: [] for child in first.questions}
    for page in pages:
        for child in page.questions:
            if child.id in versions:
                versions[child.id].append((page.locale.language_code, child))
    questions = tuple(_question(sides) for sides in versions.values())
    return Quiz(key=first.translation_key, pass_at=min(first.pass_at, len(questions)), questions=questions)


def _question(sides: list[tuple[str, Any]]) -> Question:
    first = sides[0][1]
    kind = first.block_type
    return Question(
        id=UUID(first.id),
        kind=kind,
        prompts={language: child.value["prompt"] for language, child in sides},
        options=_options(kind, sides),
        accepted=frozenset(
            plain_answer(answer) for _, child in sides if kind == "short_text" for answer in child.value["accepted"]
        ),
        feedback_right=_words(sides, "feedback_right") if kind == "short_text" else {},
        feedback_wrong=_words(sides, "feedback_wrong") if kind == "short_text" else {},
    )


def _words(sides: list[tuple[str, Any]], field: str) -> Texts:
    return {language: child.value[field] for language, child in sides}


def _options(kind: str, sides: list[tuple[str, Any]]) -> tuple[Option, ...]:
    if kind == "short_text":
        return ()
    if kind == "true_false":
        is_true = bool(sides[0][1].value["is_true"])
        return (
            Option("true", {}, _words(sides, "feedback_true"), is_correct=is_true),
            Option("false", {}, _words(sides, "feedback_false"), is_correct=not is_true),
        )
    words: dict[str, dict[str, Any]] = {
        language: {bound.id: bound.value for bound in child.value["options"].bound_blocks} for language, child in sides
    }
    return tuple(
        Option(
            id=bound.id,
            texts={language: by_id[bound.id]["text"] for language, by_id in words.items() if bound.id in by_id},
            feedback={language: by_id[bound.id]["feedback"] for language, by_id in words.items() if bound.id in by_id},
            is_correct=bool(bound.value["is_correct"]),
        )
        for bound in sides[0][1].value["options"].bound_blocks
    )


def last_attempt(person_id: int, unit_key: UUID) -> QuizAttempt | None:
    attempts = QuizAttempt.objects.filter(person_id=person_id, unit_key=unit_key).prefetch_related("answers")
    return attempts.order_by("-number").first()
