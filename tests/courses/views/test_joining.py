"""Joining by code, by link and by asking; closed units that say why; a private course that is nowhere."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from courses.domain.cohorts import LETTERS, new_code, plain_code, save_cohort
from courses.domain.terms import NewCourseTerms, NewUnitTerms, set_terms
from courses.enums import EnrolmentPolicy, RequestState
from courses.models import Cohort, CohortMember, Enrolment, JoinRequest
from lms.accounts.models import Person
from lms.core import clock
from lms.mail.models import Message
from tests.factories.people import make_person, signed_in
from tests.factories.site import MadeCourse, lesson, make_course

pytestmark = pytest.mark.django_db
APPROVAL = NewCourseTerms(enrolment=EnrolmentPolicy.APPROVAL)
PRIVATE = NewCourseTerms(enrolment=EnrolmentPolicy.APPROVAL, is_private=True)


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("one"), lesson("two")])


@pytest.fixture(scope="module")
def open_course(course: MadeCourse) -> MadeCourse:
    return make_course("mail", [lesson("first")])


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return make_person("Alicia")


@pytest.fixture
def mentor(course: MadeCourse) -> Person:
    return make_person("Mara", language="es")


def make_cohort(course: MadeCourse, *trainers: Person, **fields: Any) -> Cohort:
    wanted = {"name": "Spring", "starts_on": None, "ends_on": None, "capacity": None, "needs_approval": False}
    return save_cohort(course_key=course.key, cohort=None, trainers=trainers, **(wanted | fields))


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.slow
def test_a_code_typed_in_any_way_leads_to_its_group(course: MadeCourse, alicia: Person) -> None:
    cohort = make_cohort(course)
    typed = f" {cohort.code[:4].lower()}-{cohort.code[4:].lower()} "
    browser = signed_in(alicia)

    answer = browser.get("/en/learn/join/", {"code": typed})
    assert answer["Location"] == f"/en/learn/join/{cohort.token}/"
    assert "Spring" in text(browser.get(answer["Location"]))
    assert browser.post(answer["Location"])["Location"] == "/en/courses/web/"
    browser.post(answer["Location"])

    assert [(one.cohort, one.person) for one in CohortMember.objects.all()] == [(cohort, alicia)]
    assert Enrolment.objects.get().person == alicia


def test_look_alikes_are_one_letter_and_no_code_holds_two_that_look_alike() -> None:
    assert plain_code("o0D") == "DDD"
    assert plain_code("1 l-I") == "JJJ"
    assert plain_code("á5S") == "ASS"
    assert all(plain_code(letter) == letter for letter in LETTERS)
    assert all(plain_code(code) == code for code in (new_code() for _ in range(50)))


def test_an_unknown_code_says_so_and_what_to_do(course: MadeCourse) -> None:
    answer = Client().get("/es/learn/join/", {"code": "<b>NADA</b>"})
    assert answer.status_code == 404
    assert "Ningún grupo tiene este código" in text(answer)
    assert "/es/cursos/" in text(answer)
    assert Client().get("/en/learn/join/nobody-has-this/").status_code == 404


def test_signed_out_the_link_leads_through_sign_up_and_back(course: MadeCourse) -> None:
    address = f"/en/learn/join/{make_cohort(course).token}/"
    page = text(Client().get(address))
    assert f"/accounts/signup/?next={address}" in page
    assert Client().post(address)["Location"] == f"/en/accounts/login/?next={address}"
    assert not CohortMember.objects.exists()


def test_full_and_ended_groups_say_so_and_take_nobody(course: MadeCourse, alicia: Person) -> None:
    full = make_cohort(course, capacity=1)
    ended = make_cohort(course, ends_on=(clock.now() - timedelta(days=3)).date())
    signed_in(make_person("Beto")).post(f"/en/learn/join/{full.token}/")
    for cohort, words in ((full, "This group is full."), (ended, "This group has ended.")):
        address = f"/en/learn/join/{cohort.token}/"
        for answer in (signed_in(alicia).get(address), signed_in(alicia).post(address)):
            assert words in text(answer)
            assert "/en/courses/" in text(answer)
    assert CohortMember.objects.count() == 1
    assert not Enrolment.objects.filter(person=alicia).exists()


@pytest.mark.slow
def test_asking_is_answered_with_words_by_mail_in_the_askers_language(
    course: MadeCourse, mentor: Person, open_course: MadeCourse
) -> None:
    set_terms(course_key=course.key, course=APPROVAL)
    make_cohort(course, mentor)
    beto, dora = make_person("Beto", language="es"), make_person("Dora")
    for person in (beto, dora):
        browser = signed_in(person)
        assert "/ask/" in text(browser.get("/en/courses/web/"))
        address = browser.post(f"/en/learn/courses/{course.key}/enrol/")["Location"]
        for _again in range(2):
            browser.post(address, {"message": "I would like to."})
    asked = {one.person: one for one in JoinRequest.objects.all()}
    assert len(asked) == 2
    told = Message.objects.filter(template="join_asked")
    assert [(one.person, one.language) for one in told] == [(mentor, "es")] * 2
    desk = signed_in(mentor)
    assert "Beto" in text(desk.get("/es/learn/desk/"))

    desk.post(f"/es/learn/desk/requests/{asked[beto].pk}/", {"decision": "approve", "words": "Qué bueno."})
    desk.post(f"/es/learn/desk/requests/{asked[dora].pk}/", {"decision": "decline", "words": "In May again."})
    assert desk.post(f"/es/learn/desk/requests/{asked[dora].pk}/", {"decision": "approve"}).status_code == 404

    assert set(JoinRequest.objects.values_list("person", "state")) == {
        (beto.pk, RequestState.APPROVED),
        (dora.pk, RequestState.DECLINED),
    }
    assert [one.person for one in Enrolment.objects.all()] == [beto]
    approved, declined = (Message.objects.get(template=f"join_{how}") for how in ("approved", "declined"))
    assert (approved.language, "Qué bueno." in approved.text) == ("es", True)
    assert (declined.language, "In May again." in declined.text) == ("en", True)
    page = text(signed_in(dora).get(f"/en/learn/courses/{course.key}/ask/"))
    assert "In May again." in page
    assert "<form" in page


def test_requests_are_for_whoever_teaches_the_course(
    course: MadeCourse, mentor: Person, alicia: Person, trainer: Person
) -> None:
    set_terms(course_key=course.key, course=APPROVAL)
    make_cohort(course, mentor)
    signed_in(alicia).post(f"/en/learn/courses/{course.key}/ask/", {"message": ""})
    address = f"/en/learn/desk/requests/{JoinRequest.objects.get().pk}/"
    for person in (alicia, trainer, make_person("Hugo")):
        assert signed_in(person).get(address).status_code == 404
        assert signed_in(person).post(address, {"decision": "approve"}).status_code == 404
    assert signed_in(mentor).get(address).status_code == 200


@pytest.mark.slow
def test_a_private_course_is_nowhere_for_those_who_are_not_in_it(
    course: MadeCourse, open_course: MadeCourse, alicia: Person, mentor: Person, trainer: Person
) -> None:
    cohort = make_cohort(course, mentor)
    set_terms(course_key=course.key, course=PRIVATE)
    signed_in(alicia).post(f"/en/learn/join/{cohort.token}/")
    own = ("/en/courses/web/", "/es/cursos/web/one/", f"/en/learn/units/{course.unit('one')}/why/")
    others = [Client(), signed_in(make_person("Beto")), signed_in(trainer)]

    for browser in others:
        for address in own[:2]:
            assert browser.get(address).status_code == 404
        for address in ("/en/courses/", "/en/"):
            page = text(browser.get(address))
            assert "web en" not in page
            assert "mail en" in page
    for browser in others[1:]:
        assert browser.get(own[2]).status_code == 404
        assert browser.get(f"/en/learn/courses/{course.key}/ask/").status_code == 404
        assert browser.post(f"/en/learn/courses/{course.key}/enrol/").status_code == 404
        assert browser.post(f"/en/learn/units/{course.unit('one')}/done/").status_code == 404
    for person in (alicia, mentor):
        assert [signed_in(person).get(address).status_code for address in own] == [200, 200, 200]
        assert "web en" in text(signed_in(person).get("/en/courses/"))
    assert "Mara" not in text(signed_in(alicia).get("/en/courses/web/"))


def test_a_closed_unit_says_what_comes_first_and_what_is_open(course: MadeCourse, alicia: Person) -> None:
    set_terms(course_key=course.key, units={course.unit("two"): NewUnitTerms(needs=frozenset({course.unit("one")}))})
    for browser in (Client(), signed_in(alicia)):
        page = text(browser.get("/es/cursos/web/two/"))
        assert "Esto va primero:" in page
        assert 'href="/es/cursos/web/one/"' in page
        assert "<p>two es</p>" not in page
        assert browser.post(f"/es/learn/units/{course.unit('two')}/done/").status_code in (302, 403)
        browser.post(f"/es/learn/units/{course.unit('one')}/done/")
        assert "<p>two es</p>" in text(browser.get("/es/cursos/web/two/"))


def test_a_date_that_passes_opens_a_unit_to_strangers_without_anything_published(
    course: MadeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens = clock.now() + timedelta(days=2)
    set_terms(course_key=course.key, units={course.unit("two"): NewUnitTerms(opens_at=opens)})
    for _again in range(2):
        assert "<p>two en</p>" not in text(Client().get("/en/courses/web/two/"))
        assert "opens on" in text(Client().get("/en/courses/web/"))

    monkeypatch.setattr(clock, "now", lambda: opens)

    assert "<p>two en</p>" in text(Client().get("/en/courses/web/two/"))
    assert "opens on" not in text(Client().get("/en/courses/web/"))


@pytest.mark.slow
def test_as_many_queries_for_forty_units_with_terms_as_for_three(
    site: Any, django_assert_num_queries: Any, alicia: Person
) -> None:
    for name, size in (("short", 3), ("long", 40)):
        made = make_course(name, [lesson(f"u{i}", languages=("en",)) for i in range(size)], languages=("en",))
        keys = made.units
        chain = {key: NewUnitTerms(needs=frozenset({before}), due_after_days=9) for before, key in pairwise(keys)}
        set_terms(course_key=made.key, units=chain)
        browser = signed_in(alicia)
        browser.post(f"/en/learn/courses/{made.key}/enrol/")
        for path, count in ((f"/en/courses/{name}/", 6), (f"/en/courses/{name}/u0/", 5)):
            browser.get(path)
            with django_assert_num_queries(count):
                browser.get(path)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_as_often_for_three_rows_as_for_one(
    course: MadeCourse, mentor: Person, django_assert_num_queries: Any, rows: int
) -> None:
    set_terms(course_key=course.key, course=APPROVAL)
    make_cohort(course, mentor)
    for i in range(rows):
        signed_in(make_person(f"P{i}")).post(f"/en/learn/courses/{course.key}/ask/", {"message": "Hi"})
    browser = signed_in(mentor)
    browser.get("/en/learn/desk/")
    with django_assert_num_queries(7):
        browser.get("/en/learn/desk/")
