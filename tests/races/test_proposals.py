"""Two members, two workers, one page: one change at a time is its draft, and a contribution is recorded once."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from lms.content.domain import proposals
from lms.content.domain.proposals import propose_change, settle_proposals
from lms.content.models import EssayPage, Proposal
from lms.mail.models import Message
from lms.records.models import Statement
from tests.factories.blocks import block_id
from tests.factories.people import MONDAY, later, make_person
from tests.factories.site import forget_pages, make_site
from tests.factories.writings import key_of, make_essay
from tests.races.together import meet_around, meet_before, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def essay() -> Iterator[EssayPage]:
    make_site()
    yield make_essay()["en"]
    forget_pages()


def propose(person: Any, text: str, part: str) -> Proposal:
    return propose_change(
        page_key=key_of("padlock"),
        language="en",
        part=str(block_id(part)),
        typed={"": text},
        reason="",
        person=person,
        now=MONDAY,
    )


def states() -> list[str]:
    return sorted(Proposal.objects.values_list("state", flat=True))


def test_two_changes_at_once_are_one_draft_and_one_that_waits(
    essay: EssayPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    alicia, beto = make_person("Alicia"), make_person("Beto")
    meet_before(monkeypatch, proposals, "_submit_next", people=2)

    outcomes = together(partial(propose, alicia, "One.", "padlock-1"), partial(propose, beto, "Two.", "padlock-2"))

    assert [type(outcome) for outcome in outcomes] == [Proposal, Proposal]
    assert states() == ["submitted", "waiting"]
    draft = EssayPage.objects.get(pk=essay.pk).latest_revision
    assert draft == Proposal.objects.get(state="submitted").revision


def test_without_the_lock_on_the_page_one_of_the_two_would_be_lost(
    essay: EssayPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why it is there: the database lets one draft in, and the other member would see an error. SQLite lets one writer in
    at a time and loses nothing either way."""
    alicia, beto = make_person("Alicia"), make_person("Beto")
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    on_postgresql = connection.vendor == "postgresql"
    meet_around(monkeypatch, proposals, "_draft_of", people=2, seconds=30 if on_postgresql else 0.5)

    outcomes = together(partial(propose, alicia, "One.", "padlock-1"), partial(propose, beto, "Two.", "padlock-2"))

    lost = [outcome for outcome in outcomes if not isinstance(outcome, Proposal)]
    assert len(lost) == (1 if on_postgresql else 0)
    assert states() == (["submitted"] if on_postgresql else ["submitted", "waiting"])


def test_two_workers_record_a_contribution_once(essay: EssayPage, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = propose(make_person("Alicia"), "One.", "padlock-1")
    proposal.moderation.current_task_state.specific.approve(user=None)
    meet_before(monkeypatch, proposals, "_decide", people=2)

    outcomes = together(
        partial(settle_proposals, page_id=essay.pk, now=later(1)),
        partial(settle_proposals, page_id=essay.pk, now=later(2)),
    )

    assert outcomes == [None, None]
    assert states() == ["accepted"]
    assert Statement.objects.count() == 1
    assert Message.objects.filter(key=f"proposal:{proposal.pk}").count() == 1
