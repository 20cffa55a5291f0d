"""Replies by mail: in the person's own morning, together, once, and with a way out that needs no sign-in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.core import mail
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from courses.domain import digests, talk
from courses.domain.digests import last_morning, send_due_digests, stop_token
from courses.domain.learning import enrol
from courses.enums import Rhythm
from courses.models import Post, Reply, TalkChoices
from lms.accounts.models import Person
from lms.mail.domain import promise_message, send_message
from lms.mail.models import Message
from tests.factories.people import make_person, signed_in
from tests.factories.site import MadeCourse, lesson, make_course, take_down

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # Monday, noon in Mexico City
MORNING = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)  # Tuesday, seven o'clock there


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("one")])


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return enrolled("Alicia", course, language="es", time_zone="America/Mexico_City")


@pytest.fixture
def beto(course: MadeCourse) -> Person:
    return enrolled("Beto", course)


def enrolled(name: str, course: MadeCourse, **fields: Any) -> Person:
    person = make_person(name, **fields)
    enrol(person=person, course_key=course.key, now=NOON)
    return person


@pytest.fixture
def question(course: MadeCourse, alicia: Person) -> Post:
    return talk.ask(person=alicia, unit_key=course.unit("one"), language="es", text="¿Por qué?", now=NOON)


@pytest.fixture
def reply(question: Post, beto: Person) -> Callable[..., Post]:
    def write(text: str = "Because of `www`.", at: datetime = NOON) -> Post:
        return talk.answer(person=beto, question=question, language="en", text=text, now=at)

    return write


def mails(person: Person) -> list[Message]:
    return list(Message.objects.filter(person=person, template="talk_digest").order_by("pk"))


@pytest.mark.slow
def test_replies_of_a_day_come_in_one_mail_the_next_morning(reply: Callable[..., Post], alicia: Person) -> None:
    reply()
    reply("And more.", NOON + timedelta(hours=1))
    assert send_due_digests(now=MORNING - timedelta(minutes=1)) == 0

    assert send_due_digests(now=MORNING) == 1
    assert send_due_digests(now=MORNING + timedelta(minutes=10)) == 0

    [message] = mails(alicia)
    assert message.language == "es"
    assert message.subject == "2 respuestas para ti"
    assert "one es: “¿Por qué?”" in message.text
    assert "Beto: Because of `www`." in message.text
    assert "Beto: And more." in message.text
    assert f"http://testserver/es/learn/questions/{Post.objects.questions().get().pk}/" in message.text


def test_what_comes_after_the_morning_waits_for_the_next(reply: Callable[..., Post], alicia: Person) -> None:
    reply()
    send_due_digests(now=MORNING)
    reply("Later.", MORNING + timedelta(minutes=5))

    assert send_due_digests(now=MORNING + timedelta(hours=8)) == 0
    assert send_due_digests(now=MORNING + timedelta(days=1)) == 1
    assert "Later." in mails(alicia)[1].text


def test_a_morning_without_a_worker_is_made_good_later(reply: Callable[..., Post], alicia: Person) -> None:
    reply()

    assert send_due_digests(now=MORNING + timedelta(hours=9)) == 1


def test_weekly_is_monday(reply: Callable[..., Post], alicia: Person) -> None:
    talk.choose(person=alicia, rhythm=Rhythm.WEEKLY, now=NOON)
    reply()

    for days in range(6):
        assert send_due_digests(now=MORNING + timedelta(days=days)) == 0
    assert send_due_digests(now=MORNING + timedelta(days=6)) == 1


def test_never_is_never_and_nothing_is_told_afterwards(reply: Callable[..., Post], alicia: Person) -> None:
    talk.choose(person=alicia, rhythm=Rhythm.NEVER, now=NOON)
    reply()
    talk.choose(person=alicia, rhythm=Rhythm.DAILY, now=MORNING)

    assert send_due_digests(now=MORNING + timedelta(days=1)) == 0
    assert mails(alicia) == []


def test_everybody_in_the_thread_is_told_but_who_wrote_it(
    reply: Callable[..., Post], alicia: Person, beto: Person, course: MadeCourse
) -> None:
    question = reply().question
    assert question
    carmen = enrolled("Carmen", course)
    talk.answer(person=carmen, question=question, language="en", text="I think so too.", now=NOON)

    told = set(Reply.objects.values_list("person__chosen_name", "post__author__chosen_name"))
    assert told == {("Alicia", "Beto"), ("Alicia", "Carmen"), ("Beto", "Carmen")}


def test_what_was_hidden_muted_or_taken_down_meanwhile_is_not_told(
    reply: Callable[..., Post], alicia: Person, beto: Person, course: MadeCourse, administrator: Person
) -> None:
    hidden = reply("Hidden.")
    talk.hide_post(person=administrator, post=hidden, why="No.", now=NOON)
    assert send_due_digests(now=MORNING) == 0
    muted = reply("Muted.", MORNING)
    talk.mute_author(person=alicia, post=muted, now=MORNING)
    assert send_due_digests(now=MORNING + timedelta(days=1)) == 0
    talk.unmute(person=alicia, muted_id=beto.pk)
    reply("Gone.", MORNING + timedelta(days=1))
    take_down(course, "one")

    assert send_due_digests(now=MORNING + timedelta(days=2)) == 0
    assert mails(alicia) == []


def test_the_mail_says_how_to_stop_as_programs_read_it(
    reply: Callable[..., Post], alicia: Person, settings: Any
) -> None:
    """RFC 8058: a POST with ``List-Unsubscribe=One-Click`` to the address of the header, without cookies."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    reply()
    send_due_digests(now=MORNING)
    [message] = mails(alicia)

    send_message(message_id=message.pk, now=MORNING)

    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")
    assert address in mail.outbox[0].body
    browser = Client(enforce_csrf_checks=True)
    path = address.removeprefix("http://testserver")
    assert browser.get(path).status_code == 200
    assert TalkChoices.objects.get(person=alicia).rhythm == Rhythm.DAILY  # a scanner that opens links stops nothing
    assert browser.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert TalkChoices.objects.get(person=alicia).rhythm == Rhythm.NEVER


def test_other_mail_has_no_way_out(alicia: Person) -> None:
    context = {"name": "Alicia", "achievement": "Web", "link": "http://testserver/"}
    message = promise_message(
        key="award", to=alicia.email, language="en", template="award", context=context, now=NOON, person=alicia
    )

    assert message.unsubscribe == ""


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: f"9{token}", lambda token: "x"])
def test_a_token_that_is_not_ours_stops_nothing(alicia: Person, change: Callable[[str], str]) -> None:
    address = f"/en/learn/questions/stop/{change(stop_token(alicia))}/"

    assert Client().post(address).status_code == 404
    assert not TalkChoices.objects.exists()


def test_choices_are_ones_own(alicia: Person, beto: Person) -> None:
    signed_in(alicia).post("/en/learn/questions/choices/", {"reads": "both", "rhythm": "never"})
    refused = signed_in(beto).post("/en/learn/questions/choices/", {"reads": "fr", "rhythm": "hourly"})

    assert refused.status_code == 400
    assert list(TalkChoices.objects.values_list("person__chosen_name", "rhythm")) == [("Alicia", "never")]


ZONES = sorted(zone for zone in available_timezones() if "/" in zone)


@pytest.mark.slow
@given(
    now=st.datetimes(datetime(2020, 1, 2), datetime(2035, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(ZONES),
    rhythm=st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY]),
)
def test_the_last_morning_is_the_latest_one_that_has_come(now: datetime, zone: str, rhythm: Rhythm) -> None:
    """Seven on the wall (but where the clock jumped over it), not ahead, and the next one is ahead."""
    morning = last_morning(now, zone=zone, rhythm=rhythm)
    place = ZoneInfo(zone)

    days = 7 if rhythm == Rhythm.WEEKLY else 1
    assert morning <= now
    assert morning.hour == 7
    assert rhythm == Rhythm.DAILY or morning.weekday() == 0
    following = datetime.combine(morning.date() + timedelta(days=days), digests.MORNING, place)
    assert following > now
