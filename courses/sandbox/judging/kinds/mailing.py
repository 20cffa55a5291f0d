"""mail: a message that nobody has seen before goes in through SMTP and is looked for where it should arrive.

Source: RFC 5321 and curl(1); mbox is one file, Maildir a folder with ``new`` and ``cur``.
"""

import time
from collections.abc import Mapping
from typing import Any

from courses.sandbox.judging.bench import PASSED, Bench, Failed, Finding, Unsure, text_of

SECONDS = 20.0  # a server that has just started takes a while to greet
PATIENCE = 12.0  # seconds for the way from the door to the box
PAUSE = 0.4
REFUSED, TIMED_OUT = 7, 28
FIND = 'exec grep -rqaF -D skip -e "$1" -- "/srv$2"'


def judge_mail(bench: Bench, asked: Mapping[str, Any]) -> Finding:
    port, token = int(asked["port"]), f"{bench.nonce}{bench.nonce[::-1]}"
    message = (
        f"From: <{asked['from']}>\r\nTo: <{asked['to']}>\r\nSubject: {token[:12]}\r\n"
        f"Message-ID: <{token[12:24]}@{asked['from'].rpartition('@')[2]}>\r\n\r\n{token}\r\n"
    )
    ran = bench.run(
        ("/usr/bin/curl", "--disable", "--silent", "--show-error", "--noproxy", "*", "--max-time", f"{SECONDS - 1}",
         "--mail-from", asked["from"], "--mail-rcpt", asked["to"], "--upload-file", "-", "--crlf",
         "--write-out", "%{stderr}%{response_code}\n", "--", f"smtp://{asked['address']}:{port}/check.example"),
        stdin=message.encode(), seconds=SECONDS,
    )  # fmt: skip
    if ran.code == REFUSED:
        raise Failed("refused", port=port)
    if ran.code == TIMED_OUT:
        raise Unsure("slow")
    if ran.code:
        raise Failed("rejected", problem=text_of(ran.output))
    patient = time.monotonic() + bench.seconds(PATIENCE)
    while not _is_there(bench, token, asked["arrives"]):
        if time.monotonic() > patient:
            raise Failed("not_arrived", path=asked["arrives"])
        time.sleep(PAUSE)
    return PASSED


def _is_there(bench: Bench, token: str, path: str) -> bool:
    return bench.sh(FIND, token, path).code == 0
