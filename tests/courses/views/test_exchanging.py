"""Inside the editor: a quiz's questions as a file, and a file's questions in a quiz's draft."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry

from courses.exports.gift import read_gift
from courses.exports.items import html_of, items_of, line_of
from courses.exports.moodle_xml import read_moodle_xml
from courses.models import QuizPage
from courses.queries.quizzes import current_quiz
from lms.accounts.domain.groups import prepare_groups
from lms.accounts.models import Person
from tests.core.hostile_markup import PAYLOADS
from tests.factories.blocks import match, one_choice, order, several, short_text, true_false
from tests.factories.site import MadeCourse, lesson, make_course, quiz

pytestmark = pytest.mark.django_db
QUESTIONS = (
    one_choice("ports", "443", "80"),
    several("keys", ["public", "host"], ["house"]),
    true_false("sky", answer=True),
    short_text("list", {"en": ["ls", "dir"], "es": ["ls"]}),
    match("tools", {"dig": "names", "ss": "sockets"}),
    order("steps", "stop", "copy", "start"),
)


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [quiz("check", *QUESTIONS), lesson("one"), quiz("other", one_choice("only", "a", "b"))])


@pytest.fixture
def desk(client: Client, editor: Person, enter_editor: Callable[..., Client]) -> Client:
    return enter_editor(client, editor)


def address(course: MadeCourse, name: str = "desk", *args: str, unit: str = "other") -> str:
    return reverse(f"quizzes:{name}", args=[course.unit(unit), *args])


def give(desk: Client, course: MadeCourse, content: bytes | str, name: str = "questions.txt", **options: Any) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return desk.post(address(course, "upload"), {"file": SimpleUploadedFile(name, raw)}, **options)


def draft(course: MadeCourse, unit: str = "other") -> Any:
    return QuizPage.objects.get(pk=course.page(unit).pk).get_latest_revision_as_object()


def prompts(course: MadeCourse) -> list[str]:
    return [child.value["prompt"] for child in draft(course).questions]


@pytest.mark.slow
@pytest.mark.parametrize(("form", "read"), [("gift", read_gift), ("xml", read_moodle_xml)])
@pytest.mark.parametrize("language", ["en", "es"])
def test_all_kinds_go_out_and_come_in_again(
    desk: Client, course: MadeCourse, form: str, read: Any, language: str
) -> None:
    answer = desk.get(address(course, "download", language, form, unit="check"))

    assert answer.status_code == 200
    assert f"check.{language}." in answer["Content-Disposition"]
    ours = items_of(course.page("check", language).questions.get_prep_value())  # type: ignore[attr-defined]
    got = read(answer.content)
    assert [(one.kind, one.value) for one in got.items] == [(one.kind, one.value) for one in ours[:-1]]
    assert got.refused == []
    assert f"steps {language}?" in answer.content.decode()  # named, in a comment


def test_what_has_no_form_is_named_before_it_is_missed(desk: Client, course: MadeCourse) -> None:
    page = desk.get(address(course, unit="check")).content.decode()
    assert "Not in the file in GIFT" in page
    assert "Not in the file in Moodle XML" in page
    assert "steps en?" in page


def test_a_file_becomes_a_draft_and_nothing_is_published(desk: Client, course: MadeCourse, editor: Person) -> None:
    file = desk.get(address(course, "download", "en", "xml", unit="check")).content
    before = draft(course).questions.get_prep_value()

    answer = give(desk, course, file, "check.xml")

    assert answer.status_code == 302
    after = draft(course).questions.get_prep_value()
    assert after[: len(before)] == before
    assert [one["type"] for one in after[1:]] == ["one_choice", "several", "true_false", "short_text", "match"]
    page = QuizPage.objects.get(pk=course.page("other").pk)
    assert len(page.questions) == 1
    assert page.has_unpublished_changes
    assert page.latest_revision.user == editor
    published = current_quiz(course.unit("other"))
    assert published
    assert len(published.questions) == 1
    assert PageLogEntry.objects.filter(page=page.pk, action="courses.take_in_questions").count() == 1
    assert ModelLogEntry.objects.count() == 0


def test_one_bad_item_of_fifty_is_named_and_the_others_go_in(desk: Client, course: MadeCourse) -> None:
    pieces = [f"Question {number} {{=yes#Right. ~no#Wrong.}}" for number in range(1, 51)]
    pieces[24] = "::The bad one::Question 25 {=yes ~no"

    answer = give(desk, course, "\n\n".join(pieces))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "49 questions were added to the draft" in page
    assert "50 questions:" in page  # with the one that was there
    assert "1 question was not taken" in page
    assert "Line 49" in page
    assert "The bad one" in page
    assert "A brace is missing" in page
    assert prompts(course)[1:] == [f"Question {number}" for number in range(1, 51) if number != 25]


def test_the_reason_is_in_the_editors_language(
    client: Client, course: MadeCourse, trainer: Person, enter_editor: Callable[..., Client]
) -> None:
    prepare_groups()
    writer = enter_editor(client, trainer)  # who reads Spanish
    page = give(writer, course, "Uno {=sí ~no\n\nDos {}").content.decode()
    assert "Línea 1" in page
    assert "Falta una llave" in page
    assert "texto libre" in page


def test_the_same_file_again_adds_nothing(desk: Client, course: MadeCourse) -> None:
    file = "A {=yes#r ~no#w}\n\nB {T#w#r}"
    give(desk, course, file)
    revision = draft(course).latest_revision_id

    answer = give(desk, course, file)

    assert answer.status_code == 422
    assert answer.content.decode().count("The quiz has this question already") == 2
    assert draft(course).latest_revision_id == revision
    assert prompts(course) == ["only en?", "A", "B"]


def test_a_draft_that_somebody_began_is_kept(desk: Client, course: MadeCourse) -> None:
    page = draft(course)
    page.title = "A better title"
    page.save_revision()

    give(desk, course, "A {T#w#r}")

    assert draft(course).title == "A better title"
    assert prompts(course) == ["only en?", "A"]


def test_what_a_block_would_refuse_is_named_too(desk: Client, course: MadeCourse) -> None:
    long = "x" * 301
    same = "Pairs {=a -> one =A -> two}"
    many = "Many {" + " ".join(f"~option{number}" for number in range(8)) + " =right}"
    answer = give(desk, course, f"Long {{={long}#r ~no#w}}\n\n{same}\n\n{many}\n\nGood {{T#w#r}}")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert prompts(course) == ["only en?", "Good"]
    assert "300 characters" in page
    assert "Two pairs have the same words on one side." in page
    assert [number in page for number in ("Line 1", "Line 3", "Line 5")] == [True] * 3


@pytest.mark.slow
def test_feedback_that_is_missing_is_said(desk: Client, course: MadeCourse) -> None:
    page = give(desk, course, "A {=yes ~no}", follow=True).content.decode()
    assert "1 of the added questions has answers without feedback" in page
    answer = desk.get(reverse("wagtailadmin_pages:edit", args=[course.page("other").pk]))
    assert answer.status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There are no questions in this file."),
        (b"// only a comment\n\n$CATEGORY: x\n", "There are no questions in this file."),
        ("Qué {=sí ~no}".encode("latin-1"), "not text in UTF-8"),
        ("Qué {=sí ~no}".encode("utf-16"), "not text in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text in UTF-8"),
        (b"<?xml version='1.0'?><quiz><question>", "This file cannot be read."),
        (b"<quiz></quiz>", "There are no questions in this file."),
        (b"<?xml version='1.0'?><html><body/></html>", "This file cannot be read."),
        (b"<?xml version='1.0' encoding='UTF-8'?><quiz>\xff</quiz>", "This file cannot be read."),
        (b"<?xml version='1.0' encoding='klingon'?><quiz/>", "This file cannot be read."),
        (
            b"<?xml version='1.0'?><!DOCTYPE q [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><quiz>&b;</quiz>",
            "This file cannot be read.",
        ),
        (
            b"<?xml version='1.0'?><!DOCTYPE q [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><quiz>&x;</quiz>",
            "This file cannot be read.",
        ),
        (b"A {T}\n\n" * 201, "more than 200 questions"),
        (b"<quiz>" + b"<question type='truefalse'/>" * 201 + b"</quiz>", "more than 200 questions"),
        (b"A {T}\n\n" + b" " * 10_000_000, "two megabytes"),
        (b"<quiz>" + b"<a>" * 300_000, "This file cannot be read."),
    ],
)
def test_a_file_that_cannot_be_taken_leaves_everything_as_it_was(
    desk: Client, course: MadeCourse, content: bytes, said: str
) -> None:
    before = QuizPage.objects.get(pk=course.page("other").pk).latest_revision_id

    answer = give(desk, course, content, follow=True)

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert QuizPage.objects.get(pk=course.page("other").pk).latest_revision_id == before


def test_without_a_file_it_says_so(desk: Client, course: MadeCourse) -> None:
    page = desk.post(address(course, "upload"), follow=True).content.decode()
    assert "Give a GIFT or a Moodle XML file" in page


@pytest.mark.slow
def test_hostile_markup_comes_to_nothing(desk: Client, course: MadeCourse) -> None:
    """Every payload in every place. What was written as text (&lt;img …) is text; of what was markup only words stay."""
    payloads = [one for one in PAYLOADS if one.isprintable() and "&lt;" not in one]
    assert len(payloads) > 80
    pieces = []
    for number, payload in enumerate(payloads, start=1):
        escaped = "".join(f"\\{sign}" if sign in "\\~=#{}:" else sign for sign in payload)
        pieces.append(f"::{escaped}::[html]P {number} {escaped} {{=yes {escaped}#r {escaped} ~no {escaped}#w}}")

    answer = give(desk, course, "\n\n".join(pieces))

    assert answer.status_code in (200, 422)
    assert "<script>window.__xss" not in answer.content.decode()
    assert "<img src=x onerror" not in answer.content.decode()
    taken = list(draft(course).questions)[1:]
    assert len(taken) > 80
    for child in taken:
        texts = [child.value["prompt"], *(one[name] for one in child.value["options"] for name in ("text", "feedback"))]
        for text in texts:
            assert line_of(html_of(text)) == text
            assert not re.search(r"<\s*/?\s*(script|img|svg|iframe|a|object|style|math)\b", text, re.IGNORECASE), text


def test_a_trainer_takes_questions_in_where_they_may_edit(
    client: Client, trainer: Person, enter_editor: Callable[..., Client], course: MadeCourse
) -> None:
    prepare_groups()
    writer = enter_editor(client, trainer)
    may_edit = course.page("other").permissions_for_user(trainer).can_edit()
    assert may_edit
    assert give(writer, course, "A {T#w#r}").status_code == 302
    assert prompts(course) == ["only en?", "A"]


def test_others_do_not_find_it(
    client: Client, committee_member: Person, enter_editor: Callable[..., Client], course: MadeCourse
) -> None:
    prepare_groups()
    browser = enter_editor(client, committee_member)
    assert browser.get(address(course)).status_code == 404
    assert browser.get(address(course, "download", "en", "gift")).status_code == 404
    assert give(browser, course, "A {T#w#r}").status_code == 404
    assert prompts(course) == ["only en?"]


def test_a_locked_page_takes_nothing(desk: Client, course: MadeCourse, administrator: Person) -> None:
    QuizPage.objects.filter(pk=course.page("other").pk).update(locked=True, locked_by=administrator)
    page = desk.get(address(course)).content.decode()
    assert "Add to the draft" not in page
    assert "Somebody has locked this page." in give(desk, course, "A {T#w#r}", follow=True).content.decode()
    assert prompts(course) == ["only en?"]


@pytest.mark.slow
def test_only_quizzes_have_it(desk: Client, course: MadeCourse) -> None:
    assert desk.get(address(course, unit="one")).status_code == 404
    assert desk.get(reverse("quizzes:desk", args=[uuid4()])).status_code == 404
    assert desk.get(address(course, "download", "fr", "gift")).status_code == 404
    assert desk.get(address(course, "download", "en", "pdf")).status_code == 404
    editor = desk.get(reverse("wagtailadmin_pages:edit", args=[course.page("other").pk])).content.decode()
    assert address(course) in editor
    other = desk.get(reverse("wagtailadmin_pages:edit", args=[course.page("one").pk])).content.decode()
    assert address(course, unit="one") not in other
