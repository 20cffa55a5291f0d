"""Telling other programs what becomes of listed sessions. What happened is a row in the transaction in which it happened; a
job delivers it, and comes back for a day where nobody takes it.

A request is a POST of JSON with three headers of ours. ``Webhook-Id`` names the event: the same one may come twice.
``Webhook-Timestamp`` is the time of this attempt in seconds since 1970. ``Webhook-Signature`` is ``v1=`` and the hexadecimal
HMAC-SHA256 of timestamp, full stop and body under the secret; whoever reads it compares in constant time, and refuses what
is older than five minutes. Any status from 200 to 299 takes it, 410 says that nothing shall come any more.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from lms.content.enums import Language
from lms.core import egress, jobs
from workshops.domain.session_mail import address
from workshops.enums import TAKING_PLACE, DeliveryState, SessionState, WebhookEvent
from workshops.errors import ImpossibleWebhook, NotDelivered
from workshops.models import Delivery, Session, Webhook
from workshops.queries.sessions import said, with_words

if TYPE_CHECKING:
    from lms.accounts.models import Person

SALT = "workshops.webhook"
LONGEST = 300
MOST = 20
MOST_ATTEMPTS = 8  # those of a job
KEPT = timedelta(days=30)
TIMEOUT = 10.0
LARGEST_ANSWER = 64 * 1024
GONE = 410


def add_webhook(*, address: str, events: Iterable[str], by: "Person | None", now: datetime) -> tuple[Webhook, str]:
    """The webhook and its secret, which no page shows again."""
    address, wanted = address.strip(), [one for one in WebhookEvent.values if one in set(events)]
    if not wanted or not _is_possible(address) or Webhook.objects.count() >= MOST:
        raise ImpossibleWebhook
    webhook = Webhook.objects.create(
        address=address, events=wanted, seed=secrets.token_hex(16), made_by=by, made_at=now
    )
    return webhook, secret_of(webhook)


def set_active(*, webhook_pk: int, is_active: bool) -> None:
    Webhook.objects.filter(pk=webhook_pk).update(is_active=is_active)


def remove_webhook(*, webhook_pk: int) -> None:
    Webhook.objects.filter(pk=webhook_pk).delete()


def secret_of(webhook: Webhook) -> str:
    return salted_hmac(SALT, webhook.seed, algorithm="sha256").hexdigest()


def tell_webhooks(*, session: Session, event: WebhookEvent, now: datetime) -> int:
    """Called in the transaction of the change; answers how many will be told. Unlisted sessions are nobody's news."""
    if not session.is_listed or (event == WebhookEvent.CHANGED and session.state not in TAKING_PLACE):
        return 0
    wanted = [one for one in Webhook.objects.filter(is_active=True) if event in one.events]
    if not wanted:
        return 0
    body = _body(session, event, now)
    told = 0
    for webhook in wanted:
        same = {"webhook": webhook, "session": session, "sequence": session.sequence}
        if event == WebhookEvent.CHANGED and Delivery.objects.filter(**same).exists():
            continue  # the same change by its own name
        delivery, is_new = Delivery.objects.get_or_create(**same, event=event, defaults={"body": body, "made_at": now})
        if is_new:
            jobs.enqueue("workshops.deliver", delivery.pk, dedupe=f"webhook:{delivery.pk}")
            told += 1
    return told


def deliver(*, delivery_pk: int, now: datetime) -> DeliveryState | None:
    """Safe to run twice: what was taken is not sent again. Raises NotDelivered when it should be tried later."""
    delivery = Delivery.objects.select_related("webhook").filter(pk=delivery_pk).first()
    if delivery is None or delivery.state != DeliveryState.WAITING:
        return DeliveryState(delivery.state) if delivery else None
    webhook = delivery.webhook
    if not webhook.is_active:
        return _end(delivery, DeliveryState.FAILED, "switched off", now)
    Delivery.objects.filter(pk=delivery.pk).update(attempts=F("attempts") + 1)
    try:
        answer = egress.request(
            "POST",
            webhook.address,
            headers=headers_for(delivery, now),
            body=delivery.body.encode(),
            timeout=TIMEOUT,
            most_bytes=LARGEST_ANSWER,
            follow=False,
        )
        status, reason = answer.status, f"answered {answer.status}"
    except egress.EgressError as error:
        status, reason = 0, type(error).__name__
    Webhook.objects.filter(pk=webhook.pk).update(last_status=status, last_at=now)
    if 200 <= status < 300:
        return _end(delivery, DeliveryState.SENT, "", now)
    if status == GONE:
        set_active(webhook_pk=webhook.pk, is_active=False)
        return _end(delivery, DeliveryState.FAILED, reason, now)
    if delivery.attempts + 1 >= MOST_ATTEMPTS:
        return _end(delivery, DeliveryState.FAILED, f"given up: {reason}", now)
    Delivery.objects.filter(pk=delivery.pk).update(last_error=reason)
    raise NotDelivered(reason)


def headers_for(delivery: Delivery, now: datetime) -> dict[str, str]:
    timestamp = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json",
        "Webhook-Id": str(delivery.key),
        "Webhook-Timestamp": timestamp,
        "Webhook-Signature": signature(secret_of(delivery.webhook), timestamp, delivery.body),
    }


def signature(secret: str, timestamp: str, body: str) -> str:
    return "v1=" + hmac.new(secret.encode(), f"{timestamp}.{body}".encode(), hashlib.sha256).hexdigest()


def send_again(*, delivery_pk: int) -> None:
    """A person's wish for one that failed."""
    with transaction.atomic():
        failed = Delivery.objects.filter(pk=delivery_pk, webhook__is_active=True)
        if failed.move(DeliveryState.WAITING, ended_at=None, attempts=0, last_error=""):
            jobs.enqueue("workshops.deliver", delivery_pk, dedupe=f"webhook:{delivery_pk}")


def forget_old_deliveries(*, now: datetime) -> int:
    return Delivery.objects.old(now - KEPT).delete()[0]


def _end(delivery: Delivery, state: DeliveryState, reason: str, now: datetime) -> DeliveryState:
    Delivery.objects.filter(pk=delivery.pk).move(state, ended_at=now, last_error=reason[:60])
    return state


def _is_possible(address: str) -> bool:
    """HTTPS; plain HTTP only to hosts that the operator allows by name. Whether it is public is egress's to say."""
    if len(address) > LONGEST or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_ours = host in settings.EGRESS_ALLOW
    return (
        bool(host)
        and not (parts.username or parts.password)
        and (parts.scheme == "https" or (parts.scheme == "http" and is_ours))
    )


def _body(session: Session, event: WebhookEvent, now: datetime) -> str:
    """Public words and clocks; for more there is the API."""
    read = with_words(Session.objects.filter(pk=session.pk)).get()
    words = {one: said(read, one) for one in Language.values}
    told: dict[str, Any] = {
        "event": str(event),
        "happened_at": _utc(now),
        "session": {
            "key": str(session.key),
            "series": str(read.series.key),
            "state": session.state,
            "reason": session.reason if session.state == SessionState.CANCELLED else "",
            "sequence": session.sequence,
            "titles": {one.language: one.title for one in words.values()},
            "starts": {"wall": session.start, "zone": session.zone, "utc": _utc(session.starts_at)},
            "ends": {"wall": session.end, "zone": session.zone, "utc": _utc(session.ends_at)},
            "pages": {one: address("workshops:session", session.key, language=one) for one in Language.values},
        },
    }
    return json.dumps(told, ensure_ascii=False)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
