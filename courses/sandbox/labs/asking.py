"""The kinds of checks and what each asks for. ``courses.sandbox.judging.kinds`` judges them; its names are these."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import Any

from courses.sandbox.labs.shapes import LONGEST_TEXT, Entry
from courses.sandbox.labs.spec import Parameter

NETWORK = IPv4Network("10.77.0.0/24")
LOOPBACK = "127.0.0.1"
DNS_TYPES = ("A", "AAAA", "CAA", "CNAME", "DNSKEY", "DS", "MX", "NS", "PTR", "SOA", "SRV", "SSHFP", "TLSA", "TXT")
RCODES = ("NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED")
CONFIGURED = ("cron", "dovecot", "nginx", "nsd", "opendkim", "php-fpm", "postfix", "sshd", "unbound")
FILE_KINDS = ("file", "folder", "link", "absent")
DOMAIN = (r"[A-Za-z0-9_*.{}-]+", "a domain name")
HOST_NAME = (r"[A-Za-z0-9_.{}-]+", "a domain name")
MAIL_ADDRESS = (r"[^\s<>@\"'\\]+@[A-Za-z0-9_.{}-]+", "a mail address")
HEADER = (r"[A-Za-z0-9-]+", "the name of a header")
PATH = (r"/[^\x00]*", "a path from the root")
URL_PATH = (r"/[!-~]*", "a path that begins with /, without spaces")
SOME_PORT = range(1, 65_536)
WHOLE = ("", "/etc", "/etc/perl", "/var", "/srv")
LARGEST = 64 * 1024 * 1024

Reads = Callable[[Entry, "Known"], Any]


@dataclass(frozen=True)
class Known:
    """What a check may name."""

    parameters: Mapping[str, Parameter]
    scripts: frozenset[str]


@dataclass(frozen=True)
class Ask:
    """``default``: what is asked where the author asks nothing; None leaves the field out."""

    reads: Reads
    is_must: bool = False
    default: Any = None


@dataclass(frozen=True)
class Kind:
    """``one_of``: at least one of these is asked. ``together``: the first needs the second beside it."""

    asks: Mapping[str, Ask]
    one_of: tuple[str, ...] = ()
    together: Mapping[str, str] = field(default_factory=dict)

    def read(self, entry: Entry, known: Known) -> dict[str, Any]:
        given = entry.fields({name for name, ask in self.asks.items() if ask.is_must}, self.asks)
        asked = {name: self.asks[name].reads(one, known) for name, one in given.items()}
        if self.one_of and not asked.keys() & set(self.one_of):
            entry.wrong("asks_nothing", choices=", ".join(self.one_of))
        for name, other in self.together.items():
            if name in asked and asked[name] and other not in asked:
                given[name].wrong("needs", name=name, other=other)
        absent = {name: ask.default for name, ask in self.asks.items() if ask.default is not None}
        return absent | asked


def _text(entry: Entry, _known: Known) -> str:
    return entry.text(LONGEST_TEXT)


def _texts(entry: Entry, known: Known) -> tuple[str, ...]:
    """One, or a list of them."""
    if entry.node.kind == "list":
        return tuple(_text(one, known) for one in entry.items(least=1))
    return (_text(entry, known),)


def _flag(entry: Entry, _known: Known) -> bool:
    return entry.flag()


def _shaped(shape: tuple[str, str]) -> Reads:
    return lambda entry, _known: entry.shaped(*shape)


def _number(least: int, most: int) -> Reads:
    return lambda entry, _known: entry.number(least, most)


def _choice(*among: str) -> Reads:
    return lambda entry, _known: entry.choice(among)


def port(entry: Entry, known: Known) -> int | str:
    """A number, or a parameter that draws one (which stays as it is written)."""
    text = entry.node.text
    if entry.node.kind == "text" and (found := re.fullmatch(r"\{([a-z][a-z0-9_]*)\}", text)):
        parameter = known.parameters.get(found[1])
        if parameter is not None and not _draws_ports(parameter):
            entry.wrong("bad_port")
        return text
    if entry.node.kind != "text" or not re.fullmatch("[0-9]{1,6}", text) or int(text) not in SOME_PORT:
        entry.wrong("bad_port")
        return 1
    return int(text)


def _draws_ports(parameter: Parameter) -> bool:
    if parameter.choices:
        return all(one.isascii() and one.isdigit() and int(one[:6]) in SOME_PORT for one in parameter.choices)
    return parameter.least in SOME_PORT and parameter.most in SOME_PORT


def path(entry: Entry, _known: Known) -> str:
    text = entry.shaped(*PATH)
    if ".." in text.split("/"):
        entry.wrong("bad_shape", value=text, shape=PATH[1])
    return text


def _borrowed(entry: Entry, known: Known) -> tuple[str, ...]:
    """Never all of /etc: perl and others load code from there."""
    found = []
    for one in entry.items():
        found.append(path(one, known).rstrip("/"))
        if found[-1] in WHOLE:
            one.wrong("too_much_borrowed", path=found[-1] or "/")
    return tuple(found)


def address(entry: Entry, _known: Known) -> str:
    """Of another host of the lab, or the judged host's own loopback."""
    text = entry.text()
    if text != LOOPBACK and not is_in_network(text):
        entry.wrong("outside_network", address=text)
    return text


def is_in_network(text: str) -> bool:
    try:
        found = IPv4Address(text)
    except AddressValueError:
        return False
    return found in NETWORK and found not in (NETWORK.network_address, NETWORK.broadcast_address)


def _pattern(entry: Entry, _known: Known) -> str:
    text = entry.text(LONGEST_TEXT)
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError, Warning) as error:
        entry.wrong("bad_pattern", problem=error)
    return text


def _mode(entry: Entry, _known: Known) -> str:
    return entry.shaped("[0-7]{3,4}", "a mode (0640)")


def _headers(entry: Entry, _known: Known) -> dict[str, str]:
    found = {}
    for name, one in entry.named().items():
        if not re.fullmatch(HEADER[0], name):
            one.wrong("bad_shape", value=name, shape=HEADER[1])
        found[name] = one.text()
    return found


def _plant(entry: Entry, known: Known) -> dict[str, str]:
    given = entry.fields({"path"})
    if "path" not in given:
        return {"path": "/{nonce}"}
    where = path(given["path"], known)
    if "{nonce}" not in where:
        given["path"].wrong("needs", name="plant", other="{nonce}")
    return {"path": where}


def _records(entry: Entry, _known: Known) -> tuple[dict[str, str], ...]:
    found = []
    for one in entry.items(least=1):
        given = one.fields({"name", "type", "value"})
        record = {name: value.text(LONGEST_TEXT) for name, value in given.items()}
        if "type" in given:
            given["type"].choice(DNS_TYPES)
        found.append(record)
    return tuple(found)


def _script(entry: Entry, known: Known) -> str:
    text = entry.text()
    if text and text not in known.scripts:
        entry.mistakes.add("missing_file", text if len(text) < 100 else "", 0)
        entry.wrong("unknown_choice", value=text, choices=", ".join(sorted(known.scripts)) or "–")
    return text


_ADDRESS = Ask(address, default=LOOPBACK)

KINDS: Mapping[str, Kind] = {
    "http": Kind(
        {
            "path": Ask(_shaped(URL_PATH), default="/"), "port": Ask(port), "name": Ask(_shaped(HOST_NAME)),
            "tls": Ask(_flag, default=False), "trust": Ask(path), "status": Ask(_number(100, 599), default=200),
            "contains": Ask(_texts, default=()), "lacks": Ask(_texts, default=()), "header": Ask(_headers),
            "location": Ask(_text), "plant": Ask(_plant), "address": _ADDRESS,
        },
        together={"tls": "trust", "trust": "tls"},
    ),
    "tcp": Kind({"port": Ask(port, is_must=True), "open": Ask(_flag, default=True), "address": _ADDRESS}),
    "dns": Kind(
        {
            "name": Ask(_shaped(DOMAIN), is_must=True), "type": Ask(_choice(*DNS_TYPES), is_must=True),
            "port": Ask(port, default=53), "answer": Ask(_texts), "has": Ask(_texts), "none": Ask(_flag),
            "rcode": Ask(_choice(*RCODES)), "authoritative": Ask(_flag), "address": _ADDRESS,
        },
        one_of=("answer", "has", "none", "rcode"),
    ),
    "file": Kind(
        {
            "path": Ask(path, is_must=True), "kind": Ask(_choice(*FILE_KINDS), default="file"), "mode": Ask(_mode),
            "owner": Ask(_shaped((r"[A-Za-z0-9_.{}-]+", "a name or a number"))),
            "group": Ask(_shaped((r"[A-Za-z0-9_.{}-]+", "a name or a number"))), "contains": Ask(_texts, default=()),
            "lacks": Ask(_texts, default=()), "matches": Ask(_pattern), "larger": Ask(_number(0, LARGEST)),
            "smaller": Ask(_number(1, LARGEST)),
        },
    ),
    "service": Kind(
        {
            "program": Ask(path, is_must=True), "port": Ask(port),
            "user": Ask(_shaped((r"[A-Za-z0-9_.{}-]+", "a name or a number"))),
        }
    ),
    "config": Kind({"program": Ask(_choice(*CONFIGURED), is_must=True), "borrow": Ask(_borrowed, default=())}),
    "zone": Kind(
        {
            "file": Ask(path, is_must=True), "origin": Ask(_shaped(DOMAIN), is_must=True),
            "has": Ask(_records, default=()),
        }
    ),
    "mail": Kind(
        {
            "to": Ask(_shaped(MAIL_ADDRESS), is_must=True), "from": Ask(_shaped(MAIL_ADDRESS), is_must=True),
            "port": Ask(port, default=25), "arrives": Ask(path, is_must=True), "address": _ADDRESS,
        }
    ),
    "script": Kind(
        {
            "run": Ask(_script, is_must=True), "borrow": Ask(_borrowed, default=()),
            "seconds": Ask(_number(1, 30), default=10),
        }
    ),
}  # fmt: skip
WRITES = {"mail"}  # and whatever plants
