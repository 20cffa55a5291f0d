"""The bank and the draw in the editor: both forms open, what they post is published, nonsense is said in words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courses.models import CourseIndexPage, QuestionBankPage
from lms.accounts.models import Person
from tests.factories.blocks import draw, one_choice, tagged
from tests.factories.site import make_bank, make_course, quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def window(editor: Person, enter_editor: Callable[[Client, Person], Client], site: Any) -> Client:
    return enter_editor(Client(), editor)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_forms_of_a_bank_and_of_a_quiz_that_draws_open(window: Client, language: str) -> None:
    bank = make_bank("pool", tagged(one_choice("q", "yes", "no"), "web"))
    course = make_course("web", [quiz("check", draw("d", bank["en"].pk, 1))])
    index = CourseIndexPage.objects.get(locale__language_code=language)

    for address in (
        f"/cms/pages/add/courses/questionbankpage/{index.pk}/",
        f"/cms/pages/{bank[language].pk}/edit/",
        f"/cms/pages/{course.page('check', language).pk}/edit/",
        f"/cms/translation/{bank['en'].translation_key}/",
    ):
        answer = window.get(address)
        assert answer.status_code == 200, address
    assert b"draw" in window.get(f"/cms/pages/{course.page('check', language).pk}/edit/").content


@pytest.mark.slow
def test_a_bank_written_in_the_editor_is_published(window: Client) -> None:
    index = CourseIndexPage.objects.get(locale__language_code="en")
    form = {
        "title": "Logs", "slug": "logs", "action-publish": "1", "seo_title": "", "search_description": "",
        "questions-count": "1", "questions-0-deleted": "", "questions-0-order": "0", "questions-0-type": "open",
        "questions-0-id": "", "questions-0-value-prompt": "Why?", "questions-0-value-words": "40",
        "questions-0-value-feedback": "The cause.", "questions-0-value-tags": "logs, first steps",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    empty = form | {"questions-0-value-feedback": "", "questions-0-value-words": "900"}
    refused = window.post(f"/cms/pages/add/courses/questionbankpage/{index.pk}/", empty)
    assert refused.status_code == 200
    assert not QuestionBankPage.objects.exists()

    assert window.post(f"/cms/pages/add/courses/questionbankpage/{index.pk}/", form).status_code == 302

    (child,) = QuestionBankPage.objects.get(live=True).questions
    assert dict(child.value) == {"prompt": "Why?", "words": 40, "feedback": "The cause.", "tags": "logs, first steps"}
