"""Every page of practice, as those see it for whom it is, in both languages."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from courses.practice.domain import answering, claiming, consents, handing_in
from courses.practice.models import MirroredTicket, TicketAssignment
from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.practice import comment, make_assignment, make_source, mirror, read_ticket, work
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
SECRETS = ("Ana Robles", "ana@huerta-robles.org", "huerta-robles")


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def mentor(make_person: Callable[..., Person]) -> Person:
    return make_person("Marta", Role.SUPPORT)


@pytest.fixture
def desk(client: Client, mentor: Person, enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(client, mentor)


@pytest.fixture
def ticket(db: None) -> MirroredTicket:
    make_site()
    raw = read_ticket(
        title="huerta-robles.org is down",
        text="Hello, I am Ana Robles, write to ana@huerta-robles.org. Since the update the site shows a white page.",
        reporter="Ana Robles",
        reporter_address="ana@huerta-robles.org",
        comments=(comment("Ana Robles", "Still down. Ana"),),
    )
    return mirror(make_source(), raw)[0]


@pytest.fixture
def assignment(ticket: MirroredTicket, mentor: Person) -> TicketAssignment:
    return make_assignment(mentor, ticket)


def both(client: Client, path: str) -> str:
    """What a page says in English and in Spanish."""
    said = ""
    for language in ("en", "es"):
        page = client.get(path.replace("/en/", f"/{language}/"), headers={"accept-language": language})
        assert page.status_code == 200, (path, language)
        said += page.content.decode()
    return said


@pytest.mark.slow
def test_pages_of_a_learner(assignment: TicketAssignment) -> None:
    alicia = make_person("Alicia")
    browser = signed_in(alicia)
    claim = claiming.claim(assignment=assignment, person=alicia, now=MONDAY)
    paths = [
        "/en/practice/",
        "/en/practice/mine/",
        f"/en/practice/{assignment.key}/",
        f"/en/practice/work/{claim.key}/",
    ]
    said = "".join(both(browser, path) for path in paths)
    assert "The site is down" in said
    assert not [secret for secret in SECRETS if secret in said]
    handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    assert "A mentor reads it" in both(browser, paths[-1])


@pytest.mark.slow
def test_pages_of_the_desk(desk: Client, assignment: TicketAssignment, ticket: MirroredTicket) -> None:
    alicia = make_person("Alicia")
    claim = claiming.claim(assignment=assignment, person=alicia, now=MONDAY)
    attempt = handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    source = ticket.source
    for path in (
        "/cms/support/",
        "/cms/support/?which=every&q=update",
        "/cms/support/numbers/",
        "/cms/support/reviews/",
        f"/cms/support/reviews/{attempt.pk}/",
        "/cms/support/trackers/",
        "/cms/support/trackers/new/",
        f"/cms/support/trackers/{source.key}/",
        f"/cms/support/tickets/{ticket.key}/",
        f"/cms/support/tickets/{ticket.key}/redact/",
        f"/cms/support/tickets/{ticket.key}/assignment/",
    ):
        page = desk.get(path)
        assert page.status_code == 200, path
    assert ticket.openings.count() == 1
    page = desk.get(f"/cms/support/tickets/{ticket.key}/redact/").content.decode()
    learners = page[page.index("As learners would read it") :]
    assert not [secret for secret in SECRETS if secret in learners]
    assert "white page" in learners


def test_pages_of_the_member(client: Client, assignment: TicketAssignment, ticket: MirroredTicket) -> None:
    with override("en"):
        paths = [consents.link_for(ticket.consent), answering.thanks_link(ticket)]
    for path in paths:
        said = both(client, path.removeprefix("http://testserver"))
        assert "white page" not in said
        assert not [secret for secret in SECRETS if secret in said]
    for path in ("/en/practice/consent/nonsense/", "/en/practice/thanks/nonsense/"):
        assert client.get(path).status_code == 404
