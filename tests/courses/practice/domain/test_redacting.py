"""What a person decides about a redaction, and that no text for learners goes around it."""

from dataclasses import replace

import pytest

from courses.practice.domain import claiming, handing_in, reviewing
from courses.practice.domain.assigning import Told, Written, open_assignment, write_assignment
from courses.practice.domain.redacting import MOST_READ, read, save_redaction
from courses.practice.enums import PracticeVerdict
from courses.practice.errors import NothingToReplace, ReadAgain, RealNameInIt, RedactionMissing
from courses.practice.models import MirroredTicket, Post, PracticeReview, Redaction, TicketAssignment
from courses.practice.queries import desk
from courses.practice.trackers.port import Comment
from lms.accounts.models import Person
from tests.factories.people import MONDAY, later, make_person
from tests.factories.practice import (
    ROWS,
    STORY,
    agree,
    comment,
    confirm,
    judge,
    make_assignment,
    make_mentor,
    make_source,
    mirror,
    read_ticket,
    work,
    write,
)

pytestmark = pytest.mark.django_db
TEXT = "Hello, I am Ana Robles (ana@huerta-robles.org). Perla knows more."


@pytest.fixture
def mentor(db: None) -> Person:
    return make_mentor()


@pytest.fixture
def ticket(db: None) -> MirroredTicket:
    return mirror(make_source(), read_ticket(text=TEXT, reporter="Ana Robles"))[0]


def decide(ticket: MirroredTicket, mentor: Person, *, seen: str | None = None, **decided: object) -> Redaction:
    given: dict[str, object] = {"left": [], "changed": {}, "added": {}} | decided
    return save_redaction(ticket=ticket, by=mentor, confirm=True, now=MONDAY, seen=seen, **given)  # type: ignore[arg-type]


@pytest.mark.slow
def test_confirmed_is_only_what_was_looked_at(ticket: MirroredTicket, mentor: Person) -> None:
    looked_at = read(ticket).seen()
    assert (
        decide(ticket, mentor, seen=looked_at, added={"Perla": "Rosa"}).confirmed_at is None
    )  # kept, to be read again
    assert "Rosa knows more" in read(ticket).redacted()[1]
    with pytest.raises(ReadAgain):
        decide(ticket, mentor, seen=looked_at, added={"Perla": "Rosa"})
    assert decide(ticket, mentor, seen=read(ticket).seen(), added={"Perla": "Rosa"}).confirmed_by == mentor


def test_a_ticket_that_changed_under_the_form_is_looked_at_again(ticket: MirroredTicket, mentor: Person) -> None:
    looked_at = read(ticket).seen()
    said = comment("Ana Robles", "My sister Lupe Robles has the key")
    mirror(ticket.source, replace(read_ticket(text=TEXT, reporter="Ana Robles"), token="2", comments=(said,)))
    ticket.refresh_from_db()
    with pytest.raises(ReadAgain):
        decide(ticket, mentor, seen=looked_at)
    assert not Redaction.objects.filter(confirmed_at__isnull=False).exists()


def test_what_was_confirmed_before_the_ticket_changed_opens_nothing(ticket: MirroredTicket, mentor: Person) -> None:
    agree(ticket, mentor)
    confirm(ticket, mentor)
    assignment = write(ticket, mentor)
    mirror(ticket.source, read_ticket(text=TEXT + " Call 555 867 5309.", reporter="Ana Robles", token="2"))
    with pytest.raises(RedactionMissing):
        open_assignment(assignment=assignment, now=MONDAY)
    ticket.refresh_from_db()
    confirm(ticket, mentor)
    assert open_assignment(assignment=assignment, now=MONDAY).opened_at == MONDAY


def test_both_words_of_a_replacement_are_said(ticket: MirroredTicket, mentor: Person) -> None:
    for added in ({"Perla": " "}, {" ": "Rosa"}):
        with pytest.raises(NothingToReplace):
            decide(ticket, mentor, added=added)


@pytest.mark.parametrize("said", ["Ask Ana Robles.", "ask ana@HUERTA-ROBLES.org", "Robles wrote.", "Perla has the key"])
def test_no_story_says_what_the_redaction_takes_out(ticket: MirroredTicket, mentor: Person, said: str) -> None:
    decide(ticket, mentor, added={"Perla": "Rosa"})
    for words in (Told("Down", said), Told("Down", "It is down.", hints=said)):
        written = Written(STORY | {"en": words}, ROWS)
        with pytest.raises(RealNameInIt):
            write_assignment(ticket=ticket, written=written, is_invented=True, by=mentor, now=MONDAY)
    assert not TicketAssignment.objects.exists()


def test_what_a_person_leaves_may_be_said(ticket: MirroredTicket, mentor: Person) -> None:
    left = [row.original for row in read(ticket).rows()]
    decide(ticket, mentor, left=left)
    written = Written(STORY | {"en": Told("Down", "Ask Ana Robles.")}, ROWS)
    assert write_assignment(ticket=ticket, written=written, is_invented=True, by=mentor, now=MONDAY).pk


def test_a_review_tells_the_learner_no_real_name(ticket: MirroredTicket, mentor: Person) -> None:
    assignment = make_assignment(mentor, ticket)
    alicia = make_person("Alicia")
    claim = claiming.claim(assignment=assignment, person=alicia, now=MONDAY)
    attempt = handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    said = "Ask Ana Robles which browser she has."
    for more in ({"words": said}, {"notes": {("found", 0): said}}):
        judged = judge(attempt, PracticeVerdict.AGAIN, **more)
        with pytest.raises(RealNameInIt):
            reviewing.give_review(attempt=attempt, mentor=mentor, judged=judged, now=later(1))
    assert not PracticeReview.objects.exists()


def test_names_come_back_into_the_answer_and_keys_do_not(mentor: Person) -> None:
    text = "I am Ana Robles. The password: hunter2hunter2, the card 4111 1111 1111 1111."
    [ticket] = mirror(make_source(), read_ticket(text=text, reporter="Ana Robles"))
    originals = read(ticket).originals().values()
    assert {"Ana", "Robles"} <= {word for one in originals for word in one.split()}
    assert not [one for one in originals if "hunter2" in one or "4111" in one]


@pytest.mark.slow
def test_of_a_very_long_ticket_the_beginning_is_told(mentor: Person) -> None:
    long = "word " * (MOST_READ // 5) + "ana@huerta-robles.org"
    [ticket] = mirror(make_source(), read_ticket(text=long, comments=(comment("x", "Lupe Robles knows."),)))
    reading = read(ticket)
    assert reading.is_cut
    assert sum(len(part) for part in reading.parts) <= MOST_READ
    assert "huerta" not in "".join(reading.parts)
    assert not read(mirror(ticket.source, read_ticket("2"))[0]).is_cut


def with_comments(ticket: MirroredTicket, *said: Comment, token: str = "2") -> None:
    read_now = read_ticket(text=TEXT, reporter="Ana Robles", token=token, comments=said)
    mirror(ticket.source, read_now)
    ticket.refresh_from_db()


def our_question(ticket: MirroredTicket, mentor: Person) -> Comment:
    agree(ticket, mentor)
    return comment("vereda", f"May learners read this?\n\n{Post.objects.get(ticket=ticket).marker}")


def test_our_own_question_is_no_part_of_the_story(ticket: MirroredTicket, mentor: Person) -> None:
    ours = our_question(ticket, mentor)
    decide(ticket, mentor, seen=read(ticket).seen())
    before = read(ticket)
    with_comments(ticket, ours)
    assert read(ticket).parts == before.parts
    assert desk.is_confirmed(desk.redaction_of(ticket), ticket)


def test_whoever_quotes_our_question_is_read(ticket: MirroredTicket, mentor: Person) -> None:
    ours = our_question(ticket, mentor)
    with_comments(ticket, ours)
    decide(ticket, mentor, seen=read(ticket).seen())
    reply = comment("Lupe", "Ask my aunt Lupe Robles\n> " + ours.text.replace("\n", "\n> "))
    with_comments(ticket, ours, reply, token="3")
    assert read(ticket).parts[2:] == [reply.text]
    assert not desk.is_confirmed(desk.redaction_of(ticket), ticket)


def test_a_marker_that_is_not_ours_hides_nothing(ticket: MirroredTicket, mentor: Person) -> None:
    decide(ticket, mentor, seen=read(ticket).seen())
    forged = comment("Lupe", "Ask my aunt\n\nvereda:0123456789abcdef")
    with_comments(ticket, forged)
    assert forged.text in read(ticket).parts
    assert not desk.is_confirmed(desk.redaction_of(ticket), ticket)


@pytest.mark.parametrize("token", ["1", "2"])
@pytest.mark.parametrize(
    "change", [{"text": TEXT + " And Lupe."}, {"owner": "Lupe"}, {"comments": (comment("Lupe", "Me too"),)}]
)
def test_what_anybody_else_adds_is_to_be_looked_at(
    ticket: MirroredTicket, mentor: Person, token: str, change: dict[str, object]
) -> None:
    decide(ticket, mentor, seen=read(ticket).seen())
    mirror(ticket.source, read_ticket(**{"text": TEXT, "reporter": "Ana Robles", "token": token} | change))
    ticket.refresh_from_db()
    assert not desk.is_confirmed(desk.redaction_of(ticket), ticket)
