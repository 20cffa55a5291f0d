"""Open questions and drawn questions in the browser: the form, the desk of whoever teaches, and the answer."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.enums import AttemptState
from courses.models import QuestionBankPage, QuizAnswer, QuizAttempt, ReviewedAnswer
from courses.queries.draws import draw as drawn_for
from courses.queries.quizzes import answer_mark, current_quiz
from lms.accounts.models import Person
from tests.factories.blocks import draw, one_choice, open_question, tagged
from tests.factories.harm import main_of
from tests.factories.people import make_person, signed_in
from tests.factories.site import MadeCourse, change_bank, make_bank, make_course, quiz

pytestmark = pytest.mark.django_db

PORT = one_choice("port", "443", "80")
WHY = open_question("why", words=50)
POOL = [tagged(one_choice(f"pool{i}", "yes", "no"), "web") for i in range(8)]
PAGE = {"en": "/en/courses/web/check/", "es": "/es/cursos/web/check/"}
DRAWN = "/en/courses/web/drawn/"
HARM = "<script>alert(1)</script>\nsecond & line"


@pytest.fixture(scope="module")
def bank(site: Any) -> dict[str, QuestionBankPage]:
    return make_bank("pool", *POOL)


@pytest.fixture(scope="module")
def course(bank: dict[str, QuestionBankPage]) -> MadeCourse:
    drawn = quiz("drawn", draw("some", bank["en"].pk, 3), PORT, pass_at=4)
    return make_course("web", [quiz("check", PORT, WHY), drawn])


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return make_person("Alicia")


@pytest.fixture
def browser(alicia: Person) -> Client:
    return signed_in(alicia)


def form_of(page: str) -> dict[str, list[str]]:
    """What the form would post: every hidden field, every typed text; no choice is made."""
    form = page[page.index('<form id="quiz"') :]
    form = form[: form.index("</form>")]
    fields: dict[str, list[str]] = {}
    for tag in re.findall(r"<input type=\"hidden\"[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        assert name
        assert value
        fields.setdefault(name[1], []).append(unescape(value[1]))
    for name, text in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL):
        fields[name] = [unescape(text)]
    return fields


def send(browser: Client, course: MadeCourse, page: str, slug: str = "check", **more: Any) -> Any:
    """``why`` and ``port`` are answers; the rest is what else the form says."""
    headers, answers = more.pop("headers", {}), {}
    if "why" in more:
        answers[f"q-{WHY.id}"] = [more.pop("why")]
    if "port" in more:
        answers[f"q-{PORT.id}"] = [PORT.option(more.pop("port"))]
    fields = form_of(page) | answers
    return browser.post(f"/en/learn/quizzes/{course.unit(slug)}/answers/", fields | more, headers=headers)


def main(answer: Any) -> str:
    return main_of(answer.content.decode())


def text_of(page: Any) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main(page))))


@pytest.mark.slow
def test_from_the_form_over_the_desk_and_another_try_to_the_pass(
    browser: Client, alicia: Person, trainer: Person, course: MadeCourse
) -> None:
    page = browser.get(PAGE["en"]).content.decode()
    assert "about 50 words" in page
    assert "why: what it holds" not in page, "not before it is handed in"
    answer = send(browser, course, page, port="443", why=HARM, hand_in="1")
    assert answer.status_code == 302
    page = browser.get(PAGE["en"])
    assert "1 of 2 right so far" in text_of(page)
    assert "why: what it holds, en" in text_of(page)
    assert "<script>alert" not in main(page)
    assert "Try again" not in text_of(page)

    teaching = signed_in(trainer)
    desk = teaching.get("/en/learn/desk/").content.decode()
    assert "check en" in desk
    (address,) = re.findall(r'href="(/en/learn/desk/answers/\d+/)"', desk)
    form = teaching.get(address)
    assert "why: what it holds, en" in text_of(form)
    assert "<script>alert" not in main(form)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>second &amp; line" in main(form)
    row = {"row": str(WHY.id), f"verdict-{WHY.id}": "again"}
    refused = teaching.post(address, row | {f"words-{WHY.id}": "  "})
    assert (refused.status_code, "Nothing was sent yet" in text_of(refused)) == (400, True)
    assert teaching.post(address, row | {f"words-{WHY.id}": "Say <b>why</b>."}).status_code == 302

    page = browser.get(PAGE["es"])
    assert "Say <b>why</b>." in text_of(page)
    assert "necesitan otro intento" in text_of(page)
    assert "lo que contiene una buena respuesta" in text_of(page).lower()
    again = browser.get(f"/en/learn/quizzes/{course.unit('check')}/again/").content.decode()
    assert form_of(again)[f"q-{WHY.id}"] == [HARM], "what was written is not typed again"
    assert "Say &lt;b&gt;why&lt;/b&gt;." in again
    send(browser, course, again, why="Not yet all.", save="1")
    again = browser.get(PAGE["en"]).content.decode()
    assert "Say &lt;b&gt;why&lt;/b&gt;." in again, "what was said stays beside the question"
    send(browser, course, again, port="443", why="Better.", hand_in="1")
    second = QuizAttempt.objects.get(number=2)
    done = {"row": str(WHY.id), f"verdict-{WHY.id}": "done"}
    assert teaching.post(f"/en/learn/desk/answers/{second.pk}/", done).status_code == 302

    assert "Passed" in text_of(browser.get(PAGE["en"]))
    assert "answers/" not in teaching.get("/en/learn/desk/").content.decode()
    late = teaching.post(f"/en/learn/desk/answers/{second.pk}/", row | {f"words-{WHY.id}": "No."})
    assert "already decided" in text_of(late)
    assert set(ReviewedAnswer.objects.filter(answer__attempt=second).values_list("verdict", flat=True)) == {"done"}


def test_what_was_said_to_one_person_is_shown_to_no_other(trainer: Person, course: MadeCourse) -> None:
    """Questions are drawn once for everybody; what somebody wrote, and what was said to it, is theirs alone."""
    for name, words, said in (("Alicia", "Hers alone.", "To Alicia."), ("Beto", "His alone.", "To Beto.")):
        browser = signed_in(make_person(name))
        page = browser.get(PAGE["en"]).content.decode()
        send(browser, course, page, port="443", why=words, hand_in="1")
        attempt = QuizAttempt.objects.get(person__chosen_name=name)
        fields = {"row": str(WHY.id), f"verdict-{WHY.id}": "again", f"words-{WHY.id}": said}
        signed_in(trainer).post(f"/en/learn/desk/answers/{attempt.pk}/", fields)
        again = browser.get(f"/en/learn/quizzes/{course.unit('check')}/again/").content.decode()
        assert (said in again, words in again) == (True, True)
        for other in {"Hers alone.", "His alone.", "To Alicia.", "To Beto."} - {said, words}:
            assert other not in again


@pytest.mark.parametrize("who", ["the author", "a learner", "a stranger"])
def test_nobody_else_reads_answers(browser: Client, course: MadeCourse, who: str) -> None:
    page = browser.get(PAGE["en"]).content.decode()
    send(browser, course, page, port="443", why="Mine alone.", hand_in="1")
    attempt = QuizAttempt.objects.get()
    reader = {"the author": browser, "a learner": signed_in(make_person("Beto")), "a stranger": Client()}[who]
    for method in (reader.get, reader.post):
        answer = method(f"/en/learn/desk/answers/{attempt.pk}/")
        assert answer.status_code == (302 if who == "a stranger" else 404)
        assert "Mine alone." not in answer.content.decode()


def test_it_saves_itself_with_the_mark_of_what_is_kept(browser: Client, course: MadeCourse) -> None:
    page = browser.get(PAGE["en"]).content.decode()
    typed = "One\r\n\r\n\r\n\r\nTwo  "
    answer = send(browser, course, page, why=typed, headers={"Accept": "application/json"})

    assert answer.status_code == 200
    kept = QuizAnswer.objects.get(question_id=WHY.id)
    assert kept.text == "One\n\nTwo"
    assert answer.json()["was"][str(WHY.id)] == answer_mark([], kept.text)
    assert form_of(browser.get(PAGE["es"]).content.decode())[f"q-{WHY.id}"] == ["One\n\nTwo"]


def test_what_is_too_long_stays_in_the_form(browser: Client, course: MadeCourse) -> None:
    page = browser.get(PAGE["en"]).content.decode()
    answer = send(browser, course, page, why="x" * 5001, hand_in="1")

    assert answer.status_code == 413
    assert form_of(answer.content.decode())[f"q-{WHY.id}"] == ["x" * 5001]
    assert not QuizAttempt.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"asked_open": ["x" * 36]},
        {"asked_text": ["x" * 36]},
        {"drawn": ["nonsense"]},
        {"drawn": ["a:b:c"]},
        {"asked_open": []},
        {f"q-{WHY.id}": ["one", "two"]},
    ],
    ids=["no id", "no id of a text", "no seal", "a false seal", "open as a choice", "two texts"],
)
def test_a_strange_post_is_no_accident(browser: Client, course: MadeCourse, fields: dict[str, Any]) -> None:
    page = browser.get(PAGE["en"]).content.decode()
    posted = form_of(page) | {f"q-{WHY.id}": ["Words."]} | fields
    answer = browser.post(f"/en/learn/quizzes/{course.unit('check')}/answers/", posted)

    assert answer.status_code in (302, 400)
    assert QuizAnswer.objects.count() == (answer.status_code == 302)


# --- Drawn ---------------------------------------------------------------------------------------------------------


def prompts(page: str) -> list[str]:
    return re.findall(r"<legend[^>]*>(.*?)</legend>", page)


def test_a_reload_and_the_other_language_show_the_same_questions_and_another_person_others(
    browser: Client, course: MadeCourse
) -> None:
    page = browser.get(DRAWN).content.decode()
    assert len(prompts(page)) == 4
    assert browser.get(DRAWN).content.decode().count("pool") == page.count("pool")
    assert prompts(browser.get(DRAWN).content.decode()) == prompts(page)
    spanish = prompts(browser.get("/es/cursos/web/drawn/").content.decode())
    assert [one.replace(" es?", " en?") for one in spanish] == prompts(page)

    others = {tuple(prompts(signed_in(make_person(f"P{i}")).get(DRAWN).content.decode())) for i in range(6)}
    assert len(others) > 1
    assert not QuizAttempt.objects.exists(), "reading stores nothing"


@pytest.mark.slow
def test_what_the_form_showed_is_what_is_asked_whatever_the_bank_holds_by_then(
    browser: Client, alicia: Person, course: MadeCourse, bank: dict[str, QuestionBankPage]
) -> None:
    page = browser.get(DRAWN).content.decode()
    more = [one_choice(f"late{i}", "yes", "no") for i in range(30)]
    change_bank(bank, *POOL, *more)
    changed = current_quiz(course.unit("drawn"))
    assert changed is not None
    shown = form_of(page)["asked"]
    assert {*next(iter(drawn_for(changed, alicia.pk, 1).values()))} != {*shown} - {str(PORT.id)}, (
        "else nothing is shown"
    )

    answer = send(browser, course, page, "drawn", port="443", save="1")

    assert answer.status_code == 302
    assert prompts(browser.get(DRAWN).content.decode()) == prompts(page)


def test_what_another_person_drew_is_not_taken_over(browser: Client, course: MadeCourse) -> None:
    page = browser.get(DRAWN).content.decode()
    for number in range(20):
        theirs = signed_in(make_person(f"P{number}")).get(DRAWN).content.decode()
        if {*form_of(theirs)["asked"]} != {*form_of(page)["asked"]}:
            break
    fields = form_of(page) | {"drawn": form_of(theirs)["drawn"]}
    browser.post(f"/en/learn/quizzes/{course.unit('drawn')}/answers/", fields)

    assert prompts(browser.get(DRAWN).content.decode()) == prompts(page)


def test_a_question_that_left_the_bank_is_left_out_with_a_word(
    browser: Client, course: MadeCourse, bank: dict[str, QuestionBankPage]
) -> None:
    page = browser.get(DRAWN).content.decode()
    send(browser, course, page, "drawn", port="443", save="1")
    lost = form_of(page)["asked"][0]
    change_bank(bank, *[question for question in POOL if str(question.id) != lost])

    after = browser.get(DRAWN)
    assert len(prompts(after.content.decode())) == 3
    assert "1 question that was drawn for you has been taken out" in text_of(after)
    assert send(browser, course, page, "drawn", port="443", save="1").status_code == 302


@pytest.mark.parametrize("path", ["/en/courses/pool/", "/es/cursos/pool/"])
def test_a_bank_is_read_by_nobody_but_those_who_edit(
    browser: Client, path: str, bank: dict[str, QuestionBankPage], editor: Person
) -> None:
    for reader in (Client(), browser):
        answer = reader.get(path)
        assert answer.status_code == 404
        assert "pool1" not in answer.content.decode()
    assert "pool1" in signed_in(editor).get(path).content.decode()
    assert "/pool/" not in Client().get("/sitemap.xml").content.decode()
    assert "pool" not in main(Client().get("/en/courses/"))


@pytest.mark.slow
def test_a_page_with_drawn_and_open_questions_asks_as_often_for_three_as_for_one(
    alicia: Person, bank: dict[str, QuestionBankPage]
) -> None:
    counts = []
    for number in (1, 3):
        words = [open_question(f"words{number}{i}") for i in range(number)]
        draws = [draw(f"draw{number}{i}", bank["en"].pk, 1) for i in range(number)]
        made = make_course(f"of{number}", [quiz("q", *words, *draws, pass_at=number)])
        browser = signed_in(alicia)
        path = f"/en/courses/of{number}/q/"
        page = browser.get(path).content.decode()
        for given in ({"save": "1"}, {"hand_in": "1"}):
            chosen = {name: ["x"] for name in form_of(page) if name.startswith("q-")}
            for key in form_of(page)["asked"]:
                pool = [question for question in POOL if str(question.id) == key]
                chosen |= {f"q-{key}": [pool[0].option("yes")]} if pool else {}
            browser.post(f"/en/learn/quizzes/{made.unit('q')}/answers/", form_of(page) | chosen | given)
            browser.get(path)
            with CaptureQueriesContext(connection) as asked:
                browser.get(path)
            counts.append(len(asked))
        assert QuizAttempt.objects.get(unit_key=made.unit("q")).state == AttemptState.WAITING
    assert counts == [7, 8, 7, 8], "a result asks once for its reviews"
