"""One answer of each person and page, and one mail for each answer."""

from typing import Any

import pytest

from lms.accounts.domain.roles import grant_role
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.content.domain.answers import LONGEST_COMMENT, give_answer
from lms.content.domain.publishing import publish_page
from lms.content.errors import CommentTooLong, NotPublished
from lms.content.models import Answer, GuidePage
from lms.mail.models import Message
from tests.factories.people import later, make_person
from tests.factories.writings import key_of, make_guide

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def guide(site: Any) -> dict[str, GuidePage]:
    return make_guide()


@pytest.fixture
def carmen(guide: dict[str, GuidePage]) -> Person:
    """Who looks after the guide, in Spanish."""
    carmen = make_person("Carmen", language="es")
    for side in guide.values():
        page = GuidePage.objects.get(pk=side.pk)
        page.kept_by = carmen
        publish_page(page=page)
    return carmen


def answer(
    person: Person | None,
    session: dict[str, Any] | None = None,
    *,
    worked: bool = False,
    comment: str = "",
    minute: int = 0,
) -> Answer:
    return give_answer(
        page_key=key_of("move"),
        person=person,
        session={} if session is None else session,
        has_worked=worked,
        comment=comment,
        language="en",
        now=later(minute),
    )


@pytest.mark.slow
def test_an_answer_can_be_changed_and_stays_one(carmen: Person) -> None:
    alicia = make_person("Alicia")
    first = answer(alicia, comment="It broke.")

    second = answer(alicia, worked=True, comment="Now it works.", minute=5)

    assert first == second == Answer.objects.get()
    assert (second.has_worked, second.comment) == (True, "Now it works.")
    assert (second.given_at, second.changed_at) == (later(0), later(5))


def test_the_owner_gets_one_mail_in_their_language(carmen: Person) -> None:
    alicia = make_person("Alicia")
    answer(alicia, comment="It broke\nat step two.")
    answer(alicia, comment="Still.", minute=1)

    mail = Message.objects.get()
    assert (mail.person, mail.language, mail.subject) == (carmen, "es", "No funcionó: move es")
    assert "It broke at step two." in mail.text
    assert "http://testserver/es/guias/move/" in mail.text
    assert "Alicia" not in mail.text


def test_without_an_owner_it_reaches_every_editor(guide: dict[str, GuidePage]) -> None:
    for name in ("Diego", "Dora"):
        grant_role(person=make_person(name), role=Role.EDITOR, by=None, now=later(0))

    answer(None, worked=True)

    assert sorted(mail.person.chosen_name for mail in Message.objects.all()) == ["Diego", "Dora"]
    assert {mail.subject for mail in Message.objects.all()} == {"It worked: move en"}


def test_a_guest_changes_what_their_own_session_gave(guide: dict[str, GuidePage]) -> None:
    session: dict[str, Any] = {}
    mine = answer(None, session)
    other = answer(None, {})

    again = answer(None, session, worked=True, minute=3)

    assert again == mine != other
    assert sorted(Answer.objects.values_list("has_worked", flat=True)) == [False, True]


def test_a_session_that_names_somebodys_row_changes_nothing_of_theirs(guide: dict[str, GuidePage]) -> None:
    alicias = answer(make_person("Alicia"), worked=True)

    answer(None, {"answers": {str(key_of("move")): alicias.pk}})

    alicias.refresh_from_db()
    assert alicias.has_worked
    assert Answer.objects.count() == 2


def test_a_comment_is_lines_of_plain_text(guide: dict[str, GuidePage]) -> None:
    given = answer(None, comment="  <b>One</b>\r\n\r\n\r\n\u202eTwo\x00 ")

    assert given.comment == "<b>One</b>\n\nTwo"


def test_a_comment_that_is_too_long_is_refused_whole(guide: dict[str, GuidePage]) -> None:
    with pytest.raises(CommentTooLong):
        answer(None, comment="x" * (LONGEST_COMMENT + 1))
    assert not Answer.objects.exists()
    assert not Message.objects.exists()


def test_what_is_not_published_takes_no_answer(guide: dict[str, GuidePage]) -> None:
    for side in guide.values():
        GuidePage.objects.get(pk=side.pk).unpublish()

    with pytest.raises(NotPublished):
        answer(None)
