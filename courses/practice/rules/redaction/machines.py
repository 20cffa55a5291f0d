"""Addresses of machines: IP, MAC, UUID."""

import ipaddress
import re
from collections.abc import Iterator

from courses.practice.rules.redaction.terms import Certainty, Find, Kind
from courses.practice.rules.redaction.views import fold

MAYBE, SURE = Certainty.MAYBE, Certainty.SURE

_V4 = re.compile(
    r"(?<![\d.])(?:\d{1,3}(?:\.|\[\.\]|\(\.\)|-(?=\d{1,3}-\d{1,3}[-.]|\d{1,3}-\d{1,3}\.))){3}\d{1,3}(?![\w])(?!\.\d)"
)
_V4_DASH = re.compile(r"(?<![\d-])(?:\d{1,3}-){3}\d{1,3}(?![\d-])")
_V6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f:]{2,39}(?:\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])")
_MAC = re.compile(
    r"(?<![\w:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:-])|"
    r"(?<![\w.])(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}(?!\w|\.\w)"
)
_BARE_MAC = re.compile(
    r"(?<![0-9A-Za-z])(?=[A-Fa-f]{0,11}\d)[0-9A-Fa-f]{12}(?![0-9A-Za-z])|"
    r"(?<![\w:])(?:[0-9A-Fa-f]{1,2}:){5}[0-9A-Fa-f]{1,2}(?![\w:])"
)
_MAC_CUE = re.compile(r"(?<![^\W_])(?:mac|b?ssid|hwaddr|lladdr|ether|wi-?fi)(?![^\W_])", re.IGNORECASE)
_UUID = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?![0-9A-Za-z])")


def machines(text: str) -> Iterator[Find]:
    """IP and MAC addresses, UUIDs."""
    for found in _V4.finditer(text):
        yield from _v4(found, re.sub(r"[^\d]+", ".", found.group()), text)
    for found in _V4_DASH.finditer(text):
        if re.search(
            r"(?:ip|host|ec2|static|dsl|client|cpe|dyn)[-.]?$",
            text[max(0, found.start() - 8) : found.start()],
            re.IGNORECASE,
        ):
            yield from _v4(found, found.group().replace("-", "."), text)
    if ":" in text:
        for found in _V6.finditer(text):
            yield from _v6(found)
    yield from _macs(text)
    for found in _UUID.finditer(text):
        yield Find(*found.span(), Kind.OTHER, fold(found.group()), label="UUID")


def _macs(text: str) -> Iterator[Find]:
    for found in _MAC.finditer(text):
        yield Find(*found.span(), Kind.OTHER, fold(found.group()), label="MAC")
    for found in _BARE_MAC.finditer(text):
        line = text[max(0, found.start() - 100) : found.start()].rsplit("\n", 1)[-1]
        if _MAC_CUE.search(line) or _MAC.search(line):
            yield Find(*found.span(), Kind.OTHER, fold(found.group()), MAYBE, label="MAC")


def _v4(found: re.Match[str], dotted: str, text: str) -> Iterator[Find]:
    try:
        address = ipaddress.ip_address(".".join(str(int(piece)) for piece in dotted.split(".")))
    except ValueError:
        return
    before = fold(text[max(0, found.start() - 12) : found.start()])
    if before[-1:].isalpha() and len(dotted) < _LONG_ADDRESS:
        return  # php8.1.27.1
    if re.search(r"[a-z]/$", before) and dotted.endswith(".0.0"):
        return
    if re.search(r"(?<![a-z])(?:version|versiones?|v|ver|release)[ .:=]{0,2}$", before) or str(address) in {
        "0.0.0.0",  # noqa: S104
        "255.255.255.255",
        "255.255.255.0",
    }:
        return
    if (
        str(address).startswith("255.")
        or address.is_loopback
        or str(address) in {"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"}
    ):
        return
    ours = any(address in network for network in _DOCUMENTS)
    private = address.is_private and not ours
    yield Find(*found.span(), Kind.ADDRESS_IP, str(address), MAYBE if private else SURE)


_LONG_ADDRESS = 11  # signs; shorter ones after a letter are versions
_DOCUMENTS = [
    ipaddress.ip_network(name) for name in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15")
]


def _v6(found: re.Match[str]) -> Iterator[Find]:
    written = found.group()
    if written.count(":") < 2 or (written.count(":") < 7 and "::" not in written):
        return
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return
    if not address.is_loopback and not address.is_unspecified and int(address) > 0xFFFF and len(written) > 4:
        yield Find(*found.span(), Kind.ADDRESS_IP, str(address), MAYBE if address.is_link_local else SURE)
