"""The terms of every course and unit, as the outline remembers them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from courses.enums import USUAL_RULES, EnrolmentPolicy, RuleKind, UnitKind
from courses.models import CourseTerms, Prerequisite, UnitTerms
from lms.core.prepared import Prepared

OF_COURSES = Prepared(CourseTerms.objects.values_list("course_key", "enrolment", "is_private", "due_after_days"))
OF_UNITS = Prepared(
    UnitTerms.objects.values_list("unit_key", "opens_at", "opens_after_days", "due_after_days", "rules")
)
NEEDS = Prepared(Prerequisite.objects.order_by("pk").values_list("of_key", "needs_key"))


class Rule(NamedTuple):
    """One thing that must be so before a unit is done. ``object_key``: of what is attended."""

    kind: RuleKind
    object_key: str = ""


@dataclass(frozen=True)
class OfCourse:
    enrolment: EnrolmentPolicy = EnrolmentPolicy.OPEN
    is_private: bool = False
    due_after_days: int | None = None
    needs: tuple[UUID, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether anybody can begin without asking."""
        return self.enrolment == EnrolmentPolicy.OPEN and not self.is_private


@dataclass(frozen=True)
class OfUnit:
    """``own_rules`` is empty where the usual ones of the kind hold."""

    opens_at: datetime | None = None
    opens_after_days: int | None = None
    due_after_days: int | None = None
    own_rules: tuple[Rule, ...] = ()
    needs: tuple[UUID, ...] = ()

    def rules(self, kind: UnitKind) -> tuple[Rule, ...]:
        return self.own_rules or tuple(map(Rule, USUAL_RULES[kind]))


USUAL_COURSE, USUAL_UNIT = OfCourse(), OfUnit()


@dataclass(frozen=True)
class Terms:
    courses: dict[UUID, OfCourse]
    units: dict[UUID, OfUnit]

    def of_course(self, key: UUID) -> OfCourse:
        return self.courses.get(key, USUAL_COURSE)

    def of_unit(self, key: UUID) -> OfUnit:
        return self.units.get(key, USUAL_UNIT)


def read_terms(published: set[UUID]) -> Terms:
    """Three queries. What is not ``published`` asks nothing of anybody: nobody could do it."""
    needs: dict[UUID, list[UUID]] = defaultdict(list)
    for of_key, needs_key in NEEDS.rows():
        if needs_key in published:
            needs[of_key].append(needs_key)
    courses = {
        key: OfCourse(EnrolmentPolicy(enrolment), bool(is_private), due, tuple(needs.pop(key, ())))
        for key, enrolment, is_private, due in OF_COURSES.rows()
    }
    units = {
        key: OfUnit(opens_at, opens_after, due, rules_in(rules), tuple(needs.pop(key, ())))
        for key, opens_at, opens_after, due, rules in OF_UNITS.rows()
    }
    for key, needed in needs.items():  # of what has no other terms; the key says itself whether of a course or a unit
        courses[key], units[key] = OfCourse(needs=tuple(needed)), OfUnit(needs=tuple(needed))
    return Terms(courses, units)


def rules_in(raw: list[dict[str, Any]]) -> tuple[Rule, ...]:
    return tuple(Rule(RuleKind(one["kind"]), one.get("object", "")) for one in raw)
