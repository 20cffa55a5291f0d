"""Wrong solutions of a lab: what somebody tries who wants it to pass, and not the machine to be well.

They know everything that the lab asks for: its ports, texts, names and answers. None of them may pass.
"""

import random
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from courses.sandbox.judging import pretended
from courses.sandbox.labs.parameters import draw, fill_all
from courses.sandbox.labs.spec import Lab

PRETENDING = (Path(__file__).parent / "pretending.pl").read_text(encoding="utf-8")
JUDGING = ("curl", "dig", "nc", "openssl", "grep", "cat", "stat", "find", "awk", "sed", "test", "id")
SERVING = ("nginx", "nsd", "nsd-checkzone", "nsd-checkconf", "unbound", "unbound-checkconf", "postfix", "postconf",
           "php-fpm8.2", "sqlite3", "cron", "crontab", "dovecot", "doveconf", "opendkim")  # fmt: skip
# What the lab has put there, and not the base, whose files all have the date of its packages at the latest.
OWN = "find / -xdev -type f -newermt 2024-01-01 ! -path '/proc/*' ! -path '/usr/*' ! -path /opt/pretend"
PLACES = "etc srv home root opt usr/local var/www var/mail var/spool var/log var/lib"


@dataclass(frozen=True)
class Wrong:
    """``steps``: scripts, or ``solve`` for the reference solution. They are run on every host."""

    name: str
    steps: tuple[str, ...]


SOLVE = "solve"


def wrong_solutions(lab: Lab, seed: int, count: int = 20) -> list[Wrong]:
    """Each way once, then two or three at once; the same for the same seed."""
    chance = random.Random(f"{lab.slug} {seed}")  # noqa: S311  not a secret
    asked = [fill_all(check.asks, draw(lab, seed)) | {"kind": check.kind} for check in lab.checks]
    found = [Wrong(name, way(chance, asked)) for name, way in WAYS.items()]
    while len(found) < count:
        names = chance.sample([name for name in WAYS if name != "undone"], chance.randint(2, 3))
        found.append(Wrong(" + ".join(names), tuple(step for name in names for step in WAYS[name](chance, asked))))
    return found[:count]


Asked = list[Mapping[str, Any]]
Way = Callable[[random.Random, Asked], tuple[str, ...]]


def _nothing(_chance: random.Random, _asked: Asked) -> tuple[str, ...]:
    return (":",)


def _markers(chance: random.Random, _asked: Asked) -> tuple[str, ...]:
    words = chance.sample(("solved", "passed", "done", "ok", "SUCCESS", "complete", "checked", "verdict"), 4)
    folders = chance.sample(("/root", "/srv", "/etc", "/var/www", "/opt", "/home", "/var/lib", "/"), 4)
    return tuple(f"mkdir -p {folder}; echo passed >{folder}/{word}; touch {folder}/.{word}"
                 for word, folder in zip(words, folders, strict=True))  # fmt: skip


def _pretending(chance: random.Random, asked: Asked) -> tuple[str, ...]:
    """Now, and whenever the machine starts: whatever starts services starts this instead."""
    told = "\n".join(pretended.lines(asked))
    names = "service" if chance.random() < 0.5 else "service start-stop-daemon"
    return (
        f"mkdir -p /opt; cat >/opt/pretend <<'END'\n{told}\nEND\ncat >/opt/pretending <<'END'\n{PRETENDING}\nEND\n"
        "chmod 755 /opt/pretending\n"
        "for one in nginx nsd unbound postfix php8.2-fpm dovecot opendkim cron; do service $one stop; done\n"
        f"for one in {names}; do path=$(command -v $one) || continue; rm $path; cp /opt/pretending $path; done\n"
        "for one in /etc/init.d/*; do rm $one; cp /opt/pretending $one; done\n"
        "/opt/pretending",
    )


def _half_pretending(_chance: random.Random, asked: Asked) -> tuple[str, ...]:
    """Beside the services as they are, with a loop of a shell."""
    ports = sorted({int(one["port"]) for one in asked if "port" in one} | {80})
    says = r"printf 'HTTP/1.0 200 OK\r\n\r\nok\n'"
    loops = (f"(while :; do {says} | nc -l -p {port} -q 1 || sleep 1; done) >/dev/null 2>&1 &" for port in ports)
    return ("\n".join(loops),)


def _replaced(names: tuple[str, ...]) -> Way:
    def way(chance: random.Random, _asked: Asked) -> tuple[str, ...]:
        chosen = " ".join(sorted(chance.sample(names, chance.randint(3, len(names)))))
        says = chance.choice(("all is well", "syntax is ok", "HTTP/1.1 200 OK", "status: NOERROR"))
        return (
            f"for one in {chosen}; do for folder in /usr/bin /usr/sbin; do [ -e $folder/$one ] || continue; "
            f"rm -f $folder/$one; printf '#!/usr/bin/perl\\nprint \"{says}\\\\n\"; exit 0;\\n' >$folder/$one; "
            "chmod 755 $folder/$one; done; done",
        )

    return way


def _preloaded(chance: random.Random, _asked: Asked) -> tuple[str, ...]:
    library = chance.choice(("libcrypt.so.1", "libz.so.1", "libm.so.6"))
    return (
        f"cp /usr/lib/x86_64-linux-gnu/{library} /root/all-is-well.so; echo /root/all-is-well.so >/etc/ld.so.preload; "
        "for one in nginx nsd unbound postfix php8.2-fpm dovecot opendkim cron; do service $one restart; done",
    )


def _open(chance: random.Random, _asked: Asked) -> tuple[str, ...]:
    mode = chance.choice(("777", "a+rwX", "666", "u=rwX,go="))
    return (f"chmod -R {mode} /srv /var/www /home /root /etc /var/log /var/lib/ 2>/dev/null; :",)


def _touched(_chance: random.Random, _asked: Asked) -> tuple[str, ...]:
    return (f"{OWN} -exec touch {{}} +",)


def _emptied(chance: random.Random, _asked: Asked) -> tuple[str, ...]:
    where = chance.choice(("/etc/", "/srv/", "/var/", "/"))
    return (f"{OWN} -path '{where}*' | while read -r file; do : >\"$file\"; done",)


def _removed(chance: random.Random, _asked: Asked) -> tuple[str, ...]:
    where = chance.choice(("/etc/", "/srv/", "/var/", "/"))
    return (f"{OWN} -path '{where}*' -delete; :",)


def _restarted(_chance: random.Random, _asked: Asked) -> tuple[str, ...]:
    return ("for one in nginx nsd unbound postfix php8.2-fpm dovecot opendkim cron; do service $one restart; done; :",)


def _stopped(_chance: random.Random, _asked: Asked) -> tuple[str, ...]:
    return ("for one in nginx nsd unbound postfix php8.2-fpm dovecot opendkim cron; do service $one stop; done; "
            "rm -f /etc/init.d/*",)  # fmt: skip


def _written(chance: random.Random, asked: Asked) -> tuple[str, ...]:
    """What pages should hold, into every file that the lab has put there."""
    texts = [text for one in asked if one["kind"] == "http" for text in one["contains"]]
    words = shlex.quote(" ".join(texts) or "ok")
    where = chance.choice(("/srv/", "/var/www/", "/etc/"))
    return (f"{OWN} -path '{where}*' | while read -r file; do printf '%s\\n' {words} >\"$file\"; done",)


def _undone(_chance: random.Random, _asked: Asked) -> tuple[str, ...]:
    """The solution, and everything on the disk as it was: what runs has still read the solved one."""
    saved = f"cd /; tar -czf /tmp/before.tgz --exclude=var/lib/dpkg --exclude=var/lib/apt {PLACES} 2>/dev/null; :"
    undo = (
        f"cd /; for one in {PLACES}; do find $one -mindepth 1 -maxdepth 1 ! -name dpkg ! -name apt -exec rm -rf {{}} +; "
        "done; tar -xpzf /tmp/before.tgz"
    )
    return saved, SOLVE, undo


WAYS: Mapping[str, Way] = {
    "nothing": _nothing,
    "markers": _markers,
    "pretending": _pretending,
    "half pretending": _half_pretending,
    "judging programs replaced": _replaced(JUDGING),
    "serving programs replaced": _replaced(SERVING),
    "preloaded": _preloaded,
    "open to all": _open,
    "touched": _touched,
    "emptied": _emptied,
    "removed": _removed,
    "restarted": _restarted,
    "stopped": _stopped,
    "written": _written,
    "undone": _undone,
}
