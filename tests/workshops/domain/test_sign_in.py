"""The code on the screen, a device that goes round, and somebody in the door."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.models import Person
from lms.core.errors import DomainError
from lms.records.models import Statement
from tests.factories.around import after, before, seat
from tests.factories.people import MONDAY, make_person
from tests.factories.workshops import make_session
from workshops.domain.attendance import Given, take_attendance
from workshops.domain.session_states import cancel_session
from workshops.domain.sign_in import add_walk_in, check_code, sign_in, sign_in_on_device
from workshops.domain.sign_in_codes import LETTERS, Reading, code_at, is_proof, plain_code, proof_of, read, seconds_left
from workshops.enums import RegistrationState, TickedHow
from workshops.errors import (
    NobodyWithThatAddress,
    NoSeatHere,
    NoSeatLeft,
    NotInThatState,
    NotOnTheList,
    OldCode,
    SayTheAddress,
    SignInNotOpen,
    SignInOver,
    WrongCode,
)
from workshops.models import Session, Tick

pytestmark = pytest.mark.django_db
HERE = RegistrationState.ATTENDED


@pytest.fixture
def session() -> Session:
    return make_session()


@pytest.fixture
def trainer() -> Person:
    return make_person("Tomasa")


@pytest.mark.parametrize(
    ("age", "reading"),
    [(0, Reading.GOOD), (29, Reading.GOOD), (90, Reading.GOOD), (121, Reading.OLD), (86_400, Reading.OLD)],
)
def test_a_code_is_good_for_ninety_seconds_after_it_left_the_screen(
    session: Session, age: int, reading: Reading
) -> None:
    shown_at = session.starts_at
    assert seconds_left(shown_at) == 30

    assert read(session, code_at(session, shown_at), shown_at + timedelta(seconds=age)) == reading


def test_a_code_of_the_future_or_of_another_session_is_none(session: Session) -> None:
    now = session.starts_at
    other = Session(key=make_session().key)

    assert read(session, code_at(session, now + timedelta(seconds=30)), now) == Reading.UNKNOWN
    assert read(session, code_at(other, now), now) == Reading.UNKNOWN
    for typed in ("", "ABC", "x" * 5000, "¿¡!?", "BCD FG"):
        assert read(session, typed, now) == Reading.UNKNOWN


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 1, 1)), st.integers(0, 89))
def test_however_it_is_typed_it_is_the_same(at: datetime, seconds: int) -> None:
    session = Session(key="0191e0e6-0000-7000-8000-000000000001")
    at = at.replace(tzinfo=MONDAY.tzinfo)
    code = code_at(session, at)

    assert len(code) == 6
    assert set(code) <= set(LETTERS)
    assert plain_code(f" {code[:3].lower()}-{code[3:]} ") == code
    assert read(session, code, at + timedelta(seconds=seconds)) == Reading.GOOD


def test_somebody_with_a_seat_signs_in_once(session: Session) -> None:
    alicia, now = seat(session, "Alicia"), session.starts_at
    code = code_at(session, now)
    for _again in range(2):
        sign_in(session=session, person=alicia.person, typed=code, now=now)

    alicia.refresh_from_db()
    assert alicia.state == HERE
    assert Tick.objects.get().how == TickedHow.CODE
    assert Statement.objects.filter(object_key=f"session:{session.key}").count() == 1


def test_yesterdays_code_and_a_wrong_one_say_what_to_do(session: Session) -> None:
    alicia, now = seat(session, "Alicia"), session.starts_at
    for typed, error in ((code_at(session, now - timedelta(days=1)), OldCode), ("QQQQQQ", WrongCode)):
        with pytest.raises(error):
            sign_in(session=session, person=alicia.person, typed=typed, now=now)
    assert not Tick.objects.exists()


@pytest.mark.parametrize(("minutes", "error"), [(-31, SignInNotOpen), (-30, None), (120, None), (121, SignInOver)])
def test_one_signs_in_around_the_session(session: Session, minutes: int, error: type[DomainError] | None) -> None:
    alicia, now = seat(session, "Alicia"), session.starts_at + timedelta(minutes=minutes)
    if error is None:
        assert sign_in(session=session, person=alicia.person, typed=code_at(session, now), now=now).state == HERE
    else:
        with pytest.raises(error):
            sign_in(session=session, person=alicia.person, typed=code_at(session, now), now=now)


def test_a_slow_log_in_does_not_cost_the_code(session: Session) -> None:
    alicia, now = seat(session, "Alicia"), session.starts_at
    proof = check_code(session=session, typed=code_at(session, now), now=now)

    later = now + timedelta(minutes=9)
    assert sign_in(session=session, person=alicia.person, proof=proof, now=later).state == HERE
    assert not is_proof(session, proof, now + timedelta(minutes=11))
    assert not is_proof(session, proof_of(make_session(), now), now)
    for wrong in ("", "x", "1:2:3", proof[:-1], f"{session.pk}:{int(now.timestamp())}"):
        assert not is_proof(session, wrong, now)


@pytest.mark.parametrize(
    "state", [RegistrationState.WAITLISTED, RegistrationState.CANCELLED, RegistrationState.REQUESTED]
)
def test_without_a_seat_one_is_sent_to_the_trainer(session: Session, state: RegistrationState) -> None:
    alicia, now = seat(session, "Alicia", state=state, place=1), session.starts_at
    with pytest.raises(NoSeatHere):
        sign_in(session=session, person=alicia.person, typed=code_at(session, now), now=now)


def test_nobody_signs_in_to_what_is_cancelled(session: Session) -> None:
    alicia, now = seat(session, "Alicia"), session.starts_at
    cancel_session(session=session, reason="", now=now)
    with pytest.raises(NotInThatState):
        sign_in(session=session, person=alicia.person, typed=code_at(session, now), now=now)


def test_signing_in_again_does_not_undo_what_a_trainer_wrote(session: Session, trainer: Person) -> None:
    alicia, now = seat(session, "Alicia"), session.starts_at
    part = [Given(alicia.pk, RegistrationState.PARTIAL, 30)]
    take_attendance(session=session, participants=part, by=trainer, how=TickedHow.ROOM, now=now)

    signed = sign_in(session=session, person=alicia.person, typed=code_at(session, now), now=now)

    assert signed.state == RegistrationState.PARTIAL
    assert Tick.objects.count() == 1


def test_ten_people_share_one_telephone(session: Session, trainer: Person) -> None:
    for name in ("Alicia", "Beto"):
        seat(session, name)
    device = {"session": session, "by": trainer, "now": session.starts_at}

    assert sign_in_on_device(typed=" alicia ", **device).state == HERE
    assert sign_in_on_device(typed="BETO@example.org", **device).state == HERE
    assert {(one.how, one.by) for one in Tick.objects.all()} == {(TickedHow.DEVICE, trainer)}
    for typed in ("", "   ", "Nobody", "%"):
        with pytest.raises(NotOnTheList):
            sign_in_on_device(typed=typed, **device)


def test_two_of_the_same_name_say_their_address(session: Session, trainer: Person) -> None:
    seat(session, "Alicia")
    namesake = make_person("Alicia2")
    namesake.chosen_name = "Alicia"
    namesake.save()
    seat(session, namesake)
    with pytest.raises(SayTheAddress):
        sign_in_on_device(session=session, typed="Alicia", by=trainer, now=session.starts_at)

    signed = sign_in_on_device(session=session, typed="alicia2@example.org", by=trainer, now=session.starts_at)
    assert signed.person == namesake


def test_somebody_in_the_door_gets_a_seat_while_there_is_one(trainer: Person) -> None:
    session = make_session(online_seats=2)
    for name in ("Alicia", "Dora"):
        make_person(name)
    beto = seat(session, "Beto")
    waiting = seat(session, "Carmen", state=RegistrationState.WAITLISTED, place=1)
    door = {"session": session, "pool": "online", "by": trainer, "now": session.starts_at}

    assert add_walk_in(address="alicia@example.org", **door).state == HERE
    with pytest.raises(NoSeatLeft):
        add_walk_in(address="carmen@example.org", **door)
    with pytest.raises(NoSeatLeft):
        add_walk_in(address="dora@example.org", **door)
    take_attendance(
        session=session,
        participants=[Given(beto.pk, RegistrationState.ABSENT)],
        by=trainer,
        how=TickedHow.ROOM,
        now=session.starts_at,
    )
    assert add_walk_in(address="Carmen@example.org", **door) == waiting
    with pytest.raises(NobodyWithThatAddress):
        add_walk_in(address="nobody@example.org", **door)
    assert add_walk_in(address="alicia@example.org", **door).state == HERE  # again: nothing new
    assert Tick.objects.filter(how=TickedHow.WALK_IN).count() == 2


def test_the_door_opens_half_an_hour_before(session: Session, trainer: Person) -> None:
    make_person("Alicia")
    early = {"session": session, "address": "alicia@example.org", "pool": "", "by": trainer}
    with pytest.raises(DomainError):
        add_walk_in(now=before(session, 31), **early)
    assert add_walk_in(now=after(session, 600), **early).state == HERE
