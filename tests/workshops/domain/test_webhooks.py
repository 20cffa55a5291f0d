"""Against a real HTTP server on this machine, through the one way out."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import time_machine

from lms.core import jobs
from tests.factories.people import MONDAY, later, make_person
from tests.factories.workshops import make_session
from tests.workshops.views.test_calendars import register
from workshops.domain.rescheduling import rearrange_session
from workshops.domain.session_states import cancel_session, confirm_session, restore_session
from workshops.domain.webhooks import (
    KEPT,
    MOST_ATTEMPTS,
    add_webhook,
    deliver,
    forget_old_deliveries,
    remove_webhook,
    secret_of,
    send_again,
    set_active,
    tell_webhooks,
)
from workshops.enums import DELIVERY_SOURCES, DeliveryState, WebhookEvent
from workshops.errors import ImpossibleWebhook, NotDelivered
from workshops.models import Delivery, Session, Webhook

pytestmark = pytest.mark.django_db
EVERYTHING = WebhookEvent.values


class Program(ThreadingHTTPServer):
    """Another program. ``answers`` are given in turn, then 204 for ever."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Ear)
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/told"


class Ear(BaseHTTPRequestHandler):
    server: Program

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((dict(self.headers), body))
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def program(settings: Any) -> Iterator[Program]:
    settings.EGRESS_ALLOW = ["127.0.0.1"]
    with Program() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def webhook(program: Program) -> Webhook:
    return add_webhook(address=program.address, events=EVERYTHING, by=None, now=MONDAY)[0]


def announced(**options: Any) -> tuple[Session, Delivery]:
    session = make_session(**options)
    return session, Delivery.objects.get(session=session)


def test_a_message_is_signed_and_says_nothing_of_people(program: Program, webhook: Webhook) -> None:
    session, delivery = announced(organisers=[make_person("Carmen")], meeting_link="https://meet.example.org/secret")
    register(session, make_person("Alicia"))

    assert deliver(delivery_pk=delivery.pk, now=later(1)) == DeliveryState.SENT

    [(headers, body)] = program.heard
    stamp = headers["Webhook-Timestamp"]
    assert stamp == str(int(later(1).timestamp()))
    expected = hmac.new(secret_of(webhook).encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["Webhook-Signature"] == f"v1={expected}"
    assert headers["Webhook-Id"] == str(delivery.key)
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == {
        "event": "session.announced",
        "happened_at": "2026-11-23T15:00:00Z",
        "session": {
            "key": str(session.key),
            "series": str(session.series.key),
            "state": "announced",
            "reason": "",
            "sequence": 0,
            "titles": {"en": "Look after your site", "es": "Cuida tu sitio"},
            "starts": {"wall": "2027-02-04T18:00", "zone": "America/New_York", "utc": "2027-02-04T23:00:00Z"},
            "ends": {"wall": "2027-02-04T19:30", "zone": "America/New_York", "utc": "2027-02-05T00:30:00Z"},
            "pages": {one: f"http://testserver/{one}/workshops/{session.key}/" for one in ("en", "es")},
        },
    }


def test_what_was_taken_is_not_sent_again(program: Program, webhook: Webhook) -> None:
    _session, delivery = announced()

    for minute in (1, 2):
        assert deliver(delivery_pk=delivery.pk, now=later(minute)) == DeliveryState.SENT

    assert len(program.heard) == 1
    webhook.refresh_from_db()
    assert (webhook.last_status, webhook.last_at) == (204, later(1))


def test_each_change_is_told_once_by_its_own_name(webhook: Webhook) -> None:
    session = make_session()
    confirm_session(session=session, now=later(1))
    cancel_session(session=session, reason="", now=later(2))
    restore_session(session=session, now=later(3))
    for _ in range(2):  # the second time nothing is different
        rearrange_session(session=session, arranged={"telephone": "+1 555 0100"}, now=later(4))

    told = Delivery.objects.order_by("pk").values_list("event", "sequence")
    assert list(told) == [
        ("session.announced", 0),
        ("session.changed", 1),
        ("session.cancelled", 2),
        ("session.restored", 3),
        ("session.changed", 4),
    ]


def test_only_what_was_asked_for_is_told_and_nothing_of_unlisted_sessions(program: Program) -> None:
    webhook, _ = add_webhook(address=program.address, events=["session.cancelled"], by=None, now=MONDAY)
    for is_listed in (True, False):
        cancel_session(session=make_session(is_listed=is_listed), reason="", now=later(1))

    assert list(Delivery.objects.values_list("webhook", "event")) == [(webhook.pk, "session.cancelled")]


def test_a_change_that_is_undone_tells_nothing(program: Program, webhook: Webhook) -> None:
    from django.db import transaction

    with transaction.atomic():
        make_session()
        transaction.set_rollback(True)

    assert not Delivery.objects.exists()


@pytest.mark.parametrize("status", [302, 400, 404, 500, 503])
def test_whoever_does_not_take_it_is_asked_again_by_the_job(program: Program, webhook: Webhook, status: int) -> None:
    with time_machine.travel(MONDAY, tick=False):
        _session, delivery = announced()
    program.answers = [status]

    with time_machine.travel(later(1), tick=False):
        assert jobs.drain(now=later(1))["failed"] == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("waiting", 1, f"answered {status}")
    with time_machine.travel(later(2), tick=False):
        assert jobs.drain(now=later(2)) == {"done": 1}

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("sent", 2, "")
    assert len(program.heard) == 2
    assert program.heard[0][1] == program.heard[1][1]
    assert program.heard[0][0]["Webhook-Id"] == program.heard[1][0]["Webhook-Id"]


def test_after_the_last_attempt_it_is_given_up_and_can_be_sent_again_by_hand(
    program: Program, webhook: Webhook
) -> None:
    _session, delivery = announced()
    program.answers = [500] * MOST_ATTEMPTS

    for attempt in range(1, MOST_ATTEMPTS):
        with pytest.raises(NotDelivered):
            deliver(delivery_pk=delivery.pk, now=later(attempt))
    assert deliver(delivery_pk=delivery.pk, now=later(90)) == DeliveryState.FAILED
    delivery.refresh_from_db()
    assert (delivery.last_error, delivery.ended_at) == ("given up: answered 500", later(90))

    send_again(delivery_pk=delivery.pk)
    assert deliver(delivery_pk=delivery.pk, now=later(91)) == DeliveryState.SENT


def test_a_program_that_is_gone_is_told_nothing_more(program: Program, webhook: Webhook) -> None:
    session, delivery = announced()
    program.answers = [410]

    assert deliver(delivery_pk=delivery.pk, now=later(1)) == DeliveryState.FAILED

    webhook.refresh_from_db()
    assert not webhook.is_active
    assert tell_webhooks(session=session, event=WebhookEvent.CANCELLED, now=later(2)) == 0


def test_one_that_was_switched_off_meanwhile_hears_nothing(program: Program, webhook: Webhook) -> None:
    _session, delivery = announced()
    set_active(webhook_pk=webhook.pk, is_active=False)

    assert deliver(delivery_pk=delivery.pk, now=later(1)) == DeliveryState.FAILED
    assert program.heard == []


def test_one_that_was_removed_meanwhile_hears_nothing(program: Program, webhook: Webhook) -> None:
    _session, delivery = announced()
    remove_webhook(webhook_pk=webhook.pk)

    assert deliver(delivery_pk=delivery.pk, now=later(1)) is None
    assert program.heard == []


def test_an_address_inside_the_house_is_refused(program: Program, settings: Any) -> None:
    """Its host was allowed once, and is not any more; or a name leads to a private address."""
    webhook, _ = add_webhook(address=program.address, events=EVERYTHING, by=None, now=MONDAY)
    _session, delivery = announced()
    settings.EGRESS_ALLOW = []

    with pytest.raises(NotDelivered, match="EgressRefused"):
        deliver(delivery_pk=delivery.pk, now=later(1))

    webhook.refresh_from_db()
    assert (program.heard, webhook.last_status) == ([], 0)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org/hook",
        "http://example.org/hook",
        "ftp://example.org/",
        "https:///hook",
        "https://user:password@example.org/",
        "https://example.org:x/",
        "https://[::1/",
        "https://example.org/a b",
        "https://example.org/" + "a" * 300,
        "javascript:alert(1)",
    ],
)
def test_addresses_that_cannot_be_told_anything_are_refused(address: str) -> None:
    with pytest.raises(ImpossibleWebhook):
        add_webhook(address=address, events=EVERYTHING, by=None, now=MONDAY)


def test_a_webhook_without_events_is_refused() -> None:
    with pytest.raises(ImpossibleWebhook):
        add_webhook(address="https://example.org/hook", events=["session.unknown"], by=None, now=MONDAY)


def test_the_database_does_not_hold_the_secret(settings: Any) -> None:
    webhook, secret = add_webhook(address="https://example.org/hook", events=EVERYTHING, by=None, now=MONDAY)

    assert secret not in str(Webhook.objects.values().get())
    assert secret_of(webhook) == secret


@pytest.mark.parametrize("to", DeliveryState)
def test_a_delivery_takes_only_the_steps_of_its_table(webhook: Webhook, to: DeliveryState) -> None:
    _session, delivery = announced()
    for state in DeliveryState:
        ended = None if state == DeliveryState.WAITING else MONDAY
        Delivery.objects.filter(pk=delivery.pk).update(state=state, ended_at=ended)

        moved = Delivery.objects.filter(pk=delivery.pk).move(
            to, ended_at=None if to == DeliveryState.WAITING else MONDAY
        )

        assert moved == int(state in DELIVERY_SOURCES[to])


def test_old_deliveries_are_forgotten_but_for_those_that_wait(program: Program, webhook: Webhook) -> None:
    _one, first = announced()
    deliver(delivery_pk=first.pk, now=later(1))
    _two, waiting = announced()

    assert forget_old_deliveries(now=MONDAY + KEPT + timedelta(minutes=1)) == 1
    assert list(Delivery.objects.values_list("pk", flat=True)) == [waiting.pk]
