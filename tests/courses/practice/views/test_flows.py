"""A learner, a mentor and somebody who types nonsense, through the forms of the pages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.practice.domain import claiming, consents, handing_in, purging, reviewing
from courses.practice.domain.sealed import access_of, open_answer
from courses.practice.enums import ConsentState
from courses.practice.models import (
    Claim,
    MirroredTicket,
    Post,
    PracticeNote,
    Redaction,
    TicketAssignment,
    TrackerSource,
)
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.content.models import GuidePage
from tests.courses.practice.trackers.real_trac import TracServer
from tests.factories.people import MONDAY, signed_in
from tests.factories.people import make_person as somebody
from tests.factories.practice import agree, judge, make_assignment, make_source, mirror, read_ticket, work
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
TEXT = "Hello, I am Ana Robles (ana@huerta.org). Since the update huerta.org shows a white page.\n\nPerla knows more."
WORK = {"found": "A plugin.", "did": "Took it out.", "evidence": "", "answer": "It was a plugin."}
WORDS = {
    "title_en": "A white page",
    "story_en": "Since the update the site shows a white page.",
    "title_es": "Una página en blanco",
    "story_es": "Desde la actualización el sitio sale en blanco.",
    "rows_en": "The cause is named.\nThe member knows what to do.",
    "rows_es": "Se dice la causa.\nLa persona sabe qué hacer.",
    "difficulty": "first",
    "supervision": "mentor",
    "size": "small",
    "days": "7",
    "most_in_parallel": "1",
}


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
def ticket(db: None) -> MirroredTicket:
    make_site()
    return mirror(make_source(), read_ticket(text=TEXT, reporter="Ana Robles"))[0]


@pytest.fixture
def alicia(db: None) -> Client:
    return signed_in(somebody("Alicia"))


def at(name: str, ticket: MirroredTicket, *more: str) -> str:
    return reverse(f"practice_desk:{name}", args=[ticket.key, *more])


@pytest.mark.slow
def test_from_the_ticket_to_the_board(desk: Client, mentor: Person, ticket: MirroredTicket, alicia: Client) -> None:
    desk.post(at("ask", ticket), {"language": "en"})
    assert Post.objects.get(claim=None).ticket == ticket
    shown = desk.get(at("redact", ticket)).content.decode()
    assert "Robles" in shown
    perla = {"added-original-0": "Perla", "added-new-0": "Rosa"}
    seen = seen_in(shown)
    desk.post(at("redact", ticket), perla | seen | {"confirm": "1"})
    assert Redaction.objects.get().confirmed_by is None  # it was changed in the same form
    again = desk.get(at("redact", ticket)).content.decode()
    learners = again[again.index("As learners would read it") :]
    assert "Rosa knows more" in learners
    assert not re.search("Ana|Robles|huerta|Perla", learners)
    stale = desk.post(at("redact", ticket), seen | {"confirm": "1"})
    assert (stale.status_code, "changed while you looked" in stale.content.decode()) == (409, True)
    desk.post(at("redact", ticket), seen_in(again) | {"confirm": "1", "new-0": ""})
    assert Redaction.objects.get().confirmed_by == mentor

    begun = desk.get(at("assign", ticket)).content.decode()
    assert "white page" in begun
    assert "huerta.org" not in begun
    assert desk.post(at("assign", ticket), WORDS).status_code == 302
    refused = desk.post(at("change_state", ticket, "open"))
    assert (refused.status_code, "has not agreed" in refused.content.decode()) == (400, True)
    assert "A white page" not in alicia.get("/en/practice/").content.decode()
    agree_now(ticket, mentor)
    assert desk.post(at("change_state", ticket, "open")).status_code == 302
    assert "A white page" in alicia.get("/en/practice/").content.decode()
    assert "Una página en blanco" in alicia.get("/es/practice/").content.decode()


def seen_in(page: str) -> dict[str, str]:
    """What the form says that was looked at."""
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return {"seen": found[1]}


def agree_now(ticket: MirroredTicket, mentor: Person) -> None:
    consents.answer_consent(consent=ticket.consent, state=ConsentState.GIVEN, now=MONDAY)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rows_es": "Una sola."}, "same number of lines"),
        ({"story_es": ""}, "Both languages need"),
        ({"story_en": "Write to ana@huerta.org"}, "looks as if it names somebody"),
        ({"days": "0"}, "greater than or equal to 1"),
        ({"rows_en": "x" * 400, "rows_es": "x"}, "Twelve lines at most"),
    ],
)
def test_words_that_do_not_fit_are_said_and_nothing_is_lost(
    desk: Client, ticket: MirroredTicket, changes: dict[str, str], said: str
) -> None:
    page = desk.post(at("assign", ticket), WORDS | changes)
    text = page.content.decode()
    assert page.status_code == 400
    assert said in text
    assert "Desde la actualización" in text or "story_es" in changes
    assert not TicketAssignment.objects.exists()


@pytest.mark.slow
def test_a_learner_works_and_a_mentor_decides(
    desk: Client, mentor: Person, ticket: MirroredTicket, alicia: Client
) -> None:
    assignment = make_assignment(mentor, ticket)
    alicia.post(reverse("practice:take", args=[assignment.key]), {"credit": "1"})
    claim = Claim.objects.get()
    page = reverse("practice:work", args=[claim.key])
    alicia.post(page, WORK | {"version": "0", "save": "1"})
    shown = alicia.get(page).content.decode()
    assert "Took it out." in shown
    empty = alicia.post(page, WORK | {"version": "1", "answer": "", "hand_in": "1"})
    assert (empty.status_code, "what the member should be told" in empty.content.decode()) == (400, True)
    version = re.search(r'name="version" value="(\d+)"', empty.content.decode())
    assert version
    alicia.post(page, WORK | {"version": version[1], "hand_in": "1"})
    assert "A mentor reads it" in alicia.get(page).content.decode()

    attempt = claim.tries.get()
    review = reverse("practice_desk:review", args=[attempt.pk])
    form = desk.get(review).content.decode()
    rows = {f"verdict-{row.pk}": "done" for row in assignment.rubric.all()}
    given = rows | {"answer": "It was a plugin, Ana.", "token": ticket.token}
    assert "It was a plugin." in form
    undecided = desk.post(review, given)
    assert (undecided.status_code, "It was a plugin, Ana." in undecided.content.decode()) == (400, True)
    assert desk.post(review, given | {"verdict": "done"}).status_code == 302
    assert open_answer(Post.objects.get(claim=claim)) == "It was a plugin, Ana."
    assert "on its way to the member" in alicia.get(page).content.decode()


def test_the_second_is_told_what_else_there_is(mentor: Person, ticket: MirroredTicket, alicia: Client) -> None:
    first = make_assignment(mentor, ticket)
    [other] = mirror(ticket.source, read_ticket("2"))
    second = make_assignment(mentor, other)
    alicia.post(reverse("practice:take", args=[first.key]))
    late = signed_in(somebody("Beto")).post(reverse("practice:take", args=[first.key]))
    page = late.content.decode()
    assert late.status_code == 409
    assert "a moment ago" in page
    assert reverse("practice:assignment", args=[second.key]) in page


def test_a_file_is_taken_down_as_a_file(mentor: Person, ticket: MirroredTicket, alicia: Client) -> None:
    assignment = make_assignment(mentor, ticket)
    alicia.post(reverse("practice:take", args=[assignment.key]))
    page = reverse("practice:work", args=[Claim.objects.get().key])
    upload = SimpleUploadedFile("a.html", b"<script>alert(1)</script>")
    alicia.post(page, WORK | {"version": "0", "save": "1", "files": [upload]})
    address = re.search(r'href="([^"]+/practice/files/\d+/)"', alicia.get(page).content.decode())
    assert address
    answer = alicia.get(address[1])
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/octet-stream",
        'attachment; filename="a.html"',
    )
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert signed_in(somebody("Beto")).get(address[1]).status_code == 404


def test_a_tracker_is_connected_and_its_secret_never_shown(desk: Client) -> None:
    make_site()
    given = {
        "name": "Desk",
        "kind": "trac",
        "address": "https://desk.example.org/trac",
        "login": "vereda",
        "secret": "swordfish",
        "stale_days": "14",
        "poll_minutes": "5",
        "is_active": "on",
    }
    assert (
        "begins with https"
        in desk.post("/cms/support/trackers/new/", given | {"address": "gopher://x"}).content.decode()
    )
    for wrong in ({"name": ""}, {"address": "gopher://x"}):
        said = desk.post("/cms/support/trackers/new/", given | wrong).content.decode()
        assert "type it in once more" in said
        assert "swordfish" not in said
    desk.post("/cms/support/trackers/new/", given)
    source = TrackerSource.objects.get()
    assert access_of(source).secret == "swordfish"
    page = reverse("practice_desk:tracker", args=[source.key])
    assert "swordfish" not in desk.get(page).content.decode()
    desk.post(page, given | {"secret": ""})
    source.refresh_from_db()
    assert access_of(source).secret == "swordfish"
    checked = desk.post(reverse("practice_desk:check", args=[source.key]))
    assert "gave no usable answer" in checked.content.decode()
    assert "does its address open in a browser?" in checked.content.decode()
    assert "swordfish" not in checked.content.decode()


@pytest.mark.usefixtures("reachable")
def test_a_wrong_kind_of_tracker_is_called_that(desk: Client, ticket: MirroredTicket, trac_server: TracServer) -> None:
    TrackerSource.objects.update(kind="redmine", address=trac_server.trac.address)
    said = desk.post(reverse("practice_desk:check", args=[ticket.source.key])).content.decode()
    assert "no ticket system of this kind" in said
    assert "have that ticket" not in said


def test_a_member_without_an_account_answers(mentor: Person, ticket: MirroredTicket) -> None:
    consent = agree(ticket, mentor)
    path = consents.link_for(consent).removeprefix("http://testserver")
    browser = Client()
    assert "You said yes" in browser.get(path).content.decode()
    consent.refresh_from_db()
    assert consent.state == "given"  # reading answers nothing
    browser.post(path, {"answer": "withdraw"})
    assert "You took your yes back" in browser.get(path).content.decode()
    assert browser.post(path, {"answer": "perhaps"}).status_code == 200


@pytest.mark.slow
def test_a_guide_is_drafted_from_what_was_approved(desk: Client, mentor: Person, ticket: MirroredTicket) -> None:
    assignment, alicia = make_assignment(mentor, ticket), somebody("Alicia")
    claim = claiming.claim(assignment=assignment, person=alicia, now=MONDAY)
    attempt = handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    assert "Draft a guide" not in desk.get(at("assign", ticket)).content.decode()
    reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt), now=MONDAY)
    assert "Draft a guide" in desk.get(at("assign", ticket)).content.decode()
    desk.post(at("change_state", ticket, "guide"))
    assert GuidePage.objects.get().title == "The site is down"
    assert "A guide was drafted" in desk.get(at("assign", ticket)).content.decode()
    again = desk.post(at("change_state", ticket, "guide"))
    assert again.status_code == 409


def test_the_link_is_sent_again(desk: Client, mentor: Person, ticket: MirroredTicket) -> None:
    agree(ticket, mentor)
    sent = Post.objects.count()
    assert "link again" in desk.get(at("ticket", ticket)).content.decode()
    desk.post(at("ask", ticket), {"do": "again"})
    assert Post.objects.count() == sent + 1


def test_failures_are_told_in_words(desk: Client, ticket: MirroredTicket) -> None:
    TrackerSource.objects.update(failures=3, last_failure="NotAllowed")
    for page in ("/cms/support/", "/cms/support/trackers/"):
        said = desk.get(page).content.decode()
        assert "does not let us do this" in said
        assert "NotAllowed" not in said
    TrackerSource.objects.update(polled_at=MONDAY, last_failure="NoSuchTicket")
    said = desk.get("/cms/support/").content.decode()
    assert f"/cms/support/trackers/{ticket.source.key}/" in said
    assert "What is here stays meanwhile" in said
    assert "no ticket system of this kind" in said


def test_where_nothing_fits_there_is_a_next_step(desk: Client, ticket: MirroredTicket) -> None:
    said = desk.get("/cms/support/?which=stale&q=no+such+%26+words").content.decode()
    assert "?which=every&amp;q=no%20such%20%26%20words" in said
    assert "?which=closed&amp;q=no%20such%20%26%20words" in said
    assert "?which=every" in desk.get("/cms/support/?which=closed").content.decode().partition("No ticket here.")[2]


def test_only_whoever_has_a_desk_is_led_back_to_it(
    desk: Client,
    ticket: MirroredTicket,
    make_person: Callable[..., Person],
    enter_editor: Callable[[Client, Person], Client],
) -> None:
    committee = enter_editor(Client(), make_person("Elena", Role.COMMITTEE))
    for client, is_led_back in ((desk, True), (committee, False)):
        page = client.get("/cms/support/numbers/")
        assert page.status_code == 200
        assert ("Back to the desk" in page.content.decode()) is is_led_back


def test_lists_show_titles_without_personal_data(desk: Client, ticket: MirroredTicket) -> None:
    mirror(ticket.source, read_ticket("7", title="ana@huerta.org: printer on fire", text="x"))
    said = desk.get("/cms/support/").content.decode()
    assert "printer on fire" in said
    assert "ana@huerta.org" not in said


@pytest.mark.slow
def test_a_mentor_speaks_to_a_passage(desk: Client, mentor: Person, ticket: MirroredTicket) -> None:
    assignment, alicia = make_assignment(mentor, ticket), somebody("Alicia")
    claim = claiming.claim(assignment=assignment, person=alicia, now=MONDAY)
    given = work(claim, found="The log is empty.\n\nThe plugin is old.\n \nNothing else.")
    attempt = handing_in.hand_in(claim=claim, person=alicia, work=given, now=MONDAY)
    review = reverse("practice_desk:review", args=[attempt.pk])
    form = desk.get(review).content.decode()
    assert form.count('name="note-found-') == 3
    rows = {f"verdict-{row.pk}": "again" for row in assignment.rubric.all()}
    rows |= {f"words-{row.pk}": "Look again." for row in assignment.rubric.all()}
    said = {"note-found-1": "Which version is <it>?", "note-found-7": "Nowhere.", "note-story-0": "Nowhere."}
    undecided = desk.post(review, rows | said).content.decode()
    assert "Which version is &lt;it&gt;?" in undecided  # nothing that was typed is lost
    assert desk.post(review, rows | said | {"verdict": "again"}).status_code == 302
    [note] = PracticeNote.objects.all()
    assert (note.place, note.paragraph, note.words) == ("found", 1, "Which version is <it>?")
    page = signed_in(alicia).get(reverse("practice:work", args=[claim.key])).content.decode()
    assert page.index("The plugin is old.") < page.index("Which version is &lt;it&gt;?") < page.index("Nothing else.")
    consents.answer_consent(consent=ticket.consent, state=ConsentState.WITHDRAWN, now=MONDAY)
    purging.purge(ticket_pk=ticket.pk, now=MONDAY)
    assert not PracticeNote.objects.exists()
