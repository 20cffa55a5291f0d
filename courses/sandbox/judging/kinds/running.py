"""service and config. Programs are known by the kernel's word for their file; configurations are tested by the base's own
program, in a pristine machine that has a copy of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.sandbox.judging.bench import PASSED, Bench, Failed, Finding, Unsure, text_of

MERGED = re.compile(r"^/(bin|sbin|lib)/")  # links into /usr on Debian
ACCOUNTS = ("/etc/passwd", "/etc/group", "/etc/hosts")
KEPT = ("/etc/ssl", "/home", "/root")  # where people keep keys and certificates, too


@dataclass(frozen=True)
class Test:
    """``command``: of /bin/sh. ``loads``: lines (PCRE) that would run code of the learner's within the test, or read beyond
    what was lent: with them no answer of the program's could be believed. ``searched``: where, if not in all of it."""

    borrowed: tuple[str, ...]
    command: str
    loads: str = ""
    searched: tuple[str, ...] = ()


TESTS: Mapping[str, Test] = {
    "nginx": Test(
        ("/etc/nginx", "/etc/letsencrypt"), "nginx -t",
        r"^[^#]*\bload_module\b(?!\s+[\"']?(/usr/(lib|share)/nginx/)?modules/[\w-]+\.so)"
        r"|^[^#]*\binclude\b(\s*$|[^;]*(\.\./|/srv/))|^[^#]*\bssl_engine\b",
    ),
    "php-fpm": Test(
        ("/etc/php",), 'exec "$(ls /usr/sbin/php-fpm* | head -n 1)" -t',
        r"^\s*(zend_extension|extension|extension_dir|opcache\.preload|ffi\.preload)\s*=\s*\S*/"
        r"|^\s*include\s*=.*(\.\./|/srv/)",
    ),
    "postfix": Test(
        ("/etc/postfix", "/etc/aliases", "/etc/mailname"), "postfix check && postconf -n && postconf -M",
        r"^\s*(shlib|daemon|command|meta)_directory|^\s*import_environment|^[^#]*(\.\.|\s)/\S*\.so\b",
        ("/etc/postfix/main.cf", "/etc/postfix/master.cf", "/etc/postfix/dynamicmaps.cf", "/etc/postfix/dynamicmaps.cf.d"),
    ),
    "dovecot": Test(
        ("/etc/dovecot",), "doveconf -n",
        r"^[^#]*\b(mail_plugin_dir|base_dir|libexec_dir|auth_socket_path)\b|^\s*!include.*(\.\./|/srv/)",
    ),
    "nsd": Test(("/etc/nsd",), "nsd-checkconf /etc/nsd/nsd.conf", r"^\s*include:.*(\.\./|/srv/)"),
    "unbound": Test(
        ("/etc/unbound", "/var/lib/unbound"), "unbound-checkconf",
        r"^\s*(dynlib-file|python-script):|^\s*include(-toplevel)?:.*(\.\./|/srv/)",
    ),
    "opendkim": Test(
        ("/etc/opendkim.conf", "/etc/opendkim", "/etc/dkimkeys"), "opendkim -n -x /etc/opendkim.conf",
        r"^\s*(Include.*(\.\./|/srv/)|SetupPolicyScript|FinalPolicyScript|ScreenPolicyScript|StatsPolicyScript)",
    ),
    "sshd": Test(("/etc/ssh",), "mkdir -p /run/sshd; /usr/sbin/sshd -t", r"^\s*Include.*(\.\./|/srv/)"),
    # User tables as they are; those of the system have one more field, an account that must be known.
    "cron": Test(
        ("/etc/crontab", "/etc/cron.d", "/var/spool/cron"),
        """code=0
for file in /var/spool/cron/crontabs/*; do [ ! -f "$file" ] || crontab -n "$file" || code=1; done
for file in /etc/crontab /etc/cron.d/*; do
    [ -f "$file" ] || continue
    sed -E 's/^([ \\t]*@[a-z]+|[ \\t]*[0-9*]([^ \\t]*[ \\t]+){5})[ \\t]*[a-z_][a-z0-9_-]*[ \\t]/\\1 /' "$file" >/tmp/table
    crontab -n /tmp/table || { echo "$file"; code=1; }
    for user in $(sed -nE 's/^[ \\t]*[0-9*]([^ \\t]*[ \\t]+){5}([^ \\t]+)[ \\t].*/\\2/p' "$file"); do
        getent passwd "$user" >/dev/null || { echo "$file: no account $user"; code=1; }
    done
done
exit $code""",
    ),
}  # fmt: skip
# 1: no such line. Links are followed: what they lead to is read by the test as well.
SEARCH = 'pattern=$1; shift; for one do [ ! -e "$one" ] || set -- "$@" "$one"; shift; done; ' \
         '[ $# -gt 0 ] || exit 1; exec grep -RPaIh -m 1 -D skip -e "$pattern" -- "$@"'  # fmt: skip


def judge_service(bench: Bench, asked: Mapping[str, Any]) -> Finding:
    program = MERGED.sub(r"/usr/\1/", asked["program"])
    running = bench.programs()
    named = [one for one in running if one.path == program]
    pristine = [one for one in named if one.is_pristine]
    if not pristine:
        raise Failed("replaced" if any(_is_called(one.path, program) for one in running) else "not_running",
                     program=program)  # fmt: skip
    if "port" in asked:
        port = int(asked["port"])
        if not any(port in one.ports for one in pristine):
            raise Failed("not_listening", program=program, port=port)
        if any(port in one.ports for one in running if one not in pristine):
            raise Failed("other_listens", program=program, port=port)
    if "user" in asked:
        number = bench.number_of(asked["user"], "/etc/passwd")
        if all(one.user != number for one in pristine):
            user = bench.name_of(pristine[0].user, "/etc/passwd")
            raise Failed("other_user", program=program, user=user, wanted=asked["user"])
    return PASSED


def _is_called(path: str, program: str) -> bool:
    return path.removesuffix(" (deleted)").rpartition("/")[2] == program.rpartition("/")[2]


def judge_config(bench: Bench, asked: Mapping[str, Any]) -> Finding:
    program, test = asked["program"], TESTS[asked["program"]]
    borrowed = tuple(dict.fromkeys((*test.borrowed, *asked["borrow"], *ACCOUNTS, *KEPT)))
    if test.loads:
        lines = bench.sh(SEARCH, test.loads, *(test.searched or test.borrowed), *asked["borrow"], borrowed=borrowed)
        if lines.output.strip():
            raise Failed("loads_code", problem=text_of(lines.output))
        if lines.code != 1:
            raise Unsure("unreadable")
    ran = bench.sh(test.command, borrowed=borrowed, seconds=20)
    if ran.code:
        raise Failed("config", program=program, problem=_telling(text_of(ran.output)))
    return PASSED


def _telling(output: str) -> str:
    """The first line that speaks of an error, else the last."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"emerg|error|fatal|alert|bad |no account", line, re.IGNORECASE)]
    return (errors or lines[-1:] or ["–"])[0]
