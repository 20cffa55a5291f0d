"""A machine's own pages, asked for over HTTP as a browser or as somebody with bad intentions."""

import socket
from pathlib import Path

import pytest

from courses.sandbox import orders
from courses.sandbox.daemon import preview
from courses.sandbox.runtimes.fake import FakeDriver
from tests.courses.sandbox.daemon.support import KEY, SITE, Daemon, Reply

HOST = "one--80.preview.localhost:8011"


@pytest.fixture
def cookie(daemon: Daemon) -> str:
    daemon.started("one")
    return let_in(daemon)


def order_for(daemon: Daemon, name: str) -> str:
    return orders.sign(orders.Order("preview", "one", about={"name": name}), KEY, now=daemon.clock.now)


def let_in(daemon: Daemon, name: str = "localhost") -> str:
    order = order_for(daemon, name)
    answer = daemon.ask("GET", f"/?order={order}", headers={"Host": HOST})
    assert answer.status == 303, answer.content
    return answer.headers["set-cookie"].partition(";")[0]


def look(daemon: Daemon, path: str = "/", cookie: str = "", method: str = "GET", body: bytes | None = None,
         **headers: str) -> Reply:  # fmt: skip
    given = {"Host": HOST} | ({"Cookie": cookie} if cookie else {})
    return daemon.ask(
        method, path, body=body, headers=given | {name.replace("_", "-"): v for name, v in headers.items()}
    )


def answers(driver: FakeDriver, path: str, text: bytes) -> None:
    driver.plant("one", f"/srv/answers{path}", text)


def test_an_order_becomes_a_cookie_of_that_origin(daemon: Daemon) -> None:
    daemon.started("one")
    order = daemon.order("preview", "one")
    answer = daemon.ask("GET", f"//evil.example/a?order={order}&x=1", headers={"Host": HOST})
    assert (answer.status, answer.headers["location"]) == (303, "/evil.example/a")
    assert "HttpOnly; SameSite=Lax" in answer.headers["set-cookie"]
    assert "Domain" not in answer.headers["set-cookie"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert daemon.ask("GET", f"/?order={order}", headers={"Host": HOST}).status == 403  # once
    page = look(daemon, "/page?q=1", answer.headers["set-cookie"].partition(";")[0])
    assert page.status == 200
    assert page.content.startswith(b"GET /page?q=1 HTTP/1.1\r\nhost: localhost\r\n")


def test_without_a_pass_nothing_is_shown(daemon: Daemon) -> None:
    daemon.started("one")
    assert look(daemon).status == 403
    assert look(daemon, cookie="vereda_preview=guessed").status == 403
    assert look(daemon, cookie="vereda_preview=\xf1").status == 403
    assert daemon.ask("GET", "/?order=x.y", headers={"Host": HOST}).status == 403
    order = daemon.order("terminal", "one")
    assert daemon.ask("GET", f"/?order={order}", headers={"Host": HOST}).status == 403
    order = daemon.order("preview", "two")
    assert daemon.ask("GET", f"/?order={order}", headers={"Host": HOST}).status == 403


def test_a_pass_is_for_one_machine_and_one_port(daemon: Daemon, cookie: str) -> None:
    daemon.started("two")
    for host in (
        "two--80.preview.localhost:8011",
        "one--81.preview.localhost:8011",
        "one--8011.preview.localhost:8011",
    ):
        assert daemon.ask("GET", "/", headers={"Host": host, "Cookie": cookie}).status == 403, host
    assert daemon.driver.run("one", ("cat", "/srv/word")).code == 0  # port 81 listens, but the lab does not show it
    for port in (81, 22, 65_535):
        order = daemon.order("preview", "one")
        answer = daemon.ask("GET", f"/?order={order}", headers={"Host": f"one--{port}.preview.localhost:8011"})
        assert answer.status == 404, port


@pytest.mark.parametrize(
    "host",
    [
        "preview.localhost:8011", "one.preview.localhost:8011", "one--0.preview.localhost:8011",
        "one--99999.preview.localhost:8011", "one--80.x.preview.localhost:8011", "--80.preview.localhost:8011",
        "one--080.preview.localhost:8011", "169.254.169.254--80.preview.localhost:8011",
    ],
)  # fmt: skip
def test_names_that_say_nothing_lead_nowhere(daemon: Daemon, cookie: str, host: str) -> None:
    answer = daemon.ask("GET", "/v1/machines", daemon.order("list"), headers={"Host": host, "Cookie": cookie})
    assert answer.status == 404


@pytest.mark.parametrize("host", ["evil.example", "one--80.preview.localhost", "one--80.preview.localhost:8011.evil.example",
                                  "one--80.evil.example", "127.0.0.1:80"])  # fmt: skip
def test_other_names_are_no_preview(daemon: Daemon, cookie: str, host: str) -> None:
    answer = daemon.ask("GET", "/", headers={"Host": host, "Cookie": cookie})
    assert (answer.status, answer.json) == (404, {"error": "no_such_path"})


def test_no_path_of_ours_answers_under_a_machines_name(daemon: Daemon, cookie: str) -> None:
    answer = look(daemon, "/v1/machines", cookie, Authorization=f"Bearer {daemon.order('list')}")
    assert answer.content.startswith(b"GET /v1/machines HTTP/1.1\r\nhost: localhost\r\n")


RAW = {
    "absolute address": b"GET http://169.254.169.254/latest HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: %s\r\nHost: evil.example\r\nCookie: %s\r\n\r\n",
    "connect": b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n",
    "trace": b"TRACE / HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n",
    "a star": b"OPTIONS * HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Length: 1\r\nContent-Length: 5\r\n\r\nx",
}


@pytest.mark.parametrize("kind", RAW)
def test_tricks_of_the_first_line_are_refused(daemon: Daemon, cookie: str, kind: str) -> None:
    with socket.create_connection(("127.0.0.1", daemon.port)) as connection:
        connection.sendall(RAW[kind] % (HOST.encode(), cookie.encode()))
        said = connection.recv(4_096)
    assert said.split(b" ")[1] in (b"400", b"403"), said


def test_what_is_ours_does_not_reach_the_machine(daemon: Daemon, cookie: str) -> None:
    said = look(
        daemon, "/", f"a=1; {cookie}; b=2", Connection="close, X-Secret", X_Secret="hop", X_Forwarded_For="1.2.3.4",
        Forwarded="for=1", Via="1.1 x", TE="trailers", Upgrade="h2c", Proxy_Authorization="x", Referer="https://site/x",
        Accept="text/html",
    ).content.lower()  # fmt: skip
    assert b"cookie: a=1; b=2\r\n" in said
    for name in (b"vereda", b"x-secret", b"forwarded", b"via:", b"te:", b"upgrade", b"proxy", b"referer", b"1.2.3.4"):
        assert name not in said, name
    assert b"accept: text/html\r\n" in said
    assert b"connection: close\r\n" in said
    assert b"cookie" not in look(daemon, "/", cookie).content


def test_the_lab_may_name_the_host(daemon: Daemon) -> None:
    daemon.started("one")
    cookie = let_in(daemon, "quetzal.example")
    assert b"\r\nhost: quetzal.example\r\n" in look(daemon, "/", cookie).content
    order = order_for(daemon, "a\r\nX: y")
    assert daemon.ask("GET", f"/?order={order}", headers={"Host": HOST}).status == 403


def test_what_the_machine_says_is_held_to_its_own_page(daemon: Daemon, cookie: str, driver: FakeDriver) -> None:
    answers(driver, "/all", b"\r\n".join([
        b"HTTP/1.1 200 OK", b"Content-Type: text/html", b"Set-Cookie: a=1; Domain=preview.localhost; Path=/",
        b"Set-Cookie: vereda_preview=mine; Path=/", b"Set-Cookie:  vereda_preview =mine", b"Set-Cookie: b=2; HttpOnly",
        b"X-Frame-Options: ALLOWALL", b"Service-Worker-Allowed: /", b"Strict-Transport-Security: max-age=1",
        b"Alt-Svc: h2=\":443\"", b"Clear-Site-Data: \"*\"", b"Content-Security-Policy: script-src 'none'",
        b"Connection: X-Hop", b"X-Hop: 1", b"Keep-Alive: 5", b"Content-Length: 4", b"", b"page",
    ]))  # fmt: skip
    answer = look(daemon, "/all", cookie)
    assert (answer.status, answer.content) == (200, b"page")
    with socket.create_connection(("127.0.0.1", daemon.port)) as connection:
        ask = f"GET /all HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        connection.sendall(ask.encode())
        said = b"".join(iter(lambda: connection.recv(65_536), b"")).lower()
    assert said.count(b"set-cookie:") == 2
    assert b"set-cookie: a=1; path=/\r\n" in said
    assert b"set-cookie: b=2; httponly\r\n" in said
    for gone in (b"vereda_preview", b"domain=", b"allowall", b"service-worker-allowed", b"strict-transport", b"alt-svc",
                 b"clear-site", b"x-hop", b"keep-alive: 5"):  # fmt: skip
        assert gone not in said, gone
    for rule in ("default-src 'self'", "form-action 'self'", "frame-src 'self'", f"frame-ancestors {SITE};"):
        assert rule.encode() in said, rule
    assert b"content-security-policy: script-src 'none'\r\n" in said
    for held in (b"cross-origin-opener-policy: same-origin", b"cross-origin-resource-policy: same-origin",
                 b"referrer-policy: same-origin", b"x-content-type-options: nosniff"):  # fmt: skip
        assert held in said, held
    assert b"allow-top-navigation" not in said


def test_links_of_the_machine_to_itself_lead_back(daemon: Daemon, cookie: str, driver: FakeDriver) -> None:
    for number, (given, shown) in enumerate([
        (b"http://localhost/a?b", "/a?b"), (b"http://localhost:80/", "/"), (b"https://localhost", "/"),
        (b"http://localhost.evil.example/", "http://localhost.evil.example/"), (b"/x", "/x"),
    ]):  # fmt: skip
        answers(driver, f"/{number}", b"HTTP/1.1 302 Found\r\nLocation: " + given + b"\r\nContent-Length: 0\r\n\r\n")
        answer = look(daemon, f"/{number}", cookie)
        assert (answer.status, answer.headers["location"]) == (302, shown)


def test_another_page_cannot_use_the_cookie(daemon: Daemon, cookie: str) -> None:
    assert look(daemon, "/", cookie, Sec_Fetch_Site="same-origin", Sec_Fetch_Mode="cors").status == 200
    assert look(daemon, "/", cookie, Sec_Fetch_Site="none", Sec_Fetch_Mode="navigate").status == 200
    assert look(daemon, "/", cookie, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate").status == 200
    assert look(daemon, "/", cookie, Sec_Fetch_Site="same-site", Sec_Fetch_Mode="no-cors").status == 403
    assert look(daemon, "/", cookie, "POST", b"x", Sec_Fetch_Site="same-site", Sec_Fetch_Mode="navigate").status == 403
    assert look(daemon, "/", cookie, "POST", b"x", Origin=f"http://{HOST}").status == 200
    assert look(daemon, "/", cookie, "POST", b"x", Origin="http://two--80.preview.localhost:8011").status == 403
    assert look(daemon, "/", cookie, "POST", b"x", Origin="null").status == 403
    assert look(daemon, "/sw.js", cookie, Service_Worker="script").status == 403


def test_sizes_are_bounded(
    daemon: Daemon, cookie: str, driver: FakeDriver, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    assert look(daemon, "/", cookie, "POST", b"x" * 1_000).content.endswith(b"x" * 1_000)
    assert look(daemon, "/", cookie, "POST", b"x" * (1024 * 1024 + 1)).status == 413
    monkeypatch.setattr(preview, "LARGEST_ANSWER", 1_000)
    answers(driver, "/said", b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + b"x" * 1_001)
    assert look(daemon, "/said", cookie).status == 502
    answers(driver, "/unsaid", b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5_000_000)
    assert len(look(daemon, "/unsaid", cookie).content) <= 1_000
    answers(driver, "/head", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n")
    assert look(daemon, "/head", cookie).status == 502


def test_what_is_no_http_is_no_answer(
    daemon: Daemon, cookie: str, driver: FakeDriver, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    answers(driver, "/ssh", b"SSH-2.0-OpenSSH_9.2\r\n")
    answers(driver, "/short", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n")
    answers(driver, "/switch", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")
    for path in ("/ssh", "/short", "/switch"):
        assert look(daemon, path, cookie).status == 502, path
    del driver.hosts["one"]["lab"].programs[80]
    assert look(daemon, "/", cookie).status == 502
    daemon.do("stop", "one")
    assert look(daemon, "/", cookie).status == 409


def test_a_machine_that_never_answers_is_given_up(
    daemon: Daemon, cookie: str, driver: FakeDriver, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    ours, theirs = socket.socketpair()
    monkeypatch.setattr(driver, "connect", lambda key, port: ours)
    monkeypatch.setattr(preview, "SECONDS", 0.1)
    with theirs:
        assert look(daemon, "/", cookie).status == 504
    assert not daemon.app.preview._busy


def test_a_head_has_no_body(daemon: Daemon, cookie: str, driver: FakeDriver) -> None:
    answers(driver, "/page", b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n")
    answer = look(daemon, "/page", cookie, "HEAD")
    assert (answer.status, answer.headers["content-length"], answer.content) == (200, "4", b"")


def test_looking_at_pages_is_not_idle(daemon: Daemon, cookie: str) -> None:
    daemon.clock.now += 1_000
    look(daemon, "/", cookie)
    daemon.move(1_000)
    assert daemon.do("state", "one").json["state"] == "running"


def test_a_pass_ends(daemon: Daemon) -> None:
    daemon.started("one", wall=12 * 3_600, idle=7_200)
    cookie = let_in(daemon)
    daemon.clock.now += preview.LASTS + 1
    assert look(daemon, "/", cookie).status == 403


def test_without_a_preview_name_there_is_none(tmp_path: Path) -> None:
    with Daemon(tmp_path, preview="") as daemon:
        daemon.started("one")
        order = daemon.order("preview", "one")
        assert daemon.ask("GET", f"/?order={order}", headers={"Host": HOST}).status == 404
