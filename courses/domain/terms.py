"""The terms of a course and its units. Whatever is written here is public at once: a new published number is drawn."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from courses.enums import POSSIBLE_RULES, EnrolmentPolicy, RuleKind, UnitKind
from courses.errors import Circle, ImpossibleTerms, NotPublished
from courses.models import CourseTerms, Prerequisite, UnitTerms
from courses.queries.outline import Course, catalogue, current_course
from courses.queries.terms import Rule
from courses.rules.learning import circle_in
from lms.content.domain.publishing import something_public_changed
from lms.content.queries.published import published_number
from lms.core import jobs

LONGEST_WAIT = 3650  # days


@dataclass(frozen=True)
class NewUnitTerms:
    opens_at: datetime | None = None
    opens_after_days: int | None = None
    due_after_days: int | None = None
    rules: tuple[Rule, ...] = ()
    needs: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class NewCourseTerms:
    enrolment: EnrolmentPolicy = EnrolmentPolicy.OPEN
    is_private: bool = False
    due_after_days: int | None = None
    needs: frozenset[UUID] = frozenset()


def set_terms(
    *, course_key: UUID, course: NewCourseTerms | None = None, units: Mapping[UUID, NewUnitTerms] | None = None
) -> None:
    """Replaces the terms of a course, and of those of its units that are named. All or nothing; a circle is refused.

    Nobody loses what they completed: terms open what is ahead, and say nothing about what is done.
    """
    with transaction.atomic():
        something_public_changed()  # its one row is the lock: two who each add half of a circle wait for one another
        published = current_course(course_key)
        if published is None:
            raise NotPublished
        if course:
            _set_course(course_key, course)
        for unit_key, own in (units or {}).items():
            _refuse_impossible(published, unit_key, own)
            _set_unit(unit_key, own)
        something_public_changed()
        if circle_in(_every_need()):
            raise Circle
        jobs.enqueue("courses.settle_course", str(course_key))


def copy_terms(*, keys: Iterable[UUID], renamed: Callable[[UUID], UUID]) -> None:
    """Terms of a course and its units for their copies, which are not published yet; a private course stays private.

    Dates are those of the old run and are not taken over. ``renamed``: old key → new one, others as they are.
    """
    keys = list(keys)
    for course in CourseTerms.objects.filter(course_key__in=keys):
        course.pk, course.course_key = None, renamed(course.course_key)
        course.save(force_insert=True)
    for unit in UnitTerms.objects.filter(unit_key__in=keys):
        unit.pk, unit.unit_key, unit.opens_at = None, renamed(unit.unit_key), None
        unit.save(force_insert=True)
    Prerequisite.objects.bulk_create(
        Prerequisite(of_key=renamed(one.of_key), needs_key=renamed(one.needs_key))
        for one in Prerequisite.objects.filter(of_key__in=keys)
    )


def _set_course(course_key: UUID, own: NewCourseTerms) -> None:
    _refuse_days(own.due_after_days)
    CourseTerms.objects.update_or_create(
        course_key=course_key,
        defaults={
            "enrolment": own.enrolment,
            "is_private": own.is_private,
            "due_after_days": own.due_after_days,
        },
    )
    _set_needs(course_key, own.needs)


def _set_unit(unit_key: UUID, own: NewUnitTerms) -> None:
    UnitTerms.objects.update_or_create(
        unit_key=unit_key,
        defaults={
            "opens_at": own.opens_at,
            "opens_after_days": own.opens_after_days,
            "due_after_days": own.due_after_days,
            "rules": [
                {"kind": rule.kind, "object": rule.object_key} if rule.object_key else {"kind": rule.kind}
                for rule in own.rules
            ],
        },
    )
    _set_needs(unit_key, own.needs)


def _set_needs(of_key: UUID, needs: Iterable[UUID]) -> None:
    wanted = set(needs)
    if of_key in wanted:
        raise Circle
    known = set(Prerequisite.objects.filter(of_key=of_key).values_list("needs_key", flat=True))
    Prerequisite.objects.filter(of_key=of_key, needs_key__in=known - wanted).delete()
    Prerequisite.objects.bulk_create(Prerequisite(of_key=of_key, needs_key=key) for key in sorted(wanted - known))


def _refuse_impossible(course: Course, unit_key: UUID, own: NewUnitTerms) -> None:
    unit = next((unit for unit in course.units if unit.key == unit_key), None)
    if unit is None or not all(_is_possible(rule, unit.kind) for rule in own.rules):
        raise ImpossibleTerms
    _refuse_days(own.opens_after_days, own.due_after_days)


def _refuse_days(*days: int | None) -> None:
    if any(value is not None and not 0 <= value <= LONGEST_WAIT for value in days):
        raise ImpossibleTerms


def _is_possible(rule: Rule, kind: UnitKind) -> bool:
    has_what_it_asks = bool(rule.object_key) == (rule.kind == RuleKind.ATTENDED)
    return rule.kind in POSSIBLE_RULES[kind] and has_what_it_asks and len(rule.object_key) <= 120


def _every_need() -> dict[UUID, set[UUID]]:
    """What needs what: a course needs its units, a unit what it names and what its course names."""
    needs: dict[UUID, set[UUID]] = {}
    for one in catalogue(published_number()):
        needs[one.key] = {unit.key for unit in one.units}
        for unit in one.units:
            needs[unit.key] = {*unit.terms.needs, *one.terms.needs}
    return needs
