"""Groups that learn a course together. Lock order: cohort, then enrolment."""

import secrets
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from courses.domain.learning import let_in
from courses.errors import AskFirst, CohortFull, CohortOver, ImpossibleTerms, NotPublished, UnknownCode
from courses.models import Cohort, CohortMember
from courses.queries.outline import Course, current_course
from lms.core.html import clean_line
from lms.core.moments import zone_of

if TYPE_CHECKING:
    from lms.accounts.models import Person

# Letters alone, and none that is taken for another: what looks like one of them counts as it.
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans({"0": "D", "O": "D", "1": "J", "I": "J", "L": "J", "5": "S", "8": "B", "2": "Z", "U": "V"})
CODE_LENGTH = 8
TRIES = 5


def plain_code(typed: str) -> str:
    """What somebody typed → the form in which codes are kept: case, accents, dashes and look-alikes do not matter."""
    letters = unicodedata.normalize("NFKD", typed[:100]).upper()
    return "".join(c for c in letters if c.isascii() and c.isalnum()).translate(LOOKALIKES)


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def save_cohort(
    *,
    course_key: UUID,
    cohort: Cohort | None,
    name: str,
    starts_on: date | None,
    ends_on: date | None,
    capacity: int | None,
    needs_approval: bool,
    trainers: Iterable["Person"],
) -> Cohort:
    """Makes a cohort, with its code and link, or changes one: those stay."""
    if current_course(course_key) is None:
        raise NotPublished
    name = clean_line(name, most=120)
    if not name or (starts_on and ends_on and ends_on < starts_on) or (capacity is not None and capacity < 1):
        raise ImpossibleTerms
    cohort = cohort or Cohort(course_key=course_key)
    cohort.name, cohort.starts_on, cohort.ends_on = name, starts_on, ends_on
    cohort.capacity, cohort.needs_approval = capacity, needs_approval
    with transaction.atomic():
        _save(cohort)
        cohort.trainers.set(trainers)
    return cohort


def _save(cohort: Cohort) -> None:
    if cohort.pk:
        cohort.save()
        return
    for left in reversed(range(TRIES)):
        cohort.code, cohort.token = new_code(), secrets.token_urlsafe(18)
        try:
            with transaction.atomic():
                cohort.save()
                return
        except IntegrityError:  # drawn before: one in fifty thousand million
            if not left:
                raise


def cohort_by_code(typed: str) -> Cohort:
    found = Cohort.objects.filter(code=plain_code(typed)).first()
    if found is None:
        raise UnknownCode
    return found


def join_cohort(*, person: "Person", token: str, now: datetime) -> CohortMember:
    """Enrols somebody and gives them a place. Again gives back the same place."""
    cohort = Cohort.objects.filter(token=token).first()
    course = current_course(cohort.course_key) if cohort else None
    if cohort is None or course is None:
        raise UnknownCode
    place = CohortMember.objects.filter(cohort=cohort, person=person).first()
    if place:
        return place
    if cohort.needs_approval:
        raise AskFirst
    with transaction.atomic():
        return take_place(person=person, cohort=cohort, course=course, now=now)


def take_place(*, person: "Person", cohort: Cohort, course: Course, now: datetime) -> CohortMember:
    """The caller knows that they may, and has a transaction. The cohort's row is locked before places are counted."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    place = CohortMember.objects.filter(cohort=cohort, person=person).first()
    if place:
        return place
    if is_over(cohort, person, now):
        raise CohortOver
    if cohort.capacity is not None and cohort.members.count() >= cohort.capacity:
        raise CohortFull
    let_in(person, course, now)
    return CohortMember.objects.create(cohort=cohort, person=person, joined_at=now)


def is_over(cohort: Cohort, person: "Person | None", now: datetime) -> bool:
    """By the calendar of whoever asks: the last day is still a day."""
    zone = zone_of(person.time_zone) if person else None
    today = now.astimezone(zone).date() if zone else now.date()
    return bool(cohort.ends_on and cohort.ends_on < today)


def is_full(cohort: Cohort) -> bool:
    """As it looks now; whoever joins is counted again under the lock."""
    return cohort.capacity is not None and cohort.members.count() >= cohort.capacity
