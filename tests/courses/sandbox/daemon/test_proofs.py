"""Proofs over HTTP: how far one is, its report, one at a time, and the solution on a machine that runs."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from courses.sandbox.daemon.benches import Bench
from courses.sandbox.daemon.proofs import MOST_WAITING
from courses.sandbox.labs import reading
from courses.sandbox.runtimes.fake import FakeDriver
from courses.sandbox.runtimes.port import RuntimeFailure, SandboxSpec, Status
from tests.courses.sandbox.daemon.support import DIGEST, LAB, Daemon, Reply, wait
from tests.courses.sandbox.daemon.undoing import UndoingDriver


@pytest.fixture
def driver() -> FakeDriver:
    return UndoingDriver()


class HeldDriver(UndoingDriver):
    """Makes no machine before ``go`` is set; remembers how many proofs were at it at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.made: list[str] = []

    def create(self, key: str, spec: SandboxSpec, restore: Path | None = None) -> Status:
        self.made.append(key)
        assert self.go.wait(30)
        return super().create(key, spec, restore)


class BrokenDriver(FakeDriver):
    def create(self, key: str, spec: SandboxSpec, restore: Path | None = None) -> Status:
        raise RuntimeFailure("no room in the barn")


def prove(daemon: Daemon, digest: str = DIGEST, asked: str = "first", order: str | None = None) -> Reply:
    signed = daemon.order("prove", digest, asked=asked) if order is None else order
    return daemon.ask("POST", f"/v1/labs/{digest}/prove", signed)


def proven(daemon: Daemon, digest: str = DIGEST, asked: str = "first") -> Any:
    """The report, asked for until it is there."""
    found: list[Reply] = []
    wait(lambda: found.append(prove(daemon, digest, asked)) or found[-1].status != 202)  # type: ignore[func-returns-value]
    assert found[-1].status == 200, found[-1].content
    return found[-1].json


def put(daemon: Daemon, **changes: str) -> str:
    files: Mapping[str, str] = LAB | {name.replace("_", "."): text for name, text in changes.items()}
    digest = reading.digest(files)
    assert daemon.ask("PUT", f"/v1/labs/{digest}", daemon.order("lab", digest), files).status == 204
    return digest


def test_a_lab_that_is_right_is_proven(daemon: Daemon, driver: FakeDriver) -> None:
    assert (prove(daemon).status, prove(daemon).json) == (404, {"error": "unknown_lab"})
    daemon.send_lab()
    report = proven(daemon)
    assert (report["is_proven"], report["problems"], report["trouble"]) == (True, [], [])
    assert [(one["check"], one["verdict"]) for one in report["broken"]["results"]] == [
        ("right", "failed"), ("there", "failed"),
    ]  # fmt: skip
    assert report["solved"]["verdict"] == "passed"
    assert len(report["attempts"]) == 20
    assert all(one["found"] for one in report["attempts"])
    assert driver.list() == []


def test_what_is_wrong_is_told_by_check(daemon: Daemon) -> None:
    report = proven(daemon, put(daemon, break_sh="write /srv/word right\n", solve_sh="rm /srv/word\nexit 3\n"))
    assert report["is_proven"] is False
    assert [(one["check"], one["verdict"]) for one in report["broken"]["results"]] == [
        ("right", "passed"), ("there", "failed"),
    ]  # fmt: skip
    assert [(one["check"], one["verdict"], one["found"]) for one in report["solved"]["results"]] == [
        ("right", "failed", "missing"), ("there", "failed", "missing"),
    ]  # fmt: skip
    assert [(one["script"], one["code"]) for one in report["trouble"]] == [("solve.sh", 3)]


def test_a_wrong_solution_that_passes_is_told(tmp_path: Path) -> None:
    """Whose machine cannot undo anything has not undone the solution."""
    with Daemon(tmp_path, FakeDriver()) as daemon:
        daemon.send_lab()
        report = proven(daemon)
    assert report["is_proven"] is False
    assert [one["name"] for one in report["attempts"] if not one["found"]] == ["undone"]


def test_a_machine_that_cannot_be_broken_is_told(daemon: Daemon) -> None:
    report = proven(daemon, put(daemon, break_sh="say oh no\nexit 4\n"))
    assert report["trouble"] == [{"script": "break.sh", "code": 4, "said": "oh no"}]
    assert (report["broken"], report["solved"], report["attempts"]) == (None, None, [])


def test_a_host_that_makes_no_machine_is_told(tmp_path: Path) -> None:
    with Daemon(tmp_path, BrokenDriver()) as daemon:
        daemon.send_lab()
        report = proven(daemon)
    assert report["is_proven"] is False
    assert report["trouble"] == [{"script": "", "code": None, "said": "no room in the barn"}]


def test_one_at_a_time_and_the_others_wait(tmp_path: Path) -> None:
    driver = HeldDriver()
    with Daemon(tmp_path, driver) as daemon:
        daemon.send_lab()
        other = put(daemon, story_en_md="Another story.\n")
        assert (prove(daemon).status, prove(daemon).json) == (202, {"state": "running"})
        assert (prove(daemon, other).status, prove(daemon, other).json) == (202, {"state": "waits"})
        assert len(driver.made) == 1
        driver.go.set()
        assert proven(daemon)["is_proven"]
        assert proven(daemon, other)["is_proven"]


def test_a_report_is_remembered_and_asked_for_anew_it_is_made_anew(daemon: Daemon) -> None:
    daemon.send_lab()
    first = proven(daemon)
    assert proven(daemon) == first
    again = proven(daemon, asked="second")
    assert again["is_proven"]
    assert again["seconds"] != first["seconds"] or again["attempts"] != first["attempts"]


def test_a_proof_waits_for_room(tmp_path: Path) -> None:
    room: list[bool] = []
    has_room: Callable[[], bool] = lambda: bool(room)  # noqa: E731
    with Daemon(tmp_path, UndoingDriver(), room=has_room) as daemon:
        daemon.send_lab()
        assert prove(daemon).json == {"state": "waits"}
        room.append(True)
        assert proven(daemon)["is_proven"]


def test_a_system_that_is_not_there_yet_is_told_and_asked_for_again(daemon: Daemon) -> None:
    daemon.send_lab()
    tools = daemon.app.proofs.tools
    daemon.app.proofs.tools = replace(tools, bench=Bench(daemon.data / "images", needs_images=True))
    for _turn in range(2):
        assert (prove(daemon).status, prove(daemon).json) == (503, {"error": "image_missing"})
    (daemon.data / "images" / "shell").mkdir(parents=True)
    assert proven(daemon)["is_proven"]


def test_not_everybody_can_wait(tmp_path: Path) -> None:
    driver = HeldDriver()
    with Daemon(tmp_path, driver) as daemon:
        digests = [put(daemon, story_en_md=f"Story {number}.\n") for number in range(MOST_WAITING + 1)]
        for digest in digests[:-1]:
            daemon.within(_begun(daemon, digest))
        assert prove(daemon, digests[-1]).json == {"error": "host_is_full"}
        daemon.within(_closed(daemon))
        driver.go.set()


async def _begun(daemon: Daemon, digest: str) -> None:
    daemon.app.proofs._begin(digest, "first", await daemon.app.proofs._lab(digest))


async def _closed(daemon: Daemon) -> None:
    daemon.app.proofs.close()


@pytest.mark.parametrize("act", ["lab", "check", "start"])
def test_an_order_for_something_else_proves_nothing(daemon: Daemon, act: str) -> None:
    daemon.send_lab()
    assert prove(daemon, order="").status == 403
    assert prove(daemon, order=daemon.order(act, DIGEST)).json == {"error": "other"}
    assert prove(daemon, order=daemon.order("prove", "f" * 64)).json == {"error": "other"}
    assert daemon.ask("GET", f"/v1/labs/{DIGEST}/prove", daemon.order("prove", DIGEST)).status == 404


def test_the_solution_runs_on_the_machine_itself(daemon: Daemon) -> None:
    assert daemon.do("solve", "one").json == {"error": "stopped"}
    daemon.started("one")
    assert daemon.do("check", "one").json["verdict"] == "failed"
    assert daemon.do("solve", "one").json == {"turns": [{"script": "solve.sh", "code": 0, "output": ""}]}
    assert daemon.do("check", "one").json["verdict"] == "passed"
