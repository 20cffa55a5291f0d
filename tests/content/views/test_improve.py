"""The forms under and beside a page: answers of people and of guests, changes, captions."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from lms.accounts.models import Person
from lms.content.domain.publishing import publish_page
from lms.content.models import Answer, EssayPage, Proposal
from lms.content.views import improve
from tests.core.hostile_markup import PAYLOADS
from tests.factories.blocks import block_id
from tests.factories.harm import harm_in, main_of
from tests.factories.people import make_person, signed_in
from tests.factories.site import lesson, make_course
from tests.factories.writings import key_of, make_essay

pytestmark = pytest.mark.django_db
FIRST = str(block_id("padlock-1"))
ANSWER = f"/en/improve/{key_of('padlock')}/answer/"
PROPOSE = f"/en/improve/{key_of('padlock')}/{FIRST}/"
VTT = "WEBVTT\n\n00:01.000 --> 00:04.000\nHello.\n"


@pytest.fixture(scope="module")
def essay(site: Any) -> dict[str, EssayPage]:
    return make_essay()


@pytest.fixture
def alicia(essay: Any) -> Person:
    return make_person("Alicia")


def test_an_answer_is_kept_thanked_for_and_shown_again(alicia: Person) -> None:
    browser = signed_in(alicia)

    answer = browser.post(ANSWER, {"answer-has_worked": "no", "answer-comment": "Step <two>."}, follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [("/en/guides/padlock/", 302)]
    assert "Thank you. Your answer is kept" in page
    assert (
        'value="no" required id="id_answer-has_worked_1" checked' in page
        or 'value="no"' in page.split("checked")[0][-200:]
    )
    assert "Step &lt;two&gt;." in page
    assert Answer.objects.get().person == alicia


def test_a_guest_answers_without_a_token_and_sees_their_own_answer_alone(essay: Any) -> None:
    guest = Client(enforce_csrf_checks=True)
    guest.post(
        ANSWER, {"answer-has_worked": "yes", "answer-comment": "Mine."}, headers={"sec-fetch-site": "same-origin"}
    )

    assert Answer.objects.get().person is None
    assert "Mine." in guest.get("/en/guides/padlock/").content.decode()
    assert "Mine." not in Client().get("/en/guides/padlock/").content.decode()


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}])
def test_another_site_cannot_answer_for_a_guest(essay: Any, headers: dict[str, str]) -> None:
    assert Client().post(ANSWER, {"answer-has_worked": "yes"}, headers=headers).status_code == 403
    assert not Answer.objects.exists()


def test_another_site_cannot_answer_for_somebody_signed_in(alicia: Person) -> None:
    browser = signed_in(alicia, enforce_csrf_checks=True)

    assert browser.post(ANSWER, {"answer-has_worked": "yes"}).status_code == 403
    assert not Answer.objects.exists()


def test_guests_of_one_network_are_slowed_down_and_told(essay: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(improve, "ANSWERS_OF_GUESTS", "2/h/ip")
    for _number in range(2):
        Client().post(ANSWER, {"answer-has_worked": "yes"})

    told = Client().post(ANSWER, {"answer-has_worked": "yes"}, follow=True)

    assert "Please try again in an hour" in told.content.decode()
    assert Answer.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose yes or no."),
        ({"answer-has_worked": "perhaps"}, "Choose yes or no."),
        ({"answer-has_worked": "yes", "answer-comment": "x" * 2001}, "2000"),
        ({"answer-has_worked": "yes", "answer-comment": "a\x00b"}, "Null"),
    ],
)
def test_a_wrong_answer_is_explained_and_nothing_is_stored(alicia: Person, data: dict[str, str], words: str) -> None:
    answer = signed_in(alicia).post(ANSWER, data)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("payload", PAYLOADS[::7])
def test_a_hostile_comment_is_text(alicia: Person, payload: str) -> None:
    browser = signed_in(alicia)
    browser.post(ANSWER, {"answer-has_worked": "no", "answer-comment": payload})

    assert harm_in(main_of(browser.get("/en/guides/padlock/").content)) == []


def test_a_change_is_made_in_a_form(alicia: Person) -> None:
    browser = signed_in(alicia)
    form = browser.get(PROPOSE).content.decode()
    assert "First en." in form
    assert "Alicia" in form

    told = browser.post(PROPOSE, {"text-0": "A better one.", "reason": "So."}, follow=True)

    assert told.redirect_chain == [(f"/en/guides/padlock/#b-{FIRST}", 302)]
    assert "Thank you. Your change is with the people" in told.content.decode()
    assert "First en." in told.content.decode()
    proposal = Proposal.objects.get()
    assert (proposal.changes, proposal.reason, proposal.person) == (
        {"": ["<p>First en.</p>", "<p>A better one.</p>"]},
        "So.",
        alicia,
    )
    assert "waits already" in browser.get(PROPOSE).content.decode()


def test_a_second_change_is_kept_and_said_to_come_next(alicia: Person) -> None:
    signed_in(alicia).post(PROPOSE, {"text-0": "A better one."})

    told = signed_in(make_person("Beto")).post(PROPOSE, {"text-0": "Another."}, follow=True)

    assert "Yours is kept and comes next" in told.content.decode()
    assert Proposal.objects.count() == 2


def test_an_unchanged_text_is_not_sent(alicia: Person) -> None:
    answer = signed_in(alicia).post(PROPOSE, {"text-0": "First en."})

    assert answer.status_code == 400
    assert "nothing was sent" in answer.content.decode()


def test_what_was_typed_stays_when_it_is_refused(alicia: Person) -> None:
    answer = signed_in(alicia).post(PROPOSE, {"text-0": "y" * 20_001, "reason": "Kept."})

    assert answer.status_code == 400
    assert "Kept." in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_stranger_signs_in_first(essay: Any) -> None:
    answer = Client().get(PROPOSE)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/en/accounts/login/?next={PROPOSE}")


@pytest.mark.parametrize("part", ["answer-me", "b", str(block_id("nothing"))])
def test_a_part_that_there_is_not_is_not_found(alicia: Person, part: str) -> None:
    assert signed_in(alicia).get(f"/en/improve/{key_of('padlock')}/{part}/").status_code == 404


@pytest.mark.slow
def test_a_lesson_takes_neither_answers_nor_changes(alicia: Person) -> None:
    course = make_course("web", [lesson("one")])
    browser = signed_in(alicia)

    assert browser.post(f"/en/improve/{course.unit('one')}/answer/", {"answer-has_worked": "yes"}).status_code == 404
    assert browser.get(f"/en/improve/{course.unit('one')}/{block_id('one-text')}/").status_code == 404


def test_a_page_for_some_people_alone_is_not_found_by_others(essay: Any, alicia: Person) -> None:
    PageViewRestriction.objects.create(page=essay["en"], restriction_type=PageViewRestriction.GROUPS)
    browser = signed_in(alicia)

    assert browser.get(PROPOSE).status_code == 404
    assert browser.post(ANSWER, {"answer-has_worked": "yes"}).status_code == 404


def recording(**more: Any) -> dict[str, Any]:
    value = {
        "medium": "video",
        "title": "A talk",
        "url": "https://video.example/1",
        "minutes": 3,
        "transcript": "<p>Hello.</p>",
        "captions": [{"language": "es", "text": VTT}],
        **more,
    }
    return {"type": "medium", "id": str(block_id("talk")), "value": value}


def test_captions_are_served_from_the_published_page(essay: dict[str, EssayPage]) -> None:
    page = EssayPage.objects.get(pk=essay["en"].pk)
    page.body = page._meta.get_field("body").stream_block.to_python([recording()])
    publish_page(page=page)
    address = f"/en/captions/{page.pk}/{block_id('talk')}/es.vtt"

    answer = Client().get(address)

    assert (answer.status_code, answer["Content-Type"], answer.content.decode()) == (
        200,
        "text/vtt; charset=utf-8",
        VTT.strip(),
    )
    assert Client().get(address.replace("es.vtt", "en.vtt")).status_code == 404
    assert Client().get(address.replace(str(block_id("talk")), FIRST)).status_code == 404
    page.unpublish()
    assert Client().get(address).status_code == 404
