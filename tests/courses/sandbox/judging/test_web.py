"""http and tcp, asked of a real nginx, and of servers that mean ill."""

from pathlib import Path

import pytest

from courses.sandbox.judging.bench import Finding
from deploy.sandbox_host import Host
from tests.courses.sandbox.judging.conftest import Bases
from tests.courses.sandbox.judging.judged import judge_all

# ruff: noqa: E501  a command is one line, and so is a check

pytestmark = pytest.mark.slow

PREPARE = r"""
mkdir -p /srv/www /root/ca; cd /root/ca
echo '<h1>Círculo de lectura</h1>' >/srv/www/index.html
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 5 -subj /CN=Us 2>/dev/null
openssl req -newkey rsa:2048 -nodes -keyout a.key -out a.csr -subj /CN=a.example -addext subjectAltName=DNS:a.example 2>/dev/null
openssl x509 -req -in a.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out a.pem -days 5 -copy_extensions copy 2>/dev/null
ln -s /root/ca/ca.pem /etc/trusted.pem
openssl req -x509 -newkey rsa:2048 -nodes -keyout b.key -out b.pem -days 5 -subj /CN=a.example 2>/dev/null
rm -f /etc/nginx/sites-enabled/default
cat >/etc/nginx/conf.d/all.conf <<'END'
server { listen 80 default_server; return 421; }
server {
    listen 80; server_name a.example; root /srv/www;
    add_header X-One here; add_header X-One there;
    location /old { return 301 http://a.example/new; }
    location /shut { deny all; }
}
server { listen 443 ssl; server_name a.example; root /srv/www; ssl_certificate /root/ca/a.pem; ssl_certificate_key /root/ca/a.key; }
server { listen 8443 ssl; server_name a.example; root /srv/www; ssl_certificate /root/ca/b.pem; ssl_certificate_key /root/ca/b.key; }
END
service nginx start
cat >/root/ill.pl <<'END'
use IO::Socket::INET; $SIG{CHLD} = 'IGNORE'; $SIG{PIPE} = 'IGNORE';
my ($port, $how) = @ARGV;
my $all = IO::Socket::INET->new(LocalPort => $port, Listen => 20, ReuseAddr => 1) or die;
exit 0 if fork; open(STDIN, '</dev/null'); open(STDOUT, '>/dev/null'); open(STDERR, '>/dev/null');
while (my $peer = $all->accept) {
    next if fork;
    alarm 30; sysread($peer, my $request, 4096);
    sleep 30 if $how eq 'never';
    syswrite($peer, "SSH-2.0-dropbear\r\n") if $how eq 'other';
    syswrite($peer, "HTTP/1.0 500 no\r\n\r\nHTTP/1.1 200 OK\n" . "0" x 32 . "200 \n{}") if $how eq 'lies';
    syswrite($peer, "HTTP/1.1 103 x\r\n\r\nHTTP/1.1 200 \e[2J\r\nX-One: \x01\e[31m\"\\\r\nx-one: 2\r\n\r\n\xff\xfe Biblioteca") if $how eq 'odd';
    if ($how eq 'endless') { print $peer "HTTP/1.0 200 OK\r\n\r\n"; 1 while print $peer 'x' x 65536 }
    if ($how eq 'heads') { print $peer "HTTP/1.0 200 OK\r\n"; 1 while print $peer 'X-Y: ' . 'z' x 999 . "\r\n" }
    syswrite($peer, "HTTP/1.0 200 OK\r\n\r\n/srv/www\n") if $how eq 'canned';
    exit 0;
}
END
n=9000; for how in never other lies odd endless heads canned; do n=$((n + 1)); perl /root/ill.pl $n $how; done
"""

# Name: kind, what is asked, verdict, what was found.
TABLE = {
    "page": ("http", '{name: a.example, contains: "Círculo de lectura", lacks: Apache}', "passed", "as_asked"),
    "several texts": ("http", "{name: a.example, contains: [Círculo, lectura, cuentos]}", "failed", "lacks_text"),
    "unwanted text": ("http", "{name: a.example, lacks: [Apache, lectura]}", "failed", "holds_text"),
    "other name": ("http", "{name: b.example}", "failed", "status"),
    "no name": ("http", "{status: 421}", "passed", "as_asked"),
    "shut": ("http", "{name: a.example, path: /shut}", "failed", "status"),
    "redirect": ("http", '{name: a.example, path: /old, status: 301, location: "http://a.example/new"}', "passed", "as_asked"),
    "redirected elsewhere": ("http", "{name: a.example, path: /old, status: 301, location: /new}", "failed", "location"),
    "no redirect": ("http", "{name: a.example, location: /new}", "failed", "location"),
    "header": ("http", "{name: a.example, header: {x-ONE: there}}", "passed", "as_asked"),
    "no header": ("http", "{name: a.example, header: {X-Two: there}}", "failed", "header"),
    "planted": (
        "http", '{name: a.example, path: "/{nonce}.txt", plant: {path: "/srv/www/{nonce}.txt"}}', "passed", "as_asked",
    ),
    "planted elsewhere": (
        "http", '{name: a.example, path: "/index.html", plant: {path: "/root/{nonce}.txt"}}', "failed", "not_served",
    ),
    "planted nowhere": (
        "http", '{name: a.example, plant: {path: "/no/such/{nonce}.txt"}}', "failed", "cannot_plant",
    ),
    "canned": ("http", '{port: 9007, path: "/{nonce}.txt", plant: {path: "/srv/www/{nonce}.txt"}}', "failed", "not_served"),
    "tls": ("http", "{tls: true, name: a.example, trust: /etc/trusted.pem, contains: lectura}", "passed", "as_asked"),
    "tls of another": ("http", "{tls: true, port: 8443, name: a.example, trust: /etc/trusted.pem}", "failed", "untrusted"),
    "tls, other name": ("http", "{tls: true, name: b.example, trust: /etc/trusted.pem}", "failed", "untrusted"),
    "no tls there": ("http", "{tls: true, port: 9002, name: a.example, trust: /etc/trusted.pem}", "failed", "no_tls"),
    "nothing to trust": ("http", "{tls: true, name: a.example, trust: /etc/none.pem}", "failed", "missing"),
    "nobody": ("http", "{port: 81}", "failed", "refused"),
    "never": ("http", "{port: 9001}", "inconclusive", "slow"),
    "other protocol": ("http", "{port: 9002}", "failed", "no_http"),
    "lies": ("http", "{port: 9003}", "failed", "status"),
    "odd": ("http", "{port: 9004, header: {X-One: '2'}, contains: Biblioteca}", "passed", "as_asked"),
    "odd header": ("http", "{port: 9004, header: {X-One: x}}", "failed", "header"),
    "endless": ("http", "{port: 9005}", "inconclusive", "too_much"),
    "endless heads": ("http", "{port: 9006}", "failed", "no_http"),
    "open": ("tcp", "{port: 80}", "passed", "as_asked"),
    "not open": ("tcp", "{port: 81}", "failed", "refused"),
    "shut as asked": ("tcp", "{port: 81, open: false}", "passed", "as_asked"),
    "open against the ask": ("tcp", "{port: 80, open: false}", "failed", "listens"),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(host: Host, place: Path, base_of: Bases) -> dict[str, Finding]:
    checks = {name: (kind, asked) for name, (kind, asked, *_rest) in TABLE.items()}
    return judge_all(host, place / "web", base_of("web"), PREPARE, checks, hurried=("never", "endless"))


@pytest.mark.parametrize("name", TABLE)
def test_what_is_found(found: dict[str, Finding], name: str) -> None:
    assert (found[name].verdict, found[name].found) == TABLE[name][2:]


def test_values_tell_what_was_there(found: dict[str, Finding]) -> None:
    assert found["shut"].values == {"status": "403", "wanted": "200"}
    assert found["redirected elsewhere"].values == {"value": "http://a.example/new", "wanted": "/new"}
    assert found["nobody"].values == {"port": "81"}
    assert "self-signed" in found["tls of another"].values["problem"]


def test_values_are_plain_text(found: dict[str, Finding]) -> None:
    value = found["odd header"].values["value"]
    assert value.isprintable()
    assert '"\\' in value
