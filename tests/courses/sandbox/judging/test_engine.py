"""Verdicts on snapshots, of machines whose owner means well, and of others."""

import time
from pathlib import Path
from typing import Any

import pytest

from courses.sandbox.judging import engine, kinds, machine
from courses.sandbox.judging.engine import judge, judge_snapshot
from courses.sandbox.judging.verdicts import Judgement, Verdict
from courses.sandbox.judging.wrong import WAYS, wrong_solutions
from courses.sandbox.labs.parameters import draw
from courses.sandbox.runtimes.port import Snapshot
from deploy.sandbox_host import Host
from tests.courses.sandbox.judging.conftest import Bases
from tests.courses.sandbox.judging.labs import KEY, SEED, Workshop, in_workshop, lab

pytestmark = pytest.mark.slow

NOTE, SHOP = lab("told-note"), lab("quiet-shop")


def found(judgement: Judgement) -> dict[str, tuple[str, str]]:
    return {one.check: (one.verdict, one.found) for one in judgement.results}


def judged(shop: Workshop, name: str) -> Judgement:
    return judge(shop.driver, KEY, shop.lab, shop.spec, SEED, shop.folder / name)


def unsure(judgement: Judgement) -> set[tuple[str, str]]:
    return set(found(judgement).values())


def test_broken_and_solved(host: Host, place: Path, base_of: Bases) -> None:
    def work(shop: Workshop) -> tuple[Judgement, Judgement, str, list[str]]:
        shop.make()
        broken = judged(shop, "broken")
        shop.solve()
        solved = judged(shop, "solved")
        digest = shop.driver.snapshot(KEY, shop.folder / "again").digest
        return broken, solved, digest, [one.key for one in shop.driver.list()]

    broken, solved, digest, keys = in_workshop(host, place / "engine", base_of("shell"), NOTE, work)
    assert found(broken) == {
        "note": ("failed", "mode"), "gone": ("failed", "wrong"), "told": ("failed", "times"),
    }  # fmt: skip
    assert broken.results[2].values == {"times": "2"}
    assert (broken.verdict, solved.verdict) == (Verdict.FAILED, Verdict.PASSED)
    assert broken.digest != solved.digest == digest
    assert keys == [KEY]  # no copy is left


def test_what_is_undone_before_the_check_does_not_count(host: Host, place: Path, base_of: Bases) -> None:
    """nginx still runs with what it has read; the disk does not say so any more (19)."""
    drawn = draw(SHOP, SEED)

    def work(shop: Workshop) -> tuple[Judgement, Judgement, bytes, bytes]:
        shop.make()
        shop.sh("cp -a /etc/nginx/conf.d/shop.conf /root/before")
        shop.solve()
        solved = judged(shop, "solved")
        files = shop.sh("find /var/www -name '*.txt'").output
        shop.sh("cp -a /root/before /etc/nginx/conf.d/shop.conf")
        answers = shop.sh(f"curl -s -H 'Host: {drawn['shop']}.example' http://127.0.0.1:{drawn['port']}/").output
        return solved, judged(shop, "undone"), files, answers

    solved, undone, files, answers = in_workshop(host, place / "engine", base_of("web"), SHOP, work)
    assert solved.verdict == Verdict.PASSED
    assert b"Tienda de" in answers  # as it runs, it looks well
    assert undone.verdict == Verdict.FAILED
    assert found(undone)["answers"] == ("failed", "refused")
    assert files == b""  # what was planted was never on the learner's own machine


def test_a_pretender_answers_and_is_known(host: Host, place: Path, base_of: Bases) -> None:
    """It knows every port and every word that is asked for, and starts with the machine (17, 18)."""
    wrong = next(one for one in wrong_solutions(SHOP, SEED) if one.name == "pretending")

    def work(shop: Workshop) -> Judgement:
        shop.make()
        for step in wrong.steps:
            machine.run_script(shop.driver, KEY, step, shop.lab, SEED, "", 60)
        return judged(shop, "pretending")

    judgement = in_workshop(host, place / "engine", base_of("web"), SHOP, work)
    assert found(judgement) == {
        "config": ("failed", "config"), "runs": ("failed", "not_running"), "answers": ("passed", "as_asked"),
        "new": ("failed", "not_served"), "open": ("passed", "as_asked"),
    }  # fmt: skip


def test_a_copy_that_never_boots_passes_nothing(
    host: Host, place: Path, base_of: Bases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(machine.SLOWEST, "boot", 2.0)

    def work(shop: Workshop) -> tuple[Judgement, Judgement, list[str]]:
        shop.make()
        shop.solve()
        shop.sh("printf '#!/bin/sh\\nwhile :; do :; done\\n' >/usr/sbin/service")
        slow = judged(shop, "slow")
        shop.sh("printf '#!/bin/sh\\nbomb() { bomb | bomb & }; bomb; bomb\\n' >/usr/sbin/service")
        return slow, judged(shop, "bomb"), [one.key for one in shop.driver.list()]

    slow, bomb, keys = in_workshop(host, place / "engine", base_of("web"), SHOP, work)
    assert found(slow)["answers"] == ("failed", "refused")
    assert Verdict.PASSED not in (slow.verdict, bomb.verdict)
    assert keys == [KEY]


def test_no_time_is_inconclusive(host: Host, place: Path, base_of: Bases, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(shop: Workshop) -> Judgement:
        shop.make()
        shop.solve()
        return judged(shop, "late")

    monkeypatch.setattr(engine, "LONGEST", 0.2)
    judgement = in_workshop(host, place / "engine", base_of("shell"), NOTE, work)
    assert unsure(judgement) == {("inconclusive", "late")}
    assert judgement.verdict == Verdict.INCONCLUSIVE


def test_no_snapshot_and_no_copy_are_inconclusive(host: Host, place: Path, base_of: Bases) -> None:
    def work(shop: Workshop) -> tuple[Judgement, Judgement]:
        gone = judged(shop, "gone")
        nowhere = Snapshot("0" * 64, shop.folder / "nowhere", 0)
        return gone, judge_snapshot(shop.driver, KEY, shop.lab, shop.spec, SEED, nowhere)

    gone, nowhere = in_workshop(host, place / "engine", base_of("shell"), NOTE, work)
    assert unsure(gone) == {("inconclusive", "no_snapshot")}
    assert (gone.digest, nowhere.digest) == ("", "0" * 64)
    assert unsure(nowhere) == {("inconclusive", "no_machine")}


def test_live_checks_look_at_the_machine_itself(host: Host, place: Path, base_of: Bases) -> None:
    live = lab("told-note", ("  - key: gone", "  - key: gone\n    live: true"))

    def work(shop: Workshop) -> tuple[Judgement, Judgement]:
        shop.make()
        shop.solve()
        snapshot = shop.driver.snapshot(KEY, shop.folder / "solved")
        shop.sh("echo >/root/notes/old.txt; rm /root/notes/*[an].txt")
        asked = (shop.driver, KEY, shop.lab, shop.spec, SEED, snapshot)
        return judge_snapshot(*asked, is_running=True), judge_snapshot(*asked)

    running, alone = in_workshop(host, place / "engine", base_of("shell"), live, work)
    assert found(running) == {
        "note": ("passed", "as_asked"),
        "gone": ("failed", "wrong"),
        "told": ("passed", "as_asked"),
    }
    assert found(alone)["gone"] == ("inconclusive", "no_machine")
    assert alone.verdict == Verdict.INCONCLUSIVE


def test_a_check_that_breaks_does_not_pass_and_stops_no_other(
    host: Host, place: Path, base_of: Bases, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_all: Any) -> None:
        raise ValueError("of our own")

    monkeypatch.setattr(kinds, "JUDGES", kinds.JUDGES)
    monkeypatch.setitem(kinds.JUDGES, "script", broken)  # type: ignore[arg-type]

    def work(shop: Workshop) -> Judgement:
        shop.make()
        shop.solve()
        return judged(shop, "broken")

    judgement = in_workshop(host, place / "engine", base_of("shell"), NOTE, work)
    assert found(judgement) == {
        "note": ("passed", "as_asked"), "gone": ("passed", "as_asked"), "told": ("inconclusive", "broken_check"),
    }  # fmt: skip
    assert judgement.verdict == Verdict.INCONCLUSIVE


def test_a_machine_is_made_once_and_shows_no_script(host: Host, place: Path, base_of: Bases) -> None:
    noted = lab("told-note", boot='echo "$LAB_WHO $LAB_SEED" >>/root/booted\n')

    def work(shop: Workshop) -> tuple[list[str], list[str], bytes, bytes]:
        first = machine.make(shop.driver, KEY, shop.lab, shop.spec, SEED)
        again = machine.make(shop.driver, KEY, shop.lab, shop.spec, SEED)
        left = shop.sh("grep -rl LAB_WHO / --exclude-dir=proc --exclude-dir=sys 2>/dev/null; cat /proc/[0-9]*/cmdline")
        booted = shop.sh("cat /root/booted")
        return [one.script for one in first], [one.script for one in again], left.output, booted.output

    first, again, left, booted = in_workshop(host, place / "engine", base_of("shell"), noted, work)
    assert (first, again) == (["break.sh", "boot.sh"], [])
    assert booted == b"carmen 1\n"
    assert b"notes" not in left


@pytest.mark.parametrize(("script", "code"), [("echo why; exit 3", 3), ("sleep 60", None)])
def test_a_lab_that_does_not_break_is_not_made(
    host: Host, place: Path, base_of: Bases, monkeypatch: pytest.MonkeyPatch, script: str, code: int | None
) -> None:
    monkeypatch.setitem(machine.SLOWEST, "break", 1.0)
    bad = lab("told-note", break_=script)

    def work(shop: Workshop) -> tuple[int | None, str, list[str]]:
        with pytest.raises(machine.NotMade) as told:
            shop.make()
        return told.value.code, told.value.script, [one.key for one in shop.driver.list()]

    assert in_workshop(host, place / "engine", base_of("shell"), bad, work) == (code, "break.sh", [])


def test_wrong_solutions_are_the_same_for_the_same_seed() -> None:
    first = wrong_solutions(SHOP, 1)
    assert first == wrong_solutions(SHOP, 1)
    assert first != wrong_solutions(SHOP, 2)
    assert len(first) == 20
    assert {one.name for one in first} >= set(WAYS)


def test_judging_takes_no_longer_than_it_may(host: Host, place: Path, base_of: Bases) -> None:
    """Four servers that never answer, of ten seconds each, and eleven seconds in all."""
    never = "\n".join(
        f"  - key: n{number}\n    looks_for: {{en: a, es: b}}\n    http: {{port: 9001}}" for number in range(4)
    )
    server = (
        "perl -MIO::Socket -e 'my $s = IO::Socket::INET->new(Listen => 9, LocalPort => 9001) or die; exit 0 if fork; "
    )
    closed = 'open(STDIN, "</dev/null"); open(STDOUT, ">/dev/null"); open(STDERR, ">/dev/null"); sleep 600\'\n'
    slow = lab("told-note", ("checks:\n", f"checks:\n{never}\n"), boot=server + closed)

    def work(shop: Workshop) -> dict[str, tuple[str, str]]:
        shop.make()
        snapshot = shop.driver.snapshot(KEY, shop.folder / "slow")
        until = time.monotonic() + 11
        results = list(engine.each(
            shop.driver, KEY, shop.lab, shop.spec, SEED, snapshot, is_running=True, until=until
        ))  # fmt: skip
        return {one.check: (one.verdict, one.found) for one in results}

    results = in_workshop(host, place / "engine", base_of("shell"), slow, work)
    assert results["n0"] == ("inconclusive", "slow")
    assert results["told"] == ("inconclusive", "late")
    assert "passed" not in {verdict for verdict, _found in results.values()}
