from datetime import timedelta

import pytest

from lms.content.enums import Language
from lms.mail.models import Message
from tests.factories.people import MONDAY, make_person
from tests.factories.staffing import ask, make_ready, take
from tests.factories.workshops import make_series, make_session
from workshops.domain.confirming import confirm_when_staffed
from workshops.domain.interpretation import (
    acknowledge_pack,
    add_to_pack,
    answer_release,
    drop_from_pack,
    listener_left,
    send_due_packs,
)
from workshops.domain.session_states import announce_session, cancel_session
from workshops.enums import ChannelKind, Direction, PackKind, Pool, RegistrationState, ReleaseState, Spoken, StaffRole
from workshops.errors import ImpossiblePack, NeededAgain, NotInThatState, NotStaffed
from workshops.models import Assignment, PackItem, Registration, Session
from workshops.queries.interpretation import Channel, channels_of, pack_states
from workshops.queries.staffing import staffing_of
from workshops.rules.staffing import interpreters_needed

pytestmark = pytest.mark.django_db


def register(session: Session, name: str, listens_in: str, state: str = RegistrationState.CONFIRMED) -> Registration:
    return Registration.objects.create(
        session=session,
        person=make_person(name),
        pool=Pool.ONLINE,
        state=state,
        listens_in=listens_in,
        submit_key=name,
        registered_at=MONDAY,
        changed_at=MONDAY,
        place=1 if state == RegistrationState.WAITLISTED else None,
    )


def with_interpreter(session: Session, name: str = "Alicia", direction: str = Direction.BOTH) -> Assignment:
    return take(session, make_ready(name, direction=direction), StaffRole.INTERPRETER)


def glossary(session: Session, **options: object) -> PackItem:
    given = {"kind": PackKind.GLOSSARY, "language": Language.SPANISH, "title": "Palabras", "words": "key: llave"}
    return add_to_pack(session=session, now=MONDAY, **given | options)  # type: ignore[arg-type]


def test_who_needs_interpretation_is_counted_live() -> None:
    session = make_session(spoken=Spoken.SPANISH)
    first = register(session, "Beto", "en")
    register(session, "Carmen", "en", RegistrationState.WAITLISTED)
    register(session, "Diego", "")

    assert staffing_of([session])[session.pk].listeners == {"en": 1}
    assert interpreters_needed(staffing_of([session])[session.pk]) == 2

    Registration.objects.move(RegistrationState.CONFIRMED, to=RegistrationState.CANCELLED)
    assert first.pk
    assert staffing_of([session])[session.pk].listeners == {}
    assert interpreters_needed(staffing_of([session])[session.pk]) == 0


def test_a_session_in_one_language_in_which_somebody_needs_the_other_is_not_confirmed_without_a_reason() -> None:
    session = make_session(spoken=Spoken.ENGLISH, minutes=60)
    take(session, make_person("Beto"))
    register(session, "Carmen", "es")
    with pytest.raises(NotStaffed):
        confirm_when_staffed(session=session, now=MONDAY)
    with_interpreter(session, direction=Direction.EN_ES)
    confirm_when_staffed(session=session, now=MONDAY)


def test_the_pack_goes_out_three_days_before_once_and_again_when_something_is_added() -> None:
    session = make_session()
    row = with_interpreter(session)
    due = session.starts_at - timedelta(days=3)
    glossary(session)

    assert [send_due_packs(now=at) for at in (due - timedelta(seconds=1), due, due + timedelta(minutes=15))] == [
        0,
        1,
        0,
    ]
    [message] = Message.objects.filter(template="workshops/pack")
    assert "/asked/pack/" in message.text

    acknowledge_pack(assignment=row, now=due + timedelta(hours=1))
    add_to_pack(
        session=session, kind=PackKind.SLIDES, language=Language.ENGLISH, title="Slides",
        link="https://example.org/slides", now=due + timedelta(hours=2),
    )  # fmt: skip
    assert send_due_packs(now=due + timedelta(hours=3)) == 1
    assert pack_states([session], due + timedelta(hours=3))[row.pk].acknowledged_at is None


def test_packs_of_cancelled_sessions_and_of_who_has_not_accepted_are_not_sent() -> None:
    session = make_session()
    due = session.starts_at - timedelta(days=1)
    glossary(session)
    ask(session, make_ready("Alicia", direction=Direction.BOTH), role=StaffRole.INTERPRETER)
    assert send_due_packs(now=due) == 0
    with_interpreter(session, "Beto")
    cancel_session(session=session, reason="", now=MONDAY)
    assert send_due_packs(now=due) == 0


def test_a_pack_of_a_series_reaches_the_interpreters_of_each_session() -> None:
    series = make_series()
    sessions = [announce_session(session=one, now=MONDAY) for one in series.sessions.order_by("starts_at")[:2]]
    for number, session in enumerate(sessions):
        with_interpreter(session, f"Alicia{number}")
    glossary(sessions[0], is_for_series=True)

    assert send_due_packs(now=sessions[0].starts_at - timedelta(days=1)) == 1
    assert send_due_packs(now=sessions[1].starts_at - timedelta(days=1)) == 1


def test_what_is_late_is_overdue() -> None:
    session = make_session()
    row = with_interpreter(session)
    due = session.starts_at - timedelta(days=3)

    assert pack_states([session], due - timedelta(seconds=1))[row.pk].is_overdue is False
    assert pack_states([session], due)[row.pk].is_overdue is True  # there is nothing to send
    glossary(session)
    send_due_packs(now=due)
    assert pack_states([session], due + timedelta(hours=24))[row.pk].is_overdue is False
    assert pack_states([session], due + timedelta(hours=25))[row.pk].is_overdue is True
    acknowledge_pack(assignment=row, now=due + timedelta(hours=26))
    acknowledge_pack(assignment=row, now=due + timedelta(hours=27))
    state = pack_states([session], due + timedelta(hours=28))[row.pk]
    assert (state.is_overdue, state.acknowledged_at) == (False, due + timedelta(hours=26))


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"words": "", "link": ""},
        {"link": "javascript:alert(1)"},
        {"link": "ftp://example.org/x"},
        {"link": f"https://example.org/{'x' * 300}"},
    ],
)
def test_an_impossible_pack_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ImpossiblePack):
        glossary(make_session(), **wrong)
    assert not PackItem.objects.exists()


def test_only_what_is_in_the_pack_is_taken_out() -> None:
    session, other = make_session(), make_session()
    item = glossary(session)

    assert drop_from_pack(session=other, number=item.pk) is False
    assert drop_from_pack(session=session, number=item.pk) is True


def test_when_the_last_listener_leaves_each_interpreter_is_offered_to_go_once() -> None:
    session = make_session()
    rows = [with_interpreter(session, name) for name in ("Alicia", "Beto")]
    last = register(session, "Carmen", "es")

    assert listener_left(session=session, now=MONDAY) == []
    Registration.objects.filter(pk=last.pk).update(state=RegistrationState.CANCELLED)
    offers = listener_left(session=session, now=MONDAY)
    assert (len(offers), listener_left(session=session, now=MONDAY)) == (2, [])
    assert Message.objects.filter(template="workshops/release").count() == 2

    answer_release(offer=offers[0], goes=True, now=MONDAY)
    answer_release(offer=offers[1], goes=False, now=MONDAY)
    assert [Assignment.objects.get(pk=row.pk).state for row in rows] == ["withdrawn", "accepted"]
    assert interpreters_needed(staffing_of([session])[session.pk]) == 0


def test_somebody_who_waits_for_a_seat_keeps_the_interpreters() -> None:
    session = make_session()
    with_interpreter(session)
    register(session, "Carmen", "es", RegistrationState.WAITLISTED)
    assert listener_left(session=session, now=MONDAY) == []


def test_who_is_needed_again_cannot_go_any_more() -> None:
    session = make_session()
    row = with_interpreter(session)
    [offer] = listener_left(session=session, now=MONDAY)
    register(session, "Carmen", "en")

    with pytest.raises(NeededAgain):
        answer_release(offer=offer, goes=True, now=MONDAY)
    assert Assignment.objects.get(pk=row.pk).state == "accepted"
    answer_release(offer=offer, goes=False, now=MONDAY)
    assert answer_release(offer=offer, goes=False, now=MONDAY).state == ReleaseState.STAYS
    with pytest.raises(NotInThatState):
        answer_release(offer=offer, goes=True, now=session.starts_at)


def test_channels_are_data_and_what_a_reader_understands_stands_first() -> None:
    links = {
        "meeting_link": "https://meet.example/main",
        "interpretation_link": "https://meet.example/other",
        "telephone": "+52 55 1234 5678",
    }
    english = make_session(spoken=Spoken.ENGLISH, is_interpreted=True, **links)
    both = make_session(spoken=Spoken.BOTH, **links)
    main = Channel(ChannelKind.MAIN, "en", links["meeting_link"], "Sala principal, en inglés")
    heard = Channel(ChannelKind.INTERPRETATION, "es", links["interpretation_link"], "Interpretación al español")
    telephone = Channel(ChannelKind.TELEPHONE, "en", links["telephone"], "Por teléfono")

    assert channels_of(english, "es") == [heard, main, telephone]
    assert [one.kind for one in channels_of(english, "en")] == ["main", "telephone", "interpretation"]
    assert [one.language for one in channels_of(both, "en")] == ["", "en", ""]
    assert channels_of(make_session(), "en") == []
