"""The quiz as a form: what it asks, what it keeps, and what a wrong post gets."""

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from courses.models import Completion, QuizAnswer, QuizAttempt
from lms.accounts.models import Person
from lms.content.domain.publishing import publish_page
from tests.factories.blocks import Question, one_choice, several, short_text, true_false
from tests.factories.harm import main_of
from tests.factories.people import make_person, signed_in
from tests.factories.site import MadeCourse, make_course, quiz, take_down

pytestmark = pytest.mark.django_db

PORT = one_choice("port", "443", "80")
FILES = several("files", ["logs", "backups"], ["cats"])
ROOT = true_false("root", answer=False)
WORD = short_text("word", {"en": ["list"], "es": ["lista"]})
HOME = one_choice("home", "here", "there", languages=("es",))
QUESTIONS = (PORT, FILES, ROOT, WORD, HOME)
PAGE = {"en": "/en/courses/web/check/", "es": "/es/cursos/web/check/"}


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [quiz("check", *QUESTIONS, languages=("es", "en"), pass_at=4)], languages=("es", "en"))


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return make_person("Alicia")


@pytest.fixture
def browser(alicia: Person) -> Client:
    return signed_in(alicia)


def name(question: Question) -> str:
    return f"q-{question.id}"


RIGHT: dict[str, list[str]] = {
    name(PORT): [PORT.option("443")],
    name(FILES): [FILES.option("logs"), FILES.option("backups")],
    name(ROOT): ["false"],
    name(WORD): ["LISTA"],
    name(HOME): [HOME.option("here")],
}
WRONG = {name(PORT): [PORT.option("80")], name(ROOT): ["true"]}


def post(browser: Client, answers: dict[str, Any], *, language: str = "en", attempt: Any = 1, **more: Any) -> Any:
    """As the page's own form posts: it names every question that it asked."""
    headers = more.pop("headers", {})
    asked = {"asked": [str(question.id) for question in QUESTIONS], "asked_text": [str(WORD.id)]}
    with override(language):
        address = reverse("courses:answers", args=[unit()])
    return browser.post(address, asked | {"attempt": attempt} | answers | more, headers=headers)


def unit() -> UUID:
    from tests.factories.site import identity

    return identity("web", "check")


def stored() -> list[Any]:
    return [
        list(QuizAttempt.objects.order_by("pk").values()),
        list(QuizAnswer.objects.order_by("pk").values("question_id", "chosen", "text", "language")),
    ]


def checked_in(page: str) -> set[str]:
    """Values of the radio buttons and boxes that are on."""
    inputs = re.findall(r"<input type=\"(?:radio|checkbox)\"[^>]*>", page)
    return {found[1] for tag in inputs if " checked" in tag if (found := re.search(r'value="([^"]*)"', tag))}


def typed_in(page: str) -> str:
    found = re.search(rf'name="{name(WORD)}" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


@pytest.mark.slow
def test_the_form_asks_every_question_in_the_language_of_the_page(browser: Client, course: MadeCourse) -> None:
    page = main_of(browser.get(PAGE["en"]).content)

    for question in (PORT, FILES, ROOT, WORD):
        assert f"{question.name} en?" in page
    assert page.count('type="radio"') == 6
    assert page.count('type="checkbox"') == 3
    assert checked_in(page) == set()


def test_a_question_that_is_in_one_language_only_is_asked_in_it_and_marked(browser: Client) -> None:
    page = main_of(browser.get(PAGE["en"]).content)

    assert '<legend lang="es">5. home es?</legend>' in page
    assert re.search(
        r'<label class="choice" lang="es"><input type="radio" name="[^"]+" value="[^"]+"> <span>here es', page
    )
    assert 'lang="en"' not in re.findall(r"<legend[^>]*>", page)[0]


def test_the_form_does_not_tell_what_is_right(browser: Client) -> None:
    page = browser.get(PAGE["en"]).content.decode()

    assert "On 443" not in page
    assert "about false" not in page
    for word in ("correct", "is_right", "lista"):
        assert word not in main_of(page)


def test_saving_keeps_the_answers_and_comes_back_with_them(browser: Client) -> None:
    given = {name(PORT): [PORT.option("80")], name(FILES): [FILES.option("cats")], name(WORD): ["  <b>li  st "]}
    answer = post(browser, given, save="1")

    assert (answer.status_code, answer["Location"]) == (302, PAGE["en"])
    page = main_of(browser.get(PAGE["en"]).content)
    assert checked_in(page) == {PORT.option("80"), FILES.option("cats")}
    assert typed_in(page) == "<b>li st"
    assert "Your answers are saved" in page


def test_a_switch_of_language_in_the_middle_saves_and_keeps_every_answer(browser: Client) -> None:
    given = {name(PORT): [PORT.option("443")], name(WORD): ["half an ans"]}
    answer = post(browser, given, language="en", switch="es")

    assert answer["Location"] == PAGE["es"]
    page = main_of(browser.get(PAGE["es"]).content)
    assert "port es?" in page
    assert checked_in(page) == {PORT.option("443")}
    assert typed_in(page) == "half an ans"
    back = post(browser, given | {name(ROOT): ["true"]}, language="es", switch="en")
    assert back["Location"] == PAGE["en"]
    assert {a["question_id"]: a["language"] for a in stored()[1]} == {PORT.id: "en", WORD.id: "en", ROOT.id: "es"}


def test_the_switch_is_a_button_of_the_form_while_it_is_open_and_a_link_after(browser: Client) -> None:
    page = browser.get(PAGE["en"]).content.decode()
    assert re.search(r'<button form="quiz" name="switch" value="es"', page)

    post(browser, RIGHT, hand_in="1")
    page = browser.get(PAGE["en"]).content.decode()
    assert f'href="{PAGE["es"]}"' in page
    assert 'name="switch"' not in page


def test_a_script_saves_without_a_page(browser: Client) -> None:
    answer = post(browser, {name(ROOT): ["true"]}, headers={"Accept": "application/json"}, hand_in="1")

    assert answer.status_code == 200
    assert list(answer.json()) == ["saved_at", "was"]
    assert QuizAttempt.objects.get().state == "open"  # a script never hands in
    wrong = post(browser, {name(ROOT): ["maybe"]}, headers={"Accept": "application/json"})
    assert wrong.status_code == 400
    assert "another question" in wrong.json()["error"]


def test_handing_in_all_right_passes_and_finishes_the_course(browser: Client) -> None:
    answer = post(browser, RIGHT, hand_in="1", language="es")

    assert (answer.status_code, answer["Location"]) == (302, PAGE["es"])
    assert QuizAttempt.objects.get().state == "passed"
    assert Completion.objects.count() == 1
    page = main_of(browser.get(PAGE["en"]).content)
    assert "5 of 5 right" in page
    assert "You have finished this course" in page
    assert "<form" not in page


def test_the_result_says_of_each_chosen_option_what_it_teaches(browser: Client) -> None:
    post(browser, RIGHT | WRONG | {name(WORD): ["<script>"]}, hand_in="1")

    page = main_of(browser.get(PAGE["en"]).content)
    assert "2 of 5 right; you pass with 4" in page
    for told in ("On 80 en.", "On logs en.", "On backups en.", "root: about true.", "word: not so.", "On here es."):
        assert told in page
    for untold in ("On 443 en.", "On cats en.", "root: about false.", "word: right."):
        assert untold not in page
    assert "&lt;script&gt;" in page
    assert f'href="{reverse("courses:again", args=[unit()])}"' in page


def test_trying_again_shows_an_empty_form_and_keeps_the_first_attempt(browser: Client) -> None:
    post(browser, RIGHT | WRONG | {name(WORD): ["forum"]}, hand_in="1")
    first = stored()

    page = browser.get(f"/en/learn/quizzes/{unit()}/again/").content.decode()
    assert checked_in(page) == set()
    assert 'name="attempt" value="2"' in page
    assert stored() == first
    assert post(browser, RIGHT, attempt=2, hand_in="1").status_code == 302
    assert [a["state"] for a in stored()[0]] == ["again", "passed"]


def test_unanswered_questions_are_named_and_the_others_stay(browser: Client) -> None:
    given = {key: values for key, values in RIGHT.items() if key not in (name(ROOT), name(WORD))}
    answer = post(browser, given, hand_in="1")

    assert answer.status_code == 400
    page = main_of(answer.content)
    assert "Some questions have no answer yet" in page
    assert page.count("This question has no answer yet.") == 2
    assert f'id="{name(ROOT)}-error"' in page
    assert PORT.option("443") in checked_in(page)
    assert QuizAttempt.objects.get().state == "open"
    assert QuizAnswer.objects.count() == 3


@pytest.mark.parametrize("button", ["hand_in", "save", "switch"])
def test_an_option_of_another_question_is_400_and_nothing_is_stored(browser: Client, button: str) -> None:
    for wrong in ({name(PORT): [FILES.option("logs")]}, {name(ROOT): [PORT.option("443")]}, {name(PORT): ["443"]}):
        answer = post(browser, RIGHT | wrong, **{button: "es"})

        assert answer.status_code == 400
        assert "belongs to another question" in main_of(answer.content)
        assert stored() == [[], []]


@pytest.mark.parametrize(
    "wrong",
    [
        {"attempt": "two"},
        {"attempt": "-1"},
        {"attempt": "9" * 5000},
        {"attempt": ""},
        {"asked": ["x"]},
        {"asked": [str(ROOT.id)] * 501},
        {"asked": [str(ROOT.id)]},  # and answers others
        {"q-x": ["true"]},
        {"asked_text": [str(PORT.id)]},
        {"asked_text": []},
        {name(WORD): ["one", "two"]},
    ],
    ids=lambda wrong: str(wrong)[:40],
)
def test_a_form_that_is_none_of_ours_is_400_and_nothing_is_stored(browser: Client, wrong: dict[str, Any]) -> None:
    with override("en"):
        address = reverse("courses:answers", args=[unit()])
    fields = {"attempt": 1, "asked": [str(q.id) for q in QUESTIONS], "asked_text": [str(WORD.id)], **RIGHT, "save": "1"}

    assert browser.post(address, fields | wrong).status_code == 400
    assert stored() == [[], []]


@pytest.mark.parametrize("outcome", [RIGHT, RIGHT | WRONG], ids=["passed", "again"])
def test_handing_in_twice_is_400_and_nothing_is_stored(browser: Client, outcome: dict[str, list[str]]) -> None:
    post(browser, outcome, hand_in="1")
    before = (stored(), Completion.objects.count())

    for again in (RIGHT, WRONG):
        answer = post(browser, again, hand_in="1")
        assert answer.status_code == 400
        assert "already handed in" in main_of(answer.content)
        assert (stored(), Completion.objects.count()) == before


@pytest.mark.parametrize("attempt", [1, 2])
def test_an_over_long_answer_is_refused_and_everything_stays_as_typed(browser: Client, attempt: int) -> None:
    """Also in a second attempt, of which nothing is stored yet."""
    if attempt == 2:
        post(browser, RIGHT | WRONG, hand_in="1")
    before = stored()

    long = "ñ" * 501
    answer = post(browser, {name(PORT): [PORT.option("80")], name(WORD): [long]}, attempt=attempt, hand_in="1")

    assert answer.status_code == 400
    page = main_of(answer.content)
    assert "longer than 500 characters" in page
    assert typed_in(page) == long
    assert checked_in(page) == {PORT.option("80")}
    assert f'name="attempt" value="{attempt}"' in page
    assert stored() == before


def test_hidden_characters_do_not_reach_the_page(browser: Client) -> None:
    post(browser, {name(WORD): ["a\x00b\u202ec"]}, save="1")

    assert typed_in(main_of(browser.get(PAGE["en"]).content)) == "abc"


def test_a_stranger_may_read_what_it_is_about_but_not_answer(course: MadeCourse) -> None:
    page = main_of(Client().get(PAGE["en"]).content)

    assert "check en" in page
    assert "<form" not in page
    assert "port en?" not in page
    answer = post(Client(), RIGHT, hand_in="1")
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]
    assert stored() == [[], []]


def test_one_persons_answers_are_not_in_anothers_form(browser: Client, course: MadeCourse) -> None:
    post(browser, {name(WORD): ["mine alone"]}, save="1")

    assert "mine alone" not in signed_in(make_person("Beto")).get(PAGE["en"]).content.decode()


def test_again_before_a_try_and_after_a_pass_leads_back_to_the_quiz(browser: Client) -> None:
    again = f"/en/learn/quizzes/{unit()}/again/"
    assert browser.get(again)["Location"] == PAGE["en"]

    post(browser, RIGHT, hand_in="1")
    assert browser.get(again)["Location"] == PAGE["en"]


def test_a_quiz_that_left_the_site_takes_nothing(browser: Client, course: MadeCourse) -> None:
    take_down(course, "check")

    assert post(browser, RIGHT, hand_in="1").status_code == 404
    assert stored() == [[], []]


def form_of(person: Person) -> str:
    return main_of(signed_in(person).get(PAGE["en"]).content)


def test_questions_are_drawn_once_for_all_and_everybody_sees_their_own_answers(alicia: Person) -> None:
    """What a question looks like is kept by how it was answered; nothing of one person may reach another."""
    beto, carmen = make_person("Beto"), make_person("Carmen")
    for person, answers in (
        (alicia, {name(PORT): [PORT.option("443")], name(WORD): ['alicia "said" <b>this</b>']}),
        (beto, {name(PORT): [PORT.option("80")], name(WORD): ["beto said that"]}),
    ):
        post(signed_in(person), answers, save="1")

    for _ in range(2):  # drawn, and as it was kept
        first, second, nothing = form_of(alicia), form_of(beto), form_of(carmen)
        assert re.findall(r'value="([^"]+)" checked', first) == [PORT.option("443")]
        assert re.findall(r'value="([^"]+)" checked', second) == [PORT.option("80")]
        assert "checked" not in nothing
        assert 'value="alicia &quot;said&quot;' in first
        assert "<b>this" not in first
        assert 'value="beto said that"' in second
        assert "alicia" not in second
        assert "said" not in nothing
        marks = [re.findall(r'name="was-[^"]+" value="([^"]*)"', page) for page in (first, second, nothing)]
        assert [len(list(filter(None, one))) for one in marks] == [2, 2, 0]
        assert not set(filter(None, marks[0])) & set(marks[1])


def test_a_question_that_is_published_anew_is_drawn_anew(course: MadeCourse, alicia: Person) -> None:
    assert "port en?" in form_of(alicia)
    page: Any = course.page("check", "en")
    page.refresh_from_db()
    page.questions[0].value["prompt"] = "Which door?"
    publish_page(page=page)

    assert "Which door?" in form_of(alicia)
    assert "port en?" not in form_of(alicia)
