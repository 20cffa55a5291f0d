"""Enrolling, reading, finishing. Lock order, where both are needed: quiz attempt, then enrolment."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from courses.enums import UnitKind
from courses.errors import AskFirst, NotPublished, UnitLocked
from courses.models import Completion, Enrolment, UnitProgress
from courses.queries.evidence import evidence_of
from courses.queries.outline import Course, Unit, course_of_unit, current_course
from courses.queries.progress import progress_in
from courses.rules.learning import check_rules, is_met, locks_on, may_begin
from lms.content.queries.published import published_number
from lms.records.domain.statements import record
from lms.records.enums import Verb
from lms.records.queries import taken_back

if TYPE_CHECKING:
    from lms.accounts.models import Person

SOURCE = "courses"


def enrol(*, person: "Person", course_key: UUID, now: datetime) -> Enrolment:
    """Enrols once; again gives back the same enrolment. Where a trainer lets people in, only whoever is in already."""
    course = current_course(course_key)
    if course is None:
        raise NotPublished
    if not may_begin(course) and not Enrolment.objects.filter(person=person, course_key=course_key).exists():
        raise AskFirst
    with transaction.atomic():
        return let_in(person, course, now)


def let_in(person: "Person", course: Course, now: datetime) -> Enrolment:
    """Enrols without asking whether one may: the caller knows, and has a transaction."""
    enrolment, is_new = Enrolment.objects.get_or_create(
        person=person, course_key=course.key, defaults={"enrolled_at": now}
    )
    if is_new:
        record(
            person=person,
            verb=Verb.ENROLLED,
            object_key=course.object_key,
            happened_at=now,
            now=now,
            source=SOURCE,
            source_key=_act(person, Verb.ENROLLED, course.object_key),
        )
    return enrolment


def _act(person: "Person", verb: Verb, object_key: str) -> str:
    """The source key of what somebody does here: once, and once more after each time that it was taken back."""
    again = len(taken_back(person=person, verb=verb, object_key=object_key))
    key = f"{verb}:{object_key.partition(':')[2]}:{person.pk}"
    return f"{key}:{again}" if again else key


def open_unit(*, person: "Person", unit_key: UUID, language: str, now: datetime) -> None:
    """Remembers where somebody is and in which language they read it. One statement, which never minds another tab."""
    UnitProgress.objects.bulk_create(
        [UnitProgress(person=person, unit_key=unit_key, language=language, opened_at=now)],
        update_conflicts=True,
        unique_fields=["person", "unit_key"],
        update_fields=["language", "opened_at"],
    )


def complete_unit(
    *, person: "Person", unit_key: UUID, language: str, happened_at: datetime, now: datetime
) -> Completion | None:
    """Marks a unit done, and the course when nothing is missing. Again changes nothing.

    The caller knows that the usual rule of the unit's kind is met. Where the unit has rules of its own, it is done when all
    of them are, and until then it is only remembered that a lesson was read. Raises UnitLocked where something comes first.

    The enrolment row is locked before the units are counted: two last units done at once would otherwise each miss the
    other, and the course would never complete. Gives the completion if the course is complete.
    """
    course = course_of_unit(published_number(), unit_key)
    if course is None:
        raise NotPublished
    unit = course.units[course.position(unit_key)]
    with transaction.atomic():
        refuse_if_locked(person=person, course=course, unit=unit, now=now)
        enrolment = let_in(person, course, min(happened_at, now))
        Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        course = current_course(course.key) or course  # a unit that left meanwhile was settled without this one
        progress, _ = UnitProgress.objects.get_or_create(
            person=person,
            unit_key=unit_key,
            defaults={"language": language, "opened_at": happened_at},
        )
        if unit.kind == UnitKind.LESSON and progress.read_at is None:
            progress.read_at = happened_at
            progress.save(update_fields=["read_at"])
        met = not unit.terms.own_rules or is_met(check_rules(unit, evidence_of(person.pk, unit)))
        if progress.done_at is None and met:
            statement = record(
                person=person,
                verb=Verb.COMPLETED,
                object_key=f"unit:{unit_key}",
                happened_at=happened_at,
                now=now,
                source=SOURCE,
                source_key=_act(person, Verb.COMPLETED, f"unit:{unit_key}"),
                language=language,
            )
            progress.done_at = statement.happened_at
            progress.save(update_fields=["done_at"])
        return complete_course_if_nothing_is_missing(person=person, course=course, now=now)


def finish_if_met(*, person: "Person", unit: Unit, language: str, now: datetime) -> Completion | None:
    """Marks a unit done where every rule is met by something other than the call itself."""
    if not is_met(check_rules(unit, evidence_of(person.pk, unit))):
        return None
    return complete_unit(person=person, unit_key=unit.key, language=language, happened_at=now, now=now)


def refuse_if_locked(*, person: "Person", course: Course, unit: Unit, now: datetime) -> None:
    """Costs nothing where neither the course nor the unit has terms."""
    if terms_matter(course, unit) and locks_on(unit, progress_in(person, course), now):
        raise UnitLocked


def terms_matter(course: Course, unit: Unit) -> bool:
    """Whether anything could keep anybody out."""
    own = unit.terms
    waits = own.needs or own.opens_at or own.opens_after_days
    return bool(waits or course.terms.needs or not course.terms.is_open)


def complete_course_if_nothing_is_missing(*, person: "Person", course: Course, now: datetime) -> Completion | None:
    """The caller holds the lock on the enrolment."""
    keys = {unit.key for unit in course.units}
    opened = UnitProgress.objects.filter(person=person, unit_key__in=keys)
    moments = [moment for moment in opened.values_list("done_at", flat=True) if moment]
    earned = Completion.objects.filter(person=person, course_key=course.key).first()
    if earned or not keys or len(moments) < len(keys):
        return earned
    decided = taken_back(person=person, verb=Verb.COMPLETED, object_key=course.object_key)
    if decided and max(moments) <= decided[-1]:  # somebody took it back knowing of all that is done
        return None
    statement = record(
        person=person,
        verb=Verb.COMPLETED,
        object_key=course.object_key,
        happened_at=now,
        now=now,
        source=SOURCE,
        source_key=_act(person, Verb.COMPLETED, course.object_key),
    )
    return Completion.objects.create(person=person, course_key=course.key, completed_at=statement.happened_at)


def settle_course(*, course_key: UUID, now: datetime) -> int:
    """After a unit left the course: whoever now misses nothing is complete. Gives the number of new completions."""
    course = current_course(course_key)
    if course is None:
        return 0
    finished = 0
    unfinished = Enrolment.objects.filter(course_key=course_key).exclude(
        person__in=Completion.objects.filter(course_key=course_key).values("person")
    )
    for enrolment in unfinished.select_related("person"):  # read whole: SQLite cannot write beside a half-read result
        with transaction.atomic():
            Enrolment.objects.select_for_update().get(pk=enrolment.pk)
            earned = complete_course_if_nothing_is_missing(person=enrolment.person, course=course, now=now)
            finished += earned is not None
    return finished
