"""Every page type as a learner will see it, before it is published; and Wagtail's checker only there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.domain.drafts import start_course
from courses.domain.skeletons import skeletons
from courses.models import CourseIndexPage
from lms.content.enums import Language
from lms.portal.models import HomePage
from tests.factories.blocks import one_choice
from tests.factories.site import lesson, make_course, quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def preview(enter_editor: Any) -> Any:
    """``preview(page, person)``: what the editor shows of the newest draft."""

    def show(page: Any, person: Any) -> str:
        address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
        answer = enter_editor(Client(), person).get(address)
        assert answer.status_code == 200
        return str(answer.content.decode())

    return show


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_course_that_nobody_has_published_is_previewed_with_its_units(
    site: Any, trainer: Any, preview: Any, language: str
) -> None:
    course = start_course(title="Respaldos", language=Language(language), by=trainer, skeleton=skeletons()[0])
    units = list(course.get_children().specific())

    seen = preview(course, trainer)

    assert "Respaldos" in seen
    assert f'<html lang="{language}"' in seen
    for unit in units:
        assert unit.title in seen
        assert unit.title in preview(unit, trainer)
    assert 'name="q-' in preview(units[-1], trainer) or "<fieldset" in preview(units[-1], trainer)


@pytest.mark.slow
def test_a_published_page_is_previewed_from_its_draft(site: Any, editor: Any, preview: Any) -> None:
    made = make_course("web", [lesson("first"), quiz("check", one_choice("where", "here", "there"))])
    for page in (made.pages["en"], made.page("first"), made.page("check")):
        page.refresh_from_db()
        page.title = page.draft_title = "Not published like this"
        page.save_revision(user=editor)
        assert "Not published like this" in preview(page, editor)
    for model in (HomePage, CourseIndexPage):
        page = model.objects.get(locale__language_code="en")
        page.introduction = "Only in the draft."
        page.save_revision(user=editor)
        assert "Only in the draft." in preview(page, editor)


@pytest.mark.slow
def test_the_checker_is_in_previews_and_nowhere_else(site: Any, editor: Any, preview: Any, sign_in: Any) -> None:
    page = make_course("web", [lesson("first")]).page("first")

    seen = preview(page, editor)
    assert "wagtail-userbar" in seen
    assert "content/checks" in seen
    assert "link-says-nothing" in seen
    for client in (Client(), sign_in(Client(), editor, second_factor=True)):
        assert "userbar" not in client.get(page.path_on_site).content.decode()
