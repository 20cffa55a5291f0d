"""Nobody is judged by a program of theirs, and no file of theirs leads anywhere (16, 17)."""

from pathlib import Path

import pytest

from courses.sandbox.runtimes.port import HostSpec, Program, Ran, SandboxDriver, SandboxSpec, Seen
from deploy.sandbox_host import Host
from tests.courses.sandbox.runtimes.machine import LONGEST, OPEN, SEARCHED, Open, empty, without_rights

# ruff: noqa: E501  a command is one line
pytestmark = pytest.mark.slow
REPLACED = """
for one in cat curl id sh dig; do rm -f /usr/bin/$one; printf '#!/usr/bin/perl\\nprint "all is well\\\\n"' >/usr/bin/$one; chmod 755 /usr/bin/$one; done
echo /root/evil.so >/etc/ld.so.preload; touch /root/evil.so
"""
FILES = {
    "up": "ln -s ../../../../../../etc/hostname /up",
    "around": "ln -s /proc/1/root/etc/hostname /around",
    "pipe": "mkfifo /pipe",
    "zero": "ln -s /dev/zero /zero",
    "loop": "ln -s /loop /loop",
    "folder": "mkdir /folder",
    "large": "head -c 3M /dev/zero >/large",
    "new\nline ñ": "touch \"/$(printf 'new\\nline ñ')\"",
}


def sh(driver: SandboxDriver, words: str, key: str = "one") -> Ran:
    return driver.run(key, ("/bin/sh", "-c", words), seconds=LONGEST)


def test_replaced_programs_do_not_judge(runtime: Open, host: Host, place: Path, base: Path) -> None:
    def work() -> tuple[Ran, Ran, Ran]:
        driver = runtime(empty(place / "replaced"), host.block)
        driver.create("one", SandboxSpec((HostSpec(base),), environment=SEARCHED))
        sh(driver, "exec 2>/dev/null; " + REPLACED)
        with driver.judge("one", borrowed=("/etc", "/usr", "/root")) as box:
            found = box.run(("/usr/bin/id", "-u")), box.run(("/bin/sh", "-c", "ls /etc/ld.so.preload /root/evil.so"))
            theirs = box.run(("/bin/sh", "-c", "touch /srv/x || cat /srv/usr/bin/id"))
        driver.stop("one")
        return *found, theirs

    user, preloads, theirs = without_rights(host, work)
    assert user.output == b"0\n"
    assert b"cannot access '/etc/ld.so.preload'" in preloads.output
    assert b"/root/evil.so\n" in preloads.output  # what is borrowed lies there, and is loaded by nothing
    assert b"Read-only" in theirs.output
    assert b"all is well" in theirs.output


@pytest.fixture(scope="module")
def files(runtime: Open, host: Host, place: Path, base: Path) -> dict[str, Seen | None]:
    def work() -> dict[str, Seen | None]:
        driver = runtime(empty(place / "files"), host.block)
        driver.create("one", SandboxSpec((HostSpec(base),), environment=SEARCHED))
        for words in FILES.values():
            sh(driver, words)
        found = {name: driver.look("one", f"/{name}", most=1000) for name in FILES}
        driver.stop("one")
        return found

    seen: dict[str, Seen | None] = without_rights(host, work)
    return seen


def test_links_end_within_the_sandbox(files: dict[str, Seen | None]) -> None:
    inside = files["up"]
    assert inside is not None
    assert inside.content == b"lab\n"  # what the base calls itself
    around = files["around"]
    assert around is None or (around.kind, around.content) == ("link", b"")


# gVisor keeps pipes and devices to itself: who looks from outside finds none.
KINDS = {
    "bwrap": {"pipe": "other", "zero": "other", "loop": "link", "folder": "folder"},
    "runsc": {"zero": "link", "loop": "link", "folder": "folder"},
}


def test_what_is_no_file_has_no_content(runtime: Open, files: dict[str, Seen | None]) -> None:
    expected = next(kinds for name, kinds in KINDS.items() if OPEN[name] is runtime)
    seen = {name: files[name] for name in KINDS["bwrap"]}
    assert {name: (one.kind, one.content) for name, one in seen.items() if one} == {
        name: (kind, b"") for name, kind in expected.items()
    }


def test_a_file_is_cut_and_any_name_is_a_name(files: dict[str, Seen | None]) -> None:
    large, odd = files["large"], files["new\nline ñ"]
    assert large is not None
    assert (len(large.content), large.size) == (1000, 3 * 1024 * 1024)
    assert odd is not None


def test_a_program_is_pristine_only_with_all_that_it_loaded(runtime: Open, host: Host, place: Path, web: Path) -> None:
    def work() -> dict[str, list[Program]]:
        driver = runtime(empty(place / "programs"), host.block)
        driver.create("one", SandboxSpec((HostSpec(web),), environment=SEARCHED))
        sh(driver, "service nginx start; until curl -so /dev/null http://127.0.0.1/; do :; done")
        seen = {"as it is": driver.programs("one")}
        sh(
            driver,
            "service nginx stop; cp /usr/sbin/nginx /root/nginx; echo >>/root/nginx; cp /root/nginx /usr/sbin/nginx; service nginx start",
        )
        seen["written over"] = driver.programs("one")
        sh(driver, "service nginx stop; rm /usr/sbin/nginx; cp /root/nginx /tmp/nginx; /tmp/nginx")
        seen["elsewhere"] = driver.programs("one")
        sh(
            driver,
            "pkill nginx; cp /bin/sleep /root/sleep; mv /root/sleep /bin/sleep; sleep 60 & until read n </proc/$!/comm && [ $n = sleep ]; do [ -e /proc/$! ] || exit 1; done; rm /bin/sleep",
        )
        seen["gone"] = driver.programs("one")
        sh(
            driver,
            "perl -MIO::Socket -e 'my $s = IO::Socket::INET->new(Listen => 1, LocalPort => 8080); sleep 60' >/dev/null 2>&1 & until perl -MIO::Socket -e 'exit !IO::Socket::INET->new(\"127.0.0.1:8080\")'; do :; done",
        )
        seen["interpreted"] = driver.programs("one")
        sh(
            driver,
            "l=$(ls /usr/lib/x86_64-linux-gnu/libcrypt.so.1.*); cp $l /root/l.so; echo /root/l.so >/etc/ld.so.preload; tail -f /dev/null >/dev/null 2>&1 & until read n </proc/$!/comm && [ $n = tail ]; do [ -e /proc/$! ] || exit 1; done",
        )
        seen["preloaded"] = driver.programs("one")
        driver.stop("one")
        return seen

    seen = without_rights(host, work)

    def of(name: str, path: str) -> set[tuple[bool, tuple[int, ...]]]:
        return {(one.is_pristine, one.ports) for one in seen[name] if one.path.startswith(path)}

    assert of("as it is", "/usr/sbin/nginx") == {(True, (80,))}
    assert {one.user for one in seen["as it is"] if one.path == "/usr/sbin/nginx"} == {0, 33}
    assert of("written over", "/usr/sbin/nginx") == {(False, (80,))}
    assert of("elsewhere", "/tmp/nginx") == {(False, (80,))}
    assert (False, ()) in of("gone", "/usr/bin/sleep (deleted)")
    assert of("interpreted", "/usr/bin/perl") == {(True, (8080,))}  # perl, not what it pretends to be
    assert of("preloaded", "/usr/bin/tail") == {(False, ())}
