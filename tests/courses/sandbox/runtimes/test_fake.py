"""The promises of the port, kept by the driver that other tests stand on."""

from pathlib import Path

import pytest

from courses.sandbox.runtimes.fake import FakeDriver
from courses.sandbox.runtimes.port import HostSpec, SandboxSpec
from tests.courses.sandbox.runtimes.contract import PROMISES, Promise


@pytest.mark.parametrize("promise", PROMISES, ids=lambda one: one.__name__)
def test_fake(tmp_path: Path, promise: Promise) -> None:
    promise(FakeDriver(tmp_path / "machines"), SandboxSpec((HostSpec(tmp_path / "base"),)), tmp_path)


def test_fake_shell_knows_its_words(tmp_path: Path) -> None:
    driver = FakeDriver()
    driver.create("one", SandboxSpec((HostSpec(tmp_path),), environment={"SITE": "quetzal"}))
    ran = driver.run("one", ("/bin/sh", "-c", "write /srv/$SITE one\\ntwo\ncat /srv/quetzal\ncd /srv\npwd\nnonsense"))
    assert ran.output == b"one\ntwo\n/srv\nnonsense: not found\n"
    assert ran.code == 127


def test_fake_later_process_finds_what_was_left(tmp_path: Path) -> None:
    FakeDriver(tmp_path / "machines").create("one", SandboxSpec((HostSpec(tmp_path),)))
    later = FakeDriver(tmp_path / "machines")
    assert [one.key for one in later.list()] == ["one"]
    later.stop("one")
    assert later.list() == []


def test_fake_deleted_files_stay_deleted(tmp_path: Path) -> None:
    driver, spec = FakeDriver(), SandboxSpec((HostSpec(tmp_path / "base"),))
    (tmp_path / "base" / "etc").mkdir(parents=True)
    (tmp_path / "base" / "etc" / "motd").write_text("hello\n")
    driver.create("one", spec)
    driver.run("one", ("rm", "/etc/motd"))
    taken = driver.snapshot("one", tmp_path / "taken")
    driver.create("two", spec, restore=taken.folder)
    assert driver.look("two", "/etc/motd") is None
    assert driver.look("two", "/etc/passwd") is not None
