"""What people send who do not use our forms, or use them for too much."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from courses.practice.domain import answering, claiming, handing_in, posted, reviewing
from courses.practice.enums import AssignmentState, PostState
from courses.practice.models import Claim, Claimant, MirroredTicket, Post, PracticeReview, TicketAssignment, TryFile
from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.factories.people import MONDAY, signed_in
from tests.factories.people import make_person as somebody
from tests.factories.practice import judge, make_assignment, work
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
NUL = "A\x00B"


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def mentor(make_person: Callable[..., Person]) -> Person:
    return make_person("Marta", Role.SUPPORT)


@pytest.fixture
def desk(mentor: Person, enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(Client(), mentor)


@pytest.fixture
def assignment(mentor: Person) -> TicketAssignment:
    make_site()
    return make_assignment(mentor)


@pytest.fixture
def alicia(db: None) -> Person:
    return somebody("Alicia")


@pytest.fixture
def claim(assignment: TicketAssignment, alicia: Person) -> Claim:
    return claiming.claim(assignment=assignment, person=alicia, now=MONDAY)


def ticket_of(assignment: TicketAssignment) -> MirroredTicket:
    assert assignment.ticket is not None
    return assignment.ticket


def test_thanks_that_are_too_long_are_told_so_and_not_lost(assignment: TicketAssignment) -> None:
    path = answering.thanks_link(ticket_of(assignment)).removeprefix("http://testserver")
    for words in ("Thank you! " * 100, "Thank you! " * 10_000):
        answer = Client().post(path, {"words": words})
        assert (answer.status_code, "too long" in answer.content.decode()) == (400, True)
    assert "Thank you! Thank you!" in answer.content.decode()


def test_a_letter_that_no_database_keeps(desk: Client, claim: Claim, alicia: Person) -> None:
    """PostgreSQL refuses a NUL wherever it comes; no page answers with an error of the server."""
    browser = signed_in(alicia)
    for query in ("language", "skill", "difficulty"):
        assert browser.get("/en/practice/", {query: NUL}).status_code == 200
    assert desk.get("/cms/support/", {"q": NUL, "which": NUL, "page": NUL}).status_code == 200
    credit = browser.post(reverse("practice:act", args=[claim.key, "credit"]), {"credit_name": f" {NUL}\nC\u202e "})
    assert (credit.status_code, Claimant.objects.get().credit_name) == (302, "AB C")
    attempt = handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    rows = {row.pk: NUL for row in claim.assignment.rubric.all()}
    given = {f"verdict-{pk}": "again" for pk in rows} | {f"words-{pk}": words for pk, words in rows.items()}
    review = reverse("practice_desk:review", args=[attempt.pk])
    answer = desk.post(review, given | {"verdict": "again", "words": NUL, "token": NUL, "answer": NUL})
    assert answer.status_code == 302
    kept = PracticeReview.objects.get()
    assert [kept.words, *kept.rows.values_list("words", flat=True)] == ["AB"] * 3


def test_the_token_of_a_form_may_be_nonsense(desk: Client, claim: Claim, alicia: Person) -> None:
    attempt = handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    given = {f"verdict-{row.pk}": "done" for row in claim.assignment.rubric.all()}
    review = reverse("practice_desk:review", args=[attempt.pk])
    answer = desk.post(review, given | {"verdict": "done", "token": NUL * 200, "answer": f"It was {NUL}."})
    assert answer.status_code == 302
    assert "\x00" not in Post.objects.get(claim=claim).token


@pytest.mark.parametrize("length", ["abc", "-1", "", "99999999999999999999999"])
def test_a_hook_that_does_not_know_its_length(assignment: TicketAssignment, length: str) -> None:
    source = ticket_of(assignment).source
    answer = Client().post(
        f"/hooks/trackers/{source.key}/", b"{}", content_type="application/json", CONTENT_LENGTH=length
    )
    assert answer.status_code in (400, 401, 413)


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 30])
def test_keys_of_nothing(desk: Client, alicia: Person, assignment: TicketAssignment, pk: str) -> None:
    assert signed_in(alicia).get(f"/en/practice/files/{pk}/").status_code == 404
    for path in (f"reviews/{pk}/", f"answers/{pk}/"):
        assert desk.get(f"/cms/support/{path}").status_code == 404


def test_files_that_are_odd(claim: Claim, alicia: Person) -> None:
    names = ["../../etc/passwd", 'a"b\r\nX: y.txt', "x" * 300 + ".log", "\u202egpj.exe", "", ".", "..", "empty.txt"]
    uploads = [SimpleUploadedFile("x", b"" if one == "empty.txt" else b"1") for one in names]
    for upload, name in zip(uploads, names, strict=True):
        upload._name = name or None  # what the browser says, before anybody tidied it
    page = reverse("practice:work", args=[claim.key])
    answer = signed_in(alicia).post(page, {"version": "0", "found": "A plugin.", "files": uploads})
    assert answer.status_code == 400
    assert claim.tries.get().found == "A plugin."
    assert TryFile.objects.count() == 5
    for kept in TryFile.objects.all():
        assert not set(kept.name) & set('/\\"\r\n\u202e')
        taken = signed_in(alicia).get(reverse("practice:file", args=[kept.pk]))
        assert b"".join(taken.streaming_content) == b"1"


@pytest.mark.slow
def test_every_field_may_be_missing(desk: Client, claim: Claim, alicia: Person) -> None:
    browser, ticket = signed_in(alicia), ticket_of(claim.assignment)
    acts = [reverse("practice:act", args=[claim.key, one]) for one in ("hint", "credit", "more-time", "nothing")]
    assert [browser.post(one).status_code for one in acts] == [302, 302, 409, 404]
    assert browser.post(reverse("practice:work", args=[claim.key]), {"take_away": ["x", "9" * 14]}).status_code == 302
    attempt = handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    assert desk.post(reverse("practice_desk:review", args=[attempt.pk])).status_code == 400
    assert desk.post(reverse("practice_desk:assign", args=[ticket.key])).status_code == 400
    assert desk.post(reverse("practice_desk:redact", args=[ticket.key])).status_code == 409
    assert desk.post("/cms/support/trackers/new/").status_code == 400


def test_work_that_is_huge_is_refused_and_not_looked_through(claim: Claim, alicia: Person) -> None:
    """Two megabytes would keep a worker busy for minutes with what looks like a name."""
    page = reverse("practice:work", args=[claim.key])
    answer = signed_in(alicia).post(page, {"version": "0", "found": "ana@huerta.org " * 150_000})
    assert (answer.status_code, "looks like a real name" in answer.content.decode()) == (413, False)


def test_pages_of_answers_that_cannot_be_opened_any_more(
    desk: Client, claim: Claim, alicia: Person, mentor: Person
) -> None:
    attempt = handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    review = reverse("practice_desk:review", args=[attempt.pk])
    ticket = ticket_of(claim.assignment)
    sealed = ticket.sealed
    MirroredTicket.objects.update(sealed="")  # as with a key that is gone
    assert desk.get(review)["Location"] == reverse("practice_desk:queue")
    assert desk.post(review)["Location"] == reverse("practice_desk:queue")
    MirroredTicket.objects.update(sealed=sealed)
    reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt), now=MONDAY)
    post = Post.objects.get(claim=claim)
    posted.set_post_state(post, PostState.FAILED, ended_at=MONDAY)
    MirroredTicket.objects.update(sealed="")
    Post.objects.update(sealed_text="gone")
    page = reverse("practice_desk:post", args=[post.pk])
    assert desk.get(page).status_code == 200
    assert desk.post(page, {"do": "post"}).status_code == 400  # with which words?
    left = desk.post(page, {"do": "leave"})
    assert (left.status_code, left["Location"]) == (302, reverse("practice_desk:front"))
    post.refresh_from_db()
    assert post.state == PostState.LEFT


def test_an_exercise_can_be_taken_off_the_board(desk: Client, assignment: TicketAssignment) -> None:
    ticket = ticket_of(assignment)
    TicketAssignment.objects.update(state=AssignmentState.EXERCISE)
    close = reverse("practice_desk:change_state", args=[ticket.key, "close"])
    assert close in desk.get(reverse("practice_desk:assign", args=[ticket.key])).content.decode()


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_a_hook_that_is_larger_than_what_is_read(assignment: TicketAssignment) -> None:
    source = ticket_of(assignment).source
    answer = Client().post(f"/hooks/trackers/{source.key}/", b"x" * 2000, content_type="application/json")
    assert answer.status_code in (400, 401, 413)
