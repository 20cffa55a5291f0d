from datetime import datetime, timedelta
from typing import Any

import pytest

from lms.accounts.models import Person
from lms.core.walls import SkippedTime
from lms.mail.models import Message
from tests.factories.people import MONDAY, make_person
from tests.factories.workshops import MEXICO_CITY, NEW_YORK, WORDS, make_session
from tests.workshops.domain.test_rescheduling import commit
from workshops.domain.polls import close_poll, decide, open_poll, vote
from workshops.domain.scheduling import Words
from workshops.enums import Format, PollState, RegistrationState, SessionState
from workshops.errors import (
    ImpossibleCapacity,
    InThePast,
    NotInThatState,
    NoTitle,
    PollIsOver,
    TooFewDates,
    UnknownZone,
)
from workshops.models import DateOption, DatePoll, Series, Session

pytestmark = pytest.mark.django_db
STARTS = [datetime(2027, 3, 18, 18, 0), datetime(2027, 3, 11, 18, 0), datetime(2027, 3, 20, 10, 0)]


def poll_of_three(by: Person | None = None, **options: Any) -> DatePoll:
    plan = {
        "zone": MEXICO_CITY,
        "starts": STARTS,
        "words": WORDS,
        "original_language": "en",
        "arranged": {"format": Format.ONLINE, "online_seats": 2, "minutes": 60},
        "now": MONDAY,
    }
    return open_poll(by=by or make_person("Carmen"), **(plan | options))


def option(poll: DatePoll, day: int) -> DateOption:
    return poll.options.get(start__startswith=f"2027-03-{day}")


def say(
    poll: DatePoll, name: str, *, day: int = 18, answer: str = "yes", agrees: bool = True, minute: int = 0
) -> Person:
    person = make_person(name)
    answers = {option(poll, day).pk: answer}
    vote(poll=poll, person=person, answers=answers, may_register=agrees, now=MONDAY + timedelta(minutes=minute))
    return person


def test_dates_stand_in_order_and_mean_moments() -> None:
    poll = poll_of_three()
    assert [(one.start, one.starts_at.isoformat()) for one in poll.options.all()] == [
        ("2027-03-11T18:00", "2027-03-12T00:00:00+00:00"),
        ("2027-03-18T18:00", "2027-03-19T00:00:00+00:00"),
        ("2027-03-20T10:00", "2027-03-20T16:00:00+00:00"),
    ]
    assert (poll.state, poll.texts.count(), Series.objects.count()) == (PollState.OPEN, 2, 0)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"starts": STARTS[:1]}, TooFewDates),
        ({"starts": [STARTS[0]] * 5}, TooFewDates),
        ({"starts": []}, TooFewDates),
        ({"starts": [STARTS[0] + timedelta(days=day) for day in range(21)]}, TooFewDates),
        ({"starts": [STARTS[0], datetime(2026, 3, 18, 18, 0)]}, InThePast),
        ({"starts": [STARTS[0], datetime(2027, 3, 14, 2, 30)], "zone": NEW_YORK}, SkippedTime),
        ({"zone": "America/Atlantis"}, UnknownZone),
        ({"words": {"en": Words(" ")}}, NoTitle),
        ({"arranged": {"format": Format.ONLINE, "online_seats": -1}}, ImpossibleCapacity),
    ],
)
def test_what_is_impossible_is_named_and_nothing_is_stored(wrong: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        poll_of_three(**wrong)
    assert not DatePoll.objects.exists()


def test_answers_can_be_changed_and_keep_their_place_in_line() -> None:
    poll = poll_of_three()
    alicia = make_person("Alicia")
    first, second = option(poll, 11), option(poll, 18)
    vote(poll=poll, person=alicia, answers={first.pk: "yes"}, may_register=True, now=MONDAY)
    answers = {second.pk: "maybe", 987654: "yes", first.pk: "perhaps"}
    voter = vote(poll=poll, person=alicia, answers=answers, may_register=False, now=MONDAY + timedelta(days=1))
    assert [one.answer for one in voter.votes.order_by("option__starts_at")] == ["no", "maybe", "no"]
    assert (poll.voters.count(), voter.may_register, voter.voted_at) == (1, False, MONDAY)


def test_a_date_becomes_a_session_with_those_who_can_and_agree() -> None:
    """Two seats: the first two to say yes get them, the third is on the list; the others are told and not registered."""
    poll = poll_of_three()
    people = [say(poll, name, minute=minute) for minute, name in enumerate(("Alicia", "Beto", "Dalia"))]
    asked = [
        say(poll, "Elena", agrees=False, minute=4),
        say(poll, "Fidel", answer="maybe", minute=5),
        say(poll, "Gabi", day=11, minute=6),
    ]

    session = decide(poll=poll, option=option(poll, 18), now=MONDAY)

    assert (session.start, session.zone, session.minutes) == ("2027-03-18T18:00", MEXICO_CITY, 60)
    assert session.state == SessionState.ANNOUNCED
    assert [one.chosen_name for one in session.series.organisers.all()] == ["Carmen"]
    assert [(one.person, one.state) for one in session.registrations.order_by("registered_at", "pk")] == [
        (people[0], RegistrationState.CONFIRMED),
        (people[1], RegistrationState.CONFIRMED),
        (people[2], RegistrationState.WAITLISTED),
    ]
    told = Message.objects.filter(template="workshops/poll_decided").order_by("pk")
    assert [one.to for one in told] == [person.email for person in asked]
    assert told[0].subject == "The date is set: Look after your site"
    assert str(session.key) in told[0].text
    poll.refresh_from_db()
    assert (poll.state, poll.session) == (PollState.DECIDED, session)


def test_deciding_twice_is_deciding_once_and_another_date_is_refused() -> None:
    poll = poll_of_three()
    say(poll, "Alicia")
    session = decide(poll=poll, option=option(poll, 18), now=MONDAY)
    assert decide(poll=poll, option=option(poll, 18), now=MONDAY) == session
    with pytest.raises(NotInThatState):
        decide(poll=poll, option=option(poll, 11), now=MONDAY)
    with pytest.raises(NotInThatState):
        close_poll(poll=poll)
    assert Session.objects.count() == session.registrations.count() == 1


def test_somebody_who_cannot_be_registered_is_told_and_the_others_are_registered() -> None:
    poll = poll_of_three(arranged={"format": Format.ONLINE, "online_seats": 1, "waitlist": "none"})
    say(poll, "Alicia")
    beto = say(poll, "Beto", minute=1)
    session = decide(poll=poll, option=option(poll, 18), now=MONDAY)
    assert [one.person.chosen_name for one in session.registrations.all()] == ["Alicia"]
    assert [one.to for one in Message.objects.filter(template="workshops/poll_decided")] == [beto.email]


def test_a_date_on_which_somebody_is_busy_is_still_set() -> None:
    poll = poll_of_three()
    dalia = say(poll, "Dalia")
    other = make_session(zone=MEXICO_CITY, first=STARTS[0].date())
    commit(other, dalia)
    session = decide(poll=poll, option=option(poll, 18), now=MONDAY)
    assert session.state == SessionState.ANNOUNCED
    assert other.assignments.get().holds


def test_what_is_over_is_over() -> None:
    poll = poll_of_three()
    with pytest.raises(InThePast):
        decide(poll=poll, option=option(poll, 11), now=option(poll, 11).starts_at)
    assert close_poll(poll=poll).state == close_poll(poll=poll).state == PollState.CLOSED
    with pytest.raises(PollIsOver):
        say(poll, "Alicia")
    with pytest.raises(NotInThatState):
        decide(poll=poll, option=option(poll, 18), now=MONDAY)
    assert not Session.objects.exists()
