from datetime import time

import pytest

from tests.factories.people import MONDAY, make_person
from tests.factories.staffing import ask, make_ready, take
from tests.factories.workshops import make_session
from workshops.domain.availability import say_what_i_can
from workshops.domain.confirming import confirm_when_staffed, set_rule
from workshops.domain.staffing import accept
from workshops.enums import DEFAULT_LEVELS, Direction, Format, RuleKind, RuleLevel, SessionState, Spoken, StaffRole
from workshops.errors import NotAvailable, NotStaffed
from workshops.models import Session

pytestmark = pytest.mark.django_db


def session_with_interpreters(minutes: int, count: int) -> Session:
    session = make_session(minutes=minutes, spoken=Spoken.BOTH)
    take(session, make_person("Carmen"))
    for name in ("Alicia", "Beto")[:count]:
        take(session, make_ready(name, direction=Direction.BOTH), StaffRole.INTERPRETER)
    return session


@pytest.mark.parametrize(
    ("minutes", "count", "is_enough"),
    [(59, 1, True), (60, 1, True), (61, 1, False), (61, 2, True), (60, 0, False)],
)
def test_over_an_hour_one_interpreter_is_not_enough(minutes: int, count: int, is_enough: bool) -> None:
    session = session_with_interpreters(minutes, count)

    if is_enough:
        assert confirm_when_staffed(session=session, now=MONDAY).state == SessionState.CONFIRMED
        return
    with pytest.raises(NotStaffed) as refused:
        confirm_when_staffed(session=session, now=MONDAY)
    [missing] = refused.value.shortcomings
    assert (missing.kind, refused.value.can_be_overridden) == (RuleKind.INTERPRETERS, True)
    assert Session.objects.get().state == SessionState.ANNOUNCED


def test_a_written_reason_is_logged_and_only_where_it_was_needed() -> None:
    short = session_with_interpreters(61, 1)
    kept = confirm_when_staffed(session=short, now=MONDAY, reason="Half of it is practice at the machines.")
    assert (kept.state, kept.understaffed_reason) == ("confirmed", "Half of it is practice at the machines.")

    whole = make_session(spoken=Spoken.ENGLISH)
    take(whole, make_person("Fermín"))
    assert confirm_when_staffed(session=whole, now=MONDAY, reason="None needed.").understaffed_reason == ""


def test_each_rule_has_four_levels() -> None:
    by = make_person("Dora")
    for level, outcome in ((RuleLevel.BLOCK, False), (RuleLevel.PUBLISHING, True), (RuleLevel.WARN, True),
                           (RuleLevel.IGNORE, True)):  # fmt: skip
        set_rule(kind=RuleKind.ROLE, level=level, reason="We are a small house.", by=by, now=MONDAY)
        session = make_session(spoken=Spoken.ENGLISH)  # nobody leads it
        if level == RuleLevel.PUBLISHING:
            with pytest.raises(NotStaffed):
                confirm_when_staffed(session=session, now=MONDAY)
        if not outcome:
            with pytest.raises(NotStaffed) as refused:
                confirm_when_staffed(session=session, now=MONDAY, reason="We want it.")
            assert refused.value.can_be_overridden is False
            continue
        kept = confirm_when_staffed(session=session, now=MONDAY, reason="We want it.")
        assert kept.understaffed_reason == ("We want it." if level == RuleLevel.PUBLISHING else "")
    assert set(DEFAULT_LEVELS) == set(RuleKind)


def test_somebody_without_time_for_the_way_holds_the_confirmation_up() -> None:
    alicia = make_person("Alicia")
    take(make_session(minutes=60, spoken=Spoken.ENGLISH), alicia)
    room = make_session(at=time(19, 0), spoken=Spoken.ENGLISH, format=Format.ROOM, room_seats=5, online_seats=0)
    take(room, alicia)

    with pytest.raises(NotStaffed) as refused:
        confirm_when_staffed(session=room, now=MONDAY)
    assert [one.kind for one in refused.value.shortcomings] == [RuleKind.TRAVEL]
    confirm_when_staffed(session=room, now=MONDAY, reason="The room is next door.")


def test_a_house_may_refuse_to_ask_people_who_have_no_time() -> None:
    alicia = make_ready("Alicia", StaffRole.LEAD)
    say_what_i_can(person=alicia, weekly=[(0, 0, 60)], skills={"lead": ""})
    session = make_session(spoken=Spoken.ENGLISH)

    set_rule(kind=RuleKind.UNAVAILABLE, level=RuleLevel.BLOCK, reason="", by=alicia, now=MONDAY)
    with pytest.raises(NotAvailable):
        ask(session, alicia)

    set_rule(kind=RuleKind.UNAVAILABLE, level=RuleLevel.PUBLISHING, reason="", by=alicia, now=MONDAY)
    accept(assignments=ask(session, alicia), now=MONDAY)
    with pytest.raises(NotStaffed):
        confirm_when_staffed(session=session, now=MONDAY)
