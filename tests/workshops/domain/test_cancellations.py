"""Telling people that a session does not take place, also half an hour before."""

import pytest

from lms.core.jobs.models import Job
from lms.mail.models import Message
from tests.factories.around import before, seat, works
from tests.factories.people import make_person
from tests.factories.workshops import make_session
from workshops.domain import cancellations
from workshops.domain.cancellations import tell_of_cancellation, tell_registrants
from workshops.domain.session_states import cancel_session, restore_session
from workshops.enums import AssignmentState, RegistrationState, StaffRole
from workshops.errors import NotInThatState
from workshops.models import Session

pytestmark = pytest.mark.django_db


def cancelled(minutes: float = 30) -> tuple[Session, list[str]]:
    session = make_session()
    seat(session, make_person("Alicia", language="es"))
    seat(session, "Beto", state=RegistrationState.WAITLISTED, place=1)
    seat(session, "Gone", state=RegistrationState.CANCELLED)
    works(session, make_person("Carmen"), StaffRole.INTERPRETER)
    works(session, make_person("Dora"), StaffRole.HELPER, state=AssignmentState.ASKED)
    works(session, make_person("Never"), StaffRole.HELPER, state=AssignmentState.DECLINED)
    now = before(session, minutes)
    session = cancel_session(session=session, reason="The river rose.", now=now)
    tell_of_cancellation(session, now)
    return session, addressed()


def addressed() -> list[str]:
    return [to.partition("@")[0] for to in Message.objects.order_by("pk").values_list("to", flat=True)]


def test_thirty_minutes_before_staff_are_told_first_and_then_everybody_else() -> None:
    session, first = cancelled()
    assert first == ["carmen", "dora"]
    job = Job.objects.get(task="workshops.tell_of_cancellation")
    assert job.pk > max(Job.objects.filter(task="mail.send_message").values_list("pk", flat=True))

    tell_registrants(session_id=job.args[0], sequence=job.args[1], now=before(session, 29))

    assert addressed() == ["carmen", "dora", "alicia", "beto"]
    spanish = Message.objects.get(to="alicia@example.org")
    assert "Cuida tu sitio" in spanish.subject
    assert "The river rose." in spanish.text


def test_told_twice_it_is_one_mail_each_and_a_second_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    session, _first = cancelled()
    monkeypatch.setattr(cancellations, "AT_ONCE", 1)
    for _again in range(2):
        tell_of_cancellation(session, before(session, 28))
        tell_registrants(session_id=session.pk, sequence=session.sequence, now=before(session, 28))

    assert addressed() == ["carmen", "dora", "alicia", "beto"]


def test_what_was_restored_meanwhile_is_not_told_as_cancelled() -> None:
    session, first = cancelled(3000)
    restore_session(session=session, now=before(session, 2999))

    assert tell_registrants(session_id=session.pk, sequence=session.sequence, now=before(session, 2998)) == 0
    assert addressed() == first
    with pytest.raises(NotInThatState):
        tell_of_cancellation(session, before(session, 2998))
