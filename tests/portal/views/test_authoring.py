"""The author's desk: what it shows, what it refuses, and what it costs."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from badges.models import Achievement
from courses.domain.copying import data_of, identities
from courses.domain.drafts import start_course
from courses.enums import Check
from courses.models import CourseIndexPage, CoursePage, LessonPage
from courses.queries.checklist import Finding
from lms.accounts.enums import Role
from lms.content.domain.publishing import publish_page
from lms.content.enums import Language
from lms.portal.models import HomePage
from lms.portal.queries import authoring as queries
from tests.factories.blocks import one_choice
from tests.factories.people import later
from tests.factories.site import lesson, make_course, quiz

pytestmark = pytest.mark.django_db
NEW = reverse("authoring:new")


@pytest.fixture
def desk(site: Any, enter_editor: Any) -> Any:
    return lambda person: enter_editor(Client(), person)


def fields(**changes: str) -> dict[str, str]:
    return {"begin": "short-how-to", "language": "es", "title": "Respaldos"} | changes


@pytest.mark.slow
def test_a_trainer_begins_a_course_in_the_other_language(desk: Any, trainer: Any) -> None:
    answer = desk(trainer).post(NEW, fields())

    course = CoursePage.objects.get()
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[course.pk])
    assert (course.title, course.locale.language_code, course.get_children().count()) == ("Respaldos", "es", 4)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_beginnings_are_told_in_the_language_of_the_editor(desk: Any, make_person: Any, language: str) -> None:
    person = make_person("Gaby", Role.TRAINER, language=language)

    seen = desk(person).get(NEW).content.decode()

    assert {"en": "Companion to a workshop", "es": "Acompañamiento de un taller"}[language] in seen
    assert {"es": "Companion to a workshop", "en": "Acompañamiento de un taller"}[language] not in seen


@pytest.mark.parametrize(
    "changes", [{"title": ""}, {"title": "x" * 121}, {"begin": "nonsense"}, {"language": "xx"}, {"title": "\u200b"}]
)
def test_bad_input_makes_nothing_and_keeps_what_was_typed(desk: Any, trainer: Any, changes: dict[str, str]) -> None:
    answer = desk(trainer).post(NEW, fields(**changes))

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode() or "error-message" in answer.content.decode()
    assert not CoursePage.objects.exists()


def test_the_committee_reads_why_it_makes_no_courses(desk: Any, committee_member: Any) -> None:
    answer = desk(committee_member).get(NEW)

    assert answer.status_code == 403
    assert "talleristas" in answer.content.decode()


def test_the_committee_finds_no_checklist(desk: Any, committee_member: Any) -> None:
    course = make_course("web").pages["en"]

    assert desk(committee_member).get(reverse("authoring:checklist", args=[course.pk])).status_code == 404
    assert desk(committee_member).get(reverse("authoring:badge", args=[course.pk])).status_code == 404


@pytest.mark.slow
def test_a_course_is_duplicated_in_both_languages(desk: Any, editor: Any) -> None:
    model = make_course("web", [lesson("first")])
    address = reverse("authoring:duplicate", args=[model.pages["en"].pk])
    client = desk(editor)
    assert "web es" in client.get(address).content.decode()

    client.post(address, {"title_en": "Again", "title_es": "De nuevo"})

    copies = CoursePage.objects.exclude(translation_key=model.key)
    assert {page.title for page in copies} == {"Again", "De nuevo"}
    assert len({page.translation_key for page in copies}) == 1


@pytest.mark.slow
def test_wagtails_own_copy_leads_to_ours_and_renames_the_blocks_of_a_unit(desk: Any, editor: Any) -> None:
    model = make_course("web", [quiz("check", one_choice("where", "here", "there"))])
    course, unit = model.pages["en"], model.page("check")
    client = desk(editor)

    answer = client.get(reverse("wagtailadmin_pages:copy", args=[course.pk]))
    assert answer.url == reverse("authoring:duplicate", args=[course.pk])
    client.post(
        reverse("wagtailadmin_pages:copy", args=[unit.pk]),
        {"new_title": "Again", "new_slug": "again", "new_parent_page": course.pk},
    )

    copy = Page.objects.get(slug="again").specific
    assert not set(identities(data_of(copy))) & set(identities(data_of(unit)))


@pytest.mark.slow
def test_the_checklist_leads_to_what_is_missing(desk: Any, trainer: Any) -> None:
    course = start_course(title="Backups", language=Language.ENGLISH, by=trainer)

    seen = desk(trainer).get(reverse("authoring:checklist", args=[course.pk])).content.decode()

    edit, add = (reverse(f"wagtailadmin_pages:{name}", args=[course.pk]) for name in ("edit", "add_subpage"))
    for address in (edit, add, reverse("authoring:badge", args=[course.pk])):
        assert f'href="{address}"' in seen
    form = desk(trainer).get(edit).content.decode()
    assert str(Check.NO_UNITS.label) in form or "El curso todavía no tiene lecciones." in form


def test_a_finding_in_a_block_leads_to_the_block() -> None:
    finding = Finding(Check.NO_FEEDBACK, 7, "en", "Quiz", "abc")

    assert queries._where(finding) == reverse("wagtailadmin_pages:edit", args=[7]) + "#block-abc-section"


@pytest.mark.slow
def test_an_editor_gives_a_course_its_badge_and_a_trainer_does_not(desk: Any, editor: Any, trainer: Any) -> None:
    course = make_course("web", [lesson("first")]).pages["en"]
    words = {
        "name_en": "Web keeper",
        "name_es": "Al cuidado de la web",
        "criteria_en": "Did it.",
        "criteria_es": "Lo hizo.",
    }
    address = reverse("authoring:badge", args=[course.pk])

    assert desk(trainer).post(address, words).status_code == 403
    assert not Achievement.objects.exists()
    assert desk(editor).post(address, words).status_code == 302
    desk(editor).post(address, words | {"name_en": "Keeper of webs"})

    achievement = Achievement.objects.get()
    assert (achievement.key, achievement.object_key) == ("web", f"course:{course.translation_key}")
    assert {text.language: text.name for text in achievement.texts.all()} == {
        "en": "Keeper of webs",
        "es": "Al cuidado de la web",
    }
    assert (
        str(Check.NO_ACHIEVEMENT.label)
        not in desk(editor).get(reverse("authoring:checklist", args=[course.pk])).content.decode()
    )


@pytest.mark.slow
def test_the_home_begins_with_what_waits_and_ends_with_what_to_begin(desk: Any, trainer: Any, editor: Any) -> None:
    course = start_course(title="Backups", language=Language.ENGLISH, by=trainer)
    course.get_workflow().start(course, trainer)
    start_course(title="My own", language=Language.ENGLISH, by=editor)
    live = make_course("web", [lesson("first")]).page("first")
    live.go_live_at = later(60 * 24 * 3650)
    live.save_revision(user=editor).publish(user=editor)

    seen = desk(editor).get(reverse("wagtailadmin_home")).content.decode()

    names = ("awaiting-review", "my-drafts", "scheduled", "checklists", "begin")
    places = [seen.index(f'id="{name}-section"') for name in names]
    assert places == sorted(places)
    assert "My own" in seen


@pytest.mark.parametrize("many", [1, 3])
def test_each_panel_of_the_home_costs_the_same(site: Any, editor: Any, many: int) -> None:
    for i in range(many):
        course = start_course(title=f"Course {i}", language=Language.ENGLISH, by=editor)
        course.summary, course.go_live_at = "About.", later(60 * 24 * 3650)
        course.save_revision(user=editor).publish(user=editor)

    counts = {}
    for name, ask in {
        "drafts": lambda: queries.drafts_of(editor),
        "scheduled": queries.scheduled,
        "checklists": queries.checklists_on_home,
    }.items():
        with CaptureQueriesContext(connection) as asked:
            assert len(ask()) == many
        counts[name] = len(asked)
    assert counts == {"drafts": 1, "scheduled": 2, "checklists": 7}


@pytest.mark.slow
@pytest.mark.parametrize("model", [CourseIndexPage, CoursePage, LessonPage, "quiz", "home"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_two_versions_of_any_page_can_be_compared(desk: Any, make_person: Any, model: Any, language: str) -> None:
    editor = make_person("Gaby", Role.EDITOR, language=language)
    made = make_course("web", [lesson("first"), quiz("check", one_choice("where", "here", "there"))])
    pages = {CoursePage: made.pages["en"], LessonPage: made.page("first"), "quiz": made.page("check")}
    pages |= {one: one.objects.get(locale__language_code="en") for one in (CourseIndexPage, HomePage)}
    page = pages[HomePage if model == "home" else model]
    page.refresh_from_db()
    page.title = "Another title altogether"
    publish_page(page=page, by=editor)

    answer = desk(editor).get(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"]))

    assert answer.status_code == 200
    assert "Another title altogether" in answer.content.decode()
