"""What the demo's term has lived through: who taught, who came, who waits, what they said. Everybody in it is invented."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lms.accounts.domain.people import create_person
from lms.accounts.models import Person
from workshops.domain.attendance import Given, take_attendance
from workshops.domain.availability import say_what_i_can
from workshops.domain.feedback import give_feedback
from workshops.domain.registering import register
from workshops.domain.staffing import accept, ask_people
from workshops.enums import Direction, FeedbackMoment, Pool, RegistrationState, StaffRole, TickedHow
from workshops.models import Registration, Series, Session
from workshops.queries.sessions import pools_of

# Name, language, zone: people who learn and help, and who sign in by a code like everybody without a password.
OTHERS = (
    ("Gael", "es", "America/Mexico_City"),
    ("Hilda", "en", "America/New_York"),
    ("Iván", "es", "America/Mexico_City"),
    ("Julia", "es", "America/Tijuana"),
    ("Kenia", "en", "America/Chicago"),
    ("Lalo", "es", "America/Mexico_City"),
    ("Marta", "en", "America/New_York"),
    ("Nico", "es", "America/Mexico_City"),
    ("Olga", "en", "America/New_York"),
)
INTERPRETERS = ("Nico", "Olga")
EVENINGS = [(weekday, 8 * 60, 21 * 60) for weekday in range(6)]
BEFORE, REGISTERED = timedelta(days=10), timedelta(days=3)
SAID = (
    ("yes", "Que lo hicimos en el sitio de verdad de alguien."),
    ("yes", "Reading the log together, slowly."),
    ("later", "Me faltó tiempo para los respaldos."),
    ("yes", "That the interpretation let me ask in English."),
    ("later", "Practicar otra vez en casa."),
)


def people_of_the_term(now: datetime) -> dict[str, Person]:
    """First name → person."""
    return {
        name: create_person(
            email=f"{name.lower().replace('á', 'a')}@demo.example",
            password=None,
            chosen_name=f"{name} Demo",
            language=language,
            time_zone=zone,
            now=now,
        )
        for name, language, zone in OTHERS
    }


def live(*, series: Sequence[Series], lead: Person, learners: Sequence[Person], now: datetime) -> None:
    """Sessions that are over were taught and attended; the next one is full. One interpreter is missing from now on."""
    others = people_of_the_term(now)
    interpreters = [others.pop(name) for name in INTERPRETERS]
    for person in interpreters:
        say_what_i_can(person=person, weekly=EVENINGS, skills={StaffRole.INTERPRETER: Direction.BOTH})
    people = [*others.values(), *learners]
    for one in series:
        sessions = list(one.sessions.order_by("starts_at"))
        begun = sessions[0].starts_at - BEFORE
        _staff(sessions, StaffRole.LEAD, [lead], lead, begun)
        past = [session for session in sessions if session.ends_at <= now]
        if one.is_interpreted:
            _staff(past, StaffRole.INTERPRETER, interpreters, lead, begun)
            _staff(sessions[len(past) :], StaffRole.INTERPRETER, interpreters[:1], lead, begun)
        for session in past:
            _hold(session, people[:7], lead)
    _fill(series[0], people, now)


def _staff(sessions: Sequence[Session], role: StaffRole, people: Sequence[Person], by: Person, now: datetime) -> None:
    if not sessions:
        return
    way = Direction.BOTH if role == StaffRole.INTERPRETER else ""
    asked = ask_people(sessions=sessions, role=role, people=people, by=by, now=now, direction=way)
    for person in people:
        accept(assignments=[row for row in asked if row.person_id == person.pk], now=now)


def _hold(session: Session, people: Sequence[Person], lead: Person) -> None:
    """Everybody but the last came; five of them said how it was."""
    rows = [_seat(session, person, session.starts_at - REGISTERED) for person in people]
    came = [Given(row.pk, RegistrationState.ATTENDED) for row in rows[:-1]]
    absent = Given(rows[-1].pk, RegistrationState.ABSENT)
    take_attendance(session=session, participants=[*came, absent], by=lead, how=TickedHow.ROOM, now=session.ends_at)
    for row, (use, words) in zip(rows, SAID, strict=False):
        give_feedback(
            session=session,
            person=row.person,
            moment=FeedbackMoment.AFTER,
            answers={"use": use, "keep": words},
            now=session.ends_at + timedelta(hours=1),
        )


def _fill(series: Series, people: Sequence[Person], now: datetime) -> None:
    """More people than there are seats in the room: the last ones wait."""
    coming = series.sessions.filter(starts_at__gt=now).order_by("starts_at").first()
    if coming is None:
        return
    for person in people:
        _seat(coming, person, now - timedelta(hours=1))


def _seat(session: Session, person: Person, now: datetime) -> Registration:
    pool = pools_of(session)[0]
    wants = person.language if session.spoken != "both" and person.language != session.spoken else ""
    return register(
        person=person,
        session_id=session.pk,
        pool=Pool(pool),
        listens_in=wants if session.is_interpreted else "",
        submit_key=f"demo-{session.pk}-{person.pk}",
        now=now,
    )
