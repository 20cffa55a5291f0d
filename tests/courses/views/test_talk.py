"""Questions under a unit: who reads, who writes, who sees what; what bad input gets."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.domain import talk
from courses.domain.learning import enrol
from courses.errors import NotAllowed, TooManyPosts
from courses.models import Post, Report
from courses.queries.talk import open_reports, thread, visible_to, waiting_questions
from lms.accounts.domain import grant_role
from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.core.hostile_markup import PAYLOADS
from tests.factories.harm import harm_in
from tests.factories.people import MONDAY, later, make_person, signed_in
from tests.factories.site import MadeCourse, lesson, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("one"), lesson("two")])


@pytest.fixture
def people(course: MadeCourse) -> dict[str, Person]:
    """Alicia and Beto take the course, Carmen is a trainer, Diego only signed in."""
    found = {name: make_person(name) for name in ("Alicia", "Beto", "Carmen", "Diego")}
    found["Carmen"] = grant_role(person=found["Carmen"], role=Role.TRAINER, by=None, now=MONDAY)
    for name in ("Alicia", "Beto"):
        enrol(person=found[name], course_key=course.key, now=MONDAY)
    return found


@pytest.fixture
def question(course: MadeCourse, people: dict[str, Person]) -> Post:
    return ask(people["Alicia"], course)


def ask(person: Person, course: MadeCourse, text: str = "Why is it so?", *, at: int = 1, language: str = "en") -> Post:
    return talk.ask(person=person, unit_key=course.unit("one"), language=language, text=text, now=later(at))


def answered(person: Person, question: Post, text: str = "Because.", *, at: int = 2) -> Post:
    return talk.answer(person=person, question=question, language="en", text=text, now=later(at))


def address(course: MadeCourse) -> str:
    return f"/en/learn/units/{course.unit('one')}/questions/"


@pytest.mark.slow
def test_a_question_and_its_answer_go_through_the_pages(course: MadeCourse, people: dict[str, Person]) -> None:
    alicia, beto = signed_in(people["Alicia"]), signed_in(people["Beto"])
    asked = alicia.post(address(course), {"text": "Where does `index.html` go?", "language": "en"}, follow=True)
    place = asked.redirect_chain[-1][0]
    assert "Where does <code>index.html</code> go?" in asked.content.decode()

    beto.post(place, {"text": "En la carpeta `www`.", "language": "es"})

    page = alicia.get(place).content.decode()
    assert 'lang="es"><p>En la carpeta <code>www</code>.</p>' in page
    answer = Post.objects.exclude(question=None).get()
    alicia.post(f"/en/learn/posts/{answer.pk}/mark/")
    assert Post.objects.questions().get().solution == answer
    assert "Answered" in beto.get(address(course)).content.decode()


def test_strangers_are_sent_to_sign_in_and_others_read_but_do_not_write(
    course: MadeCourse, people: dict[str, Person], question: Post
) -> None:
    assert Client().get(address(course)).headers["Location"].startswith("/en/accounts/login/")
    diego = signed_in(people["Diego"])
    page = diego.get(address(course)).content.decode()
    assert "Why is it so?" in page
    assert "Start it, and write along." in page

    refused = diego.post(address(course), {"text": "Me too", "language": "en"})

    assert refused.status_code == 403
    assert Post.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "language", "status", "said"),
    [
        ("", "en", 400, "Write something first."),
        ("\u200b \n\t", "en", 400, "Write something first."),
        ("a" * 5001, "en", 400, "5000 characters"),
        ("A question", "fr", 400, "in which language"),
        ("A question", "", 400, "in which language"),
    ],
)
def test_bad_input_is_told_why_and_stored_nowhere(
    course: MadeCourse, people: dict[str, Person], text: str, language: str, status: int, said: str
) -> None:
    answer = signed_in(people["Alicia"]).post(address(course), {"text": text, "language": language})

    assert answer.status_code == status
    assert said in answer.content.decode()
    assert Post.objects.count() == 0


def test_ten_megabytes_are_refused_kindly(course: MadeCourse, people: dict[str, Person]) -> None:
    answer = signed_in(people["Alicia"]).post(address(course), {"text": "a" * 10_000_000, "language": "en"})

    assert answer.status_code in (400, 413)
    assert Post.objects.count() == 0


def test_the_same_form_sent_twice_is_one_post(course: MadeCourse, people: dict[str, Person]) -> None:
    first, second = ask(people["Alicia"], course), ask(people["Alicia"], course)

    assert first == second


def test_who_writes_very_much_takes_a_break_and_keeps_the_text(course: MadeCourse, people: dict[str, Person]) -> None:
    for number in range(talk.MOST_AN_HOUR):
        ask(people["Alicia"], course, f"Question {number}")
    with pytest.raises(TooManyPosts):
        ask(people["Alicia"], course, "One more", at=30)

    ask(people["Beto"], course, "Somebody else", at=30)
    ask(people["Alicia"], course, "One more", at=62)


@pytest.mark.slow
@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_only_text(people: dict[str, Person], course: MadeCourse, payload: str) -> None:
    text = f"see {payload} and `{payload}`"
    post = ask(people["Alicia"], course, text)

    page = signed_in(people["Beto"]).get(f"/en/learn/questions/{post.pk}/").content.decode()

    start = page.index(f'id="p{post.pk}"')
    assert harm_in(page[start : page.index("</article>", start)]) == []


def test_a_reader_sees_the_languages_that_they_chose(course: MadeCourse, people: dict[str, Person]) -> None:
    ask(people["Alicia"], course, "In English")
    ask(people["Alicia"], course, "En español", language="es")
    beto = signed_in(people["Beto"])
    assert {"In English", "En español"} <= set(shown(beto, course))

    beto.post("/en/learn/questions/choices/", {"reads": "es", "rhythm": "weekly"})

    assert shown(beto, course) == ["En español"]


def shown(browser: Client, course: MadeCourse) -> list[str]:
    return [post.text for post in browser.get(address(course)).context["page"]]


def test_only_the_asker_or_staff_mark(people: dict[str, Person], question: Post) -> None:
    answer = answered(people["Beto"], question)
    with pytest.raises(NotAllowed):
        talk.mark_answer(person=people["Beto"], post=answer, now=later(3))

    for name in ("Alicia", "Carmen"):
        talk.mark_answer(person=people[name], post=answer, now=later(3))
        assert Post.objects.get(pk=question.pk).solution == answer
        talk.mark_answer(person=people[name], post=answer, now=later(3))
        assert Post.objects.get(pk=question.pk).solution is None


def test_a_hidden_post_is_seen_by_its_author_and_staff_alone(people: dict[str, Person], question: Post) -> None:
    answer = answered(people["Beto"], question)
    carmen = signed_in(people["Carmen"])
    carmen.post(f"/en/learn/posts/{answer.pk}/hide/", {"why": ""})
    assert Post.objects.get(pk=answer.pk).hidden_at is None

    carmen.post(f"/en/learn/posts/{answer.pk}/hide/", {"why": "It names a client."})

    page = f"/en/learn/questions/{question.pk}/"
    sees = {name: "Because." in signed_in(person).get(page).content.decode() for name, person in people.items()}
    assert sees == {"Alicia": False, "Beto": True, "Carmen": True, "Diego": False}
    assert "It names a client." in signed_in(people["Beto"]).get(page).content.decode()
    assert signed_in(people["Alicia"]).post(f"/en/learn/posts/{answer.pk}/report/").status_code == 404


def test_a_hidden_question_is_gone_for_others_with_all_below_it(people: dict[str, Person], question: Post) -> None:
    answer = answered(people["Beto"], question)
    talk.hide_post(person=people["Carmen"], post=question, why="Not here.", now=later(3))

    page = f"/en/learn/questions/{question.pk}/"
    assert {n: signed_in(p).get(page).status_code for n, p in people.items()} == {
        "Alicia": 200,
        "Beto": 404,
        "Carmen": 200,
        "Diego": 404,
    }
    assert answer not in visible_to(people["Diego"])
    assert list(waiting_questions()) == []


def test_only_staff_hide(people: dict[str, Person], question: Post) -> None:
    signed_in(people["Beto"]).post(f"/en/learn/posts/{question.pk}/hide/", {"why": "I do not like it."})

    assert Post.objects.get(pk=question.pk).hidden_at is None


def test_what_is_reported_waits_for_staff_once_for_each_person(people: dict[str, Person], question: Post) -> None:
    for name in ("Beto", "Beto", "Diego"):
        signed_in(people[name]).post(f"/en/learn/posts/{question.pk}/report/", {"why": f"{name} says so"})
    assert [(one.post, one.reasons) for one in open_reports()] == [(question, ["Beto says so", "Diego says so"])]
    assert "Beto says so" in signed_in(people["Carmen"]).get("/en/learn/questions/waiting/").content.decode()

    signed_in(people["Carmen"]).post(f"/en/learn/posts/{question.pk}/leave/")

    assert open_reports() == []
    assert Report.objects.exclude(settled_at=None).count() == 2


def test_muting_is_silent_and_can_be_taken_back(people: dict[str, Person], question: Post) -> None:
    answered(people["Beto"], question)
    alicia, page = signed_in(people["Alicia"]), f"/en/learn/questions/{question.pk}/"
    alicia.post(f"/en/learn/posts/{Post.objects.exclude(question=None).get().pk}/mute/")

    assert "Because." not in alicia.get(page).content.decode()
    assert "Because." in signed_in(people["Diego"]).get(page).content.decode()
    assert signed_in(people["Beto"]).get(page).status_code == 200

    alicia.post("/en/learn/questions/choices/", {"unmute": people["Beto"].pk})
    assert "Because." in alicia.get(page).content.decode()


def test_the_queue_is_of_staff_by_age_in_both_languages(course: MadeCourse, people: dict[str, Person]) -> None:
    ask(people["Beto"], course, "La segunda", at=5, language="es")
    ask(people["Alicia"], course, "The first", at=1)
    done = ask(people["Alicia"], course, "Answered", at=0)
    talk.mark_answer(person=people["Alicia"], post=answered(people["Beto"], done), now=later(6))

    assert [post.text for post in waiting_questions()] == ["The first", "La segunda"]
    assert signed_in(people["Alicia"]).get("/en/learn/questions/waiting/").status_code == 403
    assert signed_in(people["Carmen"]).get("/en/learn/questions/waiting/").status_code == 200


def test_words_of_somebody_who_left_stay_without_a_name(people: dict[str, Person], question: Post) -> None:
    answered(people["Beto"], question)
    people["Beto"].delete()

    assert (
        "Somebody who left" in signed_in(people["Alicia"]).get(f"/en/learn/questions/{question.pk}/").content.decode()
    )


@pytest.fixture
def queries(people: dict[str, Person]) -> Callable[[str, str], int]:
    def count(path: str, name: str) -> int:
        browser = signed_in(people[name])
        assert browser.get(path).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            browser.get(path)
        return len(asked)

    return count


@pytest.mark.slow
def test_query_counts(
    queries: Callable[[str, str], int], course: MadeCourse, people: dict[str, Person], question: Post
) -> None:
    """With one row and with three."""
    answered(people["Beto"], question)
    pages = {address(course): "Alicia", f"/en/learn/questions/{question.pk}/": "Alicia"}
    pages["/en/learn/questions/waiting/"] = "Carmen"
    before = {path: queries(path, name) for path, name in pages.items()}
    for number in range(2):
        other = ask(people["Beto"], course, f"Another {number}", at=10 + number)
        answered(people["Alicia"], other, at=12)
        answered(people["Beto"], question, f"Again {number}", at=20 + number)
        for post in (other, question):
            talk.report_post(person=people["Diego"], post=post, why="", now=later(30))

    # The session, the person, the published number, and: choices, enrolment, count, list; enrolment, question, answers;
    # count, list, reports.
    assert list(before.values()) == [7, 6, 6]
    assert {path: queries(path, name) for path, name in pages.items()} == before


def test_a_thread_puts_the_marked_answer_first(people: dict[str, Person], question: Post) -> None:
    answered(people["Beto"], question, "First", at=2)
    second = answered(people["Beto"], question, "Second", at=3)
    talk.mark_answer(person=people["Alicia"], post=second, now=later(4))

    found = thread(people["Diego"], question.pk)

    assert found
    assert [post.text for post in found.seen_answers] == ["Second", "First"]


def test_the_queue_leads_back_to_itself_and_nowhere_else(people: dict[str, Person], question: Post) -> None:
    carmen = signed_in(people["Carmen"])
    address = f"/en/learn/posts/{question.pk}/leave/"

    back = carmen.post(address, {"back": "/en/learn/questions/waiting/"}).headers["Location"]
    elsewhere = carmen.post(address, {"back": "https://evil.example/"}).headers["Location"]

    assert back == "/en/learn/questions/waiting/"
    assert elsewhere == f"/en/learn/questions/{question.pk}/"
