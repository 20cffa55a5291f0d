import datetime
import gzip
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.translation import override

from lms.core.egress import (
    EgressError,
    EgressFailed,
    EgressRefused,
    EgressSession,
    EgressTooLarge,
    EgressTooSlow,
    is_public,
    request,
    resolve,
)

# Ways to write an address of this machine or of the network behind it.
PATIENCE, HANGS = 20, 40  # seconds: of whoever waits for an end that was promised, and of a house that never ends
SPELLINGS = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "0177.1", "017700000001",
    "0x7F.0x0.0x0.0x1", "127.0.0.1.", "127.255.255.254", "0", "0.0.0.0", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]", "[100::1]",
    "[2001:db8::1]", "[3fff::1]", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "192.88.99.1", "localhost", "LOCALHOST.",
]  # fmt: skip


class Visit(BaseHTTPRequestHandler):
    """Answers by path; remembers what came in."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        self.server.visits.append((self.command, self.path, dict(self.headers), body))
        getattr(self, "do_" + self.path.strip("/").split("/")[0].split("?")[0], self.do_hello)()

    do_GET = do_POST = answer  # noqa: N815

    def reply(self, status=200, body=b"hello", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_hello(self):
        self.reply(body=b'{"hello": "world"}', Content_Type="application/json")

    def do_redirect(self):
        status, _, target = self.path.removeprefix("/redirect/").partition("/")
        self.reply(status=int(status), Location=target, body=b"")

    def do_large(self):
        self.reply(body=b"x" * 300_000)

    def do_bomb(self):
        self.reply(body=gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")

    def do_liar(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        for _ in range(300):
            self.wfile.write(b"x" * 1000)

    def do_drip(self):
        self.send_response(200)
        self.end_headers()
        for _ in range(10 * HANGS):
            self.wfile.write(b"x")
            self.wfile.flush()
            if self.server.stopping.wait(0.1):
                return

    def do_drip_headers(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(10 * HANGS):
            self.wfile.write(f"X-{number}: 1\r\n".encode())
            self.wfile.flush()
            if self.server.stopping.wait(0.1):
                return

    def do_silent(self):
        self.server.stopping.wait(HANGS)

    def log_message(self, *arguments):
        pass


class House(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, host, port=0, context=None):
        super().__init__((host, port), Visit)
        self.visits, self.stopping = [], threading.Event()
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, *arguments):
        """A client that hangs up is what half of these tests are about."""

    @property
    def url(self):
        return f"http://{self.server_address[0]}:{self.server_port}"


@contextmanager
def serving(host="127.0.0.1", port=0, context=None) -> Iterator[House]:
    house = House(host, port, context)
    thread = threading.Thread(target=house.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield house
    finally:
        house.stopping.set()
        house.shutdown()
        house.server_close()
        thread.join()


@pytest.fixture
def house() -> Iterator[House]:
    with serving() as house:
        yield house


@pytest.fixture
def welcome(settings) -> None:
    settings.EGRESS_ALLOW = ["127.0.0.1", "Tracker.Example"]


@pytest.mark.slow
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_an_inner_address_is_reached(spelling):
    with serving("0.0.0.0") as house:
        with pytest.raises((EgressRefused, EgressFailed)):
            request("GET", f"http://{spelling}:{house.server_port}/", timeout=3)
        assert house.visits == []


def test_inner_addresses_are_refused_not_merely_missed():
    """All that the system's resolver understands end at the check, before any connection."""
    refused = 0
    for spelling in SPELLINGS:
        try:
            addresses = resolve(spelling.strip("[]"), 80)
        except OSError:
            continue
        assert not any(is_public(address) for address in addresses), spelling
        refused += 1
    assert refused >= 30


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "2a00:1450:4001::1", "2600::"])
def test_addresses_of_the_world_are_public(address):
    assert is_public(address)


def test_every_address_of_a_name_must_be_public(house):
    with pytest.raises(EgressRefused):
        request("GET", "http://mixed.example/", resolver=lambda host, port: ["1.1.1.1", "127.0.0.1"])
    with pytest.raises(EgressRefused):
        request("GET", "http://nowhere.example/", resolver=lambda host, port: [])


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/",
        "gopher://a.example/",
        "javascript:1",
        "//x",
        "x",
        "http://",
        "http://[::1",
        "http://a b/",
    ],
)
def test_only_web_addresses_are_understood(url):
    with pytest.raises(EgressError):
        request("GET", url)


@pytest.mark.usefixtures("welcome")
def test_an_allowed_host_answers(house):
    answer = request("POST", house.url + "/hello", headers={"X-Key": "k"}, body=b"words")

    assert (answer.status, answer.json(), answer.headers["content-TYPE"]) == (
        200,
        {"hello": "world"},
        "application/json",
    )
    [(method, path, headers, body)] = house.visits
    assert (method, path, headers["X-Key"], body) == ("POST", "/hello", "k", "words")
    assert request("GET", house.url + "/redirect/404/x").status == 404


@pytest.mark.usefixtures("welcome")
def test_the_connection_goes_to_the_address_that_was_checked():
    """A name whose answer changes: one question, one address, whatever the next answer would have been."""
    with serving("127.0.0.1") as first, serving("127.0.0.2", port=first.server_port) as second:
        answers = [["127.0.0.1"], ["127.0.0.2"], ["127.0.0.2"]]
        asked = []

        def rebinding(host, port):
            asked.append((host, port))
            return answers[len(asked) - 1]

        answer = request("GET", f"http://tracker.example:{first.server_port}/hello", resolver=rebinding)

        assert answer.status == 200
        assert asked == [("tracker.example", first.server_port)]
        assert [visit[2]["Host"] for visit in first.visits] == [f"tracker.example:{first.server_port}"]
        assert second.visits == []


@pytest.mark.slow
@pytest.mark.usefixtures("welcome")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("spelling", ["127.0.0.2", "0x7f.2", "[::1]", "localhost", "[::ffff:127.0.0.2]"])
def test_a_redirect_passes_the_same_gate(house, status, spelling):
    with serving("127.0.0.2") as inner:
        with pytest.raises(EgressError):
            request("GET", f"{house.url}/redirect/{status}/http://{spelling}:{inner.server_port}/hello")
        assert inner.visits == []


@pytest.mark.usefixtures("welcome")
def test_redirects_end(house):
    assert request("GET", f"{house.url}/redirect/302//hello").json() == {"hello": "world"}
    assert request("GET", f"{house.url}/redirect/302//hello", follow=False).status == 302
    with pytest.raises(EgressRefused):
        request("GET", f"{house.url}/redirect/302/file:///etc/passwd")
    with pytest.raises(EgressFailed):
        request("GET", house.url + "/redirect/302/" + "/redirect/302/" * 9 + "/hello")


@pytest.mark.usefixtures("welcome")
def test_a_redirect_to_another_host_takes_no_key_and_no_body_along(house, settings):
    settings.EGRESS_ALLOW = ["127.0.0.1", "127.0.0.2"]
    with serving("127.0.0.2") as other:
        away = f"{house.url}/redirect/307/{other.url}/hello"

        request(
            "GET", away, headers={"X-Key": "k", "Authorization": "Bearer b", "Cookie": "c=1", "Accept": "text/plain"}
        )
        with pytest.raises(EgressRefused):
            request("POST", away, headers={"X-Key": "k"}, body=b"secret")

        [(_, _, headers, _)] = other.visits
        assert headers["Accept"] == "text/plain"
        assert not {"X-Key", "Authorization", "Cookie"} & headers.keys()


@pytest.mark.usefixtures("welcome")
def test_a_redirect_within_a_host_keeps_body_and_keys(house):
    request("POST", f"{house.url}/redirect/307//hello", headers={"X-Key": "k"}, body=b"words")

    assert [(visit[0], visit[2]["X-Key"], visit[3]) for visit in house.visits] == [("POST", "k", "words")] * 2


@pytest.mark.usefixtures("welcome")
@pytest.mark.parametrize("path", ["/large", "/bomb", "/liar"])
def test_a_body_too_large_is_not_read_to_its_end(house, path):
    with pytest.raises(EgressTooLarge):
        request("GET", house.url + path, most_bytes=100_000)


@pytest.mark.slow
@pytest.mark.usefixtures("welcome")
@pytest.mark.parametrize("path", ["/drip", "/drip_headers", "/silent"])
def test_time_is_counted_whole(house, path):
    before = time.monotonic()

    with pytest.raises(EgressTooSlow):
        request("GET", house.url + path, timeout=0.6)

    assert 0.5 < time.monotonic() - before < PATIENCE


@pytest.mark.slow
@pytest.mark.usefixtures("welcome")
def test_time_is_counted_over_all_redirects(house):
    with pytest.raises(EgressTooSlow):
        request("GET", f"{house.url}/redirect/302//silent", timeout=0.5)


def test_nothing_is_taken_from_the_environment(house, monkeypatch, settings):
    settings.EGRESS_ALLOW = ["127.0.0.1"]
    with serving("127.0.0.2") as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        with EgressSession() as session:
            assert session.get(house.url + "/hello", proxies={"http": proxy.url}).status_code == 200
        assert proxy.visits == []
        assert len(house.visits) == 1


def test_an_error_is_one_for_libraries_and_tells_people_nothing():
    with pytest.raises(requests.RequestException) as refused:
        EgressSession().get("http://127.0.0.1:9/")
    with override("en"):
        assert str(refused.value.message) == str(EgressFailed().message) == str(EgressTooSlow().message)
        assert "127" not in str(refused.value.message)


def certificate_for(name, tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key()).serial_number(1)
        .not_valid_before(today - datetime.timedelta(days=1)).not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return str(path)


@pytest.mark.usefixtures("welcome")
def test_a_certificate_must_carry_the_name_not_the_address(tmp_path, settings):
    path = certificate_for("tracker.example", tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    asked = []
    context.sni_callback = lambda line, name, _: asked.append(name)

    with serving(context=context) as house:
        here = {"resolver": lambda host, port: ["127.0.0.1"], "timeout": 5}
        url = f"https://tracker.example:{house.server_port}/hello"
        with pytest.raises(EgressFailed):
            request("GET", url, **here)  # nobody we trust made it
        settings.EGRESS_CA_BUNDLE = path
        assert request("GET", url, **here).status == 200
        settings.EGRESS_ALLOW = ["other.example"]
        with pytest.raises(EgressFailed):
            request("GET", f"https://other.example:{house.server_port}/hello", **here)
    assert asked == ["tracker.example", "tracker.example", "other.example"]
    assert len(house.visits) == 1


@pytest.mark.usefixtures("welcome")
def test_from_https_no_way_leads_to_http(tmp_path, settings):
    settings.EGRESS_CA_BUNDLE = certificate_for("tracker.example", tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(settings.EGRESS_CA_BUNDLE)

    with serving() as plain, serving(context=context) as house:
        url = f"https://tracker.example:{house.server_port}/redirect/302/{plain.url}/hello"
        with pytest.raises(EgressRefused):
            request("GET", url, resolver=lambda host, port: ["127.0.0.1"])
        assert plain.visits == []


@pytest.mark.slow
@pytest.mark.usefixtures("welcome")
def test_a_handshake_that_never_ends_is_cut():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        before = time.monotonic()
        with pytest.raises(EgressTooSlow):
            request("GET", f"https://127.0.0.1:{listener.getsockname()[1]}/", timeout=0.5)
        assert time.monotonic() - before < PATIENCE
