"""What the course pages show to whom."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from courses.domain.learning import complete_unit, enrol
from courses.models import Completion, CoursePage, LessonPage, UnitProgress
from lms.accounts.models import Person
from tests.factories.blocks import text_block, true_false
from tests.factories.harm import main_of
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import MadeCourse, add_unit, lesson, make_course, quiz, take_down

pytestmark = pytest.mark.django_db
BODY = {
    "en": [text_block("shared", "<p>Shared words.</p>"), text_block("only-en", "<p>English alone.</p>")],
    "es": [text_block("only-es", "<p>Solo en español.</p>"), text_block("shared", "<p>Palabras de ambos.</p>")],
}


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    units = [
        lesson("one", body=BODY),
        lesson("english", languages=("en",)),
        quiz("check", true_false("q", answer=True)),
    ]
    return make_course("web", units)


@pytest.fixture(scope="module")
def mail(course: MadeCourse) -> MadeCourse:
    made = make_course("mail", [lesson("post")], languages=("es", "en"))
    CoursePage.objects.filter(pk__in=[page.pk for page in made.pages.values()]).update(topic="mail", level="advanced")
    return made


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return make_person("Alicia")


def show(path: str, browser: Client | None = None) -> str:
    answer = (browser or Client()).get(path)
    assert answer.status_code == 200
    return main_of(answer.content)


def finish(person: Person, course: MadeCourse, *slugs: str) -> None:
    for slug in slugs or course.unit_pages:
        complete_unit(person=person, unit_key=course.unit(slug), language="en", happened_at=MONDAY, now=MONDAY)


# --- The catalogue -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"web", "mail"}),
        ("?topic=mail", {"mail"}),
        ("?level=beginner", {"web"}),
        ("?original=es", {"mail"}),
        ("?topic=mail&level=beginner", set()),
        ("?topic=cats", {"web", "mail"}),
        ("?topic=%00&level=%F0%9F%8C%B5&original[]=x", {"web", "mail"}),
        ("?colour=red", {"web", "mail"}),
    ],
)
def test_the_catalogue_shows_what_was_asked_for_and_ignores_what_it_does_not_know(
    mail: MadeCourse, asked: str, found: set[str]
) -> None:
    page = show(f"/en/courses/{asked}")

    assert {slug for slug in ("web", "mail") if f"/en/courses/{slug}/" in page} == found
    assert ("No course fits" in page) == (not found)


def test_a_course_in_one_language_is_in_both_catalogues_and_says_its_language(mail: MadeCourse) -> None:
    only = make_course("solo", [lesson("a", languages=("es",))], languages=("es",))

    page = show("/en/courses/")
    assert only.pages["es"].path_on_site in page
    assert re.search(r'lang="es"[^>]*>[^<]*<a[^>]*href="/es/cursos/solo/"|href="/es/cursos/solo/"[^>]*lang="es"', page)


# --- A course ----------------------------------------------------------------------------------------------------


def test_a_stranger_is_led_to_the_first_lesson_without_an_account(course: MadeCourse) -> None:
    page = show("/en/courses/web/")

    assert 'href="/en/courses/web/one/"' in page
    assert "No account needed" in page
    assert "<form" not in page


def test_somebody_signed_in_may_start(alicia: Person, course: MadeCourse) -> None:
    page = show("/es/cursos/web/", signed_in(alicia))

    assert f'action="/es/learn/courses/{course.key}/enrol/"' in page


def test_a_learner_goes_on_and_reads_what_is_missing_and_why(alicia: Person, course: MadeCourse) -> None:
    enrol(person=alicia, course_key=course.key, now=MONDAY)
    finish(alicia, course, "one")

    page = show("/en/courses/web/", signed_in(alicia))

    assert f'href="/en/learn/courses/{course.key}/continue/"' in page
    assert "Why is it not complete? 2 units are missing" in page
    missing = page[page.index('<details class="missing">') : page.index("</details>")]
    assert re.findall(r'href="([^"]+)"', missing) == ["/en/courses/web/english/", "/en/courses/web/check/"]
    assert "Quiz" in missing


def test_the_last_missing_unit_is_one_unit(alicia: Person, course: MadeCourse) -> None:
    finish(alicia, course, "one", "english")

    assert "Why is it not complete? 1 unit is missing" in show("/en/courses/web/", signed_in(alicia))


@pytest.mark.slow
def test_somebody_who_has_finished_is_told_so_and_what_is_new(alicia: Person, course: MadeCourse) -> None:
    finish(alicia, course)
    browser = signed_in(alicia)
    assert "You have finished this course" in show("/en/courses/web/", browser)
    Completion.objects.update(completed_at=MONDAY - timedelta(days=3650))
    LessonPage.objects.update(first_published_at=MONDAY - timedelta(days=7000))
    copy = MadeCourse(course.slug, dict(course.pages), dict(course.unit_pages))
    add_unit(copy, lesson("later"))

    page = show("/en/courses/web/", browser)

    assert "You have finished this course" in page
    assert "1 unit is new since you finished. What you earned stays yours." in page
    assert "Why is it not complete" not in page
    assert "new since you finished" in page[page.index('id="outline"') :]


# --- A lesson ----------------------------------------------------------------------------------------------------


def test_a_lesson_shows_its_blocks_under_anchors_that_both_languages_share(course: MadeCourse) -> None:
    english, spanish = show("/en/courses/web/one/"), show("/es/cursos/web/one/")

    shared = f'id="b-{BODY["en"][0]["id"]}"'
    assert shared in english
    assert shared in spanish
    assert "English alone." in english
    assert "Solo en español." not in english  # the original is the page in English: nothing of it is missing
    lacking = f'id="b-{BODY["en"][1]["id"]}" lang="en"'
    assert spanish.index("Palabras de ambos.") < spanish.index(lacking) < spanish.index("English alone.")


def test_both_languages_side_by_side_are_paired_by_block(course: MadeCourse) -> None:
    page = show("/en/courses/web/one/?view=both")

    rows = re.findall(r'<div class="both" id="b-([^"]+)">(.*?)</div></div>', page, re.DOTALL)
    plain = {key: re.sub(r"<[^>]+>|\s+", " ", row).split() for key, row in rows}
    assert plain == {
        BODY["en"][0]["id"]: ["Shared", "words.", "Palabras", "de", "ambos."],
        BODY["en"][1]["id"]: ["English", "alone."],
        BODY["es"][0]["id"]: ["Solo", "en", "español."],
    }
    assert re.findall(r'<div lang="(\w\w)">', page)[:2] == ["en", "es"]


def test_side_by_side_shows_nothing_that_is_not_published(course: MadeCourse) -> None:
    take_down(course, "one", "es")

    page = show("/en/courses/web/one/?view=both")
    assert "Shared words." in page
    assert "Palabras de ambos." not in page


def test_a_lesson_in_one_language_offers_no_second(course: MadeCourse) -> None:
    assert "view=both" not in show("/en/courses/web/english/")
    assert "english en" in show("/en/courses/web/english/?view=both")


def test_a_lesson_is_done_once(alicia: Person, course: MadeCourse) -> None:
    browser = signed_in(alicia)
    action = f'action="/en/learn/units/{course.unit("one")}/done/"'
    assert action in show("/en/courses/web/one/", browser)

    finish(alicia, course, "one")
    assert action not in show("/en/courses/web/one/", browser)


def test_a_preview_shows_the_draft_to_the_editor_and_keeps_no_place(course: MadeCourse) -> None:
    editor = make_person("Diego")
    enrol(person=editor, course_key=course.key, now=MONDAY)
    page: Any = Page.objects.get(pk=course.page("one").pk).specific
    page.title = "Not yet said"
    page.body = page._meta.get_field("body").stream_block.to_python([text_block("draft", "<p>Draft.</p>")])
    page.save_revision()

    shown = page.get_latest_revision_as_object().make_preview_request().content.decode()

    assert "Not yet said" in shown
    assert "Draft." in shown
    assert "Draft." not in show("/en/courses/web/one/")
    assert not UnitProgress.objects.exists()


@pytest.mark.parametrize("slug", ["one", "check"])
def test_a_preview_of_what_was_never_published_is_shown(course: MadeCourse, slug: str) -> None:
    source: Any = Page.objects.get(pk=course.page(slug).pk).specific
    model = type(source)
    draft = model(title="Brand new", slug="brand-new", locale=source.locale, live=False)
    for name in ("body", "questions", "pass_at"):
        if hasattr(source, name):
            setattr(draft, name, getattr(source, name))
    Page.objects.get(pk=course.pages["en"].pk).add_child(instance=draft)

    answer = draft.make_preview_request()

    assert answer.status_code == 200
    assert "Brand new" in answer.content.decode()
