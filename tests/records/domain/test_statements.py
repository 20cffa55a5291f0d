import pytest
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError

from lms.accounts.models import Person
from lms.core.jobs.models import Job
from lms.records.domain.statements import record, void
from lms.records.enums import Verb
from lms.records.models import Statement
from tests.factories.people import MONDAY, later, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alicia() -> Person:
    return make_person("Alicia")


def attended(person: Person, key: str = "s1", minute: int = 0) -> Statement:
    return record(
        person=person,
        verb=Verb.ATTENDED,
        object_key="session:1",
        happened_at=later(minute),
        now=later(minute + 1),
        source="workshops",
        source_key=key,
        language="es",
        evidence="https://example.org/list",
    )


def settle_jobs() -> list[list[int]]:
    return list(Job.objects.filter(task="records.settle").order_by("pk").values_list("args", flat=True))


def test_record_keeps_every_part_of_the_statement(alicia: Person) -> None:
    kept = Statement.objects.get(pk=attended(alicia).pk)

    assert (kept.person, kept.verb, kept.object_key) == (alicia, "attended", "session:1")
    assert (kept.happened_at, kept.recorded_at) == (MONDAY, later(1))
    assert (kept.source, kept.source_key, kept.language) == ("workshops", "s1", "es")
    assert (kept.evidence, kept.recorded_by, kept.voids, kept.reason) == ("https://example.org/list", None, None, "")


def test_record_again_under_the_same_source_key_gives_the_first_and_promises_nothing_more(alicia: Person) -> None:
    first = attended(alicia)
    again = attended(alicia, minute=30)

    assert again == first
    assert again.happened_at == MONDAY
    assert Statement.objects.count() == 1
    assert settle_jobs() == [[alicia.pk]]


def test_record_under_another_key_is_another_statement(alicia: Person) -> None:
    attended(alicia)
    attended(alicia, key="s2")

    assert Statement.objects.count() == 2
    assert settle_jobs() == [[alicia.pk], [alicia.pk]]


def test_record_stands_or_falls_with_the_callers_change(alicia: Person) -> None:
    with transaction.atomic():
        attended(alicia)
        transaction.set_rollback(True)

    assert not Statement.objects.exists()
    assert settle_jobs() == []


def test_void_takes_a_statement_back_with_who_and_why_and_keeps_the_row(alicia: Person) -> None:
    beto = make_person("Beto")
    statement = attended(alicia)

    voiding = void(statement=statement, by=beto, reason="Was another Alicia.", now=later(9))

    assert list(Statement.objects.standing()) == []
    assert Statement.objects.count() == 2
    assert (voiding.voids, voiding.recorded_by, voiding.reason) == (statement, beto, "Was another Alicia.")
    assert (voiding.person, voiding.object_key, voiding.recorded_at) == (alicia, "session:1", later(9))
    assert settle_jobs() == [[alicia.pk], [alicia.pk]]


def test_void_twice_is_one_voiding_and_the_first_reason_stands(alicia: Person) -> None:
    statement = attended(alicia)
    first = void(statement=statement, by=alicia, reason="first", now=later(9))
    second = void(statement=statement, by=alicia, reason="second", now=later(10))

    assert second == first
    assert second.reason == "first"
    assert len(settle_jobs()) == 2


def test_standing_leaves_out_the_voided_and_the_voiding_and_nothing_else(alicia: Person) -> None:
    kept, dropped = attended(alicia), attended(alicia, key="s2")
    void(statement=dropped, by=alicia, reason="twice on the list", now=later(9))

    assert list(Statement.objects.standing()) == [kept]


@pytest.mark.parametrize(
    "wrong",
    [
        {"verb": "praised"},
        {"verb": Verb.VOIDED},
        {"source": "workshops", "source_key": "s1"},
    ],
    ids=["unknown verb", "a voiding of nothing", "the same source key"],
)
def test_the_database_itself_refuses_what_no_statement_may_be(alicia: Person, wrong: dict[str, str]) -> None:
    attended(alicia)
    fields = {
        "person": alicia,
        "verb": Verb.TAUGHT,
        "object_key": "session:1",
        "happened_at": MONDAY,
        "recorded_at": MONDAY,
        "source": "by hand",
        "source_key": "1",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.create(**fields | wrong)


def test_the_database_refuses_an_ordinary_statement_that_voids_another(alicia: Person) -> None:
    statement = attended(alicia)
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.create(
            person=alicia,
            verb=Verb.TAUGHT,
            object_key="session:1",
            happened_at=MONDAY,
            recorded_at=MONDAY,
            source="by hand",
            source_key="2",
            voids=statement,
        )


def test_somebody_who_asks_to_be_erased_takes_voided_statements_along(alicia: Person) -> None:
    beto = make_person("Beto")
    void(statement=attended(alicia), by=beto, reason="Not her.", now=later(9))
    kept = attended(beto, key="s2")

    alicia.delete()

    assert list(Statement.objects.all()) == [kept]


def test_a_statement_that_was_voided_cannot_go_alone(alicia: Person) -> None:
    statement = attended(alicia)
    void(statement=statement, by=alicia, reason="Not her.", now=later(9))

    with pytest.raises(RestrictedError):
        statement.delete()


def test_who_recorded_a_statement_may_go_and_the_statement_stays(alicia: Person) -> None:
    beto = make_person("Beto")
    voiding = void(statement=attended(alicia), by=beto, reason="Not her.", now=later(9))

    beto.delete()

    assert Statement.objects.get(pk=voiding.pk).recorded_by is None
