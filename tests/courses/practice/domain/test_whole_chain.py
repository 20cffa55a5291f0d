"""From a member's ticket to their thanks, on a real Trac."""

import re

import pytest
import time_machine

from courses.practice.domain import (
    answering,
    claiming,
    consents,
    handing_in,
    mirroring,
    posted,
    reviewing,
    searching,
    thanking,
)
from courses.practice.domain.assigning import open_assignment
from courses.practice.enums import AssignmentState, ClaimState, ConsentState, PostState, PracticeVerdict
from courses.practice.models import MirroredTicket, Post, TicketAssignment
from lms.mail.models import Message
from lms.records.models import Statement
from tests.courses.practice.trackers.real_trac import TracServer
from tests.factories.people import MONDAY, later, make_person
from tests.factories.practice import confirm, judge, make_mentor, make_source, work, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable")]


@time_machine.travel(MONDAY, tick=False)
def test_a_ticket_is_answered_by_a_learner(trac_server: TracServer) -> None:
    number = trac_server.create(
        "Página en blanco", "Hola, desde la actualización el sitio de maria@huerta.org no abre."
    )
    source = make_source(trac_server.access)
    mirroring.poll(source_pk=source.pk, now=MONDAY)
    searching.make_searchable(source_pk=source.pk)
    ticket = MirroredTicket.objects.get(number=number)
    assert (ticket.language, ticket.waits_on, ticket.is_closed) == ("es", "desk", False)
    assert "maria" not in ticket.searchable + ticket.sealed
    mentor = make_mentor(language="es")

    consents.ask_consent(ticket=ticket, language="es", by=mentor, now=MONDAY)
    [asked] = Post.objects.filter(claim=None)
    assert posted.post(post_pk=asked.pk, now=MONDAY) == PostState.POSTED
    [text] = trac_server.comments(number)
    signed = re.search(r"/es/practice/consent/([^/\s]+)/", text)
    assert signed
    consents.answer_consent(consent=consents.consent_by_link(signed[1]), state=ConsentState.GIVEN, now=MONDAY)

    ticket.refresh_from_db()
    confirm(ticket, mentor)
    assignment = open_assignment(assignment=write(ticket, mentor), now=MONDAY)
    alicia = make_person("Alicia")
    claim = claiming.claim(assignment=assignment, person=alicia, credit_name="Alicia", now=MONDAY)
    first = handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=later(10))
    reviewing.give_review(attempt=first, mentor=mentor, judged=judge(first, PracticeVerdict.AGAIN), now=later(20))
    claim.refresh_from_db()
    assert claim.state == ClaimState.AGAIN
    second = handing_in.hand_in(claim=claim, person=alicia, work=work(claim, "Quité un complemento."), now=later(30))
    reviewing.give_review(attempt=second, mentor=mentor, judged=judge(second), now=later(40))
    claim.refresh_from_db()
    assert posted.post(post_pk=claim.post.pk, now=later(41)) == PostState.POSTED

    assert (trac_server.is_closed(number), trac_server.times_closed(number)) == (True, 1)
    answer = trac_server.comments(number)[-1]
    assert "Quité un complemento." in answer
    assert "Alicia" in answer
    assert TicketAssignment.objects.get().state == AssignmentState.CLOSED
    thanks = re.search(r"/es/practice/thanks/([^/\s]+)/", answer)
    assert thanks, answer
    thanking.thank(ticket=answering.ticket_by_thanks_link(thanks[1]), words="¡Gracias!", now=later(60))
    assert "¡Gracias!" in Message.objects.get(key__startswith="practice.thanks").text
    told = Statement.objects.filter(source="practice").order_by("pk").values_list("person__chosen_name", "verb")
    assert list(told) == [("Marta", "reviewed"), ("Marta", "reviewed"), ("Alicia", "resolved"), ("Marta", "mentored")]
    assert Statement.objects.get(verb="resolved").evidence.startswith("sha256:")
