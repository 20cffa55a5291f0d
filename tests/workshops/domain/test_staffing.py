from datetime import date, time

import pytest

from lms.mail.models import Message
from tests.factories.people import MONDAY, later, make_person
from tests.factories.staffing import ask, make_ready, take
from tests.factories.workshops import MEXICO_CITY, make_series, make_session
from workshops.domain.session_states import cancel_session, restore_session
from workshops.domain.staffing import accept, allow_in_spite, ask_people, decline, set_need, withdraw
from workshops.enums import AssignmentState, Direction, Format, Spoken, StaffRole
from workshops.errors import Busy, NobodyToAsk, NotAsked, PlaceFilled, ReasonNeeded, TooLate
from workshops.models import Assignment

pytestmark = pytest.mark.django_db


def states() -> dict[str, str]:
    rows = Assignment.objects.order_by("person__chosen_name").values_list("person__chosen_name", "state")
    return dict(rows)


def mails() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("to", "template"))


def test_the_first_yes_has_the_place_and_the_others_are_thanked_and_withdrawn() -> None:
    session = make_session()
    alicia, beto, carmen = (make_person(name) for name in ("Alicia", "Beto", "Carmen"))
    rows = ask(session, alicia, beto, carmen)
    decline(assignments=[rows[2]], now=MONDAY)

    accept(assignments=[rows[1]], now=MONDAY)

    assert states() == {"Alicia": "withdrawn", "Beto": "accepted", "Carmen": "declined"}
    assert [to for to, template in mails() if template == "workshops/thanked"] == ["alicia@example.org"]
    with pytest.raises(PlaceFilled):
        accept(assignments=[rows[0]], now=MONDAY)
    assert states()["Alicia"] == "withdrawn"


def test_where_two_are_needed_the_second_yes_withdraws_the_third() -> None:
    session = make_session()
    set_need(session=session, role=StaffRole.HELPER, people=2, is_for_series=True)
    people = [make_person(name) for name in ("Alicia", "Beto", "Carmen")]
    rows = ask(session, *people, role=StaffRole.HELPER)

    accept(assignments=[rows[0]], now=MONDAY)
    assert states() == {"Alicia": "accepted", "Beto": "asked", "Carmen": "asked"}

    accept(assignments=[rows[1]], now=MONDAY)
    assert states() == {"Alicia": "accepted", "Beto": "accepted", "Carmen": "withdrawn"}


def test_an_interpreter_who_covers_nothing_new_is_withdrawn_and_one_who_does_stays_asked() -> None:
    session = make_session(spoken=Spoken.BOTH, minutes=60)
    alicia = make_ready("Alicia", direction=Direction.EN_ES)
    beto = make_ready("Beto", direction=Direction.EN_ES)
    carmen = make_ready("Carmen", direction=Direction.BOTH)
    rows = ask(session, alicia, beto, carmen, role=StaffRole.INTERPRETER)

    assert [row.direction for row in rows] == ["en-es", "en-es", "both"]

    accept(assignments=[rows[0]], now=MONDAY)
    assert states() == {"Alicia": "accepted", "Beto": "withdrawn", "Carmen": "asked"}


def test_yes_and_no_said_twice_are_said_once() -> None:
    session = make_session()
    alicia, beto = make_person("Alicia"), make_person("Beto")
    rows = ask(session, alicia, beto)
    for _again in range(2):
        decline(assignments=[rows[1]], now=MONDAY)
        accept(assignments=[rows[0]], now=MONDAY)

    assert states() == {"Alicia": "accepted", "Beto": "declined"}
    with pytest.raises(NotAsked):
        decline(assignments=[rows[0]], now=MONDAY)


def test_a_series_is_asked_for_in_one_mail_and_answered_at_once() -> None:
    sessions = list(make_series(zone=MEXICO_CITY).sessions.order_by("starts_at"))
    alicia = make_person("Alicia", language="es", time_zone=MEXICO_CITY)
    dora = make_person("Dora")
    rows = ask_people(sessions=sessions, role=StaffRole.LEAD, people=[alicia], by=dora, now=MONDAY)

    [message] = Message.objects.all()
    assert (len(rows), message.language, message.template) == (6, "es", "workshops/asked")
    assert message.text.count("18:00") == 6

    assert len(accept(assignments=rows, now=MONDAY).done) == 6
    assert set(Assignment.objects.values_list("state", "holds")) == {(AssignmentState.ACCEPTED, True)}


def test_a_series_with_one_session_at_another_commitment_is_accepted_but_for_that_one() -> None:
    alicia = make_person("Alicia")
    take(make_session(first=date(2027, 2, 11), at=time(17, 0)), alicia)
    sessions = list(make_series().sessions.order_by("starts_at"))
    rows = ask_people(sessions=sessions, role=StaffRole.LEAD, people=[alicia], by=make_person("Elena"), now=MONDAY)

    answered = accept(assignments=rows, now=MONDAY)

    assert [one.session.start for one, _error in answered.refused] == ["2027-02-11T18:00"]
    assert len(answered.done) == 5
    assert Assignment.objects.get(session__start="2027-02-11T18:00").state == AssignmentState.ASKED


def test_two_things_at_once_are_refused_across_roles_and_zones_and_only_the_person_hears_what() -> None:
    alicia = make_ready("Alicia", direction=Direction.BOTH, time_zone=MEXICO_CITY)
    take(make_session(words={"en": _words("Passwords")}), alicia, StaffRole.HELPER)
    other = make_session(zone=MEXICO_CITY, at=time(17, 30), words={"en": _words("Backups")})
    [row] = ask(other, alicia, role=StaffRole.INTERPRETER)

    with pytest.raises(Busy) as refused:
        accept(assignments=[row], now=MONDAY)

    assert "“Passwords”" in str(refused.value.message)
    assert "17:00–18:30" in str(refused.value.message)  # on their own clock
    assert "Passwords" not in str(Busy().message)
    assert Assignment.objects.get(pk=row.pk).state == AssignmentState.ASKED


def _words(title: str) -> object:
    from workshops.domain.scheduling import Words

    return Words(title)


def test_back_to_back_online_is_possible_and_a_room_needs_the_way() -> None:
    alicia = make_person("Alicia")
    take(make_session(minutes=60), alicia)
    online = make_session(at=time(19, 0), minutes=60)
    room = make_session(at=time(20, 0), minutes=60, format=Format.ROOM, room_seats=8, online_seats=0)

    assert take(online, alicia).holds is True
    kept = take(room, alicia)

    assert (kept.state, kept.holds) == (AssignmentState.ACCEPTED, False)  # the house lets it happen and shows it
    assert (kept.busy_from, kept.busy_until) == (
        room.starts_at.replace(hour=0, minute=30),
        room.ends_at.replace(hour=2, minute=30),
    )


def test_an_organiser_may_write_why_somebody_does_two_things_at_once() -> None:
    alicia = make_person("Alicia")
    take(make_session(), alicia)
    [row] = ask(make_session(at=time(19, 0)), alicia)

    with pytest.raises(ReasonNeeded):
        allow_in_spite(assignment=row, reason=" ", now=MONDAY)
    allow_in_spite(assignment=row, reason="Opens both with two sentences.", now=MONDAY)
    [kept] = accept(assignments=[row], now=MONDAY).done

    assert (kept.holds, kept.reason) == (False, "Opens both with two sentences.")


def test_who_takes_it_back_tells_the_others() -> None:
    dora = make_person("Dora")
    session = make_session(organisers=[dora])
    alicia = make_person("Alicia")
    row = take(session, alicia)

    withdraw(assignment=row, by=alicia, now=later(5))
    assert mails()[-1] == ("dora@example.org", "workshops/left")
    assert Assignment.objects.get().holds is False

    [again] = ask(session, alicia, now=later(10))
    withdraw(assignment=again, by=dora, now=later(15))
    assert ("alicia@example.org", "workshops/withdrawn") in mails()
    with pytest.raises(NotAsked):
        withdraw(assignment=again, by=dora, now=later(16))


def test_what_has_begun_or_is_cancelled_is_not_answered() -> None:
    session = make_session()
    [row] = ask(session, make_person("Alicia"))

    with pytest.raises(TooLate):
        accept(assignments=[row], now=session.starts_at)
    cancel_session(session=session, reason="", now=MONDAY)
    with pytest.raises(TooLate):
        decline(assignments=[row], now=MONDAY)


def test_nobody_is_asked_twice_or_for_a_place_that_is_filled() -> None:
    session = make_session()
    alicia = make_person("Alicia")
    [row] = ask(session, alicia)
    with pytest.raises(NobodyToAsk):
        ask(session, alicia)
    accept(assignments=[row], now=MONDAY)
    with pytest.raises(NobodyToAsk):
        ask(session, make_person("Beto"))
    assert len(Message.objects.all()) == 1


def test_a_cancelled_session_takes_no_time_and_a_restored_one_takes_it_again() -> None:
    alicia = make_person("Alicia")
    session = make_session()
    row = take(session, alicia)
    cancel_session(session=session, reason="The river rose.", now=MONDAY)
    assert (row.state, Assignment.objects.get().holds) == (AssignmentState.ACCEPTED, False)

    restore_session(session=session, now=MONDAY)
    kept = Assignment.objects.get()
    assert (kept.state, kept.holds, kept.asked_at) == (AssignmentState.ACCEPTED, True, MONDAY)


def test_restored_after_something_else_was_accepted_it_asks_again() -> None:
    alicia = make_person("Alicia")
    session = make_session()
    row = take(session, alicia)
    cancel_session(session=session, reason="", now=MONDAY)
    take(make_session(at=time(19, 0)), alicia)
    restore_session(session=session, now=later(60))

    assert Assignment.objects.get(pk=row.pk).state == AssignmentState.ASKED
    assert mails()[-1] == ("alicia@example.org", "workshops/moved")
