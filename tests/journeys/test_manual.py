"""The way that the manuals tell, walked in a real browser: an author makes a course, an editor publishes it, a translator
translates it, and what changes afterwards is put right. Every name in bold must have been on a page on the way.

``MANUAL_IMAGES=1`` draws the pictures of the manuals anew (CONTRIBUTING.md).
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

import polib
import pytest
import yaml
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page, expect

from courses.domain.skeletons import SKELETONS
from courses.models import AssignmentPage, CoursePage, LessonPage, QuizPage
from lms.accounts.domain import current_code
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.content.enums import Language, SegmentState
from lms.content.errors import OtherTags, StillMissing
from lms.content.models import LibraryIndexPage, Segment, Term
from tests.conftest import PASSWORD
from tests.journeys.manual import FOLDER, MANUALS, Walk, leads_somewhere, links_in, pictures_in, shape, told_in

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
BOTH = pytest.mark.parametrize("language", ["en", "es"])
TYPED = "words => [...document.querySelectorAll('input[name^=body-]')].some(field => field.value.includes(words))"
TITLE = {"en": "Backups that work", "es": "Respaldos que sirven"}
SUMMARY = {
    "en": "Make a copy, keep it elsewhere, and know that it can be brought back.",
    "es": "Haz una copia, guárdala en otro lugar y comprueba que se puede recuperar.",
}
SENTENCE = {"en": "Every copy is tried once a month.", "es": "Cada copia se prueba una vez al mes."}
MORE = {"en": "Write down who tried it.", "es": "Anota quién la probó."}
COHORT = {"en": "Spring group", "es": "Grupo de primavera"}
TERM = {
    "key": "copy",
    "word_en": "copy",
    "word_es": "copia",
    "definition_en": "The same data once more, in another place.",
    "definition_es": "Los mismos datos una vez más, en otro lugar.",
}
ASSIGNMENT = {"en": "Bring one file back", "es": "Recupera un archivo"}
TASK = {
    "en": "Delete a file that you can do without. Bring it back.",
    "es": "Borra un archivo que no necesites. Recupéralo.",
}
ROW = {
    "en": ("The file is back", "The list of the folder shows it, with its date."),
    "es": ("El archivo está de vuelta", "La lista de la carpeta lo muestra, con su fecha."),
}
SKELETON = {"en": "Short how-to course", "es": "Curso corto: cómo se hace"}
LARGEST = 60_000  # bytes of a picture
TEAM = {"Carmen": Role.TRAINER, "Diego": Role.EDITOR}
OTHER = {"en": "es", "es": "en"}


def sign_in_as(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sign_in_with_a_second_factor(walk: Walk, person: Person) -> None:
    walk.visit("/cms/")
    walk.page.locator("[name=login]").fill(person.email)
    walk.page.locator("[name=password]").fill(PASSWORD)
    walk.press("Sign in")
    expect(walk.page.get_by_role("heading", name=walk.says("The editor asks for a second factor"))).to_be_visible()
    walk.show("second-factor")
    walk.press("Set up an authenticator app")
    walk.page.locator("[name=password]").fill(PASSWORD)
    walk.press("Continue")
    secret = walk.page.locator("main code").inner_text()
    walk.page.locator("[name=code]").fill(current_code(secret=secret, now=datetime.now(UTC)))
    walk.press("Finish")
    walk.visit("/cms/")
    walk.press("Type a code")
    in_a_moment = datetime.now(UTC) + timedelta(seconds=30)  # a code counts once
    walk.page.locator("[name=code]").fill(current_code(secret=secret, now=in_a_moment))
    walk.press("Continue")


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_picture_and_link_of_the_manuals_is_there(language: str) -> None:
    named = set()
    for manual in chain.from_iterable(MANUALS[language].values()):
        text = manual.read_text("utf-8")
        for file, words in pictures_in(text).items():
            named.add((manual.parent / file).resolve())
            assert len(words.split()) > 4, f"{manual.name}: {file} has no words"
        assert [link for link in links_in(text) if not leads_somewhere(manual, link)] == [], manual.name
    assert named == set((FOLDER / "images" / language).glob("*.png"))
    assert {file.name for file in named if file.stat().st_size > LARGEST} == set()


def test_both_languages_have_the_same_chapters_pictures_and_steps() -> None:
    for about, english in MANUALS["en"].items():
        for pair in zip(english, MANUALS["es"][about], strict=True):
            one, other = (shape(file.read_text("utf-8")) for file in pair)
            assert one == other, pair[0].name


@BOTH
def test_the_way_that_the_manuals_tell(
    walk_of: Callable[..., Walk],
    make_person: Callable[..., Person],
    enter_editor: Callable[..., Client],
    settings: Any,
    language: str,
) -> None:
    carmen, diego = (make_person(name, role, language=language) for name, role in TEAM.items())
    walk = walk_of(language)
    sign_in_with_a_second_factor(walk, carmen)
    walk.show("home", whole=True)
    make_course(walk)
    course, quiz = CoursePage.objects.get(), QuizPage.objects.get()
    lessons = list(LessonPage.objects.order_by("path"))
    lesson = lessons[1]
    write_lesson(walk, lesson)
    write_quiz(walk, quiz)
    pages = [course, *lessons, quiz, write_assignment(walk, course)]
    look_at_the_preview(walk, lesson)
    for page in pages:
        submit(walk, page.pk, picture=page == lesson)

    desk = walk_of(language, enter_editor(Client(), diego))
    publish_what_waits(desk, pages, lesson)
    settings.SITE_URL = "https://vereda.example"
    teach(walk, walk_of(language, sign_in_as(make_person("Alicia", language=language)), scripts=False), course)
    keep_the_glossary(walk)
    see_what_readers_say(desk)
    translate(desk, course, lesson)
    change_a_paragraph(desk, lesson)
    put_it_right(desk, lesson)

    told = told_in(MANUALS[language]["writing"])
    assert len(told) > 80
    assert sorted(told - walk.seen) == []


def make_course(walk: Walk) -> None:
    walk.press("New course")
    walk.page.get_by_text(SKELETON[walk.language]).click()
    walk.show("new-course")
    walk.fill("title", TITLE[walk.language])
    walk.press("Make the course")
    walk.fill("summary", SUMMARY[walk.language])
    walk.press("Save draft")
    walk.show("checklist", walk.page.get_by_role("heading", name=walk.says("What is still missing")))


def write_lesson(walk: Walk, lesson: LessonPage) -> None:
    walk.visit(reverse("wagtailadmin_explore", args=[lesson.get_parent().pk]))
    walk.show("units")
    walk.visit(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    page = walk.page
    page.locator("[contenteditable=true]").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(f" {SENTENCE[walk.language]}")
    page.wait_for_function(TYPED, arg=SENTENCE[walk.language])
    save_draft(walk)
    page.locator("button.c-sf-add-button").first.click()
    walk.show("blocks", page.locator("[id$=body-section]"), whole=True)
    kinds = page.locator("[role=option]:visible")
    names = kinds.all_inner_texts()
    walk.visit(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    assert len(names) >= 14
    for name in names:  # one of each, to see what it asks for; not kept
        page.locator("button.c-sf-add-button").first.click()
        page.get_by_role("option", name=name, exact=True).locator("visible=true").click()
        expect(kinds).to_have_count(0)
        walk.note()


def save_draft(walk: Walk) -> None:
    walk.press("Save draft")
    expect(walk.page.locator(".messages .success")).to_be_visible()


def write_quiz(walk: Walk, quiz: QuizPage) -> None:
    walk.visit(reverse("wagtailadmin_pages:edit", args=[quiz.pk]))
    walk.show("quiz", walk.page.locator("[id$=questions-section]"))
    walk.page.locator("button.c-sf-add-button").last.click()
    walk.note()


def write_assignment(walk: Walk, course: CoursePage) -> AssignmentPage:
    walk.visit(reverse("wagtailadmin_pages:add_subpage", args=[course.pk]))
    walk.press("Assignment")
    page, language = walk.page, walk.language
    walk.fill("title", ASSIGNMENT[language])
    page.locator("[id$=body-content] button.c-sf-add-button").click()
    page.locator("[role=option]:visible").first.click()
    page.locator("[name=body-0-value]").fill(TASK[language])
    page.locator("[id$=rubric-content] button.c-sf-add-button").click()
    page.locator("[name=rubric-0-value-title]").fill(ROW[language][0])
    page.locator("[name=rubric-0-value-done_when]").fill(ROW[language][1])
    walk.show("rubric", page.locator("[id$=rubric-section]"))
    save_draft(walk)
    return AssignmentPage.objects.get()


def look_at_the_preview(walk: Walk, lesson: LessonPage) -> None:
    walk.visit(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    page = walk.page
    panel(page, "preview").click()
    frame = page.frame_locator("iframe#w-preview-iframe, iframe[id*=preview]").first
    expect(frame.locator("h1")).to_be_visible()
    walk.show("preview", page.locator("body"))
    panel(page, "checks").click()
    expect(page.locator("[data-side-panel=checks]")).to_be_visible()
    walk.show("checks", page.locator("body"))
    panel(page, "status").click()
    walk.note()
    panel(page, "status").click()  # what stays open is open on the next page again


def panel(page: Page, name: str) -> Locator:
    return page.locator(f"[data-side-panel-toggle={name}]").locator("visible=true")


def submit(walk: Walk, page_id: int, *, picture: bool = False) -> None:
    walk.visit(reverse("wagtailadmin_pages:edit", args=[page_id]))
    walk.page.locator("footer [data-w-dropdown-target=toggle]").click()
    button = walk.page.get_by_role("button", name=re.compile("Revisión · Review"))
    expect(button).to_be_visible()
    if picture:
        walk.show("submit", walk.page.locator("body"))
    walk.follow(button)


def publish_what_waits(walk: Walk, pages: list[Any], lesson: LessonPage) -> None:
    """The editor's home names what waits; what was written is compared, then published page by page."""
    walk.visit("/cms/")
    walk.show("waiting", whole=True)
    walk.visit(reverse("wagtailadmin_pages:history", args=[lesson.pk]))
    walk.visit(reverse("wagtailadmin_pages:revisions_compare", args=[lesson.pk, "earliest", "latest"]))
    expect(walk.page.locator("ins, .addition").filter(has_text=SENTENCE[walk.language]).first).to_be_visible()
    walk.show("compare")
    for name in ("checklist", "duplicate", "badge"):
        walk.visit(reverse(f"authoring:{name}", args=[pages[0].pk]))
    for page in pages:
        walk.visit(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        walk.page.locator("footer [data-w-dropdown-target=toggle]").click()
        walk.note()
        walk.follow(walk.page.locator("[data-workflow-action-name=approve]").locator("visible=true").first)
        expect(walk.page.locator(".messages .success")).to_be_visible()
        page.refresh_from_db()
        assert page.live


def teach(walk: Walk, learner: Walk, course: CoursePage) -> None:
    """A cohort with its code; somebody asks to join, and the trainer lets them in."""
    walk.visit("/cms/")
    walk.press("Teaching")
    walk.follow(walk.page.get_by_role("link", name=course.title))
    key = course.translation_key
    walk.visit(reverse("teaching:unit", args=[key, LessonPage.objects.filter(live=True).last().translation_key]))
    walk.press("Back to the course")
    walk.show("terms")
    walk.press("Begin a cohort")
    walk.fill("name", COHORT[walk.language])
    walk.page.locator("[name=needs_approval]").check()
    walk.fill("trainers", "carmen@example.org")
    walk.press("Save")
    walk.show("cohort")
    link = walk.page.locator("main li a[href*=join]").nth(["en", "es"].index(walk.language)).inner_text()
    learner.visit(urlsplit(link).path)
    learner.press("Ask to join")
    with override(walk.language):
        walk.visit(reverse("courses:desk"))
    walk.follow(walk.page.locator("[aria-labelledby=requests] a").first)
    walk.press("Let them in")


def keep_the_glossary(walk: Walk) -> None:
    walk.visit("/cms/")
    walk.press("Glossary")
    walk.visit(reverse("wagtailsnippets_content_term:add"))
    for name, words in TERM.items():
        walk.fill(name, words)
    walk.show("glossary")
    walk.follow(walk.page.locator("footer button[type=submit]").first)
    assert Term.objects.filter(key=TERM["key"]).exists()


def see_what_readers_say(walk: Walk) -> None:
    for page in ("guidepage", "essaypage"):
        index = LibraryIndexPage.objects.get(locale__language_code=walk.language)
        walk.visit(reverse("wagtailadmin_pages:add", args=["content", page, index.pk]))
        for add in walk.page.locator("button.c-sf-add-button").all()[:2]:
            add.click()
            walk.note()
            walk.page.keyboard.press("Escape")  # a list of kinds would lie over the next one
        walk.note()
    walk.visit(reverse("readers:answers"))
    walk.visit(reverse("readers:proposals"))


def dictionary(language: str) -> dict[str, str]:
    """original → translation of what the course says: a skeleton is in both languages already."""
    found: list[Mapping[str, str]] = [TITLE, SUMMARY]

    def look_into(value: Any) -> None:
        if isinstance(value, dict) and {"en", "es"} <= value.keys():
            found.append({code: value[code].removeprefix("<p>").removesuffix("</p>") for code in ("en", "es")})
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
            look_into(part)

    for name in ("skeleton", "02-step-by-step"):
        look_into(yaml.safe_load((SKELETONS / "1-short-how-to" / f"{name}.yaml").read_text("utf-8")))
    [first] = [pair for pair in found if pair["en"].startswith("Say in one sentence")]
    found.append({code: f"{first[code]} {SENTENCE[code]}" for code in ("en", "es")})
    found.append({code: f"{first[code]} {SENTENCE[code]} {MORE[code]}" for code in ("en", "es")})
    return {pair[language]: pair[OTHER[language]] for pair in found}


def fill_in(walk: Walk, key: object) -> None:
    walk.visit(reverse("translation:desk", args=[key]))
    words = dictionary(walk.language)
    for row in walk.page.locator(".translation-row").all():
        original = " ".join(row.locator(".translation-text").inner_text().split())
        row.locator("textarea").fill(words[original])


def translate(walk: Walk, course: CoursePage, lesson: LessonPage) -> None:
    walk.visit("/cms/")
    walk.follow(walk.page.locator(".translation-house a").first)
    walk.visit(reverse("drift:report"))
    walk.show("report")
    walk.visit(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    walk.page.locator("header [data-w-dropdown-target=toggle]").locator("visible=true").last.click()
    walk.note()
    walk.press("Translation")
    walk.show("translation")
    walk.press("Publish the translation")
    expect(walk.page.get_by_text(walk.says(str(StillMissing.message)))).to_be_visible()
    fill_in(walk, lesson.translation_key)
    walk.press("Publish the translation")  # the course itself comes first
    walk.press("Translate that page")
    fill_in(walk, course.translation_key)
    walk.press("Publish the translation")
    walk.visit(reverse("translation:desk", args=[lesson.translation_key]))
    walk.press("Publish the translation")
    expect(walk.page.get_by_text(walk.says("The translation is published."))).to_be_visible()


def change_a_paragraph(walk: Walk, lesson: LessonPage) -> None:
    walk.visit(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    walk.page.locator("[contenteditable=true]").first.click()
    walk.page.keyboard.press("Control+End")
    walk.page.keyboard.type(f" {MORE[walk.language]}")
    walk.page.wait_for_function(TYPED, arg=MORE[walk.language])
    walk.page.locator("footer [data-w-dropdown-target=toggle]").click()
    walk.press("Publish")
    expect(walk.page.locator(".messages .success")).to_be_visible()


def put_it_right(walk: Walk, lesson: LessonPage) -> None:
    key = lesson.translation_key
    desk = reverse("translation:desk", args=[key])
    walk.visit(desk)
    expect(walk.page.locator(".translation-row")).to_have_count(1)
    walk.show("stale")
    file = walk.page.request.get(reverse("translation:download", args=[key, "po"])).text()
    [stale] = Segment.objects.filter(page_key=key, state=SegmentState.STALE)
    catalogue = polib.pofile(file)
    for entry in catalogue:
        if entry.msgctxt == stale.path:
            entry.msgstr, entry.flags, entry.previous_msgid = f"<b>{entry.msgstr}", [], None
    walk.page.locator("input[type=file]").set_input_files(
        {"name": "lesson.po", "mimeType": "text/plain", "buffer": str(catalogue).encode()}
    )
    walk.press("Take it in as drafts")
    expect(walk.page.get_by_text(walk.says(str(OtherTags.message)))).to_be_visible()
    walk.show("refused")
    fill_in(walk, key)
    walk.press("Publish the translation")
    assert set(Segment.objects.filter(page_key=key).values_list("state", flat=True)) == {SegmentState.FRESH}
    with override(walk.language):
        lead = gettext("Make %(language)s the original") % {"language": Language(OTHER[walk.language]).label}
    walk.follow(walk.page.get_by_role("button", name=lead))
    lesson.refresh_from_db()
    assert lesson.original_language == OTHER[walk.language]
