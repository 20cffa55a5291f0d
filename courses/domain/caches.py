"""The reader that keeps enrolments, finished units and completions equal to the learning record."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from courses.models import Completion, Enrolment, UnitProgress
from lms.records.domain.settling import Facts
from lms.records.enums import Verb
from lms.records.models import Statement


class ProgressReader:
    name = "courses"

    def held(self, person_id: int) -> Facts:
        mine = {"person_id": person_id}
        facts: Facts = {("enrolled", str(e.course_key)): e.enrolled_at for e in Enrolment.objects.filter(**mine)}
        done = UnitProgress.objects.filter(**mine, done_at__isnull=False)
        facts |= {("done", str(u.unit_key)): u.done_at for u in done}
        facts |= {("completed", str(c.course_key)): c.completed_at for c in Completion.objects.filter(**mine)}
        return facts

    def derived(self, person_id: int) -> Facts:
        facts: Facts = {}
        told = Statement.objects.standing().filter(person_id=person_id, verb__in=[Verb.ENROLLED, Verb.COMPLETED])
        for statement in told:
            kind, _, key = statement.object_key.partition(":")
            if statement.verb == Verb.ENROLLED and kind == "course":
                facts.setdefault(("enrolled", key), statement.happened_at)
            elif statement.verb == Verb.COMPLETED and kind in ("unit", "course"):
                facts.setdefault(("done" if kind == "unit" else "completed", key), statement.happened_at)
        return facts

    def settle(self, *, person_id: int, now: datetime) -> None:
        with transaction.atomic():
            held, derived = self.held(person_id), self.derived(person_id)
            for (what, key), moment in derived.items():
                if held.get((what, key)) != moment:
                    self._keep(person_id, what, UUID(key), moment)
            for what, key in held.keys() - derived.keys():
                self._forget(person_id, what, UUID(key))

    def _keep(self, person_id: int, what: str, key: UUID, moment: datetime) -> None:
        if what == "enrolled":
            Enrolment.objects.update_or_create(person_id=person_id, course_key=key, defaults={"enrolled_at": moment})
        elif what == "completed":
            Completion.objects.update_or_create(person_id=person_id, course_key=key, defaults={"completed_at": moment})
        elif not UnitProgress.objects.filter(person_id=person_id, unit_key=key).update(done_at=moment):
            told = Statement.objects.standing().filter(person_id=person_id, object_key=f"unit:{key}").first()
            UnitProgress.objects.create(
                person_id=person_id,
                unit_key=key,
                language=told.language if told else "",
                opened_at=moment,
                done_at=moment,
            )

    def _forget(self, person_id: int, what: str, key: UUID) -> None:
        if what == "enrolled":
            Enrolment.objects.filter(person_id=person_id, course_key=key).delete()
        elif what == "completed":
            Completion.objects.filter(person_id=person_id, course_key=key).delete()
        else:
            UnitProgress.objects.filter(person_id=person_id, unit_key=key).update(done_at=None)


PROGRESS = ProgressReader()
