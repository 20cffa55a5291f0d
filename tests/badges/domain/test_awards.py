"""One award, one certificate, one mail: however often, and by however many, it is settled."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from badges.domain.achievements import define_achievement
from badges.domain.awards import AWARDS, new_code, plain_code
from badges.enums import AwardState
from badges.models import Achievement, Award, Certificate
from lms.accounts.models import Person
from lms.core.jobs.models import Job
from lms.mail.models import Message
from lms.records.domain.settling import differences, settle
from lms.records.domain.statements import void
from tests.factories.awards import OBJECT, award, complete, make_achievement
from tests.factories.people import MONDAY, later, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def achievement() -> Achievement:
    return make_achievement()


@pytest.fixture
def alicia(achievement: Achievement) -> Person:
    return make_person("Alicia")


def counts() -> tuple[int, int, int, int]:
    """Awards, certificates, mails, promised files."""
    files = Job.objects.filter(task="badges.render_certificate").count()
    return Award.objects.count(), Certificate.objects.count(), Message.objects.count(), files


def test_what_was_completed_earns_one_award_one_certificate_and_one_mail(alicia: Person) -> None:
    complete(alicia)
    assert counts() == (0, 0, 0, 0)

    settle(person_id=alicia.pk, now=later(5))

    assert counts() == (1, 1, 1, 1)
    award = Award.objects.get()
    assert (award.person, award.state, award.earned_at) == (alicia, AwardState.STANDING, MONDAY)
    certificate = award.certificate
    assert (certificate.holder_name, certificate.shows_name, certificate.issued_at) == ("Alicia", False, later(5))


def test_settled_again_it_is_the_same(alicia: Person) -> None:
    award(alicia)
    before = [list(model.objects.values()) for model in (Award, Certificate, Message)]

    for _ in range(5):
        settle(person_id=alicia.pk, now=later(60))

    assert [list(model.objects.values()) for model in (Award, Certificate, Message)] == before
    assert counts() == (1, 1, 1, 1)


def test_completed_twice_is_earned_once_at_the_first_moment(alicia: Person) -> None:
    complete(alicia, at=later(9))
    complete(alicia, at=later(3))
    settle(person_id=alicia.pk, now=later(60))

    assert counts() == (1, 1, 1, 1)
    assert Award.objects.get().earned_at == later(3)


def test_other_verbs_other_things_and_other_people_earn_nothing(alicia: Person) -> None:
    beto = make_person("Beto")
    complete(beto)
    complete(alicia, "session:another")
    settle(person_id=alicia.pk, now=later(1))

    assert counts() == (0, 0, 0, 0)


@pytest.mark.parametrize(("language", "word"), [("en", "Keeper of the web"), ("es", "Guarda de la web")])
def test_the_mail_is_in_the_persons_language_and_leads_to_their_page(
    achievement: Achievement, language: str, word: str
) -> None:
    person = make_person("Carmen", language=language)
    certificate = award(person)

    message = Message.objects.get()
    assert (message.to, message.language, message.template) == ("carmen@example.org", language, "award")
    assert word in message.text
    assert f"http://testserver/{language}/certificates/{certificate.code}/" in message.text
    assert Job.objects.get(task="badges.render_certificate").args == [certificate.pk, language]


def test_the_day_on_the_paper_is_the_persons_own(achievement: Achievement) -> None:
    """Half past five in the morning in London is still the day before in Tijuana."""
    moment = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    days = {}
    for name, zone in (("Alicia", "America/Tijuana"), ("Beto", "UTC"), ("Carmen", "Pacific/Auckland")):
        person = make_person(name, time_zone=zone)
        complete(person, at=moment)
        settle(person_id=person.pk, now=moment)
        days[name] = Certificate.objects.get(award__person=person).completed_on.day
    assert days == {"Alicia": 23, "Beto": 24, "Carmen": 24}


def test_a_time_zone_that_is_no_more_costs_nobody_an_award(alicia: Person) -> None:
    alicia.time_zone = "Mexico/Gone"
    alicia.save()

    assert award(alicia).completed_on == MONDAY.date()


def test_an_award_whose_statement_was_voided_is_withdrawn_and_comes_back_with_the_same_code(alicia: Person) -> None:
    code = award(alicia).code
    statement = alicia.statements.get(verb="completed")

    void(statement=statement, by=alicia, reason="Another Alicia.", now=later(5))
    settle(person_id=alicia.pk, now=later(6))
    assert Award.objects.get().state == AwardState.WITHDRAWN
    assert list(differences(alicia.pk)) == []

    complete(alicia, at=later(30))
    settle(person_id=alicia.pk, now=later(31))
    back = Award.objects.get()
    assert (back.state, back.earned_at, back.certificate.code) == (AwardState.STANDING, later(30), code)
    assert counts()[:3] == (1, 1, 1)
    assert list(differences(alicia.pk)) == []


def test_a_change_of_the_moment_moves_the_award_and_promises_nothing(alicia: Person) -> None:
    award(alicia)
    complete(alicia, at=MONDAY - timedelta(days=2))
    settle(person_id=alicia.pk, now=later(9))

    assert Award.objects.get().earned_at == MONDAY - timedelta(days=2)
    assert counts() == (1, 1, 1, 1)


def test_somebody_without_a_name_earns_too(achievement: Achievement) -> None:
    nobody = make_person("Dalia")
    nobody.chosen_name = ""
    nobody.save()

    assert award(nobody).holder_name == ""
    assert counts()[:3] == (1, 1, 1)


def test_several_achievements_are_several_awards(alicia: Person) -> None:
    make_achievement("mail-keeper", "session:2")
    award(alicia)
    award(alicia, "session:2")

    assert counts() == (2, 2, 2, 2)
    assert len({c.code for c in Certificate.objects.all()}) == 2


def test_held_and_derived_speak_of_the_same_facts(alicia: Person) -> None:
    award(alicia)

    assert AWARDS.held(alicia.pk) == AWARDS.derived(alicia.pk)
    assert list(AWARDS.held(alicia.pk).values()) == [MONDAY]


def test_define_achievement_again_renames_and_keeps(achievement: Achievement) -> None:
    again = define_achievement(
        key="web-keeper", object_key=OBJECT, names={"en": "Webwright"}, criteria={"en": "All of it."}, now=later(9)
    )

    assert (again.pk, again.made_at) == (achievement.pk, MONDAY)
    assert {t.language: t.name for t in again.texts.all()} == {"en": "Webwright", "es": "Guarda de la web"}


# --- Codes -------------------------------------------------------------------------------------------------------


def test_new_codes_are_four_groups_of_letters_and_digits_that_nobody_takes_for_others() -> None:
    codes = {new_code() for _ in range(500)}

    assert len(codes) == 500
    assert all(re.fullmatch(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", code) for code in codes)
    assert len(set("".join(codes)) - {"-"}) == 32
    assert all(plain_code(code) == code for code in codes)


@pytest.mark.parametrize(
    "typed",
    [
        "abob-23ib-cdef-ghij",
        "ABOB23IBCDEFGHIJ",
        "  abob 23ib cdef ghij ",
        "a8ob-2318-cdef-ghij",
        "AB0B–23IB—CDEF_GHIJ",
        "ABOB.23IB/CDEF:GHIJ",
        "ABO\x00B-23IB-CDEF-GHIJ\u202e",
    ],
)
def test_plain_code_reads_what_people_type(typed: str) -> None:
    assert plain_code(typed) == "ABOB-23IB-CDEF-GHIJ"


@pytest.mark.slow
@given(typed=st.text(max_size=80))
@example("ß" * 16)
@example("ŉǰ")
@example("\u0130İı")
def test_plain_code_of_anything_is_a_code_that_stays_itself(typed: str) -> None:
    plain = plain_code(typed)

    assert plain_code(plain) == plain
    assert re.fullmatch(r"(?:[A-Z2-79]{4}-)*[A-Z2-79]{0,4}", plain)
