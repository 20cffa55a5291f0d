"""dns and zone, asked of a real nsd, and of a server that answers nonsense."""

from pathlib import Path

import pytest

from courses.sandbox.judging.bench import Finding
from courses.sandbox.judging.kinds.naming import plain_value
from deploy.sandbox_host import Host
from tests.courses.sandbox.judging.conftest import Bases
from tests.courses.sandbox.judging.judged import judge_all

# ruff: noqa: E501  a command is one line, and so is a check

pytestmark = pytest.mark.slow

PREPARE = r"""
mkdir -p /etc/nsd/zones
printf 'server:\n\tip-address: 127.0.0.1\nzone:\n\tname: "a.example"\n\tzonefile: "/etc/nsd/zones/a.zone"\n' >/etc/nsd/nsd.conf
printf 'zone:\n\tname: "c.example"\n\tzonefile: "/etc/nsd/zones/none.zone"\n' >>/etc/nsd/nsd.conf
cat >/etc/nsd/zones/a.zone <<'END'
$ORIGIN a.example.
$TTL 60
@ IN SOA ns1.a.example. host.a.example. ( 1 2 3 4
  5 )
  IN NS NS1
  IN MX 10 Mail
  IN TXT "v=spf1 " "mx; -all"
ns1 IN A 192.0.2.1
mail IN A 192.0.2.2
     IN A 192.0.2.3
www IN CNAME mail
key._domainkey IN TXT "k=rsa; p=\"AbC\""
END
sed 's/192.0.2.3/192.0.2.3O/' /etc/nsd/zones/a.zone >/root/bad.zone
head -c 2M /dev/zero >/root/large.zone
ln -s /etc/nsd/zones/a.zone /root/link.zone
service nsd start
cat >/root/nonsense.pl <<'END'
use IO::Socket::INET;
my $all = IO::Socket::INET->new(LocalPort => 5301, Proto => 'udp') or die;
exit 0 if fork; open(STDIN, '</dev/null'); open(STDOUT, '>/dev/null'); open(STDERR, '>/dev/null');
while ($all->recv(my $question, 4096)) { $all->send(substr($question, 0, 2) . "\x85\x80" . "\xff" x 40) }
END
perl /root/nonsense.pl
n=0; until dig @127.0.0.1 a.example SOA +short +time=1 +tries=1 | grep -q ns1; do n=$((n + 1)); [ $n -lt 20 ]; sleep 0.2; done
"""

TABLE = {
    "address": ("dns", "{name: ns1.a.example, type: A, answer: [192.0.2.1], authoritative: true}", "passed", "as_asked"),
    "two addresses": ("dns", "{name: mail.a.example, type: A, answer: [192.0.2.3, 192.0.2.2]}", "passed", "as_asked"),
    "one of two": ("dns", "{name: mail.a.example, type: A, answer: [192.0.2.3]}", "failed", "answer"),
    "has one of two": ("dns", "{name: mail.a.example, type: A, has: [192.0.2.3]}", "passed", "as_asked"),
    "through another name": ("dns", "{name: www.a.example, type: A, has: [192.0.2.3]}", "passed", "as_asked"),
    "capitals": ("dns", "{name: A.Example, type: MX, answer: ['10 MAIL.a.example.']}", "passed", "as_asked"),
    "without a dot": ("dns", "{name: a.example, type: MX, answer: ['10 mail.a.example']}", "failed", "answer"),
    "strings are one": ("dns", "{name: a.example, type: TXT, answer: ['v=spf1 mx; -all']}", "passed", "as_asked"),
    "strings as written": ("dns", "{name: a.example, type: TXT, has: ['\"v=spf1 \" \"mx; -all\"']}", "passed", "as_asked"),
    "quotes within": ("dns", "{name: key._domainkey.a.example, type: TXT, answer: ['k=rsa; p=\"AbC\"']}", "passed", "as_asked"),
    "none": ("dns", "{name: none.a.example, type: A, none: true}", "passed", "as_asked"),
    "none of this type": ("dns", "{name: a.example, type: AAAA, none: true}", "passed", "as_asked"),
    "some": ("dns", "{name: ns1.a.example, type: A, none: true}", "failed", "has_answer"),
    "no such name": ("dns", "{name: none.a.example, type: A, rcode: NXDOMAIN}", "passed", "as_asked"),
    "no such name, asked for": ("dns", "{name: none.a.example, type: A, answer: [192.0.2.1]}", "failed", "rcode"),
    "not ours": ("dns", "{name: b.example, type: A, none: true}", "failed", "rcode"),
    "no zone": ("dns", "{name: c.example, type: A, rcode: SERVFAIL}", "passed", "as_asked"),
    "nobody": ("dns", "{name: a.example, type: A, none: true, port: 54}", "failed", "silent"),
    "nonsense": ("dns", "{name: a.example, type: A, none: true, port: 5301}", "inconclusive", "unreadable"),
    "zone": (
        "zone",
        "{file: /root/link.zone, origin: a.example, has: [{name: '@', type: MX, value: 10 mail.A.example.}, "
        "{name: mail, type: A, value: 192.0.2.3}, {name: www.a.example., type: CNAME, value: mail.a.example.}, "
        "{name: '@', type: TXT, value: 'v=spf1 mx; -all'}, {name: key._domainkey, type: TXT, value: 'k=rsa; p=\"AbC\"'}, "
        "{name: '@', type: SOA, value: ns1.a.example. host.a.example. 1 2 3 4 5}]}",
        "passed", "as_asked",
    ),
    "lacks": (
        "zone", "{file: /etc/nsd/zones/a.zone, origin: a.example, has: [{name: www, type: A, value: 192.0.2.3}]}",
        "failed", "lacks_record",
    ),
    "bad zone": ("zone", "{file: /root/bad.zone, origin: a.example}", "failed", "zone"),
    "no file": ("zone", "{file: /root/none.zone, origin: a.example}", "failed", "missing"),
    "a folder": ("zone", "{file: /root, origin: a.example}", "failed", "other_kind"),
    "large zone": ("zone", "{file: /root/large.zone, origin: a.example}", "inconclusive", "too_large"),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(host: Host, place: Path, base_of: Bases) -> dict[str, Finding]:
    checks = {name: (kind, asked) for name, (kind, asked, *_rest) in TABLE.items()}
    return judge_all(host, place / "dns", base_of("dns"), PREPARE, checks)


@pytest.mark.parametrize("name", TABLE)
def test_what_is_found(found: dict[str, Finding], name: str) -> None:
    assert (found[name].verdict, found[name].found) == TABLE[name][2:]


def test_the_line_of_a_zone_is_told(found: dict[str, Finding]) -> None:
    assert found["bad zone"].values == {
        "path": "/root/bad.zone", "problem": "/root/bad.zone:10: invalid IPv4 address '192.0.2.3O'",
    }  # fmt: skip
    assert found["one of two"].values == {"answer": "192.0.2.2, 192.0.2.3", "wanted": "192.0.2.3"}


@pytest.mark.parametrize(
    ("value", "kind", "plain"),
    [
        ("10  Mail.Example.", "MX", "10 mail.example."),
        ('"a" "b"', "TXT", "ab"),
        ("a b", "TXT", "a b"),
        ('p="A"; \\', "TXT", 'p="A"; \\'),
        (r'"a\"b" "\;"', "TXT", 'a"b;'),
        ("( 1 2 )", "SOA", "1 2"),
        ("AbC=", "DS", "AbC="),
    ],
)
def test_values_are_compared_as_plain_ones(value: str, kind: str, plain: str) -> None:
    assert plain_value(value, kind) == plain
