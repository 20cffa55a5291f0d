"""A stranger's file is opened and checked in a process of its own, with limits of memory and CPU time, no environment and no
network: a small badge can hold a canonicaliser for minutes, and a small PDF can fill a memory.

``check_apart`` is what others call; run as a program this file is the other side of it. Both speak one JSON object.
"""

import json
import logging
import resource
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from badges.credentials.baking import BadFile, unbake
from badges.credentials.checking import check
from badges.credentials.errors import CredentialError
from badges.credentials.findings import Code, Finding, Outcome, Report, What
from badges.credentials.keys import PublicKey
from badges.credentials.reading import Document, Unreadable, read
from badges.credentials.resolving import Unresolved, key_in

logger = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 2  # of CPU; and four times as many on the clock, where others work too
MEMORY = 300 * 1024**2  # bytes


@dataclass(frozen=True)
class Known:
    """``controllers``: the documents of those whose keys are believed; ``lists``: signed status lists by address."""

    controllers: Sequence[Document]
    lists: Mapping[str, bytes]

    def key(self, method: str, issuer: str) -> PublicKey:
        for one in self.controllers:
            if one.get("id") == issuer:
                return key_in(one, method, issuer)
        raise Unresolved(Code.UNKNOWN_ISSUER)

    def status_list(self, url: str) -> bytes:
        if url not in self.lists:
            raise Unresolved(Code.NO_LIST)
        return self.lists[url]


@dataclass(frozen=True)
class Checked:
    """``document``: what was in the file, where it could be read at all."""

    report: Report
    document: Document | None


def check_apart(file: bytes, known: Known, now: datetime) -> Checked:
    """``file``: JSON, or a PNG, SVG or PDF with a credential in it. Raises nothing that a stranger could bring about."""
    order = {
        "file": b64encode(file).decode(),
        "controllers": list(known.controllers),
        "lists": {url: b64encode(content).decode() for url, content in known.lists.items()},
        "now": now.isoformat(),
    }
    command = [sys.executable, "-X", "utf8", "-m", "badges.credentials.apart"]
    try:
        done = subprocess.run(  # noqa: S603  our own module; nothing of the stranger's is in the command
            command,
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=4 * SECONDS,
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _too_costly()
    if done.returncode != 0:
        # Its last words begin with what went wrong; the rest may be a stranger's text.
        complaint = (done.stderr.decode(errors="replace").strip().splitlines() or [""])[-1].partition(":")[0][:80]
        logger.warning("a file was not checked to the end", extra={"status": done.returncode, "complaint": complaint})
        return _too_costly()
    told = json.loads(done.stdout)
    return Checked(_report(told["report"]), told["document"])


def _too_costly() -> Checked:
    return Checked(Report.of([Finding(What.READING, Outcome.FAILED, Code.TOO_COSTLY)]), None)


def _report(told: Mapping[str, Any]) -> Report:
    findings = [
        Finding(What(one["what"]), Outcome(one["outcome"]), Code(one["code"]), one["details"])
        for one in told["findings"]
    ]
    return Report(tuple(findings), tuple(_report(one) for one in told["embedded"]))


# --- The other side ----------------------------------------------------------------------------------------------------


def _told(report: Report) -> dict[str, Any]:
    findings = [
        {"what": one.what, "outcome": one.outcome, "code": one.code, "details": dict(one.details)}
        for one in report.findings
    ]
    return {"findings": findings, "embedded": [_told(one) for one in report.embedded]}


def _checked(order: Mapping[str, Any]) -> dict[str, Any]:
    known = Known(order["controllers"], {url: b64decode(content) for url, content in order["lists"].items()})
    try:
        document = read(unbake(b64decode(order["file"])))
    except (BadFile, Unreadable) as error:
        return {"report": _told(_unreadable(error)), "document": None}
    return {"report": _told(check(document, known, datetime.fromisoformat(order["now"]))), "document": document}


def _unreadable(error: CredentialError) -> Report:
    code = Code(error.code)
    details = {"reason": error.code} if code == Code.OTHER else {}
    return Report.of([Finding(What.READING, Outcome.FAILED, code, details)])


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    sys.stdout.write(json.dumps(_checked(json.load(sys.stdin))))


if __name__ == "__main__":
    main()
