"""What people say before and after, and that nobody can tell who said it."""

import pytest

from lms.core.errors import DomainError
from lms.mail.models import Message
from tests.factories.around import after, before, seat
from tests.factories.people import make_person
from tests.factories.workshops import make_session
from workshops.domain.attendance import Given, take_attendance
from workshops.domain.endings import end_session
from workshops.domain.feedback import give_feedback
from workshops.domain.reminders import plan_rounds, remind
from workshops.enums import FeedbackMoment, RegistrationState, TickedHow
from workshops.errors import AnsweredAlready, CannotAnswer, NothingSaid
from workshops.models import FeedbackAnswer, FeedbackGiven, Session

pytestmark = pytest.mark.django_db
BEFORE, AFTER = FeedbackMoment.BEFORE, FeedbackMoment.AFTER
DAY = 24 * 60


@pytest.fixture
def session() -> Session:
    return make_session()


def test_an_answer_has_no_person_and_no_moment(session: Session) -> None:
    alicia = seat(session, "Alicia", state=RegistrationState.ATTENDED).person
    answers = {"use": "yes", "keep": "The pauses.", "change": " ", "pace": "sideways", "hope": "of the other form"}

    give_feedback(session=session, person=alicia, moment=AFTER, answers=answers, now=after(session, 5))

    kept = {(row.question, row.choice, row.text) for row in FeedbackAnswer.objects.all()}
    assert kept == {("use", "yes", ""), ("keep", "", "The pauses.")}
    assert {field.name for field in FeedbackAnswer._meta.get_fields()} == {
        "id",
        "session",
        "question",
        "choice",
        "text",
    }
    assert {field.name for field in FeedbackGiven._meta.get_fields()} == {"id", "session", "person", "moment"}


def test_each_answers_once_and_somebody_who_is_erased_takes_nothing_along(session: Session) -> None:
    alicia = seat(session, "Alicia", state=RegistrationState.ATTENDED).person
    say = {"session": session, "person": alicia, "moment": AFTER, "now": after(session, 5)}
    give_feedback(answers={"use": "no"}, **say)
    with pytest.raises(AnsweredAlready):
        give_feedback(answers={"use": "yes"}, **say)
    assert FeedbackAnswer.objects.get().choice == "no"

    alicia.delete()
    assert FeedbackAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "moment", "minutes", "error"),
    [
        (RegistrationState.CONFIRMED, BEFORE, -60, None),
        (RegistrationState.CONFIRMED, BEFORE, 1, CannotAnswer),
        (RegistrationState.CONFIRMED, AFTER, 100, CannotAnswer),
        (RegistrationState.PARTIAL, AFTER, 100, None),
        (RegistrationState.ATTENDED, AFTER, 80, CannotAnswer),
        (RegistrationState.ATTENDED, AFTER, 90 + 30 * DAY, CannotAnswer),
        (RegistrationState.ABSENT, AFTER, 100, CannotAnswer),
        (RegistrationState.WAITLISTED, BEFORE, -60, CannotAnswer),
    ],
)
def test_before_those_with_a_seat_and_after_those_who_were_there(
    session: Session, state: str, moment: FeedbackMoment, minutes: float, error: type[DomainError] | None
) -> None:
    alicia = seat(session, "Alicia", state=state, place=1).person
    say = {"session": session, "person": alicia, "moment": moment, "now": before(session, -minutes)}
    answers = {"known": "new", "pace": "right"}
    if error is None:
        give_feedback(answers=answers, **say)
        assert FeedbackGiven.objects.count() == 1
    else:
        with pytest.raises(error):
            give_feedback(answers=answers, **say)
        assert not FeedbackAnswer.objects.exists()


def test_an_empty_form_and_a_stranger_are_refused(session: Session) -> None:
    alicia = seat(session, "Alicia", state=RegistrationState.ATTENDED).person
    with pytest.raises(NothingSaid):
        give_feedback(session=session, person=alicia, moment=AFTER, answers={"keep": "  \n "}, now=after(session, 1))
    with pytest.raises(CannotAnswer):
        give_feedback(
            session=session, person=make_person("Beto"), moment=AFTER, answers={"use": "yes"}, now=after(session, 1)
        )


def test_expectations_are_asked_with_the_reminder_until_they_are_told(session: Session) -> None:
    alicia = seat(session, "Alicia").person
    plan_rounds(now=before(session, 30 * DAY))
    remind(now=before(session, 7 * DAY))
    give_feedback(session=session, person=alicia, moment=BEFORE, answers={"known": "new"}, now=before(session, 2 * DAY))
    remind(now=before(session, DAY))

    week, day = Message.objects.order_by("pk")
    assert f"/en/workshops/{session.key}/feedback/before/" in week.text
    assert "/feedback/" not in day.text


def test_whoever_was_there_is_asked_once_also_when_the_sheet_is_typed_in_late(session: Session) -> None:
    trainer = make_person("Tomasa")
    rows = {name: seat(session, make_person(name, language="es")) for name in ("Alicia", "Beto", "Carmen")}

    def say(name: str, outcome: str, minutes: float) -> None:
        given = [Given(rows[name].pk, outcome)]
        now = after(session, minutes)
        take_attendance(session=session, participants=given, by=trainer, how=TickedHow.SHEET, now=now)

    say("Alicia", "attended", -10)
    end_session(session_id=session.pk, now=after(session, 31))
    assert [mail.to for mail in Message.objects.all()] == ["alicia@example.org"]

    say("Beto", "attended", 3 * DAY)
    say("Carmen", "absent", 3 * DAY)
    say("Alicia", "absent", 3 * DAY)
    say("Alicia", "attended", 4 * DAY)

    mails = Message.objects.filter(template="workshops/feedback").order_by("pk")
    assert [mail.to for mail in mails] == ["alicia@example.org", "beto@example.org"]
    assert f"/es/workshops/{session.key}/feedback/after/" in mails[1].text
