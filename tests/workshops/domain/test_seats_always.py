"""Whatever happens in whatever order: never one seat too many, nobody waits beside a free seat, the order is kept."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from lms.accounts.models import Person
from lms.core.errors import DomainError
from tests.factories.people import MONDAY
from tests.factories.workshops import make_session
from workshops.domain import capacity, leaving, offers, registering, waitlist
from workshops.domain.session_states import cancel_session, restore_session
from workshops.enums import SEATED, Format, Pool, RegistrationState, SessionState, WaitlistMode
from workshops.models import Assignment, Registration, RegistrationStep, Session
from workshops.queries.lines import cannot_be_asked, line_of
from workshops.queries.sessions import seats_of
from workshops.rules.asking import next_step

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PEOPLE = 9
WHO = st.integers(0, PEOPLE - 1)
POOL = st.sampled_from([Pool.ROOM, Pool.ONLINE])
ZONES = ("America/New_York", "America/Mexico_City", "Asia/Tokyo")


class Undone(Exception):
    """Ends a run of the machine: whatever it wrote is taken back."""


class Seats(RuleBasedStateMachine):
    """One session with two pools; another at the same time, which some people have a seat in."""

    def __init__(self) -> None:
        super().__init__()
        self.block = self._undone()
        next(self.block)
        self.now: datetime = MONDAY
        self.people = Person.objects.bulk_create(
            Person(email=f"p{number}@example.org", chosen_name=f"P{number}", time_zone=ZONES[number % 3])
            for number in range(PEOPLE)
        )
        self.session = make_session(format=Format.BOTH, room_seats=1, online_seats=2, offer_hours=6)
        self.other = make_session(online_seats=PEOPLE)
        self.most = {Pool.ROOM: 1, Pool.ONLINE: 2}  # what was taken when capacity was cut with consent, else capacity
        self.serial = self.seen = 0

    @staticmethod
    def _undone() -> Iterator[None]:
        with suppress(Undone), transaction.atomic():
            yield
            raise Undone

    def teardown(self) -> None:
        with suppress(StopIteration):
            next(self.block)

    def try_to(self, act: Any, **arguments: Any) -> None:
        """What is refused changes nothing."""
        before = self.rows()
        try:
            with transaction.atomic():
                act(**arguments, now=self.now)
        except DomainError as error:
            note(f"refused: {type(error).__name__}")
            assert self.rows() == before

    def rows(self) -> list[tuple[Any, ...]]:
        return list(Registration.objects.order_by("pk").values_list("pk", "state", "place", "offered_until"))

    def last(self, who: int) -> int:
        own = Registration.objects.filter(session=self.session, person=self.people[who]).order_by("-pk")
        return own.values_list("pk", flat=True).first() or 0

    # --- What people do ----------------------------------------------------------------------------------------------

    @rule(who=WHO, pool=POOL)
    def register(self, who: int, pool: Pool) -> None:
        self.serial += 1
        key = str(self.serial)
        self.try_to(
            registering.register, person=self.people[who], session_id=self.session.pk, pool=pool, submit_key=key
        )

    @rule(who=WHO)
    def register_elsewhere(self, who: int) -> None:
        self.serial += 1
        self.try_to(
            registering.register,
            person=self.people[who],
            session_id=self.other.pk,
            pool=Pool.ONLINE,
            submit_key=f"elsewhere {self.serial}",
        )

    @rule(who=WHO)
    def leave_elsewhere(self, who: int) -> None:
        self.try_to(leaving.cancel_registration, person=self.people[who], session_id=self.other.pk)

    @rule(who=WHO)
    def cancel(self, who: int) -> None:
        self.try_to(leaving.cancel_registration, person=self.people[who], session_id=self.session.pk)

    @rule(who=WHO)
    def accept(self, who: int) -> None:
        self.try_to(offers.accept_offer, registration_id=self.last(who))

    @rule(who=WHO)
    def decline(self, who: int) -> None:
        self.try_to(offers.decline_offer, registration_id=self.last(who))

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.try_to(offers.expire_offers, session_id=self.session.pk)

    # --- What trainers do --------------------------------------------------------------------------------------------

    @rule(room=st.integers(1, 4), online=st.integers(1, 4), meant=st.booleans())
    def change_seats(self, room: int, online: int, meant: bool) -> None:
        self.try_to(
            capacity.change_seats,
            session_id=self.session.pk,
            room_seats=room,
            online_seats=online,
            even_below_taken=meant,
        )
        self.session.refresh_from_db()
        for seats in seats_of([self.session])[self.session.pk]:
            most = seats.taken if meant else min(self.most[seats.pool], seats.taken)
            self.most[seats.pool] = max(seats.capacity, most)

    @rule(mode=st.sampled_from([WaitlistMode.CONFIRM, WaitlistMode.OFFER]))
    def change_mode(self, mode: WaitlistMode) -> None:
        Session.objects.filter(pk=self.session.pk).update(waitlist=mode)

    @precondition(lambda self: self.session.state != SessionState.CANCELLED)
    @rule()
    def cancel_session(self) -> None:
        before = self.rows()
        self.session = cancel_session(session=self.session, reason="", now=self.now)
        assert self.rows() == before

    @precondition(lambda self: self.session.state == SessionState.CANCELLED)
    @rule()
    def restore_session(self) -> None:
        before = self.rows()
        self.session = restore_session(session=self.session, now=self.now)
        assert self.rows() == before

    # --- What always holds -------------------------------------------------------------------------------------------

    @invariant()
    def never_one_seat_too_many(self) -> None:
        for seats in seats_of([self.session])[self.session.pk]:
            assert seats.taken <= self.most[seats.pool]
            self.most[seats.pool] = max(seats.capacity, min(self.most[seats.pool], seats.taken))

    @invariant()
    def nobody_waits_beside_a_free_seat_that_may_be_theirs(self) -> None:
        """Once what comes round by itself has come round."""
        waitlist.promote_all_who_wait(now=self.now)
        self.session.refresh_from_db()
        if self.session.state == SessionState.CANCELLED or self.session.starts_at <= self.now:
            return
        for seats in seats_of([self.session])[self.session.pk]:
            if seats.free:
                assert self.askable(seats.pool) == []

    def askable(self, pool: Pool) -> list[int]:
        line = line_of(self.session, pool, self.now)
        rows = Registration.objects.select_related("person").in_bulk(line)
        passed = cannot_be_asked(self.session, [rows[pk].person for pk in line])
        return [
            pk for pk in line if rows[pk].person_id not in passed and next_step(self.session, rows[pk].person, self.now)
        ]

    @invariant()
    def places_are_drawn_once_and_rise(self) -> None:
        for pool in Pool:
            rows = Registration.objects.filter(session=self.session, pool=pool, place__isnull=False).order_by("pk")
            places = list(rows.values_list("place", flat=True))
            assert places == sorted(set(places))

    @invariant()
    def nobody_is_overtaken_who_could_have_been_asked(self) -> None:
        """Of the seats that were given since the last look, none went past somebody who stands before and is askable."""
        given = RegistrationStep.objects.filter(
            pk__gt=self.seen, registration__session=self.session, before=RegistrationState.WAITLISTED, by=None
        )
        if self.session.state != SessionState.CANCELLED and self.session.starts_at > self.now:
            for step in given.select_related("registration"):
                before = Registration.objects.filter(pk__in=self.askable(Pool(step.registration.pool)))
                assert not before.filter(place__lt=step.registration.place).exists()
        self.seen = RegistrationStep.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    @invariant()
    def seats_and_commitments_agree(self) -> None:
        seated = Registration.objects.filter(state=RegistrationState.CONFIRMED).values_list("session_id", "person_id")
        taking_part = Assignment.objects.accepted().values_list("session_id", "person_id")
        assert sorted(seated) == sorted(taking_part)

    @invariant()
    def every_step_is_kept(self) -> None:
        last = dict(RegistrationStep.objects.order_by("pk").values_list("registration_id", "state"))
        assert last == dict(Registration.objects.values_list("pk", "state"))


def test_no_sequence_of_changes_breaks_a_promise() -> None:
    examples = 15 if connection.vendor == "postgresql" else 25
    chosen = settings(
        max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Seats, settings=chosen)


def test_the_next_in_line_is_the_one_who_is_asked_next() -> None:
    """The order that people are shown is the order in which seats are given."""
    machine = Seats()
    session = machine.session
    for who in range(PEOPLE):
        machine.register(who, Pool.ROOM)
    shown = line_of(session, Pool.ROOM, MONDAY)

    served = []
    for _ in shown:
        holder = Registration.objects.get(session=session, pool=Pool.ROOM, state__in=SEATED)
        if holder.state == RegistrationState.OFFERED:
            offers.accept_offer(registration_id=holder.pk, now=MONDAY)
        leaving.cancel_registration(person=holder.person, session_id=session.pk, now=MONDAY)
        served.append(Registration.objects.get(session=session, pool=Pool.ROOM, state__in=SEATED).pk)

    assert served == shown
    machine.teardown()
