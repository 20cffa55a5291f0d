"""One request to a ticket system, whichever it is: through the one door out, never on to another address, and cut off
where the answer is too much (as it unpacks, not as it was sent) or takes too long, whole."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from courses.practice.trackers.port import TooMuch, TrackerError
from lms.core.clock import now
from lms.core.egress import EgressError, EgressTooLarge, Response, request

MOST_BYTES = 32 * 1024 * 1024  # of one answer
AS_BASE64 = 1.5  # times as much: four characters for three bytes, and ends of lines
AROUND = 64 * 1024  # bytes of an envelope


def send(
    method: str, url: str, *, headers: Mapping[str, str], seconds: float, body: bytes | None = None, most: int = 0
) -> Response:
    """Whatever status it has. Raises TooMuch; TrackerError where there is no answer."""
    try:
        return request(
            method, url, headers=headers, body=body, timeout=seconds, most_bytes=most or MOST_BYTES, follow=False
        )
    except EgressTooLarge:
        raise TooMuch from None
    except EgressError:
        raise TrackerError from None


def parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise TrackerError from None


def unpacked(written: str) -> bytes:
    """Of base64, with ends of lines in it. Raises ValueError, TypeError."""
    return base64.b64decode("".join(written.split()), validate=True)


def packed(size: int) -> int:
    """How long an answer may be that holds so many bytes as base64."""
    return int(size * AS_BASE64) + AROUND


def clock(date: str | None) -> datetime:
    """What the header Date says, to the second; our own where it says nothing."""
    try:
        return parsedate_to_datetime(date or "").replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return now()
