"""Courses from files, with the achievement that finishing each of them earns; guides, essays and the glossary."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from badges.domain.achievements import define_achievement
from courses.domain.library import import_course
from courses.domain.library_file import CourseFile
from lms.content.domain.library import import_library
from lms.content.domain.library_guides import TermFile, WritingFile

if TYPE_CHECKING:
    from lms.accounts.models import Person


def load_course(*, folder: Path, now: datetime, by: "Person | None" = None) -> CourseFile:
    """All of one folder or nothing of it. Raises BrokenLibraryFile, which names the file, the line and the field."""
    with transaction.atomic():
        course = import_course(folder=folder, now=now, by=by)
        define_achievement(
            key=course.slug_key,
            object_key=f"course:{course.key}",
            names=course.achievement_names,
            criteria=course.achievement_criteria,
            now=now,
        )
    return course


def load_writings(
    *, folder: Path, now: datetime, by: "Person | None" = None
) -> tuple[list[WritingFile], list[TermFile]]:
    """All of one folder or nothing of it. Raises BrokenLibraryFile, which names the file, the line and the field."""
    return import_library(folder=folder, now=now, by=by)
