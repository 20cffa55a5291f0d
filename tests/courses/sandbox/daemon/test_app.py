"""The paths of the daemon, asked over HTTP."""

from pathlib import Path

import pytest

from courses.sandbox import orders
from courses.sandbox.labs import reading
from courses.sandbox.runtimes.fake import FakeDriver
from courses.sandbox.runtimes.port import RuntimeFailure, SandboxSpec, Status
from tests.courses.sandbox.daemon.support import BEGAN, DIGEST, KEY, LAB, Daemon, wait, wish


def test_start_of_an_unknown_lab_asks_for_it_and_then_runs(daemon: Daemon) -> None:
    assert (daemon.start("one").status, daemon.start("one").json) == (404, {"error": "unknown_lab"})
    daemon.send_lab()
    answer = daemon.start("one")
    assert answer.status == 200
    assert answer.json == {
        "key": "one", "state": "running", "position": 0, "lab": DIGEST, "seed": 1, "ends_at": int(BEGAN) + 7_200,
        "idle_at": int(BEGAN) + 1_200, "snapshot": "", "reason": "", "watchers": [],
        "usage": {"memory": 0, "cpu": 0.0, "processes": 0},
    }  # fmt: skip
    assert daemon.start("one").json == answer.json
    assert daemon.do("state", "one").json == answer.json
    assert daemon.ask("GET", "/v1/machines", daemon.order("list")).json == [answer.json]


def test_a_machine_that_nobody_knows_is_stopped(daemon: Daemon) -> None:
    told = daemon.do("state", "never").json
    assert (told["state"], told["reason"], told["snapshot"]) == ("stopped", "", "")
    for act in ("check", "save", "extend", "reset"):
        assert daemon.do(act, "never").json == {"error": "stopped"}
    assert daemon.do("run", "never", {"command": "true"}).json == {"error": "stopped"}


BAD = {
    "none": lambda daemon: "",
    "nonsense": lambda daemon: "x.y",
    "forged": lambda daemon: orders.sign(orders.Order("state", "one"), b"another key of thirty-two letters", now=BEGAN),
    "of another act": lambda daemon: daemon.order("stop", "one"),
    "of another machine": lambda daemon: daemon.order("state", "two"),
    "late": lambda daemon: orders.sign(orders.Order("state", "one"), KEY, now=BEGAN - 61),
    "from before the start": lambda daemon: orders.sign(orders.Order("state", "one"), KEY, now=BEGAN - 1),
    "of tomorrow": lambda daemon: orders.sign(orders.Order("state", "one"), KEY, now=BEGAN + 86_400),
}


@pytest.mark.parametrize("kind", BAD)
def test_without_a_good_order_nothing_is_told(daemon: Daemon, kind: str) -> None:
    answer = daemon.ask("GET", "/v1/machines/one", BAD[kind](daemon))
    assert answer.status == 403
    assert set(answer.json) == {"error"}


def test_an_order_counts_once(daemon: Daemon) -> None:
    order = daemon.order("state", "one")
    assert daemon.ask("GET", "/v1/machines/one", order).status == 200
    again = daemon.ask("GET", "/v1/machines/one", order)
    assert (again.status, again.json) == (403, {"error": "used"})


def test_every_path_wants_an_order(daemon: Daemon) -> None:
    asked = [("PUT", f"/v1/labs/{DIGEST}"), ("GET", "/v1/machines")]
    asked += [(method, f"/v1/machines/one/{act}" if act != "state" else "/v1/machines/one")
              for method, act in daemon.app._acts]  # fmt: skip
    assert len(asked) == 16
    for method, path in asked:
        assert daemon.ask(method, path).status == 403, path
    assert daemon.ask("GET", "/anything").status == 404
    assert daemon.ask("DELETE", "/v1/machines/one").status == 404


def test_a_lab_is_what_its_digest_says(daemon: Daemon) -> None:
    changed = LAB | {"break.sh": "write /srv/word other\n"}
    put = f"/v1/labs/{DIGEST}"
    assert daemon.ask("PUT", put, daemon.order("lab", "0" * 64), LAB).json == {"error": "other"}
    assert daemon.ask("PUT", put, daemon.order("lab", put.rpartition("/")[2]), changed).json == {
        "error": "wrong_digest"
    }
    assert daemon.ask("PUT", put, daemon.order("lab", put.rpartition("/")[2]), b"[]").json == {"error": "unreadable"}
    assert daemon.ask("PUT", put, daemon.order("lab", put.rpartition("/")[2]), b"[" * 100_000).json == {
        "error": "unreadable"
    }
    assert daemon.ask("PUT", put, daemon.order("lab", put.rpartition("/")[2]), {"lab.yaml": 1}).json == {
        "error": "unreadable"
    }
    assert (
        daemon.ask("PUT", put, daemon.order("lab", put.rpartition("/")[2]), b"x" * (4 * 1024 * 1024 + 1)).status == 413
    )
    no_lab = {"lab.yaml": "format: 1"}
    path = f"/v1/labs/{reading.digest(no_lab)}"
    assert daemon.ask("PUT", path, daemon.order("lab", path.rpartition("/")[2]), no_lab).json == {"error": "no_lab"}
    assert daemon.start("one").json == {"error": "unknown_lab"}


def test_what_is_too_long_is_refused(daemon: Daemon) -> None:
    daemon.started("one")
    assert daemon.do("run", "one", {"command": "say x" + "x" * 4_096}).status == 400
    assert daemon.do("run", "one", b"x" * 40_000).status == 413
    assert daemon.do("run", "one", {"command": 5}).status == 400
    assert daemon.do("stop", "one", b"x" * 2_000).status == 413
    assert daemon.start("two", wall=10**9).status == 400
    assert daemon.start("two", wall="soon").status == 400
    assert daemon.start("two", lab="../../etc/passwd").status == 400
    assert daemon.start("two", restore="..").status == 400


def test_run_remembers_the_folder(daemon: Daemon) -> None:
    daemon.started("one")
    assert daemon.do("run", "one", {"command": "cd /srv\npwd"}).json == {
        "output": "/srv\n", "code": 0, "folder": "/srv", "is_cut": False,
    }  # fmt: skip
    assert daemon.do("run", "one", {"command": "cat word"}).json["output"] == "wrong\n"
    assert daemon.do("run", "one", {"command": "nonsense"}).json["code"] == 127
    assert "# cat word\nwrong\n# nonsense\n" in daemon.do("transcript", "one").content.decode()


def test_check_judges_a_copy_and_says_of_what(daemon: Daemon, driver: FakeDriver) -> None:
    daemon.started("one")
    told = daemon.do("check", "one").json
    assert told["verdict"] == "failed"
    assert [(one["check"], one["verdict"]) for one in told["results"]] == [("right", "failed"), ("there", "failed")]
    daemon.do("run", "one", {"command": "write /srv/word right\nwrite /srv/other x"})
    better = daemon.do("check", "one").json
    assert better["verdict"] == "passed"
    assert better["digest"] != told["digest"]
    assert daemon.do("state", "one").json["snapshot"] == better["digest"]
    assert [one.key for one in driver.list()] == ["one"]


def test_save_says_what_changed(tmp_path: Path) -> None:
    base = tmp_path / "images" / "shell" / "etc"
    base.mkdir(parents=True)
    (base / "motd").write_text("hello\n")
    (base / "gone").write_text("soon\n")
    with Daemon(tmp_path) as daemon:
        daemon.started("one")
        daemon.do("run", "one", {"command": "write /etc/motd good day\nrm /etc/gone\nwrite /root/raw \\x00"})
        told = daemon.do("save", "one").json
        assert len(told["digest"]) == 64
        assert [
            (one["path"], one["kind"], one["before"], one["after"], one["is_text"]) for one in told["changes"]
        ] == [
            ("/etc/gone", "deleted", "soon\n", "", True),
            ("/etc/motd", "changed", "hello\n", "good day\n", True),
            ("/root/raw", "added", "", "", False),
        ]  # fmt: skip
        assert {one["host"] for one in told["changes"]} == {"lab"}


def test_stop_saves_and_start_restores(daemon: Daemon) -> None:
    daemon.started("one")
    daemon.do("run", "one", {"command": "write /root/mine x"})
    told = daemon.do("stop", "one").json
    assert (told["state"], told["reason"], len(told["snapshot"])) == ("stopped", "person", 64)
    assert daemon.do("stop", "one").json == told
    assert daemon.start("one", restore="0" * 64).json == {"error": "unknown_snapshot"}
    assert daemon.start("one", restore=told["snapshot"]).json["state"] == "running"
    assert daemon.do("run", "one", {"command": "cat /root/mine"}).json["output"] == "x\n"
    assert daemon.start("copy", restore=told["snapshot"]).json["state"] == "running"


def test_what_was_changed_in_a_copy_is_told_from_the_first_day_too(daemon: Daemon, tmp_path: Path) -> None:
    (tmp_path / "images" / "shell").mkdir(parents=True)
    daemon.started("one")
    daemon.do("run", "one", {"command": "write /root/mine x"})
    snapshot = daemon.do("save", "one").json["digest"]
    daemon.start("copy", restore=snapshot)
    daemon.do("run", "copy", {"command": "write /root/tried y"})
    assert [one["path"] for one in daemon.do("save", "copy").json["changes"]] == ["/root/mine", "/root/tried"]
    daemon.do("forget", "one")
    assert len(daemon.do("save", "copy").json["changes"]) == 2  # what it is told from stays as long as it does


def test_reset_begins_again_and_keeps_snapshots(daemon: Daemon) -> None:
    daemon.started("one")
    daemon.do("run", "one", {"command": "write /root/mine x"})
    kept = daemon.do("save", "one").json["digest"]
    told = daemon.do("reset", "one").json
    assert (told["state"], told["snapshot"]) == ("running", kept)
    assert daemon.do("run", "one", {"command": "cat /root/mine"}).json["code"] == 1
    assert daemon.do("run", "one", {"command": "cat /srv/word"}).json["output"] == "wrong\n"


def test_extend_is_bounded(daemon: Daemon) -> None:
    daemon.started("one")
    assert daemon.do("extend", "one", wall=600).json["ends_at"] == BEGAN + 7_800
    assert daemon.do("extend", "one", wall=10**8).json["ends_at"] == BEGAN + 12 * 3_600
    assert daemon.do("extend", "one", wall=-1).status == 400
    assert daemon.do("extend", "one", wall=float("inf")).status == 400


def test_forget_leaves_nothing(daemon: Daemon, tmp_path: Path) -> None:
    daemon.started("one")
    with daemon.terminal("one") as browser:
        browser.until_shown(b"# ")
    daemon.do("save", "one")
    assert list((tmp_path / "snapshots").iterdir())
    assert daemon.do("forget", "one").status == 204
    assert daemon.do("state", "one").json["snapshot"] == ""
    for place in ("snapshots", "owned", "recordings"):
        assert list((tmp_path / place).iterdir()) == []
    assert daemon.do("transcript", "one").content == b"\n"


def test_quota_and_queue_of_fifty_starts(tmp_path: Path) -> None:
    with Daemon(tmp_path, most=40) as daemon:
        daemon.send_lab()
        answers = [daemon.start(f"m{number}", owner=str(number)) for number in range(50)]
        assert [one.json["state"] for one in answers] == ["running"] * 40 + ["queued"] * 10
        assert [one.json["position"] for one in answers[40:]] == list(range(1, 11))
        assert daemon.start("m50", owner="49").json["position"] == 11
        again = daemon.start("m51", owner="49")
        assert (again.status, again.json) == (429, {"error": "quota"})
        assert daemon.start("m49", owner="49").json["position"] == 10
        daemon.do("stop", "m0")
        wait(lambda: daemon.do("state", "m40").json["state"] == "running")
        assert daemon.do("state", "m41").json["position"] == 1
        daemon.do("stop", "m41")
        assert daemon.do("state", "m41").json["state"] == "stopped"
        assert daemon.do("state", "m42").json["position"] == 1


def test_someone_elses_machine_is_not_started(daemon: Daemon) -> None:
    daemon.started("one", owner="7")
    answer = daemon.start("one", owner="8")
    assert (answer.status, answer.json) == (403, {"error": "other"})


def test_starts_wait_while_the_host_is_full_and_whoever_left_loses_the_place(tmp_path: Path) -> None:
    rooms = [False]
    with Daemon(tmp_path, room=lambda: rooms[0]) as daemon:
        daemon.send_lab()
        assert daemon.start("one", owner="1").json["position"] == 1
        assert daemon.start("two", owner="2").json["position"] == 2
        daemon.move(100)
        assert daemon.do("state", "two").json["position"] == 2
        daemon.move(100)
        assert daemon.do("state", "one").json["state"] == "stopped"
        rooms[0] = True
        daemon.move(1)
        wait(lambda: daemon.do("state", "two").json["state"] == "running")


class Refusing(FakeDriver):
    def create(self, key: str, spec: SandboxSpec, restore: Path | None = None) -> Status:
        raise RuntimeFailure("namespaces are switched off")


def test_a_host_that_cannot_isolate_says_so(tmp_path: Path) -> None:
    with Daemon(tmp_path, Refusing()) as daemon:
        daemon.send_lab()
        answer = daemon.start("one")
        assert (answer.status, answer.json) == (503, {"error": "cannot_isolate"})
        assert daemon.do("state", "one").json["reason"] == "failed"
        with daemon.terminal("one") as browser:
            assert browser.until_told("error") == "cannot_isolate"
            assert browser.until_closed() == 4404


def test_idle_and_wall_end_a_machine_and_save_it(daemon: Daemon) -> None:
    daemon.started("one", wall=3_600, idle=600)
    daemon.started("two", wall=3_600, idle=3_599)
    with daemon.terminal("one", wall=3_600, idle=600) as browser:
        browser.until_shown(b"# ")
        daemon.move(500)
        assert browser.until_told("ends") == 2
        browser.say(more=True)
        wait(lambda: daemon.machine("one").idle_at == BEGAN + 500 + 600)
        daemon.move(599)
        assert daemon.machine("one").state == "running"
        daemon.move(1)
        assert browser.until_closed() == 4408
        assert browser.until_told("state")["reason"] == "idle"
    wait(lambda: daemon.do("state", "one").json["state"] == "stopped")
    assert len(daemon.do("state", "one").json["snapshot"]) == 64
    daemon.do("run", "two", {"command": "true"})
    with daemon.terminal("two") as browser:
        browser.until_shown(b"# ")
        daemon.move(1_950)
        assert browser.until_told("ends") == 10
        daemon.move(550)
        assert browser.until_closed() == 4404
        assert browser.until_told("state")["reason"] == "wall"


def test_autosave_takes_what_changed_and_keeps_no_more_than_two(daemon: Daemon, tmp_path: Path) -> None:
    daemon.started("one")
    seen = set()
    for number in range(4):
        daemon.do("run", "one", {"command": f"write /root/number {number}"})
        daemon.move(121)
        before = daemon.do("state", "one").json["snapshot"]
        wait(lambda: not daemon.machine("one").lock.locked() and not daemon.machine("one")._is_touched)
        seen.add(daemon.do("state", "one").json["snapshot"] or before)
    assert len(seen) == 4
    assert len(list((tmp_path / "snapshots").iterdir())) == 3  # and how it was at first
    latest = daemon.do("state", "one").json["snapshot"]
    daemon.move(121)
    assert daemon.do("state", "one").json["snapshot"] == latest


def test_a_machine_that_ended_by_itself_is_said_to_have_failed(daemon: Daemon, driver: FakeDriver) -> None:
    daemon.started("one")
    driver.stop("one")
    daemon.within(daemon.machine("one").refresh())
    told = daemon.do("state", "one").json
    assert (told["state"], told["reason"]) == ("stopped", "failed")


def test_what_an_earlier_daemon_left_is_ended(tmp_path: Path) -> None:
    left = FakeDriver(tmp_path / "machines")
    left.create("left", SandboxSpec(()))
    with Daemon(tmp_path, left) as daemon:
        assert left.list() == []
        assert daemon.do("state", "left").json["state"] == "stopped"


def test_the_end_of_the_daemon_saves_everything(tmp_path: Path) -> None:
    with Daemon(tmp_path) as daemon:
        daemon.started("one")
        daemon.do("run", "one", {"command": "write /root/mine x"})
        assert daemon.do("state", "one").json["snapshot"] == ""
    with Daemon(tmp_path) as daemon:
        told = daemon.do("state", "one").json
        assert (told["state"], told["reason"], told["lab"]) == ("stopped", "host", DIGEST)
        assert daemon.start("one", restore=told["snapshot"]).status == 200
        assert daemon.do("run", "one", {"command": "cat /root/mine"}).json["output"] == "x\n"


def test_house_knows_when_the_host_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from courses.sandbox.daemon import house

    assert house.has_room(tmp_path)
    monkeypatch.setattr(house, "LEAST_MEMORY", 1 << 60)
    assert not house.has_room(tmp_path)
    monkeypatch.setattr(house, "LEAST_MEMORY", 0)
    monkeypatch.setattr(house, "LEAST_DISK", 1 << 60)
    assert not house.has_room(tmp_path)


def test_wish_has_defaults() -> None:
    from courses.sandbox.daemon.states import Wish, wish_of

    assert wish_of({"lab": DIGEST, "seed": 3}) == Wish(DIGEST, 3, "", 7_200.0, 1_200.0)
    assert wish_of(wish()).idle == 1_200
