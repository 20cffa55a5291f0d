"""How the questions of a quiz fare: rates in each language, what differs more than chance, and who may see it."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.domain.cohorts import save_cohort
from courses.domain.terms import NewCourseTerms, set_terms
from courses.enums import AttemptState, EnrolmentPolicy
from courses.models import QuizAnswer, QuizAttempt
from courses.queries.item_report import item_report
from lms.accounts.domain.groups import prepare_groups
from lms.accounts.models import Person
from tests.factories.blocks import draw, one_choice, open_question, short_text
from tests.factories.people import later, make_person
from tests.factories.site import MadeCourse, add_unit, make_bank, make_course, quiz

pytestmark = pytest.mark.django_db
FAIR = one_choice("fair", "yes", "no")
ODD = one_choice("odd", "yes", "no")
TYPED = short_text("typed", {"en": ["ls"], "es": ["ls"]})


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [quiz("check", FAIR, ODD, TYPED, pass_at=1)])


@pytest.fixture
def desk(client: Client, editor: Person, enter_editor: Callable[..., Client]) -> Client:
    return enter_editor(client, editor)


def attempt(
    course: MadeCourse,
    person: Person,
    language: str,
    right: set[str],
    *,
    number: int = 1,
    state: str = AttemptState.AGAIN,
) -> QuizAttempt:
    is_open = state == AttemptState.OPEN
    made = QuizAttempt.objects.create(
        person=person,
        unit_key=course.unit("check"),
        number=number,
        state=state,
        started_at=later(0),
        handed_in_at=None if is_open else later(1),
        right=None if is_open else len(right),
        asked=None if is_open else 3,
    )
    for question in (FAIR, ODD):
        chosen = [question.option("yes" if question.name in right else "no")]
        made.answers.create(question_id=question.id, chosen=chosen, language=language, saved_at=later(0))
    text = "LS" if "typed" in right else "dir"
    made.answers.create(question_id=TYPED.id, text=text, language=language, saved_at=later(0))
    return made


def many(course: MadeCourse, language: str, count: int, right: set[str]) -> None:
    for place in range(count):
        attempt(course, make_person(f"P{language}{place}{len(right)}"), language, right)


def rates(course: MadeCourse) -> dict[str, list[tuple[int | None, int | None]]]:
    names = {FAIR.id: "fair", ODD.id: "odd", TYPED.id: "typed"}
    return {
        names[row.question.id]: [(one.answered, one.right) for one in row.rates]
        for row in item_report(course.unit("check"))
    }


@pytest.mark.slow
def test_only_the_first_try_that_was_handed_in_counts(course: MadeCourse) -> None:
    many(course, "en", 5, {"fair"})
    attempt(course, make_person("Open"), "en", {"fair", "odd"}, state=AttemptState.OPEN)
    again = make_person("Again")
    attempt(course, again, "en", {"typed"}, number=1)
    attempt(course, again, "en", {"fair", "odd", "typed"}, number=2, state=AttemptState.PASSED)

    assert rates(course) == {
        "fair": [(6, 5), (None, None)],
        "odd": [(6, 0), (None, None)],
        "typed": [(6, 1), (None, None)],
    }


def test_four_answers_are_too_few_to_say_and_five_are_not(desk: Client, course: MadeCourse) -> None:
    many(course, "en", 5, {"fair"})
    many(course, "es", 4, {"odd"})

    page = desk.get(reverse("quizzes:report", args=[course.unit("check")])).content.decode()

    assert page.count("too few to say") == 3
    assert "5 of 5 right (100&nbsp;%)" in page
    assert "4 of" not in page
    table = desk.get(reverse("quizzes:table", args=[course.unit("check")])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert rows[1][2:] == ["5", "5", "", "", "", ""]


def test_a_question_that_differs_between_the_languages_is_flagged_and_no_other(
    desk: Client, course: MadeCourse
) -> None:
    many(course, "en", 20, {"fair", "odd"})
    many(course, "es", 20, {"fair"})

    assert [(row.question.id, row.is_suspect) for row in item_report(course.unit("check"))] == [
        (FAIR.id, False),
        (ODD.id, True),
        (TYPED.id, False),
    ]
    page = desk.get(reverse("quizzes:report", args=[course.unit("check")])).content.decode()
    assert page.count("possible translation fault") == 1
    assert "In 1 question the languages differ" in page
    table = desk.get(reverse("quizzes:table", args=[course.unit("check")])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert [row[-1] for row in rows[1:]] == ["", "possible translation fault", ""]
    assert rows[2][2:6] == ["20", "20", "20", "0"]


def test_an_answer_with_an_option_that_is_gone_does_not_count(course: MadeCourse) -> None:
    many(course, "en", 6, {"fair"})
    QuizAnswer.objects.filter(question_id=FAIR.id, pk__in=QuizAnswer.objects.values("pk")[:1]).update(chosen=["gone"])
    assert rates(course)["fair"] == [(5, 5), (None, None)]


def test_the_number_of_queries_does_not_grow(desk: Client, course: MadeCourse) -> None:
    address = reverse("quizzes:report", args=[course.unit("check")])
    many(course, "en", 1, {"fair"})
    desk.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        desk.get(address)
    many(course, "es", 12, {"fair", "odd"})
    with CaptureQueriesContext(connection) as more:
        desk.get(address)
    assert len(more) == len(few)
    assert sum("courses_quizanswer" in query["sql"] for query in more) == 1


def test_a_trainer_sees_what_they_teach_and_no_private_course_of_others(
    client: Client, trainer: Person, enter_editor: Callable[..., Client], course: MadeCourse
) -> None:
    prepare_groups()
    browser = enter_editor(client, trainer)
    address = reverse("quizzes:report", args=[course.unit("check")])
    assert browser.get(address).status_code == 200
    assert "check es" in browser.get(reverse("quizzes:list")).content.decode()
    set_terms(
        course_key=course.key,
        course=NewCourseTerms(enrolment=EnrolmentPolicy.OPEN, is_private=True, due_after_days=None, needs=frozenset()),
    )
    save = {"name": "Spring", "starts_on": None, "ends_on": None, "capacity": None, "needs_approval": False}
    save_cohort(course_key=course.key, cohort=None, trainers=[make_person("Mara")], **save)

    assert browser.get(address).status_code == 404
    assert browser.get(reverse("quizzes:table", args=[course.unit("check")])).status_code == 404
    assert "check es" not in browser.get(reverse("quizzes:list")).content.decode()


def test_nobody_else_sees_it(
    client: Client, committee_member: Person, enter_editor: Callable[..., Client], course: MadeCourse
) -> None:
    prepare_groups()
    browser = enter_editor(client, committee_member)
    for name in ("report", "table"):
        assert browser.get(reverse(f"quizzes:{name}", args=[course.unit("check")])).status_code == 404


@pytest.mark.slow
def test_words_of_a_question_run_in_no_spreadsheet(desk: Client, site: Any) -> None:
    made = make_course("sums", [quiz("check", one_choice("=1+1", "2", "3"))])
    table = desk.get(reverse("quizzes:table", args=[made.unit("check")])).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(table)))[1][1] == "'=1+1 en?"


@pytest.mark.slow
def test_what_people_read_is_not_compared_and_what_was_drawn_is(course: MadeCourse) -> None:
    bank = make_bank("pool", one_choice("from-the-bank", "yes", "no"))
    key = add_unit(course, quiz("mixed", open_question("tell"), FAIR, draw("some", bank["en"].pk, 1), pass_at=1))

    assert [row.question.id for row in item_report(key)] == [FAIR.id, one_choice("from-the-bank", "yes", "no").id]
