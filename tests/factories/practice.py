"""Trackers, tickets and assignments as tests of practice need them, made through the functions that people's pages call."""

from datetime import datetime
from typing import Any

from courses.practice.domain import answering, assigning, consents, mirroring, redacting, searching, source_settings
from courses.practice.domain.assigning import Terms, Told, Written
from courses.practice.domain.handing_in import Work
from courses.practice.domain.reviewing import Judged, SaidOfRow
from courses.practice.domain.source_settings import Reached
from courses.practice.enums import ConsentState, PracticeVerdict
from courses.practice.models import Claim, Consent, MirroredTicket, TicketAssignment, TrackerSource, Try
from courses.practice.trackers.port import Access, Comment, Ticket
from lms.accounts.domain import grant_role
from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.factories.people import MONDAY, make_person

STORY = {
    "en": Told(
        "The site is down", "Since the update the site only shows a white page.", "Find out why.", "Look at the log."
    ),
    "es": Told(
        "El sitio no abre",
        "Desde la actualización solo se ve una página en blanco.",
        "Averigua por qué.",
        "Mira el registro.",
    ),
}
ROWS = (("The cause is named.", "Se dice la causa."), ("The member knows what to do.", "La persona sabe qué hacer."))


def make_source(
    access: Access | None = None, kind: str = "trac", *, now: datetime = MONDAY, **given: Any
) -> TrackerSource:
    """``access``: of a server that is there; else an address where nobody answers."""
    access = access or Access("https://desk.example.org/trac", "vereda", "secret")
    reached = Reached(
        **{"name": "Desk", "closing_action": "resolve"}
        | {"kind": kind, "address": access.address, "login": access.login, "space": access.space}
        | {"secret": access.secret, "hook_secret": access.hook_secret}
        | given
    )
    return source_settings.save_source(source=None, reached=reached, now=now)


def read_ticket(number: str = "1", **given: Any) -> Ticket:
    """As a tracker module gives it."""
    fields: dict[str, Any] = {
        "number": number,
        "title": "Site down",
        "text": "Hello, since the update our site is a white page. Ana",
        "status": "new",
        "is_closed": False,
        "reporter": "ana",
        "owner": "",
        "created_at": MONDAY,
        "changed_at": MONDAY,
        "token": "1",
        "address": f"https://desk.example.org/trac/ticket/{number}",
        "labels": ("web",),
    }
    return Ticket(**fields | given)


def comment(author: str, text: str, at: datetime = MONDAY, key: str = "1") -> Comment:
    return Comment(key, author, text, at)


def mirror(source: TrackerSource, *tickets: Ticket, now: datetime = MONDAY) -> list[MirroredTicket]:
    mirroring.keep_batch(source, tickets, mark="", now=now)
    searching.make_searchable(source_pk=source.pk)
    found = {one.number: one for one in source.tickets.all()}
    return [found[one.number] for one in tickets]


def agree(ticket: MirroredTicket, by: Person, now: datetime = MONDAY) -> Consent:
    """The member was asked and said yes."""
    consent = consents.ask_consent(ticket=ticket, language=ticket.language, by=by, now=now)
    return consents.answer_consent(consent=consent, state=ConsentState.GIVEN, now=now)


def confirm(ticket: MirroredTicket, by: Person, now: datetime = MONDAY) -> None:
    redacting.save_redaction(ticket=ticket, left=[], changed={}, added={}, by=by, confirm=True, now=now)


def write(ticket: MirroredTicket, by: Person, now: datetime = MONDAY, **terms: Any) -> TicketAssignment:
    written = Written(STORY, ROWS, Terms(**terms))
    return assigning.write_assignment(ticket=ticket, written=written, is_invented=False, by=by, now=now)


def make_assignment(
    by: Person, ticket: MirroredTicket | None = None, now: datetime = MONDAY, **terms: Any
) -> TicketAssignment:
    """On the board: consent given, redaction confirmed, words written."""
    if ticket is None:
        [ticket] = mirror(make_source(), read_ticket(), now=now)
    agree(ticket, by, now)
    confirm(ticket, by, now)
    return assigning.open_assignment(assignment=write(ticket, by, now, **terms), now=now)


def make_mentor(name: str = "Marta", **fields: Any) -> Person:
    """Of the support team."""
    return grant_role(person=make_person(name, **fields), role=Role.SUPPORT, by=None, now=MONDAY)


def work(claim: Claim, answer: str = "It was a plugin. Reload the page.", **texts: str) -> Work:
    """What a form holds that was made just now."""
    last = claim.tries.order_by("-number").first()
    given = {"found": "A plugin.", "did": "Removed it.", "answer": answer}
    return Work(version=last.version if last else 0, **given | texts)


def judge(attempt: Try, verdict: PracticeVerdict = PracticeVerdict.DONE, *, answer: str = "", **more: Any) -> Judged:
    """The same verdict in each row. ``answer``: what a mentor approves; else what the learner's answer becomes."""
    said = SaidOfRow(verdict, "Say which." if verdict == PracticeVerdict.AGAIN else "")
    rows = {row.pk: said for row in attempt.claim.assignment.rubric.all()}
    ticket = attempt.claim.assignment.ticket
    if not answer and attempt.claim.is_real:
        answer = answering.answer_text(attempt)
    return Judged(verdict=verdict, rows=rows, answer=answer, **{"token": ticket.token if ticket else ""} | more)
