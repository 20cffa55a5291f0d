"""What staff see of answers and changes, and the glossary in the editor."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.domain.groups import prepare_groups
from lms.accounts.models import Person
from lms.content.domain.answers import give_answer
from lms.content.domain.proposals import propose_change
from lms.content.models import EssayPage, Proposal, Term
from tests.factories.blocks import block_id
from tests.factories.harm import harm_in
from tests.factories.people import later, make_person
from tests.factories.writings import key_of, make_essay

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def essay(site: Any) -> dict[str, EssayPage]:
    prepare_groups()
    return make_essay()


@pytest.fixture
def desk(essay: Any, editor: Person, enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(Client(), editor)


def answer(comment: str, *, person: Person | None = None, minute: int = 0) -> None:
    give_answer(
        page_key=key_of("padlock"),
        person=person,
        session={},
        has_worked=False,
        comment=comment,
        language="en",
        now=later(minute),
    )


def propose(person: Person, text: str, part: str = "padlock-1") -> Proposal:
    return propose_change(
        page_key=key_of("padlock"),
        language="en",
        part=str(block_id(part)),
        typed={"": text},
        reason="So.",
        person=person,
        now=later(0),
    )


def table_of(page: bytes) -> str:
    return page.decode().partition('<table class="listing">')[2].partition("</table>")[0]


def test_answers_are_listed_newest_first_and_without_a_name(desk: Client) -> None:
    answer("The first.", person=make_person("Beatriz"))
    answer("<script>alert(1)</script>", minute=1)

    table = table_of(desk.get("/cms/readers/").content)

    assert table.index("&lt;script&gt;") < table.index("The first.")
    assert "padlock en" in table
    assert "Beatriz" not in table
    assert harm_in(table) == []


def test_changes_are_listed_with_both_texts_and_the_name(desk: Client) -> None:
    propose(make_person("Beatriz"), "Better <b>so</b>.")
    propose(make_person("Camila"), "Another.")

    table = table_of(desk.get("/cms/readers/changes/").content)

    for words in ("Beatriz", "Camila", "First en.", "Better", "being looked at", "waits its turn"):
        assert words in table
    assert harm_in(table) == []


@pytest.mark.slow
def test_lists_ask_as_little_for_three_as_for_one(desk: Client) -> None:
    def count(path: str) -> int:
        desk.get(path)
        with CaptureQueriesContext(connection) as asked:
            desk.get(path)
        return len(asked)

    answer("One.")
    propose(make_person("Beatriz"), "One.")
    before = [count("/cms/readers/"), count("/cms/readers/changes/")]
    for number in range(2):
        answer("More.", minute=number + 1)
        propose(make_person(f"Other{number}"), f"More {number}.")

    assert [count("/cms/readers/"), count("/cms/readers/changes/")] == before


@pytest.mark.slow
def test_a_moderator_sees_the_change_in_the_page_and_accepts_it(
    essay: Any, administrator: Person, enter_editor: Callable[[Client, Person], Client]
) -> None:
    """Through the editor's own pages: its history names the member, and its button publishes."""
    proposal = propose(make_person("Beatriz"), "A better one.")
    admin_desk = enter_editor(Client(), administrator)
    page, state = proposal.page_id, proposal.moderation

    assert admin_desk.get(f"/cms/pages/{page}/edit/").status_code == 200
    assert "Beatriz proposed a change: So." in admin_desk.get(f"/cms/pages/{page}/history/").content.decode()
    accepted = admin_desk.post(
        f"/cms/pages/workflow/action/{page}/approve/{state.current_task_state_id}/", {"comment": ""}, follow=True
    )

    assert accepted.status_code == 200
    assert EssayPage.objects.get(pk=page).body[0].value.source == "<p>A better one.</p>"


def test_an_editor_keeps_the_glossary(desk: Client) -> None:
    data = {
        "key": "server",
        "word_en": "server",
        "word_es": "servidor",
        "definition_en": "It waits.",
        "definition_es": "Espera.",
        "forms_en": "servers\r\n\r\nhost",
        "forms_es": "",
    }
    assert desk.get("/cms/snippets/content/term/add/").status_code == 200

    desk.post("/cms/snippets/content/term/add/", data)

    term = Term.objects.get()
    assert (term.word_es, term.forms_en) == ("servidor", "servers\nhost")
    assert "servidor" in desk.get("/cms/snippets/content/term/").content.decode()
    refused = desk.post("/cms/snippets/content/term/add/", data | {"key": "Bad Key", "word_en": "x" * 81})
    assert refused.status_code == 200
    assert Term.objects.count() == 1


def test_the_owner_of_a_guide_is_chosen_among_the_team(desk: Client, essay: Any, administrator: Person) -> None:
    make_person("Beatriz")

    form = desk.get(f"/cms/pages/{essay['en'].pk}/edit/").content.decode()

    choices = form[form.index('name="kept_by"') :].split("</select>")[0]
    assert "Fermín" in choices
    assert "Beatriz" not in choices
