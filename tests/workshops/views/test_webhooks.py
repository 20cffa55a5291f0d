from collections.abc import Callable

import pytest
from django.test import Client

from lms.accounts.models import Person
from tests.factories.people import MONDAY, later
from tests.factories.workshops import make_session
from workshops.domain.webhooks import add_webhook, secret_of
from workshops.enums import DeliveryState
from workshops.models import Delivery, Webhook

pytestmark = pytest.mark.django_db
ADDRESS = "https://example.org/hook"


@pytest.fixture
def desk(administrator: Person, enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(Client(headers={"accept-language": "en"}), administrator)


def test_the_secret_is_shown_once(desk: Client) -> None:
    answer = desk.post("/cms/webhooks/", {"address": ADDRESS, "events": ["session.cancelled"]})

    webhook = Webhook.objects.get()
    assert (webhook.address, webhook.events) == (ADDRESS, ["session.cancelled"])
    assert secret_of(webhook) in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    page = desk.get("/cms/webhooks/").content.decode()
    assert ADDRESS in page
    assert secret_of(webhook) not in page


def test_an_impossible_address_is_said_beside_its_field(desk: Client) -> None:
    answer = desk.post("/cms/webhooks/", {"address": "http://10.0.0.1/", "events": ["session.cancelled"]})

    assert answer.status_code == 400
    assert "That address cannot be told anything." in answer.content.decode()
    assert not Webhook.objects.exists()


def test_it_is_switched_off_and_on_and_removed(desk: Client) -> None:
    webhook, _ = add_webhook(address=ADDRESS, events=["session.announced"], by=None, now=MONDAY)

    states = []
    for _ in range(2):
        desk.post(f"/cms/webhooks/{webhook.pk}/switch/")
        states.append(Webhook.objects.get().is_active)
    desk.post(f"/cms/webhooks/{webhook.pk}/remove/")

    assert states == [False, True]
    assert not Webhook.objects.exists()
    assert desk.post(f"/cms/webhooks/{webhook.pk}/remove/").status_code == 404


def test_what_failed_can_be_sent_again(desk: Client) -> None:
    add_webhook(address=ADDRESS, events=["session.announced"], by=None, now=MONDAY)
    make_session()
    Delivery.objects.update(state=DeliveryState.FAILED, ended_at=later(1), last_error="given up: answered 500")
    delivery = Delivery.objects.get()

    page = desk.get("/cms/webhooks/").content.decode()
    desk.post(f"/cms/webhooks/deliveries/{delivery.pk}/again/")

    assert "given up: answered 500" in page
    delivery.refresh_from_db()
    assert (delivery.state, delivery.ended_at) == (DeliveryState.WAITING, None)


def test_trainers_and_editors_have_no_business_here(
    client: Client, editor: Person, enter_editor: Callable[[Client, Person], Client]
) -> None:
    assert enter_editor(client, editor).get("/cms/webhooks/").status_code in (302, 403)
    assert not Webhook.objects.exists()
