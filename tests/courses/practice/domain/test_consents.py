import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.practice.domain import assigning, claiming, consents, handing_in, purging, redacting
from courses.practice.domain.assigning import Told, Written, open_assignment, write_assignment
from courses.practice.enums import AssignmentState, ClaimState, ConsentState
from courses.practice.errors import (
    BadLink,
    ConsentMissing,
    LooksIdentifying,
    NotPossibleNow,
    RedactionMissing,
    WordsMissing,
)
from courses.practice.models import (
    AssignmentWords,
    Consent,
    MirroredTicket,
    Redaction,
    TicketAssignment,
    Try,
    TryFile,
)
from courses.practice.queries.board import Filter, on_board
from lms.accounts.models import Person
from lms.core.jobs.models import Job
from lms.mail.models import Message
from tests.factories.people import MONDAY, later, make_person
from tests.factories.practice import (
    ROWS,
    STORY,
    agree,
    confirm,
    make_assignment,
    make_mentor,
    make_source,
    mirror,
    read_ticket,
    work,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentor(db: None) -> Person:
    return make_mentor()


@pytest.fixture
def ticket(db: None) -> MirroredTicket:
    return mirror(make_source(), read_ticket(reporter_address="ana@huerta.org"))[0]


def link_in(text: str) -> str:
    found = re.search(r"/practice/consent/([^/\s]+)/", text)
    assert found
    return found[1]


def test_an_address_that_is_known_gets_mail_and_the_ticket_no_comment(ticket: MirroredTicket, mentor: Person) -> None:
    consents.ask_consent(ticket=ticket, language="en", by=mentor, now=MONDAY)
    message = Message.objects.get(key__startswith="practice.ask")
    assert message.to == "ana@huerta.org"
    assert "white page" not in message.text
    assert not ticket.posts.exists()
    assert consents.consent_by_link(link_in(message.text)).ticket == ticket


def test_a_newer_question_makes_the_old_link_useless(ticket: MirroredTicket, mentor: Person) -> None:
    for minute in range(2):
        consents.ask_consent(ticket=ticket, language="en", by=mentor, now=later(minute))
    old, new = [link_in(one.text) for one in Message.objects.filter(key__startswith="practice.ask").order_by("pk")]
    with pytest.raises(BadLink):
        consents.consent_by_link(old)
    assert consents.consent_by_link(new).state == ConsentState.ASKED


@pytest.mark.parametrize("change", [lambda link: link[:-2] + link[-1], lambda link: "x" + link, str.upper])
def test_a_link_that_was_touched(ticket: MirroredTicket, mentor: Person, change: Callable[[str], str]) -> None:
    consent = consents.ask_consent(ticket=ticket, language="en", by=mentor, now=MONDAY)
    with pytest.raises(BadLink):
        consents.consent_by_link(change(link_in(consents.link_for(consent))))


def test_answers_and_changes_of_mind(ticket: MirroredTicket, mentor: Person) -> None:
    consent = consents.ask_consent(ticket=ticket, language="en", by=mentor, now=MONDAY)

    def answer(state: ConsentState) -> str:
        return consents.answer_consent(consent=consent, state=state, now=later(1)).state

    assert answer(ConsentState.REFUSED) == answer(ConsentState.REFUSED) == "refused"
    with pytest.raises(NotPossibleNow):
        answer(ConsentState.WITHDRAWN)
    assert answer(ConsentState.GIVEN) == "given"
    with pytest.raises(NotPossibleNow):
        answer(ConsentState.REFUSED)
    with pytest.raises(NotPossibleNow):
        consents.ask_consent(ticket=ticket, language="en", by=mentor, now=later(2))
    assert answer(ConsentState.WITHDRAWN) == "withdrawn"
    assert Job.objects.filter(task="practice.purge", args=[ticket.pk]).exists()
    told = Message.objects.filter(key__startswith="practice.consent").order_by("pk").values_list("template", flat=True)
    assert list(told) == ["practice/consent_refused", "practice/consent_given", "practice/consent_withdrawn"]


def test_silence_is_no_and_so_is_an_unread_redaction(ticket: MirroredTicket, mentor: Person) -> None:
    assignment = write(ticket, mentor)
    confirm(ticket, mentor)
    consents.ask_consent(ticket=ticket, language="en", by=mentor, now=MONDAY)
    with pytest.raises(ConsentMissing):
        open_assignment(assignment=assignment, now=MONDAY)
    agree(ticket, mentor)
    redacting.save_redaction(ticket=ticket, left=[], changed={}, added={}, by=mentor, confirm=False, now=MONDAY)
    with pytest.raises(RedactionMissing):
        open_assignment(assignment=assignment, now=MONDAY)
    confirm(ticket, mentor)
    assert open_assignment(assignment=assignment, now=MONDAY).state == AssignmentState.OPEN


def test_words_that_look_like_somebody_are_asked_about(ticket: MirroredTicket, mentor: Person) -> None:
    words = STORY | {"en": Told("Site down", "Ask ana@huerta.org, or call (555) 867-5309.")}
    written = Written(words, ROWS)
    with pytest.raises(LooksIdentifying):
        write_assignment(ticket=ticket, written=written, is_invented=False, by=mentor, now=MONDAY)
    assert write_assignment(ticket=ticket, written=written, is_invented=True, by=mentor, now=MONDAY).pk


@pytest.mark.parametrize(
    "written", [Written({"en": STORY["en"]}, ROWS), Written(STORY, ()), Written(STORY, (("One.", " "),))]
)
def test_both_languages_are_written(ticket: MirroredTicket, mentor: Person, written: Written) -> None:
    with pytest.raises(WordsMissing):
        write_assignment(ticket=ticket, written=written, is_invented=False, by=mentor, now=MONDAY)


def test_withdrawing_purges_every_copy(mentor: Person) -> None:
    assignment = make_assignment(mentor)
    ticket, alicia = assignment.ticket, make_person("Alicia")
    assert ticket is not None
    claim = claiming.claim(assignment=assignment, person=alicia, now=MONDAY)
    upload = SimpleUploadedFile("log.txt", b"GET / 500")
    given = work(claim)
    handing_in.hand_in(
        claim=claim, person=alicia, work=given.__class__(**given.__dict__ | {"files": [upload]}), now=MONDAY
    )
    stored = TryFile.objects.get().file
    assert stored.storage.exists(stored.name)
    consents.answer_consent(consent=Consent.objects.get(), state=ConsentState.WITHDRAWN, now=later(5))

    assert purging.purge(ticket_pk=ticket.pk, now=later(5))
    assert not purging.purge(ticket_pk=ticket.pk, now=later(6))

    assert on_board(alicia, "en", later(6), Filter()) == []
    assert not Redaction.objects.exists()
    assert not AssignmentWords.objects.exists()
    assert not TryFile.objects.exists()
    assert set(Try.objects.values_list("found", "did", "evidence", "answer")) == {("", "", "", "")}
    claim.refresh_from_db()
    assert claim.state == ClaimState.PURGED
    assert TicketAssignment.objects.get().state == AssignmentState.PURGED
    assert Message.objects.filter(key__startswith="practice.withdrawn", to=alicia.email).count() == 1


def test_purging_wants_a_reason(mentor: Person) -> None:
    assignment = make_assignment(mentor)
    assert assignment.ticket_id
    assert not purging.purge(ticket_pk=assignment.ticket_id, now=MONDAY)
    assert AssignmentWords.objects.count() == 2


def test_a_resolved_one_is_kept_as_an_exercise_while_the_member_agrees(mentor: Person) -> None:
    assignment = make_assignment(mentor)
    assigning.close_assignment(assignment=assignment, now=MONDAY)
    kept = assigning.keep_as_exercise(assignment=assignment, now=MONDAY)
    claim = claiming.claim(assignment=kept, person=make_person("Alicia"), now=MONDAY)
    assert (kept.state, claim.is_real) == (AssignmentState.EXERCISE, False)


def test_the_link_is_sent_again_to_who_said_yes_and_stays_the_same(ticket: MirroredTicket, mentor: Person) -> None:
    consents.ask_consent(ticket=ticket, language="es", by=mentor, now=MONDAY)
    with pytest.raises(NotPossibleNow):
        consents.send_link_again(ticket=ticket, by=mentor, now=later(1))
    consent = consents.answer_consent(consent=Consent.objects.get(), state=ConsentState.GIVEN, now=later(2))
    link = consents.link_for(consent)
    consents.send_link_again(ticket=ticket, by=mentor, now=later(3))
    said = Message.objects.get(template="practice/link_again").text
    assert link in said
    assert "cambias de opinión" in said
