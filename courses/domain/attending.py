"""The reader that finishes a unit when the last rule that was missing is met elsewhere: attendance, told by the record."""

from datetime import datetime

from courses.domain.learning import finish_if_met
from courses.errors import NotPublished, UnitLocked
from courses.models import UnitProgress
from courses.queries.outline import catalogue
from courses.rules.learning import needs_attendance
from lms.accounts.models import Person
from lms.content.queries.published import published_number, remember
from lms.records.domain.settling import Facts
from lms.records.enums import Verb
from lms.records.models import Statement


class AttendanceReader:
    """Keeps nothing itself: what it finishes is told to the record, and kept by the reader of progress."""

    name = "attendance"

    def held(self, person_id: int) -> Facts:
        return {}

    def derived(self, person_id: int) -> Facts:
        return {}

    def settle(self, *, person_id: int, now: datetime) -> None:
        number = published_number()
        asking = remember(
            number,
            "courses.attended",
            lambda: [unit for course in catalogue(number) for unit in course.units if needs_attendance(unit)],
        )
        if not asking:
            return
        told = Statement.objects.standing().filter(person_id=person_id, verb=Verb.ATTENDED)
        attended = set(told.values_list("object_key", flat=True))
        wanted = [unit for unit in asking if {rule.object_key for rule in unit.terms.own_rules} & attended]
        done = UnitProgress.objects.filter(person_id=person_id, done_at__isnull=False)
        finished = set(done.values_list("unit_key", flat=True)) if wanted else set()
        for unit in wanted:
            if unit.key not in finished:
                person = Person.objects.get(pk=person_id)
                try:
                    finish_if_met(person=person, unit=unit, language=person.language, now=now)
                except (NotPublished, UnitLocked):  # settled again when what comes first is done
                    continue


ATTENDANCE = AttendanceReader()
