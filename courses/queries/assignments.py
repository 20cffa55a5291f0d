"""An assignment as both languages see it at once, and the work that was handed in for it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from courses.enums import ReviewBy, ReviewState, SubmissionState
from courses.models import AssignmentPage, HandedInFile, Review, Submission
from lms.content.queries.published import published_number, remember

Texts = dict[str, str]


@dataclass(frozen=True)
class RubricRow:
    id: UUID
    titles: Texts
    done_when: Texts


@dataclass(frozen=True)
class Assignment:
    key: UUID
    rubric: tuple[RubricRow, ...]
    takes_text: bool
    takes_files: bool
    takes_link: bool
    review_by: ReviewBy
    peers: int


def current_assignment(key: UUID) -> Assignment | None:
    return assignment_by_key(published_number(), key)


def assignment_by_key(number: int, key: UUID) -> Assignment | None:
    def build() -> Assignment | None:
        pages = list(AssignmentPage.objects.live().filter(translation_key=key).select_related("locale"))
        return assignment_from_pages(pages) if pages else None

    return remember(number, ("assignment", key), build)


def assignment_from_pages(pages: list[AssignmentPage]) -> Assignment:
    """What is asked comes from the original; the other language adds its words."""
    pages = sorted(pages, key=lambda page: page.locale.language_code != page.original_language)
    first = pages[0]
    words: dict[str, dict[str, Any]] = {child.id: {} for child in first.rubric}
    for page in pages:
        for child in page.rubric:
            if child.id in words:
                words[child.id][page.locale.language_code] = child.value
    return Assignment(
        key=first.translation_key,
        rubric=tuple(
            RubricRow(
                UUID(row_id),
                {language: value["title"] for language, value in sides.items()},
                {language: value["done_when"] for language, value in sides.items()},
            )
            for row_id, sides in words.items()
        ),
        takes_text=first.takes_text,
        takes_files=first.takes_files,
        takes_link=first.takes_link,
        review_by=ReviewBy(first.review_by),
        peers=first.peers,
    )


def tries_of(person_id: int, unit_key: UUID) -> list[Submission]:
    """Every try of somebody at an assignment, the newest first, with its files and the reviews that were given."""
    given = Review.objects.filter(state=ReviewState.GIVEN).order_by("given_at")
    tries = Submission.objects.filter(person_id=person_id, unit_key=unit_key).order_by("-number")
    return list(
        tries.prefetch_related(
            Prefetch("files", HandedInFile.objects.order_by("pk")),
            Prefetch("reviews", given.select_related("reviewer").prefetch_related("rows")),
        )
    )


def handed_in() -> QuerySet[Submission]:
    """What waits for a review, the oldest first."""
    return Submission.objects.filter(state=SubmissionState.HANDED_IN).order_by("handed_in_at", "pk")
