"""A rebuild of everybody beside a site that goes on."""

from functools import partial

import pytest
from django.core.management import call_command

from courses.models import Enrolment
from lms.accounts.models import Person
from lms.records.domain import settling
from lms.records.domain.settling import everybody
from lms.records.enums import Verb
from lms.records.models import Statement
from tests.factories.people import MONDAY, make_person
from tests.races.together import together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PEOPLE = 600  # as many as the co-operative has, and more than one handful of rows of any cursor


def test_records_rebuild_goes_on_while_others_write(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Person.objects.bulk_create([Person(email=f"p{number}@example.org") for number in range(PEOPLE)])
    last = everybody()[-1]
    key = "00000000-0000-0000-0000-000000000001"
    Statement.objects.create(
        person_id=last, verb=Verb.ENROLLED, object_key=f"course:{key}", happened_at=MONDAY, recorded_at=MONDAY,
        source="tests", source_key="1",
    )  # fmt: skip
    monkeypatch.setattr(settling, "everybody", partial(_everybody_while_others_sign_up, settling.everybody))

    call_command("records", "rebuild")

    assert str(Enrolment.objects.get(person_id=last).course_key) == key
    assert capsys.readouterr().out.endswith("1 differences\n")
    assert Person.objects.filter(email="newcomer@example.org").exists()


def _everybody_while_others_sign_up(real):
    for position, person_id in enumerate(real()):
        if position == 3:
            assert together(partial(make_person, "Newcomer"))[0].pk
        yield person_id
