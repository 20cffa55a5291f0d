"""Work on an assignment: saved as it is written, handed in once a try. Lock order: submission, then enrolment."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction

from courses.domain.learning import finish_if_met, let_in, refuse_if_locked
from courses.domain.work_states import set_state
from courses.enums import SubmissionState
from courses.errors import (
    AlreadyHandedIn,
    EmptyFile,
    FileTooLarge,
    NotALink,
    NothingToHandIn,
    NotPublished,
    TooManyFiles,
    WorkTooLong,
)
from courses.models import HandedInFile, Submission
from courses.queries.assignments import Assignment, current_assignment
from courses.queries.outline import Course, Unit, course_of_unit
from lms.content.queries.published import published_number
from lms.core import jobs
from lms.core.errors import DomainError
from lms.core.html import clean_line

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile as DjangoUpload

    from lms.accounts.models import Person

    Upload = DjangoUpload[bytes]

LONGEST_TEXT = 20_000
LONGEST_LINK = 500
LARGEST_FILE = 10 * 1024 * 1024
MOST_FILES = 5


@dataclass(frozen=True)
class Given:
    """What the form holds. None: the form did not ask, so what is kept stays."""

    text: str | None = None
    link: str | None = None
    files: list["Upload"] = field(default_factory=list)
    taken_away: list[int] = field(default_factory=list)


def save_draft(
    *, person: "Person", unit_key: UUID, number: int, given: Given, language: str, now: datetime
) -> Submission:
    """Keeps what was written. A file that cannot be taken is refused by name; everything beside it is kept."""
    course, unit, assignment = _asked(unit_key)
    refuse_if_locked(person=person, course=course, unit=unit, now=now)
    words = _checked(assignment, given)
    with transaction.atomic():
        submission = _open_try(person, unit_key, number, language, now)
        for name, value in words.items():
            setattr(submission, name, value)
        submission.language, submission.saved_at = language, now
        submission.save(update_fields=["text", "link", "language", "saved_at"])
        _take_away(submission, given.taken_away)
        refused = _add_files(submission, given.files if assignment.takes_files else [], now)
    if refused:
        raise refused
    return submission


def hand_in(*, person: "Person", unit_key: UUID, number: int, given: Given, language: str, now: datetime) -> Submission:
    """Keeps what was written, then hands it in: once, whoever presses twice."""
    kept = save_draft(person=person, unit_key=unit_key, number=number, given=given, language=language, now=now)
    course, unit, _assignment = _asked(unit_key)
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=kept.pk)
        if not (submission.text.strip() or submission.link or submission.files.exists()):
            raise NothingToHandIn
        let_in(person, course, now)
        set_state(submission, SubmissionState.HANDED_IN, handed_in_at=now, told_at=now)
        finish_if_met(person=person, unit=unit, language=language, now=now)
        jobs.enqueue("courses.tend_reviews", str(unit_key), dedupe=f"reviews:{unit_key}")
    return submission


def _asked(unit_key: UUID) -> tuple[Course, Unit, Assignment]:
    course = course_of_unit(published_number(), unit_key)
    assignment = current_assignment(unit_key)
    if course is None or assignment is None:
        raise NotPublished
    return course, course.units[course.position(unit_key)], assignment


def _checked(assignment: Assignment, given: Given) -> dict[str, str]:
    words = {}
    if given.text is not None and assignment.takes_text:
        text = given.text.replace("\r\n", "\n").replace("\x00", "")
        if len(text) > LONGEST_TEXT:
            raise WorkTooLong
        words["text"] = text
    if given.link is not None and assignment.takes_link:
        words["link"] = _checked_link(given.link.strip())
    return words


def _checked_link(link: str) -> str:
    """Only the address of a page: whoever reviews clicks on it."""
    if not link:
        return ""
    try:
        parts = urlsplit(link)
        is_page = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_page = False
    if not is_page or len(link) > LONGEST_LINK or not link.isprintable() or " " in link:
        raise NotALink
    return link


def _open_try(person: "Person", unit_key: UUID, number: int, language: str, now: datetime) -> Submission:
    """The try that the form was made for, locked. A new one only after the last was answered with *try again*."""
    tries = Submission.objects.filter(person=person, unit_key=unit_key)
    last = tries.order_by("-number").first()
    if last and last.number == number and last.state == SubmissionState.DRAFT:
        return _locked_draft(last.pk)
    is_next = number == (last.number + 1 if last else 1)
    if not is_next or (last and last.state != SubmissionState.AGAIN):
        raise AlreadyHandedIn
    try:
        with transaction.atomic():
            fresh = Submission.objects.create(
                person=person, unit_key=unit_key, number=number, language=language, saved_at=now
            )
            if last:
                _carry_over(last, fresh)
            return fresh
    except IntegrityError:  # the same form a moment earlier, from another tab
        return _locked_draft(tries.get(number=number).pk)


def _locked_draft(pk: int) -> Submission:
    submission = Submission.objects.select_for_update().get(pk=pk)
    if submission.state != SubmissionState.DRAFT:
        raise AlreadyHandedIn
    return submission


def _carry_over(last: Submission, fresh: Submission) -> None:
    """A next try begins with what the last one held."""
    fresh.text, fresh.link = last.text, last.link
    for kept in last.files.order_by("pk"):
        HandedInFile.objects.create(
            submission=fresh, name=kept.name, file=kept.file.name, size=kept.size, added_at=kept.added_at
        )


def _take_away(submission: Submission, pks: Iterable[int]) -> None:
    for kept in list(submission.files.filter(pk__in=list(pks))):
        stored: Any = kept.file
        kept.delete()
        if not HandedInFile.objects.filter(file=stored.name).exists():
            transaction.on_commit(partial(stored.storage.delete, stored.name))


def _add_files(submission: Submission, files: Iterable["Upload"], now: datetime) -> DomainError | None:
    """Stores what can be taken; answers why the first of the others cannot."""
    refused: DomainError | None = None
    count = submission.files.count()
    for upload in files:
        problem = _problem_of(upload, count)
        if problem is None:
            HandedInFile.objects.create(
                submission=submission,
                name=tidy_name(upload.name or ""),
                file=upload,
                size=upload.size or 0,
                added_at=now,
            )
            count += 1
        refused = refused or problem
    return refused


def _problem_of(upload: "Upload", count: int) -> DomainError | None:
    if count >= MOST_FILES:
        return TooManyFiles()
    if (upload.size or 0) > LARGEST_FILE:
        return FileTooLarge()
    return None if upload.size else EmptyFile()


def tidy_name(name: str) -> str:
    """What a file is called when somebody takes it down: one line, no folder, its ending kept."""
    pure = PurePath(name.replace("\\", "/"))
    stem = clean_line(pure.stem[:100], most=400)[:100].strip(" .")
    ending = clean_line(pure.suffix[:15], most=60)[:15]
    return f"{stem or 'file'}{ending}".replace('"', "").replace("/", "")
