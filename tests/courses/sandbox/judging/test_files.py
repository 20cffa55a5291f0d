"""file and script, on a machine whose owner has every right in it."""

from pathlib import Path

import pytest

from courses.sandbox.judging.bench import Finding
from deploy.sandbox_host import Host
from tests.courses.sandbox.judging.conftest import Bases
from tests.courses.sandbox.judging.judged import judge_all

pytestmark = pytest.mark.slow

# ruff: noqa: E501  a command is one line, and so is a check

PREPARE = r"""
useradd carmen
mkdir -p /root/d /etc/notes; cd /root/d
printf 'Room 12\nña\n' >note; chown carmen:mail note; chmod 0640 note
echo note >/etc/notes/one
ln -s note link; ln -s /root/d/note far; ln -s none dangling; ln -s loop loop; mkfifo pipe; ln -s /dev/zero zero
ln -s ../../../../../../etc/hostname up
head -c 2M /dev/zero >large; truncate -s 10T hole 2>/dev/null || truncate -s 10M hole
{ printf 'a%.0s' $(seq 40); echo '!'; } >slow
printf '\xff\xfe\nRoom 12\n' >bytes
chmod 4755 /root/d/bytes
echo '[' >/etc/ssl/openssl.cnf; echo 'output = /dev/null' >/root/.curlrc
mkdir -p /home/evil; cp /root/.curlrc /home/evil; sed -i 's|:/root:|:/home/evil:|' /etc/passwd
for one in sh grep cat test awk; do rm -f /usr/bin/$one; done
"""
NOTE = "path: /root/d/note"
TABLE = {
    "there": ("file", f"{{{NOTE}}}", "passed", "as_asked"),
    "rights": ("file", f"{{{NOTE}, mode: 0640, owner: carmen, group: mail}}", "passed", "as_asked"),
    "numbers": ("file", f"{{{NOTE}, mode: 640, owner: 1000, group: 8}}", "passed", "as_asked"),
    "other mode": ("file", f"{{{NOTE}, mode: 0600}}", "failed", "mode"),
    "mode with more": ("file", "{path: /root/d/bytes, mode: 0755}", "failed", "mode"),
    "other owner": ("file", f"{{{NOTE}, owner: root}}", "failed", "owner"),
    "other group": ("file", f"{{{NOTE}, group: carmen}}", "failed", "group"),
    "nobody of that name": ("file", f"{{{NOTE}, owner: dalia}}", "failed", "no_account"),
    "holds": ("file", f"{{{NOTE}, contains: [Room, ña], lacks: TODO, larger: 5, smaller: 50}}", "passed", "as_asked"),
    "lacks": ("file", f"{{{NOTE}, contains: [Room, TODO]}}", "failed", "file_lacks"),
    "holds too much": ("file", f"{{{NOTE}, lacks: Room}}", "failed", "file_holds"),
    "matches": ("file", f"{{{NOTE}, matches: '^Room \\d+$'}}", "passed", "as_asked"),
    "matches among bytes": ("file", "{path: /root/d/bytes, matches: '^Room \\d+$'}", "passed", "as_asked"),
    "no match": ("file", f"{{{NOTE}, matches: '^\\d+$'}}", "failed", "no_match"),
    "a slow pattern": ("file", "{path: /root/d/slow, matches: '^(a+)+$'}", "inconclusive", "unreadable"),
    "small": ("file", f"{{{NOTE}, larger: 500}}", "failed", "small"),
    "large": ("file", f"{{{NOTE}, smaller: 5}}", "failed", "large"),
    "absent": ("file", "{path: /root/d/none, kind: absent}", "passed", "as_asked"),
    "absent folder": ("file", "{path: /none/none, kind: absent}", "passed", "as_asked"),
    "not absent": ("file", f"{{{NOTE}, kind: absent}}", "failed", "there"),
    "dangling is not absent": ("file", "{path: /root/d/dangling, kind: absent}", "failed", "there"),
    "missing": ("file", "{path: /root/d/none}", "failed", "missing"),
    "folder": ("file", "{path: /root/d, kind: folder}", "passed", "as_asked"),
    "no folder": ("file", f"{{{NOTE}, kind: folder}}", "failed", "other_kind"),
    "link": ("file", "{path: /root/d/link, kind: link}", "passed", "as_asked"),
    "far link": ("file", "{path: /root/d/far, kind: link}", "passed", "as_asked"),
    "dangling link": ("file", "{path: /root/d/dangling, kind: link}", "passed", "as_asked"),
    "no link": ("file", f"{{{NOTE}, kind: link}}", "failed", "other_kind"),
    "through a link": ("file", "{path: /root/d/far, contains: Room}", "passed", "as_asked"),
    "dangling": ("file", "{path: /root/d/dangling}", "failed", "missing"),
    "loop": ("file", "{path: /root/d/loop}", "failed", "missing"),
    "pipe": ("file", "{path: /root/d/pipe, contains: x}", "failed", "other_kind"),
    "zero": ("file", "{path: /root/d/zero, lacks: x}", "failed", "other_kind"),
    "up and out": ("file", "{path: /root/d/up, matches: '^lab$'}", "passed", "as_asked"),
    "too large to read": ("file", "{path: /root/d/large, lacks: x}", "inconclusive", "too_large"),
    "large, unread": ("file", "{path: /root/d/large, larger: 1000000}", "passed", "as_asked"),
    "a hole": ("file", "{path: /root/d/hole, lacks: x}", "inconclusive", "too_large"),
    "passes": ("script", "{run: check/passes.sh, borrow: [/etc/notes]}", "passed", "as_asked"),
    "fails": ("script", "{run: check/fails.sh}", "failed", "times"),
    "fails silently": ("script", "{run: check/silent.sh}", "failed", "script"),
    "ends badly": ("script", "{run: check/badly.sh}", "inconclusive", "ended_badly"),
    "killed": ("script", "{run: check/killed.sh}", "inconclusive", "ended_badly"),
    "no such program": ("script", "{run: check/unknown.sh}", "inconclusive", "no_program"),
    "slow": ("script", "{run: check/slow.sh, seconds: 1}", "inconclusive", "slow"),
    "loud": ("script", "{run: check/loud.sh}", "inconclusive", "too_much"),
    "others' settings": ("script", "{run: check/settings.sh, borrow: [/etc/ssl, /root, /etc/passwd, /home]}", "passed", "as_asked"),
    "writes": ("script", "{run: check/writes.sh}", "passed", "as_asked"),
}  # fmt: skip
FILES = {
    "check/passes.sh": 'set -eu; [ "$LAB_WHO" = carmen ]; grep -q note /etc/notes/one; grep -q Room /srv/root/d/note',
    "check/fails.sh": "printf 'found: times\\nvalue times: 2 \\033[31m<b>\\nvalue Bad!: x\\nfound: other\\n'; exit 1",
    "check/silent.sh": "echo; exit 1",
    "check/badly.sh": "echo found: times; exit 2",
    "check/killed.sh": "kill -9 $$",
    "check/unknown.sh": "nothing-of-this-name",
    "check/slow.sh": "sleep 60",
    "check/loud.sh": "yes | head -c 1000000",
    "check/settings.sh": """set -e
grep -q null /home/evil/.curlrc; grep -q '^carmen:' /etc/passwd; grep -qxF '[' /etc/ssl/openssl.cnf
openssl rand -hex 4; curl -s file:///etc/hostname | grep -q lab""",
    "check/writes.sh": "touch /root/mine; ! touch /srv/root/theirs",
}


@pytest.fixture(scope="module")
def found(host: Host, place: Path, base_of: Bases) -> dict[str, Finding]:
    checks = {name: (kind, asked) for name, (kind, asked, *_rest) in TABLE.items()}
    return judge_all(
        host, place / "shell", base_of("shell"), PREPARE, checks, files=FILES, environment={"LAB_WHO": "carmen"}
    )


@pytest.mark.parametrize("name", TABLE)
def test_what_is_found(found: dict[str, Finding], name: str) -> None:
    assert (found[name].verdict, found[name].found) == TABLE[name][2:]


def test_values_tell_what_was_there(found: dict[str, Finding]) -> None:
    assert found["other mode"].values == {"path": "/root/d/note", "mode": "0640", "wanted": "0600"}
    assert found["mode with more"].values["mode"] == "4755"
    assert found["other owner"].values == {"path": "/root/d/note", "owner": "carmen", "wanted": "root"}
    assert found["no folder"].values == {"path": "/root/d/note", "kind": "file", "wanted": "folder"}
    assert found["fails"].values == {"times": "2 [31m<b>"}
