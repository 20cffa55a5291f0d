"""Notes and bookmarks: one's own, kept from other windows, and nobody else's."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Bookmark, Note
from lms.accounts.models import Person
from tests.factories.blocks import block_id, text_block
from tests.factories.people import make_person, signed_in
from tests.factories.site import MadeCourse, lesson, make_course, take_down

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    body = {
        code: [text_block("begin", f"<p>Begin {code}</p>"), text_block("end", f"<p>End {code}</p>")]
        for code in ("en", "es")
    }
    return make_course("web", [lesson("one", body=body), lesson("two"), lesson("three")])


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return make_person("Alicia")


def note_page(course: MadeCourse, slug: str = "one") -> str:
    return f"/en/learn/units/{course.unit(slug)}/notes/"


def write(
    person: Person, course: MadeCourse, text: str, *, slug: str = "one", version: int = 0, window: str = ""
) -> Any:
    return signed_in(person).post(note_page(course, slug), {"text": text, "version": version, "window": window})


def keep(person: Person, course: MadeCourse, name: str = "begin") -> Any:
    address = f"/en/learn/units/{course.unit('one')}/bookmarks/"
    return signed_in(person).post(address, {"keep": str(block_id(name))})


@pytest.mark.slow
def test_a_note_is_one_text_that_can_be_changed_and_emptied(course: MadeCourse, alicia: Person) -> None:
    write(alicia, course, "First")
    write(alicia, course, "Second\n\n  indented", version=1)
    assert Note.objects.get().text == "Second\n\n  indented"

    write(alicia, course, " ", version=2)
    assert not Note.objects.exists()


def test_a_form_saves_itself_again_and_again(course: MadeCourse, alicia: Person) -> None:
    """The page's script posts the same form each time: its version is the one that it was opened with."""
    browser = signed_in(alicia)
    for text in ("a", "ab", "abc"):
        answer = browser.post(note_page(course), {"text": text, "version": "0", "window": "w1"}, **JSON)
        assert answer.status_code == 200
        assert answer.json().keys() == {"saved_at"}
    assert Note.objects.get().text == "abc"


def test_another_window_is_told_and_overwrites_nothing(course: MadeCourse, alicia: Person) -> None:
    write(alicia, course, "From the telephone", window="w1")

    refused = write(alicia, course, "From the laptop", window="w2")

    assert refused.status_code == 409
    page = refused.content.decode()
    assert "From the laptop" in page
    assert "From the telephone" in page
    assert Note.objects.get().text == "From the telephone"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "²"])
def test_nonsense_in_the_hidden_field_is_no_error(course: MadeCourse, alicia: Person, version: Any) -> None:
    assert write(alicia, course, "Text", version=version).status_code == 302


def test_too_long_a_note_is_refused_and_shown_again(course: MadeCourse, alicia: Person) -> None:
    refused = write(alicia, course, "a" * 20_001)

    assert refused.status_code == 400
    assert "20000 characters" in refused.content.decode()
    assert "a" * 20_001 in refused.content.decode()
    assert not Note.objects.exists()


def test_a_bookmark_is_kept_once_and_leads_to_the_block_in_both_languages(course: MadeCourse, alicia: Person) -> None:
    for _ in range(2):
        keep(alicia, course)
    assert Bookmark.objects.count() == 1

    browser = signed_in(alicia)
    for code, path in (("en", "/en/courses/web/one/"), ("es", "/es/cursos/web/one/")):
        page = browser.get(f"/{code}/learn/notes/").content.decode()
        assert f'<a href="{path}#b-{block_id("begin")}" lang="{code}">Begin {code}</a>' in page
        assert f'id="b-{block_id("begin")}"' in browser.get(path).content.decode()


@pytest.mark.parametrize("block", ["x", str(block_id("elsewhere")), ""])
def test_what_is_not_in_the_lesson_is_not_kept(course: MadeCourse, alicia: Person, block: str) -> None:
    address = f"/en/learn/units/{course.unit('one')}/bookmarks/"

    assert signed_in(alicia).post(address, {"keep": block}).status_code == 404
    assert not Bookmark.objects.exists()


def test_a_bookmark_is_dropped_from_the_list(course: MadeCourse, alicia: Person) -> None:
    keep(alicia, course)
    address = f"/en/learn/units/{course.unit('one')}/bookmarks/"

    answer = signed_in(alicia).post(address, {"drop": str(block_id("begin")), "from_list": "1"})

    assert answer.headers["Location"] == "/en/learn/notes/"
    assert not Bookmark.objects.exists()


def test_nobody_else_sees_any_of_it(course: MadeCourse, alicia: Person, administrator: Person) -> None:
    write(alicia, course, "A secret of Alicia")
    keep(alicia, course)
    for person in (make_person("Beto"), administrator):
        browser = signed_in(person)
        for address in (note_page(course), "/en/learn/notes/", "/en/learn/notes/as-text/"):
            page = browser.get(address).content.decode()
            assert "A secret of Alicia" not in page
        assert "No notes yet" in browser.get("/en/learn/notes/").content.decode()
        browser.post(f"/en/learn/units/{course.unit('one')}/bookmarks/", {"drop": str(block_id("begin"))})
    assert Bookmark.objects.count() == 1


def test_notes_go_out_as_text(course: MadeCourse, alicia: Person) -> None:
    write(alicia, course, "Look at <this> & that")
    keep(alicia, course, "end")

    answer = signed_in(alicia).get("/en/learn/notes/as-text/")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-notes.txt"'
    text = answer.content.decode()
    expected = [
        "My notes",
        "web en",
        "one en",
        "http://testserver/en/courses/web/one/",
        "Look at <this> & that",
        "* End en",
    ]
    positions = [text.index(part) for part in expected]
    assert positions == sorted(positions)


def test_a_note_outlives_its_unit(course: MadeCourse, alicia: Person) -> None:
    write(alicia, course, "Still here", slug="three")
    take_down(course, "three")

    page = signed_in(alicia).get("/en/learn/notes/").content.decode()

    assert "Still here" in page
    assert "not published any more" in page
    assert signed_in(alicia).get(note_page(course, "three")).status_code == 404


def test_query_counts(course: MadeCourse, alicia: Person) -> None:
    """The session, the person, the published number, and: notes, bookmarks; one note, bookmarks of the unit."""
    browser = signed_in(alicia)
    counts = []
    for slug in ("one", "two", "three"):
        write(alicia, course, "Text", slug=slug)
        keep(alicia, course, "begin" if slug == "one" else "end")
        for address in ("/en/learn/notes/", note_page(course)):
            browser.get(address)
            with CaptureQueriesContext(connection) as asked:
                browser.get(address)
            counts.append(len(asked))
    assert counts == [5, 5] * 3
