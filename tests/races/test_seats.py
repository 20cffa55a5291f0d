"""Seats under fire: never one too many, nobody twice, nobody lost, the order kept."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from lms.core.prepared import Parameter, Prepared
from tests.core.processes import until
from tests.factories.people import MONDAY, later, make_person
from tests.factories.workshops import make_session
from tests.live_site import Site, prepared_site
from tests.races.crowd import gathered, press
from tests.races.together import meet_around, meet_before, together
from tests.workshops.seats import people, register, state_of, states
from workshops.domain import locking, registering, waitlist
from workshops.domain.capacity import change_seats
from workshops.domain.leaving import cancel_registration
from workshops.domain.offers import accept_offer, decline_offer, expire_offers
from workshops.domain.session_states import lock_session
from workshops.enums import SEATED, RegistrationState, WaitlistMode
from workshops.errors import ManyAtOnce, OfferOver
from workshops.models import Assignment, Registration, Session
from workshops.queries.sessions import COLUMNS

pytestmark = pytest.mark.race
in_one_process = pytest.mark.django_db(transaction=True)
SEATS, PEOPLE = 20, 500


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


# --- Over HTTP, four processes -----------------------------------------------------------------------------------


@pytest.fixture
def site() -> Iterator[Site]:
    with prepared_site(demo=False) as prepared:
        yield prepared


@pytest.mark.slow
def test_five_hundred_people_race_for_twenty_seats(site: Site) -> None:
    world = gathered(site, PEOPLE, SEATS)
    path = f"/en/workshops/{world['session']}/register/"
    page = f"/en/workshops/{world['session']}/"

    with site.web_alone(processes=4):
        first = press(site, path, world["cookies"])
        again = press(site, path, world["cookies"])  # as after a time-out: the same forms once more

    assert {(one.status, one.location) for one in first} == {(302, page)}
    assert {(one.status, one.location) for one in again} == {(302, page)}
    key = world["session"].replace("-", "")
    of_session = f"""
    FROM workshops_registration r JOIN workshops_session s ON s.id = r.session_id
    WHERE replace(CAST(s.key AS varchar), '-', '') = '{key}'
    """
    counted = dict(site.rows(f"SELECT r.state, count(*) {of_session} GROUP BY r.state"))
    assert counted == {"confirmed": SEATS, "waitlisted": PEOPLE - SEATS}
    assert site.value(f"SELECT count(DISTINCT r.person_id) {of_session}") == PEOPLE
    places = [place for (place,) in site.rows(f"SELECT r.place {of_session} AND r.state = 'waitlisted'")]
    assert sorted(places) == list(range(1, PEOPLE - SEATS + 1))


# --- With and without the lock -----------------------------------------------------------------------------------


def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Session.objects.filter(pk=Parameter("session")).values_list(*COLUMNS)
    monkeypatch.setattr(locking, "ROW", Prepared(row))


def two_for_the_last_seat(meet: Callable[[Any, str], None]) -> list[Any]:
    """Both have counted, neither has written."""
    session = make_session(online_seats=1)
    alicia, beto = people(2)
    meet(registering, "count_pool")
    return together(partial(register, alicia, session), partial(register, beto, session))


@in_one_process
def test_the_last_seat_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = two_for_the_last_seat(partial(meet_before, monkeypatch, people=2))

    assert sorted(one.state for one in outcomes) == ["confirmed", "waitlisted"]


@in_one_process
def test_without_the_lock_on_the_session_postgresql_sells_the_last_seat_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Why it is there. SQLite lets one writer in at a time and sells it once either way."""
    without_the_lock(monkeypatch)
    patience = 30 if is_postgresql() else 0.5

    outcomes = two_for_the_last_seat(partial(meet_around, monkeypatch, people=2, seconds=patience))

    sold = Registration.objects.filter(state=RegistrationState.CONFIRMED).count()
    assert sold == (2 if is_postgresql() else 1)
    assert len(outcomes) == 2


@in_one_process
def test_without_the_lock_many_oversell_and_with_it_none_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shape of the great race, small: twelve people, three seats."""

    def race() -> tuple[int, list[Any]]:
        session = make_session(online_seats=3)
        racers = [make_person(f"R{session.pk}-{number}") for number in range(12)]
        outcomes = together(*[partial(register, racer, session) for racer in racers])
        taken = Registration.objects.filter(session=session, state__in=SEATED).count()
        return taken, outcomes

    taken, outcomes = race()
    assert taken == 3
    assert sorted(one.place for one in outcomes if one.place) == list(range(1, 10))

    with monkeypatch.context() as without:
        without_the_lock(without)
        meet_around(without, registering, "count_pool", people=12, seconds=30 if is_postgresql() else 0.2)
        oversold, _outcomes = race()
    assert oversold == (12 if is_postgresql() else 3)


# --- The same thing, several times at once -----------------------------------------------------------------------


@in_one_process
@pytest.mark.parametrize("keys", [("form",) * 6, tuple(f"device {n}" for n in range(6))], ids=["form", "devices"])
def test_one_person_who_presses_many_times_is_registered_once(keys: tuple[str, ...]) -> None:
    session, alicia = make_session(), make_person()

    outcomes = together(*[partial(register, alicia, session, submit_key=key) for key in keys])

    assert outcomes == [Registration.objects.get()] * 6
    assert Assignment.objects.count() == 1


@in_one_process
def test_one_leaves_while_another_comes() -> None:
    session = make_session(online_seats=1, waitlist=WaitlistMode.CONFIRM)
    alicia, beto, carmen = people(3)
    register(alicia, session)
    register(beto, session)
    leave = partial(cancel_registration, person=alicia, session_id=session.pk, now=MONDAY)

    outcomes = together(leave, partial(register, carmen, session))

    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert states(session) == [("Alicia", "cancelled"), ("Beto", "confirmed"), ("Carmen", "waitlisted")]


@in_one_process
@pytest.mark.parametrize("mode", [WaitlistMode.CONFIRM, WaitlistMode.OFFER])
def test_a_storm_of_cancellations_keeps_the_order(mode: WaitlistMode) -> None:
    session = make_session(online_seats=8, waitlist=mode)
    everybody = [make_person(f"P{number}") for number in range(20)]
    for person in everybody:
        register(person, session)
    leavers = everybody[:8]

    outcomes = together(*[partial(cancel_registration, person=p, session_id=session.pk, now=MONDAY) for p in leavers])

    assert not [one for one in outcomes if isinstance(one, Exception)]
    promoted = "confirmed" if mode == WaitlistMode.CONFIRM else "offered"
    assert [state for _name, state in states(session)] == ["cancelled"] * 8 + [promoted] * 8 + ["waitlisted"] * 4


@in_one_process
def test_waiting_people_who_leave_at_once_cost_nobody_the_order() -> None:
    session = make_session(online_seats=2, waitlist=WaitlistMode.CONFIRM)
    everybody = [make_person(f"P{number}") for number in range(12)]
    for person in everybody:
        register(person, session)
    leavers = [everybody[number] for number in (0, 1, 2, 5, 7)]

    together(*[partial(cancel_registration, person=p, session_id=session.pk, now=MONDAY) for p in leavers])

    staying = [person.chosen_name for person in everybody if person not in leavers]
    left = [(name, state) for name, state in states(session) if state != "cancelled"]
    assert [name for name, _state in left] == staying
    assert [state for _name, state in left] == ["confirmed"] * 2 + ["waitlisted"] * 5


# --- Offers ------------------------------------------------------------------------------------------------------


@pytest.fixture
def offered() -> tuple[Session, Registration, Registration]:
    session = make_session(online_seats=1, offer_hours=24)
    first, second, third = (register(person, session) for person in people(3))
    cancel_registration(person=first.person, session_id=session.pk, now=MONDAY)
    return session, second, third


@in_one_process
def test_an_offer_accepted_while_it_ends_is_one_or_the_other(
    offered: tuple[Session, Registration, Registration],
) -> None:
    session, second, third = offered
    end = MONDAY + timedelta(hours=24)

    accepted, expired = together(
        partial(accept_offer, registration_id=second.pk, now=end),
        partial(expire_offers, session_id=session.pk, now=end),
    )

    assert Registration.objects.filter(session=session, state__in=SEATED).count() == 1
    if isinstance(accepted, OfferOver):
        assert (expired, state_of(second), state_of(third)) == (1, "declined", "offered")
    else:
        assert (expired, state_of(second), state_of(third)) == (0, "confirmed", "waitlisted")


@in_one_process
def test_an_offer_accepted_and_declined_at_once_is_one_or_the_other(
    offered: tuple[Session, Registration, Registration],
) -> None:
    session, second, third = offered

    together(
        partial(accept_offer, registration_id=second.pk, now=later(1)),
        partial(decline_offer, registration_id=second.pk, now=later(1)),
    )

    assert (state_of(second), state_of(third)) in [("confirmed", "waitlisted"), ("declined", "offered")]
    assert Registration.objects.filter(session=session, state__in=SEATED).count() == 1


@in_one_process
def test_seats_added_while_everything_comes_round_are_offered_once_each() -> None:
    session = make_session(online_seats=1)
    for number in range(11):
        register(make_person(f"P{number}"), session)
    more = partial(change_seats, session_id=session.pk, room_seats=0, online_seats=4, now=later(1))

    outcomes = together(more, *[partial(waitlist.promote_all_who_wait, now=later(1))] * 3)

    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert [state for _name, state in states(session)] == ["confirmed"] + ["offered"] * 3 + ["waitlisted"] * 7


# --- What waits for nobody ----------------------------------------------------------------------------------------


@in_one_process
def test_who_writes_of_a_session_does_not_wait_for_whoever_counts_its_seats() -> None:
    """Or a job that has promised another job, and then writes of the session, waits in a circle with whoever registers.
    SQLite has one writer at a time."""
    session, alicia = make_session(), make_person()
    held, release = Event(), Event()
    holder = Thread(target=_hold, args=(session.pk, held, release))
    if not is_postgresql():
        release.set()
    holder.start()
    until(held.is_set, "somebody holds the row")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if is_postgresql():
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
            else:
                holder.join()
            Registration.objects.create(
                session_id=session.pk, person=alicia, pool="online", state="cancelled", submit_key="form",
                registered_at=MONDAY, changed_at=MONDAY,
            )  # fmt: skip
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE" if is_postgresql() else "SELECT 1")
    finally:
        release.set()
        holder.join()
        connection.close()

    assert Registration.objects.count() == 1


# --- Too long a wait ---------------------------------------------------------------------------------------------


@in_one_process
def test_a_row_that_is_not_free_in_time_is_a_friendly_answer_and_the_same_submit_works_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session, alicia = make_session(), make_person()
    monkeypatch.setattr(locking, "LONGEST_WAIT", "200ms")
    held, release = Event(), Event()
    holder = Thread(target=_hold, args=(session.pk, held, release))
    holder.start()
    until(held.is_set, "somebody holds the row")
    try:
        if not is_postgresql():
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout = 200")
        with pytest.raises(ManyAtOnce):
            register(alicia, session, submit_key="form")
    finally:
        release.set()
        holder.join()
        connection.close()

    assert not Registration.objects.exists()
    assert register(alicia, session, submit_key="form").state == RegistrationState.CONFIRMED


def _hold(session_pk: int, held: Event, release: Event) -> None:
    try:
        with transaction.atomic():
            lock_session(session_pk)
            held.set()
            release.wait(60)
    finally:
        connection.close()
