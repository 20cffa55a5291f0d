"""What people are told: once each, in their language, by both clocks, and nothing that was overtaken."""

from datetime import timedelta

import pytest

from lms.core.jobs.models import Job
from lms.mail.models import Message
from tests.factories.people import MONDAY, later, make_person
from tests.factories.workshops import make_session
from tests.workshops.seats import people, register
from workshops.domain.leaving import cancel_registration, remove_registration
from workshops.domain.offer_links import offer_token
from workshops.domain.offers import accept_offer, decline_offer, expire_offers
from workshops.domain.registering import approve_request, decline_request
from workshops.domain.registration_mail import AT_ONCE, tell_registrants
from workshops.enums import WaitlistMode
from workshops.models import Registration, RegistrationStep, Session

pytestmark = pytest.mark.django_db


def tell(session: Session, minute: int = 1) -> list[tuple[str, str]]:
    """Whom it told what: (name, template) of the mail that is new."""
    known = set(Message.objects.values_list("pk", flat=True))
    tell_registrants(session_id=session.pk, now=later(minute))
    fresh = Message.objects.exclude(pk__in=known).order_by("pk")
    return [(one.person.chosen_name, one.template.removeprefix("workshops/")) for one in fresh if one.person]


def leave(registration: Registration) -> None:
    cancel_registration(person=registration.person, session_id=registration.session_id, now=MONDAY)


def test_each_step_is_told_once() -> None:
    session = make_session(online_seats=1)
    first, second, third = (register(person, session) for person in people(3))

    assert Job.objects.filter(task="workshops.tell_registrants").count() == 1
    assert tell(session) == [("Alicia", "seat_confirmed"), ("Beto", "seat_waitlisted"), ("Carmen", "seat_waitlisted")]
    assert tell(session) == []
    leave(first)
    assert tell(session) == [("Beto", "seat_offered")]
    decline_offer(registration_id=second.pk, now=later(2))
    assert tell(session) == [("Carmen", "seat_offered")]
    accept_offer(registration_id=third.pk, now=later(3))
    assert tell(session) == [("Carmen", "seat_confirmed")]
    remove_registration(registration=third, by=make_person("Tomasa"), reason="You asked me to.", now=later(4))
    assert tell(session) == [("Carmen", "seat_cancelled")]
    assert not RegistrationStep.objects.filter(told_at=None).exists()


def test_an_offer_that_lapsed_and_a_silent_promotion_have_words_of_their_own() -> None:
    session = make_session(online_seats=1, offer_hours=24)
    first, *_others = [register(person, session) for person in people(3)]
    tell(session)
    leave(first)
    tell(session)

    Session.objects.update(waitlist=WaitlistMode.CONFIRM)
    expire_offers(session_id=session.pk, now=MONDAY + timedelta(hours=24))

    assert tell(session) == [("Beto", "seat_lapsed"), ("Carmen", "seat_promoted")]


def test_what_was_overtaken_is_not_told_any_more() -> None:
    session = make_session(online_seats=1)
    first, second = (register(person, session) for person in people(2))

    leave(second)
    leave(first)

    assert tell(session) == []


def test_requests_are_told_apart_from_waiting() -> None:
    session, trainer = make_session(needs_approval=True), make_person("Tomasa")
    yes, no = (register(person, session) for person in people(2))
    assert tell(session) == [("Alicia", "seat_requested"), ("Beto", "seat_requested")]

    approve_request(registration=yes, by=trainer, now=MONDAY)
    decline_request(registration=no, by=trainer, reason="It is for beginners.", now=MONDAY)

    assert tell(session) == [("Alicia", "seat_confirmed"), ("Beto", "seat_refused")]
    assert "It is for beginners." in Message.objects.get(template="workshops/seat_refused").text


def test_an_offer_says_when_by_both_clocks_and_has_two_links() -> None:
    session = make_session(online_seats=1, offer_hours=24)
    register(make_person("Beto"), session)
    waiting = register(make_person("Alicia", language="es", time_zone="America/Mexico_City"), session)
    tell(session)
    cancel_registration(person=session.registrations.earliest("pk").person, session_id=session.pk, now=MONDAY)
    tell(session)

    mail = Message.objects.get(template="workshops/seat_offered")

    assert mail.language == "es"
    assert "Cuida tu sitio" in mail.subject
    for words in ("4 de febrero de 2027, 17:00–18:30", "18:00 en Nueva York", "24 de noviembre de 2026, 09:00"):
        assert words in mail.text
    token = offer_token(waiting)
    assert f"/es/workshops/offers/{token}/accept/" in mail.text
    assert f"/es/workshops/offers/{token}/decline/" in mail.text


def test_the_place_on_the_list_stands_in_the_mail() -> None:
    session = make_session(online_seats=1)
    for person in people(3):
        register(person, session)
    tell(session)

    third = Message.objects.get(person__chosen_name="Carmen")

    assert "number 2" in third.text


def test_answers_are_in_no_mail() -> None:
    session = make_session(is_interpreted=True)
    registration = register(make_person(), session, listens_in="es")
    Registration.objects.filter(pk=registration.pk).update(answers={"1": "I use a wheelchair."})
    tell(session)

    assert "wheelchair" not in Message.objects.get().text + Message.objects.get().html


@pytest.mark.slow
def test_many_are_told_in_portions() -> None:
    session = make_session(online_seats=100)
    for number in range(AT_ONCE + 1):
        register(make_person(f"P{number}"), session)
    Job.objects.all().delete()

    assert len(tell(session)) == AT_ONCE
    assert Job.objects.filter(task="workshops.tell_registrants").count() == 1
    assert len(tell(session)) == 1
