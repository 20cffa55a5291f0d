from datetime import timedelta

import pytest

from lms.core import jobs
from lms.core.jobs.models import Job
from lms.mail.domain import chase_messages, send_again, send_message
from lms.mail.enums import SOURCES, MessageState
from lms.mail.errors import BeingSent, BodyGone, CannotSendAgain, NotDelivered
from lms.mail.models import Message
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(seconds=30)


def reread(message):
    message.refresh_from_db()
    return message


def test_send_message_delivers_both_forms_once(promise, server):
    message = promise(language="es", context={"name": "Núria"})

    assert send_message(message_id=message.pk, now=LATER) == MessageState.SENT
    assert send_message(message_id=message.pk, now=LATER) == MessageState.SENT

    [mail] = server.received
    assert mail["To"] == "alicia@example.org"
    assert mail["Message-ID"] == message.message_id
    assert mail["Content-Language"] == "es"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"].endswith("Núria")
    assert mail.get_body(("plain",)).get_content().strip() == "Hello Núria."
    assert "Hello Núria." in mail.get_body(("html",)).get_content()
    assert (reread(message).state, message.sent_at, message.attempts) == (MessageState.SENT, LATER, 1)


@pytest.mark.parametrize(
    ("command", "answer", "reason"),
    [
        ("RCPT", "550 no such person alicia@example.org", "recipient refused 550"),
        ("END", "554 we do not want Alicia", "message refused 554"),
    ],
)
def test_send_message_gives_up_what_the_server_refuses_for_good(promise, server, command, answer, reason):
    server.answers = {command: [answer]}
    message = promise()

    assert send_message(message_id=message.pk, now=LATER) == MessageState.FAILED
    assert (reread(message).state, message.last_error, server.received) == (MessageState.FAILED, reason, [])


@pytest.mark.parametrize(
    ("command", "answer", "reason"),
    [
        ("RCPT", "451 greylisted, alicia@example.org", "recipient refused 451"),
        ("END", "452 full", "message refused 452"),
        ("CONNECT", "421 later", "SMTPConnectError 421"),
        ("CONNECT", "554 not you", "SMTPConnectError 554"),
        ("MAIL", "530 sign in first", "SMTPSenderRefused 530"),
        ("EHLO", "", "SMTPServerDisconnected"),
        ("END", "", "SMTPServerDisconnected"),
    ],
)
def test_send_message_waits_when_the_fault_may_pass(promise, server, command, answer, reason):
    server.answers = {command: [answer] * 2}
    message = promise()

    with pytest.raises(NotDelivered) as caught:
        send_message(message_id=message.pk, now=LATER)

    assert str(caught.value) == reason
    assert (reread(message).state, message.last_error) == (MessageState.WAITING, reason)
    server.answers = {}
    assert send_message(message_id=message.pk, now=LATER) == MessageState.SENT


def test_send_message_after_a_lost_answer_goes_again_under_the_same_message_id(promise, server):
    server.answers = {"END": [""]}  # taken, but the line broke before the server could say so
    message = promise()
    with pytest.raises(NotDelivered):
        send_message(message_id=message.pk, now=LATER)

    send_message(message_id=message.pk, now=LATER)

    assert [mail["Message-ID"] for mail in server.received] == [message.message_id] * 2


def test_send_message_survives_a_day_without_a_server_and_gives_up_after_three(promise, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    message = promise()
    for hours in (0, 24, 71):
        with pytest.raises(NotDelivered, match="ConnectionRefusedError"):
            send_message(message_id=message.pk, now=NOW + timedelta(hours=hours))

    assert send_message(message_id=message.pk, now=NOW + timedelta(hours=73)) == MessageState.FAILED
    assert reread(message).last_error == "given up: ConnectionRefusedError"


def test_send_message_leaves_a_message_alone_that_another_sender_holds(promise, mailoutbox):
    message = promise()
    Message.objects.filter(pk=message.pk).move(
        MessageState.SENDING, claimed_until=LATER + timedelta(seconds=1), attempts=1
    )

    with pytest.raises(BeingSent):
        send_message(message_id=message.pk, now=LATER)
    assert mailoutbox == []

    assert send_message(message_id=message.pk, now=LATER + timedelta(minutes=1)) == MessageState.SENT
    assert len(mailoutbox) == 1


def test_send_message_by_who_lost_the_claim_writes_nothing(promise, monkeypatch, settings):
    message = promise()
    settings.EMAIL_BACKEND = "tests.mail.domain.test_sending.SlowBackend"
    SlowBackend.meanwhile = lambda: Message.objects.filter(pk=message.pk).update(attempts=2)

    send_message(message_id=message.pk, now=LATER)

    assert (reread(message).state, message.attempts) == (MessageState.SENDING, 2)


class SlowBackend:
    """So slow that another sender has taken over before it answers."""

    meanwhile = staticmethod(lambda: None)

    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        type(self).meanwhile()
        return len(messages)


def test_chase_messages_gives_a_new_job_where_the_old_one_was_given_up(promise, mailoutbox):
    message = promise()
    Job.objects.all().delete()

    assert chase_messages(now=NOW + timedelta(minutes=1)) == 0
    assert chase_messages(now=NOW + timedelta(minutes=10)) == 1
    assert chase_messages(now=NOW + timedelta(minutes=11)) == 1

    assert Job.objects.count() == 1
    jobs.drain()
    assert reread(message).state == MessageState.SENT
    assert len(mailoutbox) == 1


def test_send_again_sends_what_failed_under_its_old_message_id(promise, server):
    server.answers = {"RCPT": ["550 no"]}
    message = promise()
    jobs.drain()
    assert reread(message).state == MessageState.FAILED

    send_again(message_id=message.pk, now=LATER)
    jobs.drain()

    assert reread(message).state == MessageState.SENT
    assert [mail["Message-ID"] for mail in server.received] == [message.message_id]


def test_send_again_refuses_what_did_not_fail_and_what_has_no_text(promise, server):
    message = promise()
    with pytest.raises(CannotSendAgain):
        send_again(message_id=message.pk, now=LATER)
    server.answers = {"RCPT": ["550 no"]}
    jobs.drain()
    Message.objects.update(text="", html="", emptied_at=LATER)
    with pytest.raises(BodyGone):
        send_again(message_id=message.pk, now=LATER)


@pytest.mark.parametrize("to", MessageState)
@pytest.mark.parametrize("origin", MessageState)
def test_move_takes_only_the_steps_of_the_table(promise, origin, to):
    message = promise()
    facts = {
        MessageState.SENDING: {"claimed_until": LATER},
        MessageState.SENT: {"sent_at": LATER},
    }
    nothing = {"claimed_until": None, "sent_at": None}
    Message.objects.filter(pk=message.pk).update(state=origin, **nothing | facts.get(origin, {}))

    moved = Message.objects.filter(pk=message.pk).move(to, **nothing | facts.get(to, {}))

    assert moved == (1 if origin in SOURCES[to] else 0)
