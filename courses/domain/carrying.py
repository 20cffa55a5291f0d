"""Courses to carry away are made by a job, once for each published number; a request only hands out what is there."""

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from courses.enums import CarriedAs
from courses.models import CarriedCourse
from courses.queries.books import carried_course
from courses.queries.outline import Course
from lms.content.queries.published import published_number
from lms.core import jobs
from lms.core.pdf import PdfFailed

FOLDER = "carried"  # shown to nobody as a page: lms.core.media gives it out as a download only
KEEP_OLD = timedelta(days=1)

Write = Callable[..., None]


def ask_for_course(*, course: Course, number: int, form: CarriedAs, languages: str) -> CarriedCourse | None:
    """The file of what is published now, or None: then it has been promised."""
    made = CarriedCourse.objects.filter(course_key=course.key, form=form, languages=languages, number=number).first()
    if made is None:
        _promise(course.key, form, languages)
    return made


def make_again(*, carried: CarriedCourse) -> None:
    """Its file is gone from the store, perhaps after a restore from backup."""
    with transaction.atomic():
        CarriedCourse.objects.filter(pk=carried.pk).delete()
        _promise(carried.course_key, carried.form, carried.languages)


def _promise(course_key: UUID, form: str, languages: str) -> None:
    key = f"carry:{course_key}:{form}:{languages}"
    jobs.enqueue("courses.carry_course", str(course_key), form, languages, dedupe=key)


def carry_course(
    *, course_key: UUID, form: CarriedAs, languages: str, write: Write, now: datetime
) -> CarriedCourse | None:
    """Makes the file with ``write``. No transaction is open meanwhile; what is published meanwhile makes it old, and the
    next reader asks for another."""
    number = published_number()
    course = carried_course(number, course_key)
    if course is None:
        return None
    known = CarriedCourse.objects.filter(course_key=course_key, form=form, languages=languages)
    if made := known.filter(number=number).first():
        return made
    name, size = "", 0
    with tempfile.TemporaryFile() as out:
        try:
            write(out, course=course, number=number, form=form, languages=languages, now=now)
        except PdfFailed:
            pass  # too long for this machine: the reader is told, and takes another kind
        else:
            size = out.tell()
            out.seek(0)
            name = default_storage.save(f"{FOLDER}/{course_key}/{number}-{languages}.{form}", File(out))
    values = {"number": number, "file": name, "size": size, "made_at": now}
    with transaction.atomic():
        old = list(known.select_for_update().values_list("file", flat=True))
        carried, _ = known.update_or_create(course_key=course_key, form=form, languages=languages, defaults=values)
    _throw_away(old)
    return carried


def tidy_carried(*, now: datetime) -> int:
    """Old files of courses that nobody asked for again, or that were taken down. Answers how many."""
    old = CarriedCourse.objects.exclude(number=published_number()).filter(made_at__lte=now - KEEP_OLD)
    rows = list(old.values_list("pk", "file"))
    CarriedCourse.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    _throw_away([file for _, file in rows])
    return len(rows)


def _throw_away(files: list[str]) -> None:
    for file in files:
        if file:
            default_storage.delete(file)
