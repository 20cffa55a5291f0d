import os
import signal
import socket
import sys

import pytest

from tests.core.processes import Watched, end_all, is_gone, python, until

pytestmark = pytest.mark.slow
SUPERVISE = """
import sys
from lms.core.supervisor import Child, Readiness, Supervisor
def child(line):
    name, grace, code = line.split("|")
    return Child(name, [sys.executable, "-c", code], grace=float(grace))
ready = Readiness("127.0.0.1", int(sys.argv[1]), "site.example", "ready") if sys.argv[1] != "0" else None
Supervisor([child(line) for line in sys.argv[2:]], lambda line: print(line, flush=True), ready).run()
print("over", flush=True)
"""
SLEEP = "import time; time.sleep(600)"
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
# A child with a child of its own, as web servers have.
PARENT = f"""
import subprocess, sys
grandchild = subprocess.Popen([sys.executable, '-c', '{SLEEP}'])
print('grandchild', grandchild.pid, flush=True)
grandchild.wait()
"""
# The name is asked for too: what answers to any name proves nothing about ours.
SERVER = """
import http.server, time
time.sleep(1)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if (self.path, self.headers['Host']) == ('/healthz', 'site.example') else 404)
        self.end_headers()
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(('127.0.0.1', {port}), Handler)
print('listening', flush=True)
server.serve_forever()
"""


@pytest.fixture
def unused_tcp_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def supervise(*children: str, port: int = 0) -> Watched:
    return python("-c", SUPERVISE, str(port), *children)


def pid_of(line: str) -> int:
    return int(line.rstrip(")").split()[-1])


def test_a_killed_child_comes_back() -> None:
    with supervise(f"web|5|{SLEEP}") as supervisor:
        first = pid_of(supervisor.line("web started"))
        os.kill(first, signal.SIGKILL)

        assert supervisor.line("web ended") == "web ended (SIGKILL); starts again in 0.5 s"
        assert pid_of(supervisor.line("web started")) != first


def test_a_child_that_keeps_ending_is_started_ever_more_slowly() -> None:
    with supervise("web|5|raise SystemExit(3)") as supervisor:
        pauses = [supervisor.line("web ended") for _ in range(3)]

    assert pauses == [f"web ended (exit 3); starts again in {pause} s" for pause in ("0.5", "1", "2")]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_stop_ends_the_children_in_their_order(number: signal.Signals) -> None:
    with supervise(f"web|5|{SLEEP}", f"jobs|5|{SLEEP}") as supervisor:
        pids = [pid_of(supervisor.line("web started")), pid_of(supervisor.line("jobs started"))]

        assert supervisor.end(number) == 0

        assert [supervisor.line("") for _ in range(4)] == [
            f"stopping ({number.name})",
            "web stopped",
            "jobs stopped",
            "over",
        ]
        assert all(is_gone(pid) for pid in pids)


def test_a_child_that_does_not_listen_is_ended_by_force() -> None:
    with supervise(f"web|0.5|{STUBBORN}") as supervisor:
        supervisor.line("deaf")

        assert supervisor.end() == 0

        assert supervisor.line("web stopped") == "web stopped by force"


def test_asking_twice_hurries() -> None:
    with supervise(f"web|600|{STUBBORN}") as supervisor:
        supervisor.line("deaf")
        supervisor.process.send_signal(signal.SIGINT)
        supervisor.line("stopping")

        assert supervisor.end(signal.SIGINT) == 0


def test_the_children_of_a_child_that_was_killed_end_with_it() -> None:
    with supervise(f"web|5|{PARENT}") as supervisor:
        web = pid_of(supervisor.line("web started"))
        grandchild = pid_of(supervisor.line("grandchild"))
        os.kill(web, signal.SIGKILL)
        supervisor.line("web ended")

        try:
            until(lambda: is_gone(grandchild), "the grandchild ends")
        finally:
            end_all([grandchild])


def test_a_killed_supervisor_takes_its_children_along() -> None:
    with supervise(f"web|5|{STUBBORN}", f"jobs|5|{SLEEP}") as supervisor:
        pids = [pid_of(supervisor.line("web started")), pid_of(supervisor.line("jobs started"))]

        supervisor.end(signal.SIGKILL)

        try:
            until(lambda: all(is_gone(pid) for pid in pids), "the children end")
        finally:
            end_all(pids)


def test_the_address_is_announced_when_the_site_answers(unused_tcp_port: int) -> None:
    with supervise(f"web|5|{SERVER.format(port=unused_tcp_port)}", port=unused_tcp_port) as supervisor:
        supervisor.line("ready")

        assert "listening" in supervisor.seen


def test_modules_of_the_supervisor_need_no_django() -> None:
    with Watched([sys.executable, "-c", "import sys, lms.core.supervisor; print('django' in sys.modules)"]) as child:
        assert child.line("") == "False"
