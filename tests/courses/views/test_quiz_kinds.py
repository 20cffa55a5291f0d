"""Selects that work without scripts, a closed quiz, and two windows that see each other's answers."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from courses.models import QuizAnswer
from tests.factories.blocks import match, one_choice, order, short_text
from tests.factories.people import MONDAY, later, make_person, signed_in
from tests.factories.site import MadeCourse, make_course, quiz

pytestmark = pytest.mark.django_db

PORTS = match("ports", {"web": "443", "mail": "25"})
STEPS = order("steps", "look", "think", "change")
WORD = short_text("word", {"en": ["list"], "es": ["lista"]})
LIMITED = one_choice("limited", "yes", "no")
PAGE, RULES = "/en/courses/web/kinds/", "/en/courses/web/rules/"
RIGHT = {"web": "443 en", "mail": "25 en", "look": "1", "think": "2", "change": "3"}


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    rules = {"most_tries": 2, "wait_minutes": 30, "show_answers": "last", "closes_at": later(600)}
    return make_course("web", [quiz("kinds", PORTS, STEPS, WORD), quiz("rules", LIMITED, **rules)])


@pytest.fixture
def browser(course: MadeCourse) -> Iterator[Client]:
    with travel(MONDAY, tick=False):
        yield signed_in(make_person("Alicia"))


def form_of(browser: Client, path: str) -> list[tuple[str, str]]:
    """The fields that a page's form holds besides what a person chooses or types."""
    page = browser.get(path).content.decode()
    return [
        (unescape(name), unescape(value))
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
        if name != "csrfmiddlewaretoken"
    ]


def selected(browser: Client, path: str, wanted: dict[str, str]) -> list[tuple[str, str]]:
    """What the selects post when somebody chooses, beside each label, the option with these words."""
    page = browser.get(path).content.decode()
    posted = []
    for label, name, options in re.findall(
        r'<div class="pair"><label[^>]*>([^<]+?)(?: en)?</label>\s*<select [^>]*name="([^"]+)">(.*?)</select>',
        page,
        re.DOTALL,
    ):
        values = {words: value for value, words in re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)<', options)}
        posted.append((name, values[wanted[label]]))
    return posted


def post(browser: Client, course: MadeCourse, unit: str, fields: list[tuple[str, str]]) -> Any:
    address = reverse("courses:answers", args=[course.unit(unit)])
    return browser.post(address, urlencode(fields), content_type="application/x-www-form-urlencoded")


def word(text: str) -> tuple[str, str]:
    return (f"q-{WORD.id}", text)


@pytest.mark.slow
def test_things_are_matched_and_ordered_with_selects_and_pass(browser: Client, course: MadeCourse) -> None:
    chosen = selected(browser, PAGE, RIGHT)
    assert len(chosen) == 5

    post(browser, course, "kinds", [*form_of(browser, PAGE), *chosen, word("list"), ("hand_in", "1")])

    page = browser.get(PAGE).content.decode()
    assert "3 of 3 right" in page
    assert "Why web." in page


def test_what_was_chosen_is_shown_again_in_the_other_language(browser: Client, course: MadeCourse) -> None:
    chosen = selected(browser, PAGE, RIGHT)
    post(browser, course, "kinds", [*form_of(browser, PAGE), *chosen, ("switch", "es")])

    page = browser.get("/es/cursos/web/kinds/").content.decode()

    on = re.findall(r'<option value="([^"]+)"[^>]* selected>', page)
    assert sorted(on) == sorted(value for _, value in chosen)


def test_a_place_given_twice_is_named_and_kept(browser: Client, course: MadeCourse) -> None:
    chosen = selected(browser, PAGE, RIGHT | {"think": "1"})

    answer = post(browser, course, "kinds", [*form_of(browser, PAGE), *chosen, word("list"), ("hand_in", "1")])

    assert answer.status_code == 400
    assert "Something is chosen twice" in answer.content.decode()
    assert len(QuizAnswer.objects.get(question_id=STEPS.id).chosen) == 3


def test_another_window_is_told_and_sees_both_answers(browser: Client, course: MadeCourse) -> None:
    first, second = form_of(browser, PAGE), form_of(browser, PAGE)
    post(browser, course, "kinds", [*first, word("from the first")])

    told = post(browser, course, "kinds", [*second, word("from the second")])

    page = told.content.decode()
    assert told.status_code == 400
    assert "In another window: from the first" in page
    assert 'value="from the second"' in page
    assert QuizAnswer.objects.get().text == "from the first"
    again = [
        (name, unescape(value)) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    ]
    post(browser, course, "kinds", [*again, word("from the second")])
    assert QuizAnswer.objects.get().text == "from the second"


def test_a_closed_quiz_says_so_and_shows_what_was_saved(browser: Client, course: MadeCourse) -> None:
    yes, no = ((f"q-{LIMITED.id}", LIMITED.option(name)) for name in ("yes", "no"))
    with travel(later(599), tick=False):
        hidden = form_of(browser, RULES)
        post(browser, course, "rules", [*hidden, no])
    with travel(later(600), tick=False):
        answer = post(browser, course, "rules", [*hidden, yes, ("hand_in", "1")])
        page = browser.get(RULES).content.decode()

    assert answer.status_code == 400
    assert "This quiz is closed. What you saved before that is kept" in answer.content.decode()
    assert QuizAnswer.objects.get().chosen == [LIMITED.option("no")]
    assert 'name="hand_in"' not in page
    assert f'value="{LIMITED.option("no")}" checked' in page


def test_a_result_says_when_to_try_again_and_after_the_last_try_what_was_right(
    browser: Client, course: MadeCourse
) -> None:
    wrong = [(f"q-{LIMITED.id}", LIMITED.option("no")), ("hand_in", "1")]
    again = reverse("courses:again", args=[course.unit("rules")])
    with travel(MONDAY, tick=False):
        post(browser, course, "rules", [*form_of(browser, RULES), *wrong])
        page = browser.get(RULES).content.decode()
        assert "You can try again from:" in page
        assert "Right:" not in page
        assert browser.get(again).status_code == 302
    with travel(later(31), tick=False):
        post(browser, course, "rules", [*form_of(browser, again), *wrong])
        page = browser.get(RULES).content.decode()
        assert "That was the last try." in page
        assert "<strong>yes en</strong>" in page
        assert browser.get(again).status_code == 302
