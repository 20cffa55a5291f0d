"""From the first draft to *done*, through the pages: what is kept, what is refused, who sees which file."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses.domain.terms import NewUnitTerms, set_terms
from courses.models import Completion, HandedInFile, Submission, UnitProgress
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.mail.models import Message
from lms.records.models import Statement
from tests.factories.blocks import block_id
from tests.factories.people import make_person, signed_in
from tests.factories.site import MadeCourse, assignment, lesson, make_course

pytestmark = pytest.mark.django_db
ROWS = ("clear", "honest")


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("read"), assignment("work", *ROWS)])


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return make_person("Alicia")


@pytest.fixture
def carmen(trainer: Person) -> Person:
    return trainer


def work_address(course: MadeCourse, language: str = "en") -> str:
    return f"/{language}/learn/assignments/{course.unit('work')}/work/"


def post(browser: Client, course: MadeCourse, *, number: int = 1, **fields: Any) -> Any:
    return browser.post(work_address(course), {"number": number, **fields})


def verdicts(*verdicts: str, **words: str) -> dict[str, Any]:
    ids = [str(block_id("work", row)) for row in ROWS]
    fields: dict[str, Any] = {"row": ids, "words": words.get("words", "")}
    for row, row_id, verdict in zip(ROWS, ids, verdicts, strict=True):
        fields[f"verdict-{row_id}"] = verdict
        fields[f"words-{row_id}"] = words.get(row, "")
    return fields


def review(reviewer: Person, submission: Submission, fields: dict[str, Any], language: str = "en") -> Any:
    return signed_in(reviewer).post(f"/{language}/learn/desk/work/{submission.pk}/", fields)


@pytest.mark.slow
def test_from_the_draft_over_try_again_to_done(alicia: Person, carmen: Person, course: MadeCourse) -> None:
    browser = signed_in(alicia)
    browser.post(f"/en/learn/units/{course.unit('read')}/done/")
    page = browser.get("/en/courses/web/work/").content.decode()
    assert "clear en" in page
    assert 'name="text"' in page

    assert post(browser, course, text="A first thought.", save="1").status_code == 302
    assert "A first thought." in browser.get("/es/cursos/web/work/").content.decode()
    assert not Statement.objects.filter(object_key=f"unit:{course.unit('work')}").exists()

    assert post(browser, course, text="All of it.", link="https://example.org/mine", hand_in="1").status_code == 302
    first = Submission.objects.get()
    assert (first.state, first.text, first.link) == ("handed_in", "All of it.", "https://example.org/mine")
    assert str(first.pk) in signed_in(carmen).get("/es/learn/desk/").content.decode()

    answer = review(carmen, first, verdicts("done", "again", honest="Say what failed."))
    assert answer.status_code == 302
    first.refresh_from_db()
    assert first.state == "again"
    mail = Message.objects.get(template="work_decided", person=alicia)
    assert (mail.language, mail.to) == ("en", alicia.email)
    page = browser.get("/en/courses/web/work/").content.decode()
    assert "Say what failed." in page
    assert ">All of it.</textarea>" in page  # the next try begins with the last

    post(browser, course, number=2, text="All of it, and what failed.", hand_in="1")
    second = Submission.objects.get(number=2)
    assert review(carmen, second, verdicts("done", "done")).status_code == 302

    second.refresh_from_db()
    assert [one.state for one in Submission.objects.order_by("number")] == ["again", "done"]
    assert UnitProgress.objects.get(unit_key=course.unit("work")).done_at == second.decided_at
    assert Completion.objects.get().person == alicia
    assert Message.objects.filter(template="work_decided", person=alicia).count() == 2
    reviewed = Statement.objects.filter(verb="reviewed", person=carmen)
    assert [one.object_key for one in reviewed] == [f"unit:{course.unit('work')}"] * 2
    assert "1 earlier try" in browser.get("/en/courses/web/work/").content.decode()


def test_a_stranger_reads_the_assignment_and_is_asked_who_they_are(course: MadeCourse) -> None:
    page = Client().get("/en/courses/web/work/").content.decode()
    assert "Sign up to hand in" in page
    assert "<textarea" not in page
    assert Client().post(work_address(course), {"number": 1, "text": "x"}).status_code == 302
    assert not Submission.objects.exists()


def test_a_draft_is_saved_by_a_script_without_a_page(alicia: Person, course: MadeCourse) -> None:
    answer = signed_in(alicia).post(
        work_address(course), {"number": 1, "text": "Typing…"}, headers={"Accept": "application/json"}
    )
    assert list(answer.json()) == ["saved_at"]
    assert Submission.objects.get().text == "Typing…"


def test_handed_in_it_is_not_changed_by_an_old_tab(alicia: Person, course: MadeCourse) -> None:
    browser = signed_in(alicia)
    post(browser, course, text="Mine.", hand_in="1")

    answer = post(browser, course, text="Something else.", hand_in="1")

    assert answer.status_code == 400
    assert "already handed in" in answer.content.decode()
    assert Submission.objects.get().text == "Mine."


@pytest.mark.parametrize(
    ("fields", "status", "message"),
    [
        ({"text": " ", "hand_in": "1"}, 400, "There is nothing to hand in yet."),
        ({"text": "x" * 20_001}, 413, "longer than 20,000 characters"),
        ({"link": "javascript:alert(1)"}, 400, "not the address of a page"),
        ({"link": "https://[::bad/"}, 400, "not the address of a page"),
        ({"number": "7", "text": "x"}, 400, "already handed in"),
        ({"number": "x" * 9, "text": "x"}, 400, "already handed in"),
    ],
)
def test_bad_input_is_refused_with_a_message(
    alicia: Person, course: MadeCourse, fields: dict[str, Any], status: int, message: str
) -> None:
    answer = signed_in(alicia).post(work_address(course), {"number": 1} | fields)

    assert answer.status_code == status
    assert message in answer.content.decode()
    assert not Submission.objects.exclude(state="draft", text=" ").exists()
    if "text" in fields and len(fields["text"]) < 100:
        assert fields["text"].strip() in answer.content.decode()


def upload(name: str, content: bytes = b"words") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_files_are_kept_under_names_that_nobody_guesses(alicia: Person, course: MadeCourse) -> None:
    browser = signed_in(alicia)
    post(browser, course, files=[upload("../../año “1”.html", b"<script>alert(1)</script>"), upload("b.txt")])

    first, second = HandedInFile.objects.order_by("pk")
    assert (first.name, second.name) == ("año “1”.html", "b.txt")
    assert first.file.name.startswith("handed_in/")
    assert "html" not in first.file.name
    answer = browser.get(f"/en/learn/assignments/files/{first.pk}/")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Client().get(f"/media/{first.file.name}").status_code == 404
    assert browser.get(f"/media/{first.file.name}").status_code == 404


def test_files_are_for_their_author_and_for_reviewers_once_handed_in(
    alicia: Person, other_learner: Person, carmen: Person, course: MadeCourse
) -> None:
    post(signed_in(alicia), course, files=[upload("mine.txt")])
    address = f"/en/learn/assignments/files/{HandedInFile.objects.get().pk}/"
    assert signed_in(other_learner).get(address).status_code == 404
    assert signed_in(carmen).get(address).status_code == 404  # still a draft

    post(signed_in(alicia), course, hand_in="1")

    taken_down = signed_in(carmen).get(address)
    assert b"".join(taken_down.streaming_content) == b"words"
    assert signed_in(other_learner).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_one_bad_file_is_named_and_the_others_stay(alicia: Person, course: MadeCourse, monkeypatch: Any) -> None:
    monkeypatch.setattr("courses.domain.submissions.LARGEST_FILE", 10)
    browser = signed_in(alicia)

    answer = post(browser, course, text="Words.", files=[upload("large.bin", b"x" * 11), upload("small.txt")])

    assert answer.status_code == 413
    assert "larger than 10 MB" in answer.content.decode()
    assert [one.name for one in HandedInFile.objects.all()] == ["small.txt"]
    assert Submission.objects.get().text == "Words."
    answer = post(browser, course, files=[upload(f"{i}.txt") for i in range(5)])
    assert "Five files are the most." in answer.content.decode()
    assert HandedInFile.objects.count() == 5
    assert post(browser, course, files=[upload("empty", b"")]).status_code == 400


def test_a_file_taken_away_leaves_the_store_unless_an_earlier_try_has_it(
    alicia: Person, carmen: Person, course: MadeCourse, django_capture_on_commit_callbacks: Any
) -> None:
    browser = signed_in(alicia)
    post(browser, course, files=[upload("keep.txt"), upload("drop.txt")])
    kept, dropped = HandedInFile.objects.order_by("pk")
    with django_capture_on_commit_callbacks(execute=True):
        post(browser, course, take_away=[dropped.pk], hand_in="1")
    assert not default_storage.exists(dropped.file.name)
    submission = Submission.objects.get()
    review(carmen, submission, verdicts("again", "done", clear="More."))
    post(browser, course, number=2, text="Second.")
    carried = HandedInFile.objects.get(submission__number=2)
    assert carried.file.name == kept.file.name

    with django_capture_on_commit_callbacks(execute=True):
        post(browser, course, number=2, take_away=[carried.pk])

    assert default_storage.exists(kept.file.name)
    assert HandedInFile.objects.get() == kept


def test_a_review_without_words_for_try_again_is_not_sent_and_keeps_what_was_typed(
    alicia: Person, carmen: Person, course: MadeCourse
) -> None:
    post(signed_in(alicia), course, text="Mine.", hand_in="1")
    submission = Submission.objects.get()

    answer = review(carmen, submission, verdicts("done", "again", clear="Well said."))

    assert answer.status_code == 400
    assert "Each row needs a verdict" in answer.content.decode()
    assert "Well said." in answer.content.decode()
    assert Submission.objects.get().state == "handed_in"
    assert not Message.objects.filter(template="work_decided").exists()


def test_reviewing_is_for_whoever_teaches_and_never_for_the_author(
    alicia: Person, other_learner: Person, carmen: Person, committee_member: Person, course: MadeCourse
) -> None:
    post(signed_in(alicia), course, text="Mine.", hand_in="1")
    post(signed_in(carmen), course, text="A trainer learns, too.", hand_in="1")
    hers, trainers = Submission.objects.order_by("pk")

    for person in (alicia, other_learner, committee_member):
        assert review(person, hers, verdicts("done", "done")).status_code == 404
        assert signed_in(person).get(f"/en/learn/desk/work/{hers.pk}/").status_code == 404
        assert signed_in(person).get("/en/learn/desk/").status_code == 404
    assert review(carmen, trainers, verdicts("done", "done")).status_code == 404
    assert set(Submission.objects.values_list("state", flat=True)) == {"handed_in"}


def test_decided_once(alicia: Person, carmen: Person, make_person: Any, course: MadeCourse) -> None:
    hugo = make_person("Hugo", Role.TRAINER)
    post(signed_in(alicia), course, text="Mine.", hand_in="1")
    submission = Submission.objects.get()
    review(carmen, submission, verdicts("done", "done"))

    answer = review(hugo, submission, verdicts("again", "again", clear="No.", honest="No."))

    assert "already decided" in answer.content.decode()
    assert Submission.objects.get().state == "done"
    assert Message.objects.filter(template="work_decided").count() == 1


def test_work_on_a_closed_assignment_is_not_taken(alicia: Person, course: MadeCourse) -> None:
    set_terms(course_key=course.key, units={course.unit("work"): NewUnitTerms(needs=frozenset({course.unit("read")}))})

    answer = post(signed_in(alicia), course, text="Too early.", hand_in="1")

    assert answer.status_code == 302
    assert not Submission.objects.exists()


def test_the_language_switch_carries_the_draft_along(alicia: Person, course: MadeCourse) -> None:
    answer = post(signed_in(alicia), course, text="Half a sentence", switch="es")

    assert answer["Location"] == "/es/cursos/web/work/"
    assert Submission.objects.get().text == "Half a sentence"


def test_as_many_queries_for_three_tries_as_for_one(
    alicia: Person, carmen: Person, course: MadeCourse, django_assert_num_queries: Any
) -> None:
    browser = signed_in(alicia)
    for number in (1, 2, 3):
        post(browser, course, number=number, text="Mine.", files=[upload("a.txt")], hand_in="1")
        review(carmen, Submission.objects.get(number=number), verdicts("done", "again", honest="More."))
        browser.get("/en/courses/web/work/")
        with django_assert_num_queries(10):
            browser.get("/en/courses/web/work/")
