"""The demo's support desk: a real Trac beside the site, its tickets mirrored, and the first steps of the chain gone: two
assignments on the board, work that waits for a mentor, a member who was asked. Everybody in it is invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from courses.practice.domain import (
    assigning,
    claiming,
    consents,
    handing_in,
    mirroring,
    redacting,
    searching,
    source_settings,
)
from courses.practice.domain.assigning import Terms, Told, Written
from courses.practice.domain.handing_in import Work
from courses.practice.domain.source_settings import Reached
from courses.practice.enums import ConsentState
from courses.practice.models import MirroredTicket, TicketAssignment, TrackerSource
from deploy.demo_trac import BOT, DemoTrac, DeskTicket, Said
from lms.accounts.models import Person

FOLDER = settings.BASE_DIR / "lms" / "portal" / "demo"
TICKETS = (FOLDER / "tickets-en.yaml", FOLDER / "tickets-es.yaml")
ASSIGNMENTS = FOLDER / "assignments.yaml"

MENTOR, LEARNER = "gloria@demo.example", "beto@demo.example"
NAME = "Trac (demo)"
# How long ago.
ASKED, AGREED, CLAIMED, HANDED_IN = timedelta(days=5), timedelta(days=4), timedelta(days=2), timedelta(hours=20)


class NoDesk(Exception):
    """The Trac does not answer as it should; the message is the name of its failure."""


@dataclass(frozen=True)
class Desk:
    """``passwords`` by name of account in Trac."""

    address: str
    passwords: dict[str, str]


def demo_trac() -> DemoTrac:
    return DemoTrac(settings.DATA_DIR / "trac-demo", settings.DEMO_TRAC_PORT)


def load_desk(*, now: datetime) -> Desk:
    """Makes what is missing of it. Again it changes nothing, and does not start Trac. Raises NotInstalled, NoDesk."""
    trac = demo_trac()
    trac.make(demo_tickets(now))
    source = TrackerSource.objects.filter(name=NAME).first()
    if source is None or source.address != trac.address or source.polled_at is None:
        with trac.running():
            source = _mirror(source, trac, now)
    if not TicketAssignment.objects.filter(ticket__source=source).exists():
        begin_chain(source=source, now=now)
    return Desk(trac.address, trac.passwords)


def _mirror(source: TrackerSource | None, trac: DemoTrac, now: datetime) -> TrackerSource:
    reached = Reached(NAME, "trac", trac.address, login=BOT, secret=trac.passwords[BOT], closing_action="resolve")
    source = source_settings.save_source(source=source, reached=reached, now=now)
    mirroring.poll(source_pk=source.pk, now=now)
    searching.make_searchable(source_pk=source.pk)
    source.refresh_from_db()
    if source.failures:
        raise NoDesk(source.last_failure)
    return source


def demo_tickets(now: datetime) -> list[DeskTicket]:
    """In the order of their numbers in Trac: the oldest first."""
    written = [one for file in TICKETS for one in yaml.safe_load(file.read_text("utf-8"))]
    return sorted((_ticket(one, now) for one in written), key=lambda ticket: ticket.at)


def _ticket(one: dict[str, Any], now: datetime) -> DeskTicket:
    """``days``: ago; ``after``: days since the ticket was written."""
    at = now - timedelta(days=one["days"])
    return DeskTicket(
        title=one["title"],
        text=one["text"],
        reporter=one["by"],
        at=at,
        area=one["area"],
        keywords=one.get("keywords", ""),
        owner=one.get("owner", ""),
        resolution=one.get("closed", ""),
        is_private=one.get("private", False),
        said=[Said(said["by"], at + timedelta(days=said["after"]), said["text"]) for said in one.get("said", [])],
    )


@transaction.atomic
def begin_chain(*, source: TrackerSource, now: datetime) -> list[TicketAssignment]:
    """What the desk did in the last days."""
    told = yaml.safe_load(ASSIGNMENTS.read_text("utf-8"))
    people = Person.objects.in_bulk([MENTOR, LEARNER], field_name="email")
    numbers = {ticket.title: str(place) for place, ticket in enumerate(demo_tickets(now), 1)}
    mentor, made = people[MENTOR], []
    for one in told["assignments"]:
        ticket = source.tickets.get(number=numbers[one["ticket"]])
        made.append(_assign(ticket, one, mentor, now))
        if "work" in one:
            _work(made[-1], people[LEARNER], one["work"], now)
    asked = source.tickets.get(number=numbers[told["asked"]])
    consents.ask_consent(ticket=asked, language=asked.language, by=mentor, now=now - CLAIMED)
    return made


def _assign(ticket: MirroredTicket, one: dict[str, Any], mentor: Person, now: datetime) -> TicketAssignment:
    consent = consents.ask_consent(ticket=ticket, language=ticket.language, by=mentor, now=now - ASKED)
    consents.answer_consent(consent=consent, state=ConsentState.GIVEN, now=now - AGREED)
    redacting.save_redaction(ticket=ticket, left=[], changed={}, added={}, by=mentor, confirm=True, now=now - AGREED)
    written = Written(_told(one), [(row["en"], row["es"]) for row in one["rows"]], Terms(**one["terms"]))
    draft = assigning.write_assignment(ticket=ticket, written=written, is_invented=False, by=mentor, now=now - AGREED)
    return assigning.open_assignment(assignment=draft, now=now - AGREED)


def _told(one: dict[str, Any]) -> dict[str, Told]:
    return {language: Told(**one[language]) for language in ("en", "es")}


def _work(assignment: TicketAssignment, learner: Person, texts: dict[str, Any], now: datetime) -> None:
    claim = claiming.claim(assignment=assignment, person=learner, credit_name="Beto", now=now - CLAIMED)
    handing_in.hand_in(claim=claim, person=learner, work=Work(version=0, **texts), now=now - HANDED_IN)
