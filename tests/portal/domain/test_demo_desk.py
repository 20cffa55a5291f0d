"""The demo's desk: a real Trac in a folder that stays, its tickets mirrored, and the chain begun."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from courses.practice.domain import mirroring, posted, redacting, reviewing, thanking
from courses.practice.domain.answering import ticket_by_thanks_link
from courses.practice.enums import AssignmentState, ClaimState, ConsentState, PostState, WaitsOn
from courses.practice.models import Claim, Consent, MirroredTicket, Thanks, TicketAssignment, TrackerSource, Try
from courses.practice.queries import board, desk
from deploy.demo_trac import DemoTrac
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.portal.domain.demo_desk import LEARNER, MENTOR, TICKETS, Desk, demo_trac, load_desk
from tests.factories.practice import judge
from tests.live_site import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = datetime(2026, 11, 26, 16, tzinfo=UTC)
STALE_DAYS = 14


@pytest.fixture
def people(settings: Any, tmp_path: Path, make_person: Callable[..., Person]) -> tuple[Person, Person]:
    settings.DATA_DIR, settings.DEMO_TRAC_PORT, settings.EGRESS_ALLOW = tmp_path, free_port(), ["127.0.0.1"]
    return make_person("Gloria", Role.SUPPORT, email=MENTOR, language="es"), make_person("Beto", email=LEARNER)


@pytest.fixture
def loaded(people: tuple[Person, Person]) -> Desk:
    return load_desk(now=NOW)


@pytest.fixture
def running(loaded: Desk) -> Iterator[DemoTrac]:
    trac = demo_trac()
    with trac.running():
        yield trac


def written() -> dict[str, dict[str, Any]]:
    """Title → ticket of the data files, with its language."""
    files = {file.stem.rpartition("-")[2]: yaml.safe_load(file.read_text("utf-8")) for file in TICKETS}
    return {one["title"]: one | {"language": language} for language, tickets in files.items() for one in tickets}


def in_trac(question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(demo_trac().folder / "env" / "db" / "trac.db")) as database:
        return database.execute(question).fetchall()


def mirrored() -> dict[str, MirroredTicket]:
    """Title → row."""
    rows = {one.number: one for one in MirroredTicket.objects.all()}
    return {title: rows[str(number)] for number, title in in_trac("SELECT id, summary FROM ticket")}


def titles(found: Any) -> set[str]:
    numbers = {one.number for one in found}
    return {title for title, row in mirrored().items() if row.number in numbers}


def test_forty_tickets_are_mirrored_as_they_were_written(loaded: Desk) -> None:
    tickets, rows = written(), mirrored()

    assert len(tickets) == len(rows) == 40
    assert {title: row.language for title, row in rows.items()} == {t: one["language"] for t, one in tickets.items()}
    assert [row.language for row in rows.values()].count("es") == 20
    assert {title for title, row in rows.items() if row.is_closed} == {
        t for t, one in tickets.items() if "closed" in one
    }
    assert {title for title, row in rows.items() if row.is_private} == {
        t for t, one in tickets.items() if "private" in one
    }
    going_on = {title: one for title, one in tickets.items() if "closed" not in one}
    old = {t for t, one in going_on.items() if one["days"] - last(one).get("after", 0) >= STALE_DAYS}
    unowned = {t for t, one in going_on.items() if "owner" not in one}
    on_member = {t for t, one in going_on.items() if last(one).get("by", one["by"]) != one["by"]}
    assert titles(desk.tickets(desk.STALE, "", NOW)) == old
    assert titles(desk.tickets(desk.UNOWNED, "", NOW)) == unowned
    assert titles(MirroredTicket.objects.filter(is_closed=False, waits_on=WaitsOn.MEMBER)) == on_member
    for some in (old, unowned, on_member):
        assert {tickets[title]["language"] for title in some} == {"en", "es"}


def last(one: dict[str, Any]) -> dict[str, Any]:
    return one["said"][-1] if "said" in one else {}


def test_nothing_that_tells_who_somebody_is_can_be_searched(loaded: Desk) -> None:
    rows = mirrored()

    left = {
        title: [
            word
            for word in one["hides"]
            if re.search(rf"(?<!\w){re.escape(word)}", rows[title].searchable, re.IGNORECASE)
        ]
        for title, one in written().items()
    }

    assert {title: words for title, words in left.items() if words} == {}


def test_two_assignments_are_on_the_board_in_both_languages(loaded: Desk, people: tuple[Person, Person]) -> None:
    shown = {language: board.on_board(people[1], language, NOW, board.Filter()) for language in ("en", "es")}

    assert [row.assignment.pk for row in shown["en"]] == [row.assignment.pk for row in shown["es"]]
    assert {row.assignment.language for row in shown["en"]} == {"en", "es"}
    for language, rows in shown.items():
        assert [row.words.language for row in rows] == [language] * 2
        assert all(row.words.story and row.words.goals and len(row.words.hints.splitlines()) == 3 for row in rows)
    assert [row.is_mine for row in shown["en"]].count(True) == 1
    tickets = written()
    for title, row in mirrored().items():
        if TicketAssignment.objects.filter(ticket=row).exists():
            copy = "\n".join(redacting.read(row).redacted())
            assert [word for word in tickets[title]["hides"] if word.lower() in copy.lower()] == []
    assert sorted(Consent.objects.values_list("state", flat=True)) == [ConsentState.ASKED, *[ConsentState.GIVEN] * 2]


def test_again_it_changes_nothing_and_starts_nothing(loaded: Desk, settings: Any) -> None:
    def everything() -> list[Any]:
        models = (TrackerSource, MirroredTicket, TicketAssignment, Consent, Claim, Try)
        return [list(model.objects.order_by("pk").values()) for model in models] + in_trac("SELECT * FROM ticket")

    before = everything()

    assert load_desk(now=NOW.replace(day=28)) == loaded
    assert everything() == before


def test_the_chain_goes_on_to_a_closed_ticket_and_thanks(running: DemoTrac, people: tuple[Person, Person]) -> None:
    attempt = Try.objects.get(claim__state=ClaimState.HANDED_IN)
    ticket = attempt.claim.assignment.ticket
    assert ticket is not None

    reviewing.give_review(attempt=attempt, mentor=people[0], judged=judge(attempt), now=NOW)
    claim = Claim.objects.get(pk=attempt.claim_id)
    assert posted.post(post_pk=claim.post.pk, now=NOW) == PostState.POSTED

    [(status, resolution)] = in_trac(f"SELECT status, resolution FROM ticket WHERE id = {ticket.number}")
    assert (status, resolution) == ("closed", "fixed")
    [(answer,)] = in_trac(
        f"SELECT newvalue FROM ticket_change WHERE ticket = {ticket.number} AND field = 'comment' AND author = 'vereda'"
    )
    assert "Worked out by Beto" in answer
    assert TicketAssignment.objects.get(ticket=ticket).state == AssignmentState.CLOSED
    link = re.search(r"/practice/thanks/([^/\s]+)/", answer)
    assert link
    thanking.thank(ticket=ticket_by_thanks_link(link[1]), words="Thank you!", now=NOW)
    assert Thanks.objects.get().ticket == ticket


def test_a_trac_at_another_port_is_found_again(loaded: Desk, settings: Any) -> None:
    settings.DEMO_TRAC_PORT = free_port()

    moved = load_desk(now=NOW)

    assert moved.address == f"http://127.0.0.1:{settings.DEMO_TRAC_PORT}" != loaded.address
    source = TrackerSource.objects.get()
    assert (source.address, source.failures, source.tickets.count()) == (moved.address, 0, 40)
    assert mirroring.poll(source_pk=source.pk, now=NOW) == 0  # it is not running
    assert TicketAssignment.objects.count() == 2
